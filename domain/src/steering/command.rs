//! Commands: what to do, who asks for it, and how many items it affects.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::batch::Batch;
use crate::ids::{ApiKeyId, BatchId, BusinessId, MemberId};
use crate::money::Cents;
use crate::throttle::Rates;
use crate::withdrawal::Method;

/// A command.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// Pay nothing of the target and send no new withdrawals of it. New items are still accepted.
    Pause(Target),
    /// Pay the target again.
    Resume(Target),
    /// Send nothing of this kind.
    PauseOutgoing(Outgoing),
    /// Send this kind again.
    ResumeOutgoing(Outgoing),
    /// Never pay the pending items of the batch.
    Cancel(BatchOf),
    /// Try the failed items of the batch again. Each gets another attempt of the same allocation.
    Retry(BatchOf),
    /// Pay the target at most at these rates. They replace its earlier throttle.
    Throttle(Target, Rates),
    /// Pay the target without a limit of its own.
    Unthrottle(Target),
}

/// The target of a command.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Target {
    /// Every business.
    All,
    /// Everything of a business.
    Business(BusinessId),
    /// The items of a batch.
    Batch(BatchOf),
}

/// The batch that a command targets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BatchOf {
    /// Its id.
    pub id: BatchId,
    /// The business that it must belong to, or `None` if the caller may steer every business.
    pub business: Option<BusinessId>,
}

/// The credential with which a command is given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Credential {
    /// The operators' token.
    Operator,
    /// The `payout` command line, connected to the database.
    Cli,
    /// A worker that acts on a restore that it noticed. A restore that the `payout` command line notices is recorded
    /// with this credential as well.
    Worker,
    /// A merchant's API key.
    ApiKey(ApiKeyId),
    /// A member of the business, in a browser.
    Member(MemberId),
}

impl Credential {
    /// Returns whether the credential belongs to the business. Then it may not undo what operators have done.
    pub(super) const fn is_of_the_business(self) -> bool {
        matches!(self, Self::ApiKey(_) | Self::Member(_))
    }
}

/// A command, and who gives it.
#[derive(Debug, Clone)]
pub struct Instruction {
    /// The command.
    pub command: Command,
    /// The credential of the caller.
    pub by: Credential,
    /// The request that gives the command.
    pub request_id: Option<Uuid>,
    /// Whether to report only how many items the command would affect.
    pub dry_run: bool,
}

/// How much a command affects. It affects nothing if its effect is already there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Affected {
    /// How many items. For a command to something [`Outgoing`], how many withdrawals or deliveries.
    pub items: i64,
    /// The sum of their amounts.
    pub amount: Cents,
    /// The withdrawals that it also affects.
    pub orders: Option<Orders>,
    /// Whether the command changes anything, even if it affects no item. `None` for commands of earlier versions.
    pub changed: Option<bool>,
}

/// Withdrawals that have not ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Orders {
    /// How many have not been sent to a provider. They are held, or go on.
    pub held: i64,
    /// The sum of their amounts.
    pub amount: Cents,
    /// How many may have been sent, or wait for a person. A pause does not stop them: they are followed to their end.
    pub under_way: i64,
}

/// Why a command is rejected. It has changed nothing.
#[derive(Debug, thiserror::Error)]
pub enum SteerError {
    /// There is no such business.
    #[error("there is no such business: see `payout business list`")]
    NoSuchBusiness,
    /// The business has no such batch.
    #[error("there is no such batch: see `payout batch list`")]
    NoSuchBatch,
    /// Every item of the batch has ended.
    #[error("the batch has finished")]
    Finished,
    /// The batch was cancelled, which is final.
    #[error(
        "the batch was cancelled, which is final: to pay its unpaid items, submit the same file with another --key (an \
         item with a reference that was paid is not paid twice)"
    )]
    Cancelled,
    /// An operator paused the batch, so a merchant may not resume it.
    #[error("the batch was paused by an operator")]
    PausedByOperator,
    /// An operator throttled the batch, so a merchant may not change its rates.
    #[error("the batch was throttled by an operator")]
    ThrottledByOperator,
    /// An operator switched the payouts off, so a merchant may not switch them on.
    #[error("the payouts were switched off by an operator")]
    SwitchedOffByOperator,
    /// The database failed.
    #[error("the command could not be carried out")]
    Database(#[from] sqlx::Error),
}

impl Affected {
    /// Affects nothing: the effect is already there.
    pub(super) const NOTHING: Self = Self { changed: Some(false), ..Self::of(0, Cents::ZERO) };

    /// Affects this many items of a target that changes, and no withdrawals.
    pub(crate) const fn of(items: i64, amount: Cents) -> Self {
        Self { items, amount, orders: None, changed: Some(true) }
    }

    pub(super) const fn pending(batch: &Batch) -> Self {
        Self::of(batch.counts.pending, Cents::new(batch.amounts.pending))
    }
}

impl Command {
    /// Returns the name of the action, as it is stored and shown.
    pub const fn action(&self) -> &'static str {
        match self {
            Self::Pause(_) | Self::PauseOutgoing(_) => "pause",
            Self::Resume(_) | Self::ResumeOutgoing(_) => "resume",
            Self::Cancel(_) => "cancel",
            Self::Retry(_) => "retry",
            Self::Throttle(..) => "throttle",
            Self::Unthrottle(_) => "unthrottle",
        }
    }

    /// Returns the name of the target's scope, as it is stored and shown.
    pub const fn scope(&self) -> &'static str {
        match self {
            Self::PauseOutgoing(of) | Self::ResumeOutgoing(of) => of.scope(),
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
            Self::Member(id) => id.fmt(f),
        }
    }
}

/// Something that is sent to the outside and can be paused by itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outgoing {
    /// Withdrawals by this method.
    Method(Method),
    /// Withdrawals that this provider carries out.
    Provider(String),
    /// All deliveries of webhooks.
    Webhooks,
}

impl Outgoing {
    /// Returns the name of its scope, as it is stored and shown.
    pub const fn scope(&self) -> &'static str {
        match self {
            Self::Method(_) => "method",
            Self::Provider(_) => "provider",
            Self::Webhooks => "webhooks",
        }
    }

    /// Returns the name of the method or the provider.
    pub fn name(&self) -> Option<&str> {
        match self {
            Self::Method(method) => Some(method.as_str()),
            Self::Provider(name) => Some(name),
            Self::Webhooks => None,
        }
    }

    /// Returns what a stored pause holds.
    pub(super) fn from_stored(scope: &str, name: String) -> Option<Self> {
        match scope {
            "method" => Method::named(&name).map(Self::Method),
            "provider" => Some(Self::Provider(name)),
            _ => Some(Self::Webhooks),
        }
    }
}
