//! The accept loop, with the limits that `axum::serve` does not have.
//!
//! axum's own loop has no header timeout, so clients that send half a request hold a connection for ever and block the
//! shutdown. Here everything that a peer can delay has a deadline: its request head, each piece of its body
//! ([`body_stall`]), the rest of a body that no handler reads ([`read_past`]), its reading of the response
//! ([`slow_reader`]), and an idle keep-alive connection.
//!
//! The number of connections is limited. A few connections above the limit get 503 for every request, and further ones
//! wait in the kernel's backlog. None of these deadlines runs while a handler works: no timer interrupts a request that
//! moves money.
//!
//! The drain: stop accepting, tell every connection to close after its current response, drop those whose request has
//! not arrived after a short grace period, wait for the [`UnitsOfWork`], and return when the limit is reached, whatever
//! is left.

mod body_stall;
mod connection;
mod limits;
mod read_past;
mod slow_reader;

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use domain::clock::Clock;
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::http::edge;
use crate::work::unit_of_work::UnitsOfWork;
pub use body_stall::BodyStalled;
pub use connection::Answers;
use connection::Connection;
use limits::SEND_BUFFER_BYTES;
pub use limits::ServeLimits;

/// How many connections the kernel queues for the accept loop.
const BACKLOG: u32 = 1_024;
/// How long a connection above the limit may take to send its request.
const BUSY_WITHIN: Duration = Duration::from_secs(1);
/// The first pause after a failed accept. It doubles with each failure in a row.
const ACCEPT_BACKOFF_MIN: Duration = Duration::from_millis(10);
/// The longest pause after a failed accept. A busy server that is out of file descriptors frees one within this time.
const ACCEPT_BACKOFF_MAX: Duration = Duration::from_secs(1);

/// Opens a listener whose connections have the send buffer that [`ServeLimits::write_stall`] assumes.
///
/// # Errors
/// If the address is in use or does not belong to this machine.
pub fn listen(address: SocketAddr) -> io::Result<TcpListener> {
    let socket = if address.is_ipv4() { TcpSocket::new_v4()? } else { TcpSocket::new_v6()? };
    socket.set_reuseaddr(true)?;
    socket.set_send_buffer_size(SEND_BUFFER_BYTES)?;
    socket.bind(address)?;
    socket.listen(BACKLOG)
}

/// Serves `service` on `listener` until `shutdown` is cancelled, then drains within `limits.drain` and returns.
///
/// `units` run the database work of the service's handlers. Several listeners may share them.
///
/// # Errors
/// Only if the listener is unusable from the start. A failed accept is logged, and repeated after a pause.
pub async fn serve(
    listener: TcpListener,
    service: impl Answers,
    units: UnitsOfWork,
    limits: ServeLimits,
    shutdown: CancellationToken,
) -> io::Result<()> {
    let address = listener.local_addr()?;
    let room = ConnectionSlots::new(limits);
    let busy = edge::busy(|| Clock::System.id());
    let busy_limits =
        ServeLimits { header_read: BUSY_WITHIN, body_stall: BUSY_WITHIN, read_past: BUSY_WITHIN, ..limits };
    let open = TaskTracker::new();
    let cut = CancellationToken::new();
    tracing::info!(%address, "listening");

    while let Some((stream, permit)) = next(&listener, &room, &shutdown).await {
        let (draining, cut) = (shutdown.clone(), cut.clone());
        match permit {
            Permit::Served(permit) => {
                let connection = Connection { service: service.clone(), limits, draining, cut };
                open.spawn(connection.serve(stream, permit));
            }
            Permit::Busy(permit) => {
                let connection = Connection { service: busy.clone(), limits: busy_limits, draining, cut };
                open.spawn(connection.serve(stream, permit));
            }
        }
    }
    drop(listener); // frees the port for a successor while this process drains

    let drained = async {
        open.close();
        open.wait().await;
        // Connections come first, because only they start units of work.
        units.finished_within(limits.drain).await
    };
    if tokio::time::timeout(limits.drain, drained).await != Ok(true) {
        tracing::warn!(%address, connections = open.len(), units = units.len(), "the drain exceeded its limit and was cut off");
        cut.cancel();
    }
    tracing::info!(%address, "stopped");
    Ok(())
}

/// The capacity for connections.
struct ConnectionSlots {
    served: Arc<Semaphore>,
    busy: Arc<Semaphore>,
}

/// What a connection is for.
enum Permit {
    /// Its requests are served.
    Served(OwnedSemaphorePermit),
    /// Its requests are answered that there are too many connections.
    Busy(OwnedSemaphorePermit),
}

impl ConnectionSlots {
    fn new(limits: ServeLimits) -> Self {
        let semaphore = |permits| Arc::new(Semaphore::new(permits));
        Self { served: semaphore(limits.max_connections), busy: semaphore(limits.max_busy_connections) }
    }

    /// Returns a permit for the next connection. It never returns `None`, because the semaphores are never closed.
    async fn permit(&self) -> Option<Permit> {
        tokio::select! {
            biased;
            permit = Arc::clone(&self.served).acquire_owned() => permit.ok().map(Permit::Served),
            permit = Arc::clone(&self.busy).acquire_owned() => permit.ok().map(Permit::Busy),
        }
    }
}

/// Returns the next connection with its permit, or `None` once the shutdown has begun.
async fn next(
    listener: &TcpListener,
    room: &ConnectionSlots,
    shutdown: &CancellationToken,
) -> Option<(TcpStream, Permit)> {
    let accepted = async {
        let stream = accept(listener).await;
        Some((stream, room.permit().await?))
    };
    tokio::select! {
        biased;
        () = shutdown.cancelled() => None,
        accepted = accepted => accepted,
    }
}

/// Accepts one connection, and retries until it succeeds: being out of file descriptors (EMFILE) passes.
async fn accept(listener: &TcpListener) -> TcpStream {
    let mut pause = ACCEPT_BACKOFF_MIN;
    loop {
        match listener.accept().await {
            Ok((stream, _peer)) => return stream,
            Err(error) if is_about_the_peer(&error) => {}
            Err(error) => {
                tracing::warn!(%error, pause_ms = pause.as_millis(), "cannot accept connections");
                tokio::time::sleep(pause).await;
                pause = (pause * 2).min(ACCEPT_BACKOFF_MAX);
            }
        }
    }
}

/// Returns whether a failed accept concerns only the connection that was about to be accepted.
fn is_about_the_peer(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::ConnectionAborted | io::ErrorKind::ConnectionReset | io::ErrorKind::ConnectionRefused
    )
}

#[cfg(test)]
mod tests;
