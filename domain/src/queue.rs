//! The queue: who is served next, taking jobs, and what becomes of them.
//!
//! A claim is an open transaction: it owns a business by its ring row's lock, has deleted the jobs it took, and either
//! commits their effect or rolls everything back. There is no `running` state, so a worker that dies leaves nothing to
//! repair. Within a claim the order is: [`own`], [`take`], [`end_cancelled`], [`charge`],
//! [`apply::apply`], [`advance`], commit.

pub mod apply;
mod backlog;
mod cancelled;
mod claim;
mod held;
mod hold;
mod limits;
pub mod mark;
pub(crate) mod progress;
pub mod range;
pub(crate) mod release;
mod reserve;
mod ring;
mod standing;
mod status;
mod sweep;
mod take;

pub use apply::{Decision, decide};
pub use backlog::{Backlog, Waits, backlog, departed};
pub use cancelled::end_cancelled;
pub use claim::{Candidates, Idle, Job, Owned, candidates, idle, own};
pub use held::{Held, HeldBy, held};
pub use hold::{Dead, Parked, defer, list_dead, park, retry_dead};
pub use limits::{BatchLimit, Limits};
pub use release::{Released, release};
pub(crate) use ring::due_at_once;
pub use ring::{advance, announce, put_off};
pub(crate) use ring::{locks, wake};
pub use standing::{Standing, standing};
pub use status::{QueueStatus, status};
pub use sweep::{MAX_READIED, Swept, lower_bounds, sweep};
pub use take::{Taken, take, take_suspects};

pub use crate::throttle::charge;

/// The channel on which acceptances hint at new work. Stored nowhere, but spoken by processes of different versions.
pub const WORK_CHANNEL: &str = "payout_work";

/// The channel on which claims hint at outcomes.
pub const OUTCOME_CHANNEL: &str = "payout_outcome";
