//! The job queue: which business is served next, how a claim takes jobs, and how each job ends.
//!
//! A claim is an open transaction. It owns a business by locking its ring row, and it takes jobs out of the queue: it
//! deletes rows and narrows the ranges of batches. It either commits their effect or rolls everything back. There is
//! no `running` state, so a worker that dies leaves nothing to repair.
//!
//! A claim calls, in this order: [`own_and_take`], [`take()`] unless that has taken jobs, [`end_cancelled`],
//! [`charge()`], [`apply::apply`], and [`advance`] unless that has ended the turn ([`Turn`]). Then it commits. Its mark
//! is committed on another connection before [`apply::apply`] ([`mark::write`]).

pub mod apply;
mod backlog;
mod cancelled;
mod charge;
mod claim;
mod earlier;
mod events;
mod hold;
mod job;
mod limits;
pub mod mark;
mod pieces;
pub(crate) mod progress;
pub mod range;
mod ranges;
pub(crate) mod release;
mod reserve;
mod standing;
mod status;
mod sweep;
mod take;
mod turn;

pub use apply::decide;
pub use backlog::{Backlog, BusinessBacklog, backlog, departed};
pub use cancelled::end_cancelled;
pub use charge::{charge, used_by};
pub use claim::{Candidates, Idle, Owned, candidates, idle, own, own_and_take};
pub use hold::{Dead, Parked, defer, is_dead, list_dead, park, retry_dead};
pub use job::{Decision, Job};
pub use limits::{BatchLimit, Limits};
pub use progress::Released;
pub use release::release;
pub use standing::{Blockers, blockers};
pub use status::{QueueStatus, status};
pub use sweep::{MAX_READIED, Swept, lower_a_busy_bound, lower_bounds, sweep};
pub use take::{Taken, take, take_prefetched, take_suspects};
pub use turn::{Turn, advance, postpone};

/// The NOTIFY channel for hints at new work. It is not stored, but processes of different versions share it.
pub const WORK_CHANNEL: &str = "payout_work";

/// The NOTIFY channel for hints at outcomes.
pub const OUTCOME_CHANNEL: &str = "payout_outcome";

/// A COMMIT followed by a hint at new work, in one message.
pub const COMMIT_AND_HINT_AT_WORK: &str = "commit; notify payout_work";

/// A COMMIT followed by a hint at outcomes, in one message.
pub const COMMIT_AND_HINT_AT_OUTCOMES: &str = "commit; notify payout_outcome";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commits_send_hints_on_the_channels_that_are_listened_to() {
        assert_eq!(COMMIT_AND_HINT_AT_WORK, format!("commit; notify {WORK_CHANNEL}"));
        assert_eq!(COMMIT_AND_HINT_AT_OUTCOMES, format!("commit; notify {OUTCOME_CHANNEL}"));
    }
}
