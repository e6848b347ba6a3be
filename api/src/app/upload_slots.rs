//! How many batches may be uploaded at once, and for how long.
//!
//! A slow client takes a place and nothing else. Places are few, so no business may have all of them, and none is kept
//! for longer than an hour. Threads that have something to read take turns; otherwise many uploads at once would leave
//! no core to single requests.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use domain::ids::BusinessId;
use tokio::sync::Semaphore;

use crate::app::door::{Door, Full, Place, Room};

/// The most batches that are received, examined or recorded at once. Each takes a thread, a file, and later a
/// connection, of which there are twice as many.
const MOST_AT_ONCE: usize = 16;

/// The most batches of one business: four businesses would have to join to shut the others out.
const MOST_OF_ONE: usize = 4;

/// The longest time for a body: enough for 512 MiB at 1.2 Mbit/s.
const RECEIVED_WITHIN: Duration = Duration::from_secs(3_600);

/// The most batches that are examined at once. Each takes some 60 MB, and one of Postgres's cores.
const MOST_EXAMINED: usize = 2;

/// The most threads that parse received bytes at once. Two are faster than Postgres records.
const MOST_READING: usize = 2;

/// How many batches may be on their way, and for how long. `Default` holds the reasoned values; tests shorten them.
#[derive(Debug, Clone, Copy)]
pub struct UploadLimits {
    /// How many, from the head of a request to its answer.
    pub room: Room,
    /// How long from the first byte of a body to its last. After that the answer is 408, and the connection closes.
    pub within: Duration,
    /// How many are looked up item by item at once, for a dry run or for what an `all_or_nothing` batch lacks. Others
    /// wait.
    pub examined: usize,
}

impl Default for UploadLimits {
    fn default() -> Self {
        let room = Room { all: MOST_AT_ONCE, of_one: MOST_OF_ONE };
        Self { room, within: RECEIVED_WITHIN, examined: MOST_EXAMINED }
    }
}

/// Where batches are received, and how many at once; clones share the places.
#[derive(Debug, Clone)]
pub struct UploadSlots {
    door: Door,
    /// Turns to examine.
    pub examining: Arc<Semaphore>,
    /// Turns to parse received bytes.
    pub reading: Arc<Semaphore>,
    /// How long from the first byte of a body to its last.
    pub within: Duration,
    /// The directory of the spools.
    pub directory: PathBuf,
}

impl UploadSlots {
    /// Batches are spooled in `directory`, or in the system's for temporary files.
    pub fn new(directory: Option<PathBuf>, limits: UploadLimits) -> Self {
        Self {
            door: Door::new(limits.room),
            examining: Arc::new(Semaphore::new(limits.examined)),
            reading: Arc::new(Semaphore::new(MOST_READING)),
            within: limits.within,
            directory: directory.unwrap_or_else(std::env::temp_dir),
        }
    }

    /// A place for a batch of `business`.
    ///
    /// # Errors
    /// [`Full`]: it is to come again.
    pub fn place(&self, business: BusinessId) -> Result<Place, Full> {
        let place = self.door.enter()?;
        place.belongs_to(business)?;
        Ok(place)
    }
}
