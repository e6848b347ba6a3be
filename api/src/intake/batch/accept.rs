//! Records a batch that was received: all of it in one transaction, or nothing.
//!
//! The transaction locks two rows last: the business's account, from which the money of an `all_or_nothing` batch is
//! set aside, and the ring row. Until the commit they block the claims of the business, and every other request that
//! announces its work.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, Utc};
use domain::allocation::NewAllocation;
use domain::batch::{self, Batch, Begun, Mode, NewBatch, ReserveError};
use domain::clock::{Clock, consecutive};
use domain::ids::{AllocationId, BatchId};
use domain::money::Cents;
use domain::platform::db;
use domain::reference::Reference;
use domain::ring;
use domain::steering;
use domain::throttle;
use futures::FutureExt;
use sha2::{Digest, Sha256};
use sqlx::PgConnection;

use super::faults::{Fault, Faults};
use super::receive::Received;
use super::sender::Sender;
use super::sink::Checked;
use super::spool::{Spool, SpooledItem, read_ahead};
use crate::app::App;
use crate::app::transactions::FEW_STATEMENTS;
use crate::work::transact::{Evidence, TransactError, TransactOptions, Witness, WorkError};

/// How often a batch is tried if it becomes the victim of a deadlock. From the second attempt on it is recorded alone
/// ([`batch::lock_intake`]), so it meets no other batch.
const ATTEMPTS: u32 = 3;

/// How long recording a batch may take. A million items take some tens of seconds.
const RECORDED_WITHIN: Duration = Duration::from_secs(600);

/// A batch that was accepted.
#[derive(Debug)]
pub(crate) struct Accepted {
    /// The batch and its progress.
    pub(crate) batch: Batch,
    /// Whether an earlier request had accepted it.
    pub(crate) replayed: bool,
}

