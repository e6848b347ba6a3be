//! Limits how many batches are uploaded at once, and for how long.
//!
//! A slow client takes a place and nothing else. Places are few, so no business may have all of them, and each is held
//! for at most an hour. Threads that have bytes to parse take turns. Otherwise many uploads at once would leave no core
//! for single requests.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use domain::ids::BusinessId;
use tokio::sync::Semaphore;

use crate::app::door::{Door, DoorLimits, Full, Place};

/// The maximum number of batches that are received, examined or recorded at once. Each takes a thread, a file, and
/// later a connection, of which there are twice as many.
const MOST_AT_ONCE: usize = 16;

/// The maximum number of batches of one business. To take all places, four businesses would have to collude.
const MOST_OF_ONE: usize = 4;

/// The longest time for a body: enough for 512 MiB at 1.2 Mbit/s.
const RECEIVED_WITHIN: Duration = Duration::from_secs(3_600);

/// The maximum number of batches that are examined at once. Each takes some 60 MB, and one of Postgres's cores.
const MOST_EXAMINED: usize = 2;

/// The maximum number of threads that parse received bytes at once. Two are faster than Postgres records.
const MOST_READING: usize = 2;

/// The limits on uploads. `Default` holds the values for production. Tests shorten them.
#[derive(Debug, Clone, Copy)]
pub struct UploadLimits {
    /// How many uploads, from the head of a request to its response.
    pub room: DoorLimits,
    /// How long a body may take, from its first byte to its last. After that the response is 408, and the connection
    /// closes.
    pub within: Duration,
    /// How many batches are looked up item by item at once, for a dry run or to find what an `all_or_nothing` batch
    /// lacks. Others wait.
    pub examined: usize,
}

impl Default for UploadLimits {
    fn default() -> Self {
        let room = DoorLimits { all: MOST_AT_ONCE, of_one: MOST_OF_ONE };
        Self { room, within: RECEIVED_WITHIN, examined: MOST_EXAMINED }
    }
}

/// The slots for batches that are received. Clones share them.
#[derive(Debug, Clone)]
pub struct UploadSlots {
    door: Door,
    /// Permits to examine a batch.
    pub examining: Arc<Semaphore>,
    /// Permits to parse received bytes.
    pub reading: Arc<Semaphore>,
    /// How long a body may take, from its first byte to its last.
    pub within: Duration,
    /// The directory of the spools.
    pub directory: PathBuf,
}

impl UploadSlots {
    /// Creates the slots. Batches are spooled in `directory`, or in the system's directory for temporary files.
    pub fn new(directory: Option<PathBuf>, limits: UploadLimits) -> Self {
        Self {
            door: Door::new(limits.room),
            examining: Arc::new(Semaphore::new(limits.examined)),
            reading: Arc::new(Semaphore::new(MOST_READING)),
            within: limits.within,
            directory: directory.unwrap_or_else(std::env::temp_dir),
        }
    }

    /// Takes a place for a batch of `business`.
    ///
    /// # Errors
    /// [`Full`]: the client is to try again.
    pub fn place(&self, business: BusinessId) -> Result<Place, Full> {
        let place = self.door.enter()?;
        place.belongs_to(business)?;
        Ok(place)
    }
}
