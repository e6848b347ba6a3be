//! Faults: processes and servers that die, wrong clocks, poolers and restores; and the judge of histories, which must
//! find every lie.

pub mod chaos;
pub mod clocks;
pub mod commit_cut;
pub mod crashes;
pub mod death_rates;
pub mod deaths;
pub mod failover;
pub mod history;
pub mod lies;
pub mod outage;
pub mod pooler;
pub mod restore;