/// Why nothing was recorded.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Refused {
    /// The key belongs to another batch, with this id. The text says how the two differ.
    #[error("the key belongs to another batch")]
    KeyReused(BatchId, String),
    /// References of items already name other payments.
    #[error("references already name other payments")]
    ReferenceConflicts(Faults),
    /// The payout balance does not cover the amount to set aside. It lacks this much.
    #[error("the payout balance lacks {0}")]
    Insufficient(Cents),
    /// Other transactions held the lock of the business's account for longer than the lock timeout.
    #[error("the account is locked by other transactions")]
    AccountBusy,
    /// The time that the batch is scheduled for has passed.
    #[error("its scheduled time has passed")]
    Late,
    /// The spool cannot be read.
    #[error("the spool cannot be read")]
    Spool(#[from] io::Error),
    /// The database failed.
    #[error("the batch could not be recorded")]
    Database(#[from] sqlx::Error),
}

impl From<ReserveError> for Refused {
    fn from(error: ReserveError) -> Self {
        match error {
            ReserveError::Insufficient { missing } => Self::Insufficient(missing),
            ReserveError::Busy => Self::AccountBusy,
            ReserveError::Database(error) => Self::Database(error),
        }
    }
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
pub(crate) async fn accept(
    app: &App,
    sender: Sender,
    received: Received,
) -> Result<Accepted, TransactError<Refused>> {
    let business_id = sender.business_id;
    let received = Arc::new(received);
    let mut attempt = 1;
    loop {
        let (sender, received, clock) = (sender.clone(), Arc::clone(&received), app.clock.clone());
        let witness: Witness<Accepted> = Box::new(move |accepted, conn| {
            let id = accepted.batch.id;
            async move { Ok(batch::business_of(conn, id).await? == Some(business_id)) }.boxed()
        });
        let done = app
            .transact_on(
                TransactOptions { within: RECORDED_WITHIN, ..FEW_STATEMENTS },
                Evidence::of(witness),
                move |conn| {
                    async move {
                        batch::lock_intake(conn, sender.business_id, attempt > 1).await?;
                        record(conn, &sender, &received.checked, clock).await
                    }
                    .boxed()
                },
            )
            .await;
        match done {
            Err(TransactError::Unavailable(error)) if is_conflict(&error) && attempt < ATTEMPTS => {
                tracing::info!(
                    attempt,
                    "a batch collided with another one that has the same references; trying again"
                );
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

/// Returns whether the server broke up a deadlock, or could not serialize two transactions.
fn is_conflict(error: &sqlx::Error) -> bool {
    db::is_contention(error) && !db::is_lock_timeout(error)
}

async fn record(
    conn: &mut PgConnection,
    sender: &Sender,
    checked: &Checked,
    clock: Clock,
) -> Result<Accepted, Refused> {
    let spool = &checked.spool;
    let now = clock.now();
    let first = consecutive(clock.id()).next().unwrap_or_default();
    let new = NewBatch {
        id: clock.id().into(),
        business_id: sender.business_id,
        idempotency_key: sender.key.clone(),
        fingerprint: meaning(spool, sender),
        request_id: sender.request_id,
        first_allocation_id: first.into(),
        total: spool.items.into(),
        total_amount: spool.amount,
        scheduled_at: sender.scheduled_at,
        mode: sender.mode,
    };
    let (id, to_reserve) = match batch::begin(conn, &new, now).await? {
        Begun::KeyConflict(earlier, fingerprint) => {
            let differs = differences(conn, (earlier, &fingerprint), &new, sender, spool, now).await?;
            return Err(Refused::KeyReused(earlier, differs));
        }
        Begun::Replayed(earlier) => (earlier, None),
        // This is not checked earlier, because a request that is repeated later must find the batch that it made.
        Begun::New if sender.scheduled_at.is_some_and(|at| at <= now) => return Err(Refused::Late),
        Begun::New => {
            let recorded = record_items(conn, &new, checked).await?;
            // Recording may take minutes. The events are of the time when the batch is complete, so that no reader of
            // the list of events has passed their place before they are committed. The audit rows below keep the time
            // of the batch, by which they are found.
            let recorded_at = clock.now();
            let (last, duplicates, amount) = (recorded.last, recorded.duplicates, recorded.duplicate_amount);
            batch::complete_acceptance(conn, &new, last, duplicates, amount, recorded_at).await?;
            if let Some(rates) = sender.rates {
                throttle::begin_with(conn, new.business_id, new.id, rates, now)
                    .await
                    .map_err(ReserveError::from)?;
            }
            steering::accepted_with(conn, &new, sender.by, sender.rates, || clock.id(), now).await?;
            (new.id, Some(Cents::new(spool.amount.get() - amount)))
        }
    };
    let now = clock.now();
    let read = batch::get(conn, sender.business_id, id, now).await?;
    let accepted = Accepted { batch: read.ok_or(sqlx::Error::RowNotFound)?, replayed: to_reserve.is_none() };
    if let Some(amount) = to_reserve {
        if sender.mode == Mode::AllOrNothing {
            batch::reserve(conn, &new, amount, now).await?;
        }
        ring::announce(conn, sender.business_id, now).await?;
    }
    Ok(accepted)
}

/// Describes the differences between the batch that has the key and the new one, for people. The items are the same if
/// the new batch, with the options of the earlier one, has the fingerprint of the earlier one.
async fn differences(
    conn: &mut PgConnection,
    (earlier, fingerprint): (BatchId, &[u8]),
    new: &NewBatch,
    sender: &Sender,
    spool: &Spool,
    now: DateTime<Utc>,
) -> Result<String, sqlx::Error> {
    let earlier =
        batch::get(conn, sender.business_id, earlier, now).await?.ok_or(sqlx::Error::RowNotFound)?;
    let rates = steering::rates_at_acceptance(conn, earlier.id, earlier.created_at).await?;
    let then = Sender { mode: earlier.mode, scheduled_at: earlier.scheduled_at, rates, ..sender.clone() };
    let said = |number: Option<i64>| number.map_or_else(|| "none".to_owned(), |number| number.to_string());
    let time = |at: Option<DateTime<Utc>>| at.map_or_else(|| "none".to_owned(), |at| at.to_rfc3339());
    let per_second = |of: &Sender| said(of.rates.and_then(|rates| rates.max_per_second));
    let cents_per_second = |of: &Sender| said(of.rates.and_then(|rates| rates.max_cents_per_second));
    let all = [
        ("items", earlier.counts.total.to_string(), new.total.to_string()),
        ("total cents", earlier.amounts.total.to_string(), new.total_amount.get().to_string()),
        ("mode", then.mode.as_str().to_owned(), sender.mode.as_str().to_owned()),
        ("scheduled_at", time(then.scheduled_at), time(sender.scheduled_at)),
        ("max_per_second", per_second(&then), per_second(sender)),
        ("max_cents_per_second", cents_per_second(&then), cents_per_second(sender)),
    ];
    let named = all.iter().filter(|(_, then, now)| then != now);
    let mut differing: Vec<String> =
        named.map(|(what, then, now)| format!("{what} ({then} before, {now} now)")).collect();
    let as_many = earlier.counts.total == new.total && earlier.amounts.total == new.total_amount.get();
    if as_many && meaning(spool, &then) != *fingerprint {
        differing.insert(0, "the items (their number and total are equal)".to_owned());
    }
    Ok(differing.join(", "))
}

/// Returns the fingerprint of the whole request. The same items at another time or in another mode are another request.
fn meaning(spool: &Spool, sender: &Sender) -> [u8; 32] {
    let at = sender.scheduled_at.map(|at| at.timestamp_micros().to_be_bytes());
    let mode: &[u8] = match sender.mode {
        // Empty, so that fingerprints from before modes existed stay valid.
        Mode::BestEffort => b"",
        Mode::AllOrNothing => b"all_or_nothing;",
    };
    if mode.is_empty() && at.is_none() && sender.rates.is_none() {
        return spool.fingerprint;
    }
    let hash = Sha256::new_with_prefix(mode).chain_update(spool.fingerprint);
    let hash = hash.chain_update(at.as_ref().map_or(&[][..], |at| at));
    let said = |name, rate: Option<i64>| rate.map_or_else(String::new, |rate| format!(";{name}={rate}"));
    let rates = sender.rates.map_or_else(String::new, |rates| {
        said("max_per_second", rates.max_per_second)
            + &said("max_cents_per_second", rates.max_cents_per_second)
    });
    hash.chain_update(rates).finalize().into()
}

/// The totals after all items are recorded.
struct AllRecorded {
    last: AllocationId,
    duplicates: i64,
    duplicate_amount: i64,
}

async fn record_items(
    conn: &mut PgConnection,
    new: &NewBatch,
    checked: &Checked,
) -> Result<AllRecorded, Refused> {
    let mut all = AllRecorded { last: new.first_allocation_id, duplicates: 0, duplicate_amount: 0 };
    let mut conflicts = Faults::default();
    let mut before = 0;
    let mut met_others = false;
    let mut chunks = read_ahead(with_ids(&checked.spool, new.first_allocation_id));
    while let Some(chunk) = chunks.recv().await {
        let chunk = chunk?;
        let recorded = batch::record_items(conn, new, &chunk, met_others).await?;
        met_others |= recorded.met_others;
        all.duplicates += recorded.duplicates;
        all.duplicate_amount += recorded.duplicate_amount;
        add_conflicts(conn, new, checked, (&chunk, before), &recorded.conflicts, &mut conflicts).await?;
        before += chunk.len() as u64;
        all.last = chunk.last().map_or(all.last, |item| item.id);
        if conflicts.is_full() {
            break;
        }
    }
    if !conflicts.is_empty() {
        return Err(Refused::ReferenceConflicts(conflicts));
    }
    if before != u64::from(checked.spool.items) {
        return Err(Refused::Spool(io::ErrorKind::UnexpectedEof.into()));
    }
    Ok(all)
}

/// Adds a conflict for each of `found`, which has positions in `chunk`. The chunk begins `before` items into the batch.
async fn add_conflicts(
    conn: &mut PgConnection,
    new: &NewBatch,
    checked: &Checked,
    (chunk, before): (&[NewAllocation], u64),
    found: &[(usize, AllocationId)],
    conflicts: &mut Faults,
) -> Result<(), Refused> {
    if found.is_empty() {
        return Ok(());
    }
    let references: Vec<Option<Reference>> =
        found.iter().map(|(place, _)| chunk.get(*place)?.reference.clone()).collect();
    let known = batch::recorded_references(conn, new.business_id, &references).await?;
    for ((place, earlier), known) in found.iter().zip(known) {
        let index = before + *place as u64;
        let fault = match known {
            // An allocation of this batch itself cannot be named, because it will not be recorded.
            Some(known) if *earlier < new.first_allocation_id => Fault::reference_taken(&known),
            _ => Fault::reference_differs(),
        };
        conflicts.add(index, checked.lines.of(index), fault);
    }
    Ok(())
}

/// Returns the items with consecutive ids from `first`. No other batch has ids in this range.
fn with_ids(
    spool: &Spool,
    first: AllocationId,
) -> impl Iterator<Item = io::Result<NewAllocation>> + Send + 'static {
    (0..).zip(consecutive(first.uuid())).zip(spool.read()).map(move |((index, id), item)| {
        let SpooledItem { email, amount, reference, metadata } = item?;
        Ok(NewAllocation { id: id.into(), email, amount, reference, metadata, item_index: Some(index) })
    })
}
