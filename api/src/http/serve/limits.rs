//! How slow a peer may be, and how many connections there may be.

use std::time::Duration;

use crate::http::extract::MAX_SMALL_BODY_BYTES;

/// How long a request head may take. It is at most a few kB, so a client that needs longer is broken or hostile. An
/// idle connection is closed after the same time, because for hyper it is waiting for its next head.
const HEADER_READ: Duration = Duration::from_secs(10);
/// The longest silence inside a body. A stream of a million items may take minutes, but it keeps flowing.
const BODY_STALL: Duration = Duration::from_secs(10);
/// The length of a piece of a body: the maximum size of a small body. So the time for a piece is the longest time for a
/// small body.
const PIECE_BYTES: u64 = MAX_SMALL_BODY_BYTES as u64;
/// How long a piece may take to arrive. That is 26 kbit/s, half of what a phone with bad reception has. A client that
/// sends a byte now and then gets as long as one that is silent twice.
const PIECE_WITHIN: Duration = Duration::from_secs(20);
/// How long the rest of a body that a handler leaves unread is discarded: a million items of 100 bytes at 3 Mbit/s.
const READ_PAST: Duration = Duration::from_secs(300);
/// How many bytes of it are discarded: those million items, and some more.
const READ_PAST_BYTES: u64 = 128 * 1024 * 1024;
/// How long a client may read nothing of its response. A client that reads 1 kB/s makes visible progress at least every
/// 80 s: the kernel reports room in [`SEND_BUFFER_BYTES`] when a third of it is free, and the client's kernel reports
/// its own when a segment fits, which is 64 kB on loopback.
const WRITE_STALL: Duration = Duration::from_secs(120);
/// How many bytes of a response the kernel may hold that its client has not read. By default it holds up to 4 MB,
/// behind which a slow client seems to read nothing for minutes. This is enough for 10 Mbit/s at 100 ms.
pub(super) const SEND_BUFFER_BYTES: u32 = 128 * 1024;
/// The maximum duration of the drain. Supervisors send SIGKILL after 10 s or more (Docker 10 s, Kubernetes 30 s,
/// systemd 90 s).
const DRAIN: Duration = Duration::from_secs(10);
/// How long the drain waits for a request that has not fully arrived.
const DRAIN_GRACE: Duration = Duration::from_secs(1);
/// The maximum number of connections. Each costs a file descriptor and hyper's buffers (8 kB at first,
/// `MAX_BUFFER_BYTES` at worst). Many systems allow 1 024 descriptors by default; then accepting backs off instead
/// (`ACCEPT_BACKOFF_MAX`).
const MAX_CONNECTIONS: usize = 10_000;
/// The number of connections above the limit that are answered 503. Each ends quickly, so they are few.
const MAX_BUSY_CONNECTIONS: usize = 256;

/// The limits on a peer. `Default` holds the values for production. Tests shorten them.
#[derive(Clone, Copy, Debug)]
pub struct ServeLimits {
    /// From the opening of a connection (or its last response) to the end of the next request's head.
    pub header_read: Duration,
    /// The longest silence inside a request body. Then the response is 408 and the connection closes.
    pub body_stall: Duration,
    /// The length of a piece of a request body. Each piece must arrive within [`Self::piece_within`]. The last piece
    /// may be shorter.
    pub piece_bytes: u64,
    /// How long a piece may take to arrive. Then the response is 408 and the connection closes. Time in which the
    /// handler does not read the body does not count.
    pub piece_within: Duration,
    /// How long the rest of a request body that a handler leaves unread is discarded. Then the connection closes.
    pub read_past: Duration,
    /// How many bytes of it are discarded. Then the connection closes.
    pub read_past_bytes: u64,
    /// How long the peer may read nothing of its response. Then the connection closes.
    pub write_stall: Duration,
    /// The maximum duration of the drain, including units of work.
    pub drain: Duration,
    /// How long the drain tolerates silence of a request that has not fully arrived.
    pub drain_grace: Duration,
    /// The number of connections served at once.
    pub max_connections: usize,
    /// The number of further connections that are answered 503. More wait in the kernel's backlog.
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
