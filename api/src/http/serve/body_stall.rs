//! Limits how slowly a request body may arrive.
//!
//! The time spent waiting for the client has two limits: until the next byte, and for each piece of the body. A small
//! body is at most one piece. Each new piece starts with the full time, so a stream may take as long as its reader
//! permits, at the minimum rate or faster.

use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use hyper::body::{Body, Frame, Incoming, SizeHint};
use tokio::time::{Instant, Sleep};
use tokio_util::sync::{CancellationToken, WaitForCancellationFutureOwned};

/// The peer sent nothing, or too little, of its request body within the allowed time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the request body stalled")]
pub struct BodyStalled;

/// How slow a body may be.
#[derive(Clone, Copy, Debug)]
pub(super) struct Pace {
    /// The longest wait for the next bytes.
    pub(super) silence: Duration,
    /// The same limit during the drain.
    pub(super) grace: Duration,
    /// The length of a piece.
    pub(super) piece_bytes: u64,
    /// The longest wait for a whole piece.
    pub(super) piece_within: Duration,
}

/// Fails a read of the body that waits longer than its pace allows.
pub(super) struct StallGuard {
    body: Incoming,
    pace: Pace,
    draining: CancellationToken,
    /// How many bytes of the current piece have arrived.
    bytes: u64,
    /// How long the current piece has been waited for.
    waited: Duration,
    /// Set while a read waits. Most bodies arrive with their head and never need a timer.
    waiting: Option<Pin<Box<Waiting>>>,
}

/// The deadlines of one waiting read.
struct Waiting {
    since: Instant,
    stalled: Pin<Box<Sleep>>,
    /// `None` once the drain has been seen.
    drain: Option<Pin<Box<WaitForCancellationFutureOwned>>>,
}

impl StallGuard {
    pub(super) fn new(body: Incoming, pace: Pace, draining: CancellationToken) -> Self {
        Self { body, pace, draining, bytes: 0, waited: Duration::ZERO, waiting: None }
    }

    /// Counts the received bytes, and the wait for them if there was one.
    fn record_bytes(&mut self, bytes: u64) {
        self.bytes += bytes;
        if let Some(waiting) = self.waiting.take() {
            self.waited += waiting.since.elapsed();
        }
        if self.bytes >= self.pace.piece_bytes {
            (self.bytes, self.waited) = (0, Duration::ZERO);
        }
    }

    /// Returns whether the current wait is over. If the wait has just begun, arms the timer first.
    fn poll_stalled(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        let limit = self.pace.silence.min(self.pace.piece_within.saturating_sub(self.waited));
        let draining = &self.draining;
        let waiting = self.waiting.get_or_insert_with(|| {
            Box::pin(Waiting {
                since: Instant::now(),
                stalled: Box::pin(tokio::time::sleep(limit)),
                drain: Some(Box::pin(draining.clone().cancelled_owned())),
            })
        });
        if let Some(drain) = waiting.drain.as_mut()
            && drain.as_mut().poll(cx).is_ready()
        {
            waiting.drain = None;
            let soon = Instant::now() + self.pace.grace;
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
                let data = frame.as_ref().and_then(|frame| frame.as_ref().ok()?.data_ref());
                self.record_bytes(data.map_or(0, |data| data.len() as u64));
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
