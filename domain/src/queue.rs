//! The queue: who is served next, taking jobs, and what becomes of them.
//!
//! A claim is an open transaction. It owns a business by the lock of its ring row, has taken jobs out of the queue
//! (rows are deleted, ranges of batches narrowed), and either commits their effect or rolls everything back. There is
//! no `running` state, so a worker that dies leaves nothing to repair.
//!
//! Within a claim the order is: [`own`], [`take()`], [`end_cancelled`], [`charge()`], [`apply::apply`], [`advance`],
//! commit.

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
pub use backlog::{Backlog, Waits, backlog, departed};
pub use cancelled::end_cancelled;
pub use charge::{charge, used_by};
pub use claim::{Candidates, Idle, Owned, candidates, idle, own, own_and_take};
pub use hold::{Dead, Parked, defer, is_dead, list_dead, park, retry_dead};
pub use job::{Decision, Job};
pub use limits::{BatchLimit, Limits};
pub use progress::Released;
pub use release::release;
pub use standing::{Standing, standing};
pub use status::{QueueStatus, status};
pub use sweep::{MAX_READIED, Swept, lower_a_busy_bound, lower_bounds, sweep};
pub use take::{Taken, take, take_at_hand, take_suspects};
pub use turn::{Turn, advance, put_off};

/// The channel on which acceptances hint at new work. Stored nowhere, but spoken by processes of different versions.
pub const WORK_CHANNEL: &str = "payout_work";

/// The channel on which claims hint at outcomes.
pub const OUTCOME_CHANNEL: &str = "payout_outcome";

/// A COMMIT and, after it, a hint at new work, by one message.
pub const COMMIT_AND_HINT_AT_WORK: &str = "commit; notify payout_work";

/// A COMMIT and, after it, a hint at outcomes, by one message.
pub const COMMIT_AND_HINT_AT_OUTCOMES: &str = "commit; notify payout_outcome";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commits_hint_on_the_channels_that_are_listened_to() {
        assert_eq!(COMMIT_AND_HINT_AT_WORK, format!("commit; notify {WORK_CHANNEL}"));
        assert_eq!(COMMIT_AND_HINT_AT_OUTCOMES, format!("commit; notify {OUTCOME_CHANNEL}"));
    }
}
