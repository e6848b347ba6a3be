//! Steering: pausing, resuming and throttling everything, a business or a batch; cancelling what is pending of a batch;
//! trying again what failed of it.
//!
//! An order changes a few rows however many items it is about, and claims look at those rows. Every order, previewed or
//! not, says how many items it is about; one that is carried out leaves an audit row in the same transaction.
//!
//! Orders to a batch wait for its business's account, which a claim holds from before it looks at the batch until its
//! commit ([`crate::queue::own`]). So they fall between two claims: once a batch is paused or cancelled, nothing
//! more of it is paid, and the count of an order is exact. Pausing everything or a business does not wait for claims: at most
//! those in flight are still paid; throttling a business waits for its claim in flight. The order of locks is: ring row,
//! account, what goes out ([`Outgoing`]), pauses, throttles, batches, batch_releases, the items.

mod audit;
mod in_force;
mod one_batch;
mod outgoing;
mod pauses;

pub(crate) use audit::restored;
pub use audit::{Done, Entry, accepted_with, is_recorded, list};
pub use in_force::{InForce, Oldest, held_since, in_force, oldest};
pub use outgoing::Outgoing;
pub(crate) use outgoing::{LOCK as OUTGOING, holds};

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use sqlx::PgConnection;
use uuid::Uuid;

use crate::batch::Batch;
use crate::business::{self, Changes};
use crate::ids::{AllocationId, ApiKeyId, BatchId, BusinessId};
use crate::money::Cents;
use crate::queue;
use crate::throttle::{self, Rates};

/// What is to be done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Order {
    /// Pay nothing of it for now, nor send its orders; new items are accepted.
    Pause(Target),
    /// Pay it again.
    Resume(Target),
    /// Let nothing of it go out for now.
    Hold(Outgoing),
    /// Let it go out again.
    LetGo(Outgoing),
    /// Do not pay what is pending, ever.
    Cancel(BatchOf),
    /// Try what has failed once more: a new attempt of the same allocation.
    Retry(BatchOf),
    /// Pay it at most at these rates; takes the place of its earlier throttle.
    Throttle(Target, Rates),
    /// Pay it as fast as it goes.
    Unthrottle(Target),
}

/// What an order is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Target {
    /// Every business.
    All,
    /// Everything of a business.
    Business(BusinessId),
    /// The items of a batch.
    Batch(BatchOf),
}

/// A batch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BatchOf {
    /// Its id.
    pub id: BatchId,
    /// Whose it must be; `None` for whoever may steer any.
    pub business: Option<BusinessId>,
}

/// Who gives an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Credential {
    /// The operators' token.
    Operator,
    /// The command, on the database itself.
    Cli,
    /// A worker, by itself: what it noticed of a restore.
    Worker,
    /// A merchant's API key.
    ApiKey(ApiKeyId),
}

/// An order, who gives it, and as what.
#[derive(Debug, Clone)]
pub struct Given {
    /// What is to be done.
    pub order: Order,
    /// Who gives it.
    pub by: Credential,
    /// The request it came in.
    pub request_id: Option<Uuid>,
    /// Only say how many items it is about.
    pub dry_run: bool,
}

/// The items that an order is about: none when there was nothing left to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Touched {
    /// How many.
    pub items: i64,
    /// The sum of their amounts.
    pub amount: Cents,
    /// The withdrawals that it is about as well.
    pub orders: Option<Orders>,
}

/// Withdrawals that have not ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Orders {
    /// How many nobody was told of: they are held, or go on.
    pub held: i64,
    /// The sum of their amounts.
    pub amount: Cents,
    /// How many may have been sent: a pause does not stop them, they are followed to their end.
    pub under_way: i64,
}

/// Why an order is refused. Nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum SteerError {
    /// Nobody knows the business.
    #[error("there is no such business")]
    NoSuchBusiness,
    /// The business has no such batch.
    #[error("there is no such batch")]
    NoSuchBatch,
    /// Every item of the batch has ended.
    #[error("the batch has finished")]
    Finished,
    /// The batch was cancelled, which is for good.
    #[error("the batch was cancelled")]
    Cancelled,
    /// A merchant does not resume what an operator paused.
    #[error("the batch was paused by an operator")]
    PausedByOperator,
    /// Nor does one change how fast an operator lets a batch go.
    #[error("the batch was throttled by an operator")]
    ThrottledByOperator,
    /// The database failed.
    #[error("the order could not be carried out")]
    Database(#[from] sqlx::Error),
}

/// Carries `given` out, with `audit_id` as the id of its audit row, or previews it. An order whose effect is there
/// already is fine, and touches nothing.
///
/// # Errors
/// [`SteerError`]; the transaction must then be rolled back.
pub async fn steer(
    conn: &mut PgConnection,
    given: Given,
    audit_id: Uuid,
    now: DateTime<Utc>,
) -> Result<Touched, SteerError> {
    let (touched, business, batch) = match &given.order {
        Order::Pause(target)
        | Order::Resume(target)
        | Order::Throttle(target, _)
        | Order::Unthrottle(target) => match *target {
            Target::All => (everything(conn, &given, None, now).await?, None, None),
            Target::Business(id) => {
                if business::get(conn, id).await?.is_none() {
                    return Err(SteerError::NoSuchBusiness);
                }
                (everything(conn, &given, Some(id), now).await?, Some(id), None)
            }
            Target::Batch(of) => one_batch::steer(conn, &given, of, now).await?,
        },
        Order::Cancel(of) | Order::Retry(of) => one_batch::steer(conn, &given, *of, now).await?,
        Order::Hold(of) | Order::LetGo(of) => (outgoing::steer(conn, &given, of, now).await?, None, None),
    };
    if !given.dry_run {
        audit::write(conn, &Entry::of(&given, audit_id, business, batch, touched, now)).await?;
    }
    Ok(touched)
}

