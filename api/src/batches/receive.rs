//! Receiving a batch: the body, at its client's pace, through the reader of its form into the spool.
//!
//! Reading, checking and writing the spool are plain blocking code in a thread of their own; the body reaches it
//! through a bridge that waits for the client's next piece. A client that goes away ends the body, and so the thread,
//! the spool and the place it took.

use std::io::{self, BufReader};
use std::path::PathBuf;
use std::sync::Arc;

use axum::body::Body;
use domain::batch::MAX_ITEMS;
use futures::TryStreamExt;
use http_body_util::Limited;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio_util::io::{StreamReader, SyncIoBridge};

use super::formats::read_items;
use super::sink::{Checked, Purpose, Sink, Stop};
use crate::extract::{MAX_BATCH_JSON_BYTES, MediaType, refusal_of_body_error};
use crate::problem::{Code, Problem};
use crate::refusal::Refusal;

/// The most batches that are received or recorded at once: each takes a thread, a file, and later a connection.
const MAX_AT_ONCE: usize = 8;

/// The longest body of a stream: a million items of 500 bytes. The spool is never longer.
const MAX_STREAM_BYTES: usize = 512 * 1024 * 1024;

/// The most items in one JSON document, which is held in memory.
const MAX_JSON_ITEMS: usize = 10_000;

/// What is taken from the body at once.
const BUFFER_BYTES: usize = 64 * 1024;

/// Seconds after which a client may try again when too many batches are on their way.
const BUSY_RETRY_AFTER_S: u64 = 5;

/// Where batches are received, and how many at once; clones share the places.
#[derive(Debug, Clone)]
pub struct Receiving {
    places: Arc<Semaphore>,
    directory: PathBuf,
}

impl Receiving {
    /// Batches are spooled in `directory`, or in the system's for temporary files.
    pub fn new(directory: Option<PathBuf>) -> Self {
        Self {
            places: Arc::new(Semaphore::new(MAX_AT_ONCE)),
            directory: directory.unwrap_or_else(std::env::temp_dir),
        }
    }
}

/// A batch that is here, whole.
#[derive(Debug)]
pub(super) struct Received {
    /// Its items.
    pub(super) checked: Checked,
    /// Its place among the batches on their way.
    _place: OwnedSemaphorePermit,
}

/// Why a batch is not here.
#[derive(Debug)]
pub(super) enum NotReceived {
    /// What it is to be answered.
    Problem(Box<Problem>),
    /// What any body would be answered.
    Refusal(Refusal),
}

/// Receives a batch.
pub(super) async fn receive(
    receiving: &Receiving,
    form: MediaType,
    purpose: Purpose,
    body: Body,
) -> Result<Received, NotReceived> {
    let place = Arc::clone(&receiving.places).try_acquire_owned().map_err(|_| {
        let problem = Problem::new(Code::ServiceUnavailable, "Too many batches are being received.");
        NotReceived::Problem(Box::new(problem.with_retry_after(BUSY_RETRY_AFTER_S)))
    })?;
    let (max_bytes, max_items) = match form {
        MediaType::Json => (MAX_BATCH_JSON_BYTES, MAX_JSON_ITEMS),
        MediaType::Ndjson | MediaType::Csv => (MAX_STREAM_BYTES, MAX_ITEMS),
    };
    let stream = Body::new(Limited::new(body, max_bytes)).into_data_stream().map_err(io::Error::other);
    let bridge = SyncIoBridge::new(StreamReader::new(stream));
    let directory = receiving.directory.clone();
    let read = tokio::task::spawn_blocking(move || {
        let mut sink = Sink::new(&directory, max_items as u64, purpose).map_err(Stop::Spool)?;
        let mut input = BufReader::with_capacity(BUFFER_BYTES, bridge);
        read_items(form, &mut input, &mut sink)?;
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
