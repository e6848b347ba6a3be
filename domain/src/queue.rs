//! The queue: who is served next, taking jobs, and what becomes of them.
//!
//! A claim is an open transaction: it owns a business by its ring row's lock, has deleted the jobs it took, and either
//! commits their effect or rolls everything back. There is no `running` state, so a worker that dies leaves nothing to
//! repair. Within a claim the order is: [`own`], [`mark::find`], [`take`], [`apply::payout_balance`], [`withhold`],
//! [`apply::apply`], [`advance`], commit.

pub mod apply;
mod backlog;
mod claim;
mod hold;
pub mod mark;
pub(crate) mod release;
mod reserve;
mod status;
mod sweep;
mod withhold;

pub use apply::{Decision, decide};
pub use backlog::{Backlog, backlog, departed};
pub use claim::{Job, advance, announce, announce_all, candidates, own, take};
pub use hold::{Dead, Parked, defer, list_dead, park, retry_dead};
pub use release::{Released, release};
pub use status::{QueueStatus, status};
pub use sweep::{MAX_READIED, Swept, sweep};
pub use withhold::{Withheld, withhold};

/// The channel on which acceptances hint at new work. Stored nowhere, but spoken by processes of different versions.
pub const WORK_CHANNEL: &str = "payout_work";

/// The channel on which claims hint at outcomes.
pub const OUTCOME_CHANNEL: &str = "payout_outcome";
