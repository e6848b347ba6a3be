//! Intake: single requests and batches, at any pace, and what is refused.

pub mod backpressure;
pub mod batches;
pub mod dry_run;
pub mod grouping;
pub mod hang_up;
pub mod held_by;
pub mod held_requests;
pub mod large_batches;
pub mod next_attempt_races;
pub mod next_attempts;
pub mod overload;
pub mod reserve;
pub mod slow_clients;
