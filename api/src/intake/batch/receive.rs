//! Receives a batch: its body flows, at the client's speed, through the reader of its format into the spool.
//!
//! A thread of its own reads, checks and spools the items with plain blocking code. The body reaches this thread
//! through a bridge that waits for the client's next piece. If the client disconnects, the body ends, and with it the
//! thread, the spool and the place that it took ([`crate::app::upload_slots`]).

use std::future::ready;
use std::io::{self, BufRead, BufReader, Read};
use std::sync::Arc;
use std::time::Instant;

use axum::body::Body;
use domain::batch::MAX_ITEMS;
use domain::ids::BusinessId;
use futures::TryStreamExt;
use http_body_util::Limited;
use tokio::runtime::Handle;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio_util::io::{StreamReader, SyncIoBridge};

use super::columns::{ColumnSource, TablePreview};
use super::formats::read_items;
use super::sink::{Checked, Purpose, Sink, Stop};
use crate::app::door::{Full, Place};
use crate::app::upload_slots::UploadSlots;
use crate::http::extract::{MAX_BATCH_JSON_BYTES, MediaType, Packing, Unpacked, refusal_of_body_error};
use crate::http::problem::{Code, Problem};
use crate::http::refusal::Refusal;
use crate::http::serve::BodyStalled;

/// The maximum length of a streamed body, in bytes: a million items of 500 bytes. The spool is never longer.
const MAX_STREAM_BYTES: usize = 512 * 1024 * 1024;

/// The most items in one JSON document, which is held in memory.
const MAX_JSON_ITEMS: usize = 10_000;

/// The number of bytes that are taken from the body at once.
const BUFFER_BYTES: usize = 64 * 1024;

/// The seconds after which a client may try again when too many batches are being received. Most take a few seconds.
const BUSY_RETRY_AFTER_S: u64 = 5;

/// A batch that was received completely.
#[derive(Debug)]
pub(crate) struct Received {
    /// Its items.
    pub(crate) checked: Checked,
    /// The beginning of the table, if a person has described its columns.
    pub(crate) sheet: Option<TablePreview>,
    /// Its place among the batches that are being received or recorded.
    _place: Place,
}

/// Why a batch was not received.
#[derive(Debug)]
pub(crate) enum ReceiveError {
    /// A problem of this batch.
    Problem(Box<Problem>),
    /// An error that any body may get.
    Refusal(Refusal),
    /// A person has to say what the columns of this table hold.
    Asked(Box<TablePreview>),
}

/// Receives a batch of `business`.
pub(crate) async fn receive(
    slots: &UploadSlots,
    business: BusinessId,
    (form, packing): (MediaType, Packing),
    told: ColumnSource,
    purpose: Purpose,
    body: Body,
) -> Result<Received, ReceiveError> {
    let place = slots.place(business).map_err(busy)?;
    let (max_bytes, max_items) = match form {
        MediaType::Json => (MAX_BATCH_JSON_BYTES, MAX_JSON_ITEMS),
        MediaType::Ndjson | MediaType::Csv => (MAX_STREAM_BYTES, MAX_ITEMS),
    };
    let (begun, within) = (Instant::now(), slots.within);
    let stream = Body::new(Limited::new(body, max_bytes)).into_data_stream().map_err(io::Error::other);
    // Pauses within the body are limited, so this check runs often enough.
    let stream = stream.and_then(move |piece| {
        // Wrapped in another error, because the inner error of an io::Error is not among its sources.
        let late = || io::Error::other(axum::Error::new(BodyStalled));
        ready(if begun.elapsed() > within { Err(late()) } else { Ok(piece) })
    });
    let bridge = SyncIoBridge::new(StreamReader::new(stream));
    let input =
        TurnReader { bridge, turns: Arc::clone(&slots.reading), turn: None, runtime: Handle::current() };
    let directory = slots.directory.clone();
    let read = tokio::task::spawn_blocking(move || {
        let mut sink = Sink::new(&directory, max_items as u64, purpose).map_err(Stop::Spool)?;
        let mut input = BufReader::with_capacity(BUFFER_BYTES, input);
        let sheet = if packing.is_gzip(input.fill_buf().map_err(Stop::Body)?) {
            let unpacked = Unpacked::new(input, max_bytes);
            read_items(form, &told, BufReader::with_capacity(BUFFER_BYTES, unpacked), &mut sink)?
        } else {
            read_items(form, &told, input, &mut sink)?
        };
        Ok(Received { checked: sink.finish()?, sheet, _place: place })
    });
    match read.await {
        Ok(Ok(received)) => Ok(received),
        Ok(Err(Stop::Refused(problem))) => Err(ReceiveError::Problem(problem)),
        Ok(Err(Stop::Asked(sheet))) => Err(ReceiveError::Asked(sheet)),
        Ok(Err(Stop::Body(error))) => Err(ReceiveError::Refusal(refusal_of_body_error(&error))),
        Ok(Err(Stop::Spool(error))) => {
            tracing::error!(%error, "a batch cannot be spooled");
            Err(ReceiveError::Refusal(Refusal::Unavailable))
        }
        Err(failure) => {
            tracing::error!(panicked = failure.is_panic(), "receiving a batch did not finish");
            Err(ReceiveError::Refusal(Refusal::Internal))
        }
    }
}

/// Returns the error when there is no place. Its `Retry-After` depends on how long batches take, not on how many wait.
fn busy(full: Full) -> ReceiveError {
    let problem = match full {
        Full::All { .. } => Problem::new(Code::ServiceUnavailable, "Too many batches are being received."),
        Full::Own { .. } => Problem::new(Code::RateLimited, "Too many of your batches are being received."),
    };
    ReceiveError::Problem(Box::new(problem.with_retry_after(BUSY_RETRY_AFTER_S)))
}

/// A body whose reader holds a turn while it works on what it has read, and none while it waits for the client.
struct TurnReader<R> {
    bridge: R,
    turns: Arc<Semaphore>,
    turn: Option<OwnedSemaphorePermit>,
    runtime: Handle,
}

impl<R: Read> Read for TurnReader<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.turn = None;
        let read = self.bridge.read(buffer);
        self.turn = self.runtime.block_on(Arc::clone(&self.turns).acquire_owned()).ok();
        read
    }
}
