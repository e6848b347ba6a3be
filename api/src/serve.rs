//! The accept loop: what `axum::serve` does not limit.
//!
//! axum's own loop has no header timeout, so clients that send half a request hold a connection for ever and hang the
//! shutdown. Here everything a peer can delay has a deadline: its request head, each piece of its body ([`body_stall`]),
//! what of it no handler wants ([`read_past`]), its reading of the answer ([`slow_reader`]), and an idle kept-alive
//! connection. The number of connections is limited; on some more every request is answered 503 at once, and the
//! next ones wait in the kernel's backlog. None of these deadlines runs while a handler is at work: a request that moves money is never cut in half by a timer.
//!
//! The drain: stop accepting, tell every connection to close after its current answer, drop those whose request has not
//! arrived after a short grace, wait for the [`UnitsOfWork`], and return after the limit whatever is left.

mod body_stall;
mod connection;
mod read_past;
mod slow_reader;

use std::convert::Infallible;
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use axum::http::{Request, Response};
use domain::clock::Clock;
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use tower::Service;

use crate::edge;
use crate::extract::MAX_SMALL_BODY_BYTES;
use crate::unit_of_work::UnitsOfWork;
pub use body_stall::BodyStalled;
use connection::Connection;

/// A request head is at most a few kB: a client that needs longer is broken or hostile. An idle connection is closed
/// after the same time, for to hyper it is one whose next head has not come.
const HEADER_READ: Duration = Duration::from_secs(10);
/// The longest silence inside a body. A stream of a million items may take minutes, but it keeps flowing.
const BODY_STALL: Duration = Duration::from_secs(10);
/// A piece of a body is as much as a small body may have in all, so the time for a piece is the longest time for those.
const PIECE_BYTES: u64 = MAX_SMALL_BODY_BYTES as u64;
/// How long a client may be waited for until a piece is whole: 26 kbit/s, of which a phone at the edge of a cell has twice as
/// much. A client that drips a byte now and then has as long as one that is silent twice.
const PIECE_WITHIN: Duration = Duration::from_secs(20);
/// How long what a handler leaves of a body is read past: a million items of 100 bytes at 3 Mbit/s.
const READ_PAST: Duration = Duration::from_secs(300);
/// How much is read past: those million items, and some.
const READ_PAST_BYTES: u64 = 128 * 1024 * 1024;
/// The longest time in which a client takes nothing of its answer. One that reads 1 kB/s is seen to take something at least
/// every 80 s: the kernel tells of room in [`SEND_BUFFER_BYTES`] when a third of it is free, and the client's kernel of its
/// own when a segment fits in, which is 64 kB on loopback.
const WRITE_STALL: Duration = Duration::from_secs(120);
/// What the kernel may hold of an answer that its client has not taken. Its own choice is up to 4 MB, in which a client that
/// reads slowly seems to read nothing for minutes; this is enough for 10 Mbit/s at 100 ms.
const SEND_BUFFER_BYTES: u32 = 128 * 1024;
/// Connections that the kernel holds for the accept loop.
const BACKLOG: u32 = 1_024;
/// Supervisors send SIGKILL after 10 s or more (Docker 10 s, Kubernetes 30 s, systemd 90 s).
const DRAIN: Duration = Duration::from_secs(10);
/// In the drain, what a client has not sent after this long is not waited for.
const DRAIN_GRACE: Duration = Duration::from_secs(1);
/// Each connection costs a descriptor and hyper's buffers (8 kB at first, [`MAX_BUFFER_BYTES`] at worst). Many systems
/// allow 1 024 descriptors by default; then accepting backs off instead ([`ACCEPT_BACKOFF_MAX`]).
const MAX_CONNECTIONS: usize = 10_000;
/// Connections above the limit on which 503 is answered: each is over in a moment, so they are few.
const MAX_BUSY_CONNECTIONS: usize = 256;
/// How long those may take to say what they want.
const BUSY_WITHIN: Duration = Duration::from_secs(1);
/// The largest request head, and the most that is read ahead of a body. hyper's own 400 kB would let slow heads on all
/// connections hold 4 GB.
const MAX_BUFFER_BYTES: usize = 64 * 1024;
/// First pause after a failed accept; doubles at each failure in a row.
const ACCEPT_BACKOFF_MIN: Duration = Duration::from_millis(10);
/// Longest pause: out of descriptors, one closes within this time on any busy server.
const ACCEPT_BACKOFF_MAX: Duration = Duration::from_secs(1);

