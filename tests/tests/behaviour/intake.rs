//! Intake: single requests and batches, at any pace, and what is refused.

pub mod backpressure;
pub mod batches;
pub mod copied;
pub mod dry_run;
pub mod grouping;
pub mod hang_up;
pub mod overload;
pub mod reserve;
pub mod second_try;
pub mod second_try_races;
pub mod shown_holds;
pub mod slow_clients;
pub mod told_at_once;
