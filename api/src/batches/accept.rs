//! Accepting a batch that is here: everything it is, in one transaction, or nothing.
//!
//! The spool is read one chunk ahead of the database, by a thread of its own. The ring row comes last: until the
//! commit it holds up every other request that announces work of the same business.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, Utc};
use domain::allocation::NewAllocation;
use domain::batch::{self, Batch, Begun, ITEMS_A_STATEMENT, NewBatch};
use domain::clock::{Clock, consecutive};
use domain::ids::{AllocationId, BatchId, BusinessId};
use domain::queue;
use futures::FutureExt;
use sha2::{Digest, Sha256};
use sqlx::PgConnection;
use tokio::sync::mpsc;
use uuid::Uuid;

use super::faults::{Fault, Faults};
use super::receive::Received;
use super::spool::Spool;
use crate::state::App;
use crate::transact::{LockWait, NotDone, Terms, Witness, WorkError};

/// How often a batch is tried that was chosen as the victim of a deadlock. From the second time on it is recorded alone
/// ([`batch::enter`]), so it meets no other batch.
const ATTEMPTS: u32 = 3;

/// A million items take some tens of seconds to record.
const MANY_STATEMENTS: Terms = Terms { within: Duration::from_secs(600), lock_wait: LockWait::Patient };

/// Who sends a batch, under which key.
#[derive(Debug, Clone)]
pub(super) struct Sender {
    /// Whose money.
    pub(super) business_id: BusinessId,
    /// The client's key for the batch.
    pub(super) key: String,
    /// The request it came in.
    pub(super) request_id: Uuid,
    /// When its items become ready; at once when `None`.
    pub(super) scheduled_at: Option<DateTime<Utc>>,
}

/// A batch that is accepted.
#[derive(Debug)]
pub(super) struct Accepted {
    /// It, and how far it has come.
    pub(super) batch: Batch,
    /// Whether it had been accepted before.
    pub(super) replayed: bool,
}