/// Changes a business ([`business::update`]). One whose payouts are switched off is held as one that is paused is, until they
/// are switched on. Whether there is such a business.
///
/// # Errors
/// When the database fails, or refuses the name or the weight.
pub async fn change(
    conn: &mut PgConnection,
    id: BusinessId,
    changes: &Changes,
    done: Done,
) -> Result<bool, sqlx::Error> {
    if changes.payouts_enabled == Some(false) {
        outgoing::lock(conn).await?;
    }
    let changed = business::update(conn, id, changes).await?;
    if changed {
        pauses::switched_by(conn, id, done.by).await?;
        audit::changed(conn, id, changes, done).await?;
    }
    Ok(changed)
}

/// Queues a parked allocation again ([`queue::retry_dead`]), and says that its business has work. Whether it was parked.
///
/// # Errors
/// When the database fails.
pub async fn retry_dead(conn: &mut PgConnection, id: AllocationId, done: Done) -> Result<bool, sqlx::Error> {
    let Some((business, amount)) = queue::retry_dead(conn, id, done.now).await? else { return Ok(false) };
    audit::retried(conn, business, id, amount, done).await?;
    queue::announce(conn, business, done.now).await?;
    Ok(true)
}

/// Pauses, resumes or throttles all businesses, or one.
async fn everything(
    conn: &mut PgConnection,
    given: &Given,
    business: Option<BusinessId>,
    now: DateTime<Utc>,
) -> Result<Touched, SteerError> {
    let key = pauses::Key { business, batch: None };
    let steers_orders = matches!(given.order, Order::Pause(_) | Order::Resume(_));
    let changes = match given.order {
        Order::Throttle(_, rates) => throttle_to(conn, given, (business, None), Some(rates), now).await?,
        Order::Unthrottle(_) => throttle_to(conn, given, (business, None), None, now).await?,
        Order::Pause(_) if given.dry_run => pauses::find(conn, key).await?.is_none(),
        Order::Pause(_) => {
            outgoing::lock(conn).await?;
            pauses::insert(conn, key, given.by, now).await?
        }
        _ if given.dry_run => pauses::find(conn, key).await?.is_some(),
        _ => pauses::remove(conn, key).await?,
    };
    if !changes {
        return Ok(Touched::NOTHING);
    }
    let pending = pauses::pending(conn, business).await?;
    let orders = if steers_orders { Some(outgoing::orders(conn, business, None, None).await?) } else { None };
    Ok(Touched { orders, ..pending })
}

/// Sets the rates, or removes the throttle: whether that changes anything.
async fn throttle_to(
    conn: &mut PgConnection,
    given: &Given,
    of: (Option<BusinessId>, Option<BatchId>),
    rates: Option<Rates>,
    now: DateTime<Utc>,
) -> Result<bool, SteerError> {
    if let (Some(business), None, false) = (of.0, of.1, given.dry_run) {
        queue::due_at_once(conn, business, now).await?;
    }
    if throttle::find(conn, of).await?.map(|found| found.rates) == rates {
        return Ok(false);
    }
    match rates {
        _ if given.dry_run => {}
        Some(rates) => throttle::set(conn, of, rates, now).await?,
        None => {
            throttle::clear(conn, of).await?;
        }
    }
    Ok(true)
}

impl Touched {
    const NOTHING: Self = Self::of(0, Cents::ZERO);

    /// So many items, and no withdrawals.
    pub(crate) const fn of(items: i64, amount: Cents) -> Self {
        Self { items, amount, orders: None }
    }

    const fn pending(batch: &Batch) -> Self {
        Self::of(batch.counts.pending, Cents::new(batch.amounts.pending))
    }
}

impl Order {
    /// As it is stored and shown.
    pub const fn action(&self) -> &'static str {
        match self {
            Self::Pause(_) | Self::Hold(_) => "pause",
            Self::Resume(_) | Self::LetGo(_) => "resume",
            Self::Cancel(_) => "cancel",
            Self::Retry(_) => "retry",
            Self::Throttle(..) => "throttle",
            Self::Unthrottle(_) => "unthrottle",
        }
    }

    /// What it is about, as it is stored and shown.
    pub const fn scope(&self) -> &'static str {
        match self {
            Self::Hold(of) | Self::LetGo(of) => of.scope(),
            Self::Pause(target)
            | Self::Resume(target)
            | Self::Throttle(target, _)
            | Self::Unthrottle(target) => match target {
                Target::All => "all",
                Target::Business(_) => "business",
                Target::Batch(_) => "batch",
            },
            Self::Cancel(_) | Self::Retry(_) => "batch",
        }
    }
}

impl std::fmt::Display for Credential {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Operator => f.write_str("operator"),
            Self::Cli => f.write_str("cli"),
            Self::Worker => f.write_str("worker"),
            Self::ApiKey(id) => id.fmt(f),
        }
    }
}
