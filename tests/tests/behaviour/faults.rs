//! What goes wrong: processes and servers that die, clocks, poolers, restores; and the judges that find a lie.

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