/// Why nothing was recorded.
#[derive(Debug, thiserror::Error)]
pub(super) enum Refused {
    /// The key belongs to another batch.
    #[error("the key belongs to another batch")]
    KeyReused,
    /// References name something else.
    #[error("references name something else")]
    ReferenceConflicts(Faults),
    /// The time it is scheduled at has passed.
    #[error("the time it is scheduled at has passed")]
    Late,
    /// The spool cannot be read.
    #[error("the spool cannot be read")]
    Spool(#[from] io::Error),
    /// The database failed.
    #[error("the batch could not be recorded")]
    Database(#[from] sqlx::Error),
}

impl WorkError for Refused {
    fn split(self) -> Result<Self, sqlx::Error> {
        match self {
            Self::Database(error) => Err(error),
            refused => Ok(refused),
        }
    }
}

/// Records a batch.
pub(super) async fn accept(
    app: &App,
    sender: Sender,
    received: Received,
) -> Result<Accepted, NotDone<Refused>> {
    let business_id = sender.business_id;
    let received = Arc::new(received);
    let mut attempt = 1;
    loop {
        let (sender, received, clock) = (sender.clone(), Arc::clone(&received), app.clock.clone());
        let witness: Witness<Accepted> = Box::new(move |accepted, conn| {
            let id = accepted.batch.id;
            async move { Ok(batch::get(conn, business_id, id).await?.is_some()) }.boxed()
        });
        let done = app
            .transact_on(MANY_STATEMENTS, witness, move |conn| {
                async move {
                    batch::enter(conn, sender.business_id, attempt > 1).await?;
                    record(conn, &sender, &received.spool, clock).await
                }
                .boxed()
            })
            .await;
        match done {
            Err(NotDone::Unavailable(error)) if is_conflict(&error) && attempt < ATTEMPTS => {
                tracing::info!(attempt, "a batch met another one that names the same references; again");
                attempt += 1;
            }
            Ok(accepted) => {
                app.work.give();
                return Ok(accepted);
            }
            Err(not_done) => return Err(not_done),
        }
    }
}

/// Whether the server broke up a deadlock, or could not order two transactions.
fn is_conflict(error: &sqlx::Error) -> bool {
    has_code(error, &["40P01", "40001"])
}

/// Whether somebody else was accepting the same key, or the same references, all the while.
pub(super) fn is_being_accepted(error: &sqlx::Error) -> bool {
    has_code(error, &["55P03"])
}

fn has_code(error: &sqlx::Error, codes: &[&str]) -> bool {
    let code = error.as_database_error().and_then(|database| database.code());
    code.is_some_and(|code| codes.contains(&code.as_ref()))
}

async fn record(
    conn: &mut PgConnection,
    sender: &Sender,
    spool: &Spool,
    clock: Clock,
) -> Result<Accepted, Refused> {
    let now = clock.now();
    let first = consecutive(clock.id()).next().unwrap_or_default();
    let new = NewBatch {
        id: clock.id().into(),
        business_id: sender.business_id,
        idempotency_key: sender.key.clone(),
        fingerprint: meaning(spool, sender.scheduled_at),
        request_id: sender.request_id,
        first_allocation_id: first.into(),
        total: spool.items.into(),
        total_amount: spool.amount,
        scheduled_at: sender.scheduled_at,
    };
    let (id, replayed) = match batch::begin(conn, &new, now).await? {
        Begun::KeyConflict => return Err(Refused::KeyReused),
        Begun::Replayed(earlier) => (earlier, true),
        // Not checked earlier: a request that is repeated later must find what it did.
        Begun::New if sender.scheduled_at.is_some_and(|at| at <= now) => return Err(Refused::Late),
        Begun::New => {
            let recorded = record_items(conn, &new, spool).await?;
            let (last, duplicates, amount) = (recorded.last, recorded.duplicates, recorded.duplicate_amount);
            batch::complete_acceptance(conn, &new, last, duplicates, amount, now).await?;
            (new.id, false)
        }
    };
    let accepted = Accepted { batch: read_back(conn, sender.business_id, id).await?, replayed };
    if !replayed {
        queue::announce(conn, sender.business_id, now).await?;
    }
    Ok(accepted)
}

/// The fingerprint of the whole request: the same items at another time are another request.
fn meaning(spool: &Spool, scheduled_at: Option<DateTime<Utc>>) -> [u8; 32] {
    match scheduled_at {
        None => spool.fingerprint,
        Some(at) => Sha256::new_with_prefix(spool.fingerprint)
            .chain_update(at.timestamp_micros().to_be_bytes())
            .finalize()
            .into(),
    }
}

async fn read_back(conn: &mut PgConnection, business: BusinessId, id: BatchId) -> Result<Batch, sqlx::Error> {
    batch::get(conn, business, id).await?.ok_or(sqlx::Error::RowNotFound)
}

/// What recording all items came to.
struct AllRecorded {
    last: AllocationId,
    duplicates: i64,
    duplicate_amount: i64,
}

async fn record_items(
    conn: &mut PgConnection,
    new: &NewBatch,
    spool: &Spool,
) -> Result<AllRecorded, Refused> {
    let mut all = AllRecorded { last: new.first_allocation_id, duplicates: 0, duplicate_amount: 0 };
    let mut conflicts = Faults::default();
    let mut before = 0;
    let mut chunks = read_ahead(spool, new.first_allocation_id);
    while let Some(chunk) = chunks.recv().await {
        let chunk = chunk?;
        let recorded = batch::record_items(conn, new, &chunk).await?;
        all.duplicates += recorded.duplicates;
        all.duplicate_amount += recorded.duplicate_amount;
        for place in recorded.conflicts {
            let message = "The reference was already used with another email or amount.";
            conflicts.add(before + place as u64, Fault::new("reference", "reference_conflict", message));
        }
        before += chunk.len() as u64;
        all.last = chunk.last().map_or(all.last, |item| item.id);
        if conflicts.is_full() {
            break;
        }
    }
    if !conflicts.is_empty() {
        return Err(Refused::ReferenceConflicts(conflicts));
    }
    if before != u64::from(spool.items) {
        return Err(Refused::Spool(io::ErrorKind::UnexpectedEof.into()));
    }
    Ok(all)
}

/// The items in chunks, with consecutive ids from `first` on: a range that no other batch's lie
/// in. The thread ends with the spool, or when nobody listens.
fn read_ahead(spool: &Spool, first: AllocationId) -> mpsc::Receiver<io::Result<Vec<NewAllocation>>> {
    let (sender, receiver) = mpsc::channel(1);
    let mut items = (0..).zip(consecutive(first.uuid())).zip(spool.read()).map(move |((index, id), item)| {
        let item = item?;
        Ok(NewAllocation {
            id: id.into(),
            email: item.email,
            amount: item.amount,
            reference: item.reference,
            metadata: item.metadata,
            item_index: Some(index),
        })
    });
    tokio::task::spawn_blocking(move || {
        loop {
            let chunk: io::Result<Vec<NewAllocation>> = items.by_ref().take(ITEMS_A_STATEMENT).collect();
            let ended = chunk.as_ref().map_or(true, Vec::is_empty);
            if chunk.as_ref().is_ok_and(Vec::is_empty) || sender.blocking_send(chunk).is_err() || ended {
                return;
            }
        }
    });
    receiver
}
