//! Receiving a batch: the body, at its client's pace, through the reader of its form into the spool.
//!
//! Reading, checking and writing the spool are plain blocking code in a thread of their own; the body reaches it
//! through a bridge that waits for the client's next piece. A client that goes away ends the body, and so the thread,
//! the spool and the place it took.
//!
//! A slow client takes a place and nothing else; places are few, so no business has all of them, and none for longer than an
//! hour. Threads that have something to read take turns, or many uploads at once would leave no core to single requests.

use std::future::ready;
use std::io::{self, BufReader, Read};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::body::Body;
use domain::batch::MAX_ITEMS;
use domain::ids::BusinessId;
use futures::TryStreamExt;
use http_body_util::Limited;
use tokio::runtime::Handle;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio_util::io::{StreamReader, SyncIoBridge};

use super::formats::read_items;
use super::sink::{Checked, Purpose, Sink, Stop};
use crate::door::{Door, Full, Place, Room};
use crate::extract::{MAX_BATCH_JSON_BYTES, MediaType, Packing, Unpacked, refusal_of_body_error};
use crate::problem::{Code, Problem};
use crate::refusal::Refusal;
use crate::serve::BodyStalled;

/// The most batches that are received, examined or recorded at once: each takes a thread, a file, and later a connection, of
/// which there are twice as many.
const MOST_AT_ONCE: usize = 16;

/// The most of one business: four would have to join to shut the others out.
const MOST_OF_ONE: usize = 4;

/// The longest time for a body: a stream of 512 MiB at 1.2 Mbit/s.
const RECEIVED_WITHIN: Duration = Duration::from_secs(3_600);

/// The most that are examined at once: each takes some 60 MB, and one of Postgres's cores.
const MOST_EXAMINED: usize = 2;

/// The most threads that read at once what is there to be read. Two are faster than Postgres records.
const MOST_READING: usize = 2;

/// The longest body of a stream: a million items of 500 bytes. The spool is never longer.
const MAX_STREAM_BYTES: usize = 512 * 1024 * 1024;

/// The most items in one JSON document, which is held in memory.
const MAX_JSON_ITEMS: usize = 10_000;

/// What is taken from the body at once.
const BUFFER_BYTES: usize = 64 * 1024;

/// Seconds after which a client may try again when too many batches are on their way: most take seconds.
const BUSY_RETRY_AFTER_S: u64 = 5;

/// How many batches may be on their way, and for how long. `Default` holds the reasoned values; tests shorten them.
#[derive(Debug, Clone, Copy)]
pub struct ReceivingLimits {
    /// From the head of a request to its answer.
    pub room: Room,
    /// From the first byte of a body to its last; then 408 and the connection closes.
    pub within: Duration,
    /// Looked up item by item, for a dry run or for what an `all_or_nothing` batch lacks; others wait.
    pub examined: usize,
}

impl Default for ReceivingLimits {
    fn default() -> Self {
        let room = Room { all: MOST_AT_ONCE, of_one: MOST_OF_ONE };
        Self { room, within: RECEIVED_WITHIN, examined: MOST_EXAMINED }
    }
}

/// Where batches are received, and how many at once; clones share the places.
#[derive(Debug, Clone)]
pub struct Receiving {
    door: Door,
    /// Turns to examine.
    pub(super) examining: Arc<Semaphore>,
    reading: Arc<Semaphore>,
    within: Duration,
    directory: PathBuf,
}

impl Receiving {
    /// Batches are spooled in `directory`, or in the system's for temporary files.
    pub fn new(directory: Option<PathBuf>, limits: ReceivingLimits) -> Self {
        Self {
            door: Door::new(limits.room),
            examining: Arc::new(Semaphore::new(limits.examined)),
            reading: Arc::new(Semaphore::new(MOST_READING)),
            within: limits.within,
            directory: directory.unwrap_or_else(std::env::temp_dir),
        }
    }

    /// A place for a batch of `business`.
    fn place(&self, business: BusinessId) -> Result<Place, Full> {
        let place = self.door.enter()?;
        place.belongs_to(business)?;
        Ok(place)
    }
}

