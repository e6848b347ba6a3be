//! The operator's and the newcomer's command, as a library: what `payout` and the tests share.

pub mod cluster;
