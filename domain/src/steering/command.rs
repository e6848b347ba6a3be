//! What is to be done, by whom, and what it touched.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::batch::Batch;
use crate::ids::{ApiKeyId, BatchId, BusinessId};
use crate::money::Cents;
use crate::throttle::Rates;
use crate::withdrawal::Method;

/// What is to be done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
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

/// What a command is about.
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

/// The credential by which a command is given.
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

/// A command, who gives it, and as what.
#[derive(Debug, Clone)]
pub struct Instruction {
    /// What is to be done.
    pub command: Command,
    /// The credential by which it is given.
    pub by: Credential,
    /// The request it came in.
    pub request_id: Option<Uuid>,
    /// Only say how many items it is about.
    pub dry_run: bool,
}

/// The items that a command is about: none when there was nothing left to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Affected {
    /// How many.
    pub items: i64,
    /// The sum of their amounts.
    pub amount: Cents,
    /// The withdrawals that it is about as well.
    pub orders: Option<Orders>,
    /// Whether the command changes anything, whatever there is for it to be about; not told of what was done by earlier versions.
    pub changed: Option<bool>,
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

/// Why a command is refused. Nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum SteerError {
    /// Nobody knows the business.
    #[error("there is no such business: see `payout business list`")]
    NoSuchBusiness,
    /// The business has no such batch.
    #[error("there is no such batch: see `payout batch list`")]
    NoSuchBatch,
    /// Every item of the batch has ended.
    #[error("the batch has finished")]
    Finished,
    /// The batch was cancelled, which is for good.
    #[error(
        "the batch was cancelled, for good: submit the same file again under another --key (what was not paid of it is paid \
         then, and an item with a reference that was paid is not paid twice)"
    )]
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

impl Affected {
    /// The effect was there already.
    pub(super) const NOTHING: Self = Self { changed: Some(false), ..Self::of(0, Cents::ZERO) };

    /// So many items, and no withdrawals, of something that changes.
    pub(crate) const fn of(items: i64, amount: Cents) -> Self {
        Self { items, amount, orders: None, changed: Some(true) }
    }

    pub(super) const fn pending(batch: &Batch) -> Self {
        Self::of(batch.counts.pending, Cents::new(batch.amounts.pending))
    }
}

impl Command {
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

/// What goes out and can be paused by itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outgoing {
    /// Orders of a method.
    Method(Method),
    /// Orders that this provider carries out.
    Provider(String),
    /// Every delivery of a webhook.
    Webhooks,
}

impl Outgoing {
    /// As it is stored and shown.
    pub const fn scope(&self) -> &'static str {
        match self {
            Self::Method(_) => "method",
            Self::Provider(_) => "provider",
            Self::Webhooks => "webhooks",
        }
    }

    /// The method's or the provider's name.
    pub fn name(&self) -> Option<&str> {
        match self {
            Self::Method(method) => Some(method.as_str()),
            Self::Provider(name) => Some(name),
            Self::Webhooks => None,
        }
    }

    /// What a stored pause is of.
    pub(super) fn from_stored(scope: &str, name: String) -> Option<Self> {
        match scope {
            "method" => Method::named(&name).map(Self::Method),
            "provider" => Some(Self::Provider(name)),
            _ => Some(Self::Webhooks),
        }
    }
}
