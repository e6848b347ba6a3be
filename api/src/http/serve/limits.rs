//! How slow a peer may be, and how many there may be.

use std::time::Duration;

use crate::http::extract::MAX_SMALL_BODY_BYTES;

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
pub(super) const SEND_BUFFER_BYTES: u32 = 128 * 1024;
/// Supervisors send SIGKILL after 10 s or more (Docker 10 s, Kubernetes 30 s, systemd 90 s).
const DRAIN: Duration = Duration::from_secs(10);
/// In the drain, what a client has not sent after this long is not waited for.
const DRAIN_GRACE: Duration = Duration::from_secs(1);
/// Each connection costs a descriptor and hyper's buffers (8 kB at first, `MAX_BUFFER_BYTES` at worst). Many systems
/// allow 1 024 descriptors by default; then accepting backs off instead (`ACCEPT_BACKOFF_MAX`).
const MAX_CONNECTIONS: usize = 10_000;
/// Connections above the limit on which 503 is answered: each is over in a moment, so they are few.
const MAX_BUSY_CONNECTIONS: usize = 256;

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
