//! A request body that may be long but not silent.

use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use hyper::body::{Body, Frame, Incoming, SizeHint};
use tokio::time::Sleep;
use tokio_util::sync::{CancellationToken, WaitForCancellationFutureOwned};

/// The peer sent nothing of its request body for the allowed time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the request body stalled")]
pub struct BodyStalled;

/// Fails a body read that waits longer than `limit`; during the drain, longer than `grace`.
pub(super) struct StallGuard {
    body: Incoming,
    limit: Duration,
    grace: Duration,
    draining: CancellationToken,
    /// Present while a read waits: most bodies arrive with their head and never need a timer.
    waiting: Option<Pin<Box<Waiting>>>,
}

/// The deadlines of one waiting read.
struct Waiting {
    stalled: Pin<Box<Sleep>>,
    /// `None` once the drain has been seen.
    drain: Option<Pin<Box<WaitForCancellationFutureOwned>>>,
}

impl StallGuard {
    pub(super) fn new(body: Incoming, limit: Duration, grace: Duration, draining: CancellationToken) -> Self {
        Self { body, limit, grace, draining, waiting: None }
    }

    /// Whether the current wait is over; arms it first when it has just begun.
    fn poll_stalled(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        let (limit, draining) = (self.limit, &self.draining);
        let waiting = self.waiting.get_or_insert_with(|| {
            Box::pin(Waiting {
                stalled: Box::pin(tokio::time::sleep(limit)),
                drain: Some(Box::pin(draining.clone().cancelled_owned())),
            })
        });
        if let Some(drain) = waiting.drain.as_mut()
            && drain.as_mut().poll(cx).is_ready()
        {
            waiting.drain = None;
            let soon = tokio::time::Instant::now() + self.grace;
            if soon < waiting.stalled.deadline() {
                waiting.stalled.as_mut().reset(soon);
            }
        }
        waiting.stalled.as_mut().poll(cx)
    }
}

impl Body for StallGuard {
    type Data = Bytes;
    type Error = axum::BoxError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Self::Error>>> {
        match Pin::new(&mut self.body).poll_frame(cx) {
            Poll::Ready(frame) => {
                self.waiting = None;
                Poll::Ready(frame.map(|frame| frame.map_err(Into::into)))
            }
            Poll::Pending => self.poll_stalled(cx).map(|()| Some(Err(BodyStalled.into()))),
        }
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}
