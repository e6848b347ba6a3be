//! Serves one connection, from accept to close.

use std::convert::Infallible;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use axum::body::Body;
use axum::http::header::EXPECT;
use axum::http::{Request, Response};
use http_body_util::BodyExt;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::TcpStream;
use tokio::sync::OwnedSemaphorePermit;
use tokio_util::sync::CancellationToken;
use tower::{Service, ServiceExt};

use super::body_stall::{Pace, StallGuard};
use super::limits::ServeLimits;
use super::read_past::DiscardRest;
use super::slow_reader::WriteDeadline;
use crate::http::peer::Peer;

/// The maximum size of a request head, and of what is read ahead of a body. With hyper's own 400 kB, slow heads on all
/// connections could hold 4 GB.
pub(super) const MAX_BUFFER_BYTES: usize = 64 * 1024;

/// A service that answers requests: a router, or a layer in front of one.
pub trait Answers:
    Service<Request<Body>, Response = Response<Body>, Error = Infallible, Future: Send>
    + Clone
    + Send
    + Sync
    + 'static
{
}

impl<S> Answers for S where
    S: Service<Request<Body>, Response = Response<Body>, Error = Infallible, Future: Send>
        + Clone
        + Send
        + Sync
        + 'static
{
}

/// A connection's view of its server.
pub(super) struct Connection<S> {
    pub(super) service: S,
    pub(super) limits: ServeLimits,
    /// Cancelled when the drain begins.
    pub(super) draining: CancellationToken,
    /// Cancelled when the drain is over and what is left is cut.
    pub(super) cut: CancellationToken,
}

impl<S: Answers> Connection<S> {
    /// Serves requests until either side closes. Holds `_permit` for as long. Failures are the peer's (resets, garbage,
    /// timeouts), so they are logged at debug level.
    pub(super) async fn serve(self, stream: TcpStream, _permit: OwnedSemaphorePermit) {
        // Responses are small and written at once. Waiting for more to send (Nagle) would only add 40 ms.
        if let Err(error) = stream.set_nodelay(true) {
            tracing::debug!(%error, "TCP_NODELAY refused");
        }
        let in_service = InService::default();
        let peer = stream.peer_addr().ok().map(|address| Peer(address.ip()));
        let service = hyper::service::service_fn(|mut request: Request<Incoming>| {
            if let Some(peer) = peer {
                request.extensions_mut().insert(peer);
            }
            self.answer(request, in_service.begin())
        });
        let stream = TokioIo::new(WriteDeadline::new(stream, self.limits.write_stall));
        let mut http = std::pin::pin!(
            http1::Builder::new()
                .timer(TokioTimer::new())
                .max_buf_size(MAX_BUFFER_BYTES)
                .header_read_timeout(self.limits.header_read)
                .serve_connection(stream, service)
        );

        let ended = tokio::select! {
            ended = http.as_mut() => Some(ended),
            () = self.draining.cancelled() => None,
        };
        let ended = match ended {
            Some(ended) => ended,
            None => {
                http.as_mut().graceful_shutdown(); // closes at once if idle, else after the current response
                tokio::select! {
                    ended = http.as_mut() => ended,
                    () = self.not_in_service(&in_service) => Ok(()),
                    () = self.cut.cancelled() => Ok(()),
                }
            }
        };
        if let Err(error) = ended {
            tracing::debug!(%error, "a connection ended early");
        }
    }

    /// Hands a request to the service. `held` lives until the body of the response is written to the socket.
    async fn answer(&self, request: Request<Incoming>, held: Held) -> Result<Response<Body>, Infallible> {
        let held_back = request.headers().contains_key(EXPECT);
        let ServeLimits { body_stall, piece_bytes, piece_within, drain_grace, .. } = self.limits;
        let pace = Pace { silence: body_stall, piece_bytes, piece_within, grace: drain_grace };
        let request = request.map(|body| {
            let body = StallGuard::new(body, pace, self.draining.clone());
            Body::new(DiscardRest::new(body, self.limits.read_past, self.limits.read_past_bytes, held_back))
        });
        let response = self.service.clone().oneshot(request).await?;
        Ok(response.map(|body| {
            Body::new(body.map_err(move |error| {
                let _alive_with_the_body = &held;
                error
            }))
        }))
    }

    /// Returns once the drain has lasted a grace period and no request is being served. The connection is then kept
    /// open only by a request whose head never arrived.
    async fn not_in_service(&self, in_service: &InService) {
        loop {
            tokio::time::sleep(self.limits.drain_grace).await;
            if in_service.is_idle() {
                return;
            }
        }
    }
}

/// Counts the requests of a connection, from their complete head to the end of their response.
#[derive(Default)]
struct InService(Arc<AtomicUsize>);

/// A request in service, until this is dropped.
struct Held(Arc<AtomicUsize>);

impl InService {
    fn begin(&self) -> Held {
        self.0.fetch_add(1, Ordering::Relaxed);
        Held(Arc::clone(&self.0))
    }

    fn is_idle(&self) -> bool {
        self.0.load(Ordering::Relaxed) == 0
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}
