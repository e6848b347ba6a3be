//! Discards the rest of a request body that a handler leaves unread, so that its client receives the response.
//!
//! A response may be known before the whole body has arrived: a wrong key, a wrong query, an invalid item. If the
//! server closes the connection while bytes are arriving, TCP resets it, and a client that is still sending sees a
//! broken pipe instead of the error.

use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use axum::BoxError;
use bytes::Bytes;
use http_body_util::BodyExt;
use hyper::body::{Body, Frame, SizeHint};
use tokio::runtime::Handle;

use super::body_stall::StallGuard;

/// A request body whose rest is discarded in the background when it is dropped: for at most `limit` and `most_bytes`,
/// and only until it stalls.
pub(super) struct DiscardRest {
    /// `None` once the body has ended or failed.
    body: Option<StallGuard>,
    limit: Duration,
    most_bytes: u64,
    /// Whether the client still waits for permission to send the body (`Expect: 100-continue`). Then the response tells
    /// it not to.
    held_back: bool,
}

impl DiscardRest {
    pub(super) fn new(body: StallGuard, limit: Duration, most_bytes: u64, held_back: bool) -> Self {
        Self { body: Some(body), limit, most_bytes, held_back }
    }
}

impl Body for DiscardRest {
    type Data = Bytes;
    type Error = BoxError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, BoxError>>> {
        let Some(body) = self.body.as_mut() else { return Poll::Ready(None) };
        let polled = Pin::new(body).poll_frame(cx);
        self.held_back = false;
        if matches!(polled, Poll::Ready(None | Some(Err(_)))) {
            self.body = None;
        }
        polled
    }

    fn is_end_stream(&self) -> bool {
        self.body.as_ref().is_none_or(StallGuard::is_end_stream)
    }

    fn size_hint(&self) -> SizeHint {
        self.body.as_ref().map_or_else(|| SizeHint::with_exact(0), StallGuard::size_hint)
    }
}

impl Drop for DiscardRest {
    fn drop(&mut self) {
        if let Some(mut body) = self.body.take()
            && !self.held_back
            && !body.is_end_stream()
            && let Ok(runtime) = Handle::try_current()
        {
            let most_bytes = self.most_bytes;
            let to_its_end = async move {
                let mut bytes = 0;
                while let Some(Ok(frame)) = body.frame().await
                    && bytes < most_bytes
                {
                    bytes += frame.data_ref().map_or(0, |data| data.len() as u64);
                }
            };
            runtime.spawn(tokio::time::timeout(self.limit, to_its_end));
        }
    }
}