/// What a peer may take. `Default` holds the reasoned values; tests shorten them.
#[derive(Clone, Copy, Debug)]
pub struct ServeLimits {
    /// From a connection's opening (or its last answer) to the end of the next request's head.
    pub header_read: Duration,
    /// The longest silence inside a request body; then 408 and the connection closes.
    pub body_stall: Duration,
    /// How much of a request body has to come within [`Self::piece_within`], over and over; the last piece may be shorter.
    pub piece_bytes: u64,
    /// How long the peer is waited for until a piece is whole; then 408 and the connection closes. Time in which nobody
    /// reads the body does not count.
    pub piece_within: Duration,
    /// How long what a handler leaves of a request body is read past; then the connection closes.
    pub read_past: Duration,
    /// How much of it is; then the connection closes.
    pub read_past_bytes: u64,
    /// The longest time in which the peer takes nothing of its answer; then the connection closes.
    pub write_stall: Duration,
    /// The longest drain, units of work included.
    pub drain: Duration,
    /// In the drain: how long a request that has not fully arrived may still be silent.
    pub drain_grace: Duration,
    /// Connections served at once.
    pub max_connections: usize,
    /// Connections above those that are answered 503; more wait in the kernel's backlog.
    pub max_busy_connections: usize,
}

impl Default for ServeLimits {
    fn default() -> Self {
        Self {
            header_read: HEADER_READ,
            body_stall: BODY_STALL,
            piece_bytes: PIECE_BYTES,
            piece_within: PIECE_WITHIN,
            read_past: READ_PAST,
            read_past_bytes: READ_PAST_BYTES,
            write_stall: WRITE_STALL,
            drain: DRAIN,
            drain_grace: DRAIN_GRACE,
            max_connections: MAX_CONNECTIONS,
            max_busy_connections: MAX_BUSY_CONNECTIONS,
        }
    }
}

/// Opens a listener whose connections have the send buffer that [`WRITE_STALL`] reckons with.
///
/// # Errors
/// When the address is taken or not this machine's.
pub fn listen(address: SocketAddr) -> io::Result<TcpListener> {
    let socket = if address.is_ipv4() { TcpSocket::new_v4()? } else { TcpSocket::new_v6()? };
    socket.set_reuseaddr(true)?;
    socket.set_send_buffer_size(SEND_BUFFER_BYTES)?;
    socket.bind(address)?;
    socket.listen(BACKLOG)
}

/// What answers requests: a router, or what stands before one.
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

/// Serves `service` on `listener` until `shutdown` is cancelled, then drains within `limits.drain` and returns.
///
/// `units` are what the service's handlers run their database work in; several listeners may share them.
///
/// # Errors
/// Only what makes the listener unusable from the start; a failed accept is logged, backed off from and tried again.
pub async fn serve(
    listener: TcpListener,
    service: impl Answers,
    units: UnitsOfWork,
    limits: ServeLimits,
    shutdown: CancellationToken,
) -> io::Result<()> {
    let address = listener.local_addr()?;
    let room = Room::new(limits);
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
    drop(listener); // the port is free for a successor while this process drains

    let drained = async {
        open.close();
        open.wait().await;
        // Connections first: only they start units of work.
        units.finished_within(limits.drain).await
    };
    if tokio::time::timeout(limits.drain, drained).await != Ok(true) {
        tracing::warn!(%address, connections = open.len(), units = units.len(), "the drain took too long and was cut");
        cut.cancel();
    }
    tracing::info!(%address, "stopped");
    Ok(())
}

/// Room for connections.
struct Room {
    served: Arc<Semaphore>,
    busy: Arc<Semaphore>,
}

/// What a connection is for.
enum Permit {
    /// To be served.
    Served(OwnedSemaphorePermit),
    /// To be told that there are too many.
    Busy(OwnedSemaphorePermit),
}

impl Room {
    fn new(limits: ServeLimits) -> Self {
        let semaphore = |permits| Arc::new(Semaphore::new(permits));
        Self { served: semaphore(limits.max_connections), busy: semaphore(limits.max_busy_connections) }
    }

    /// `None` never comes: nobody closes it.
    async fn permit(&self) -> Option<Permit> {
        tokio::select! {
            biased;
            permit = Arc::clone(&self.served).acquire_owned() => permit.ok().map(Permit::Served),
            permit = Arc::clone(&self.busy).acquire_owned() => permit.ok().map(Permit::Busy),
        }
    }
}

/// The next connection with its permit, or `None` once the shutdown has begun.
async fn next(
    listener: &TcpListener,
    room: &Room,
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

/// Accepts one connection, however often it fails: out of descriptors (EMFILE) is a state that passes.
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

/// Whether a failed accept concerns only the connection that was about to be accepted.
fn is_about_the_peer(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::ConnectionAborted | io::ErrorKind::ConnectionReset | io::ErrorKind::ConnectionRefused
    )
}

#[cfg(test)]
mod tests;