/// A batch that is here, whole.
#[derive(Debug)]
pub(super) struct Received {
    /// Its items.
    pub(super) checked: Checked,
    /// Its place among the batches on their way.
    _place: Place,
}

/// Why a batch is not here.
#[derive(Debug)]
pub(super) enum NotReceived {
    /// What it is to be answered.
    Problem(Box<Problem>),
    /// What any body would be answered.
    Refusal(Refusal),
}

/// Receives a batch of `business`.
pub(super) async fn receive(
    receiving: &Receiving,
    business: BusinessId,
    (form, packing): (MediaType, Packing),
    purpose: Purpose,
    body: Body,
) -> Result<Received, NotReceived> {
    let place = receiving.place(business).map_err(busy)?;
    let (max_bytes, max_items) = match form {
        MediaType::Json => (MAX_BATCH_JSON_BYTES, MAX_JSON_ITEMS),
        MediaType::Ndjson | MediaType::Csv => (MAX_STREAM_BYTES, MAX_ITEMS),
    };
    let (begun, within) = (Instant::now(), receiving.within);
    let stream = Body::new(Limited::new(body, max_bytes)).into_data_stream().map_err(io::Error::other);
    // Its pauses are limited, so this is asked often enough.
    let stream = stream.and_then(move |piece| {
        // Inside another error, for an io::Error's own inner one is not among its sources.
        let late = || io::Error::other(axum::Error::new(BodyStalled));
        ready(if begun.elapsed() > within { Err(late()) } else { Ok(piece) })
    });
    let bridge = SyncIoBridge::new(StreamReader::new(stream));
    let input =
        InTurns { bridge, turns: Arc::clone(&receiving.reading), turn: None, runtime: Handle::current() };
    let directory = receiving.directory.clone();
    let read = tokio::task::spawn_blocking(move || {
        let mut sink = Sink::new(&directory, max_items as u64, purpose).map_err(Stop::Spool)?;
        let input = BufReader::with_capacity(BUFFER_BYTES, input);
        match packing {
            Packing::Plain => read_items(form, input, &mut sink)?,
            Packing::Gzip => {
                let unpacked = Unpacked::new(input, max_bytes);
                read_items(form, BufReader::with_capacity(BUFFER_BYTES, unpacked), &mut sink)?;
            }
        }
        Ok(Received { checked: sink.finish()?, _place: place })
    });
    match read.await {
        Ok(Ok(received)) => Ok(received),
        Ok(Err(Stop::Refused(problem))) => Err(NotReceived::Problem(problem)),
        Ok(Err(Stop::Body(error))) => Err(NotReceived::Refusal(refusal_of_body_error(&error))),
        Ok(Err(Stop::Spool(error))) => {
            tracing::error!(%error, "a batch cannot be spooled");
            Err(NotReceived::Refusal(Refusal::Unavailable))
        }
        Err(failure) => {
            tracing::error!(panicked = failure.is_panic(), "receiving a batch did not finish");
            Err(NotReceived::Refusal(Refusal::Internal))
        }
    }
}

/// What is said goes by how long batches take, not by who else came.
fn busy(full: Full) -> NotReceived {
    let problem = match full {
        Full::All { .. } => Problem::new(Code::ServiceUnavailable, "Too many batches are being received."),
        Full::Own { .. } => Problem::new(Code::RateLimited, "Too many of your batches are being received."),
    };
    NotReceived::Problem(Box::new(problem.with_retry_after(BUSY_RETRY_AFTER_S)))
}

/// A body whose reader has a turn while it works on what it has read, and none while it waits for its client.
struct InTurns<R> {
    bridge: R,
    turns: Arc<Semaphore>,
    turn: Option<OwnedSemaphorePermit>,
    runtime: Handle,
}

impl<R: Read> Read for InTurns<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.turn = None;
        let read = self.bridge.read(buffer);
        self.turn = self.runtime.block_on(Arc::clone(&self.turns).acquire_owned()).ok();
        read
    }
}
