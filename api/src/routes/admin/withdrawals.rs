//! `/admin/withdrawals`: withdrawals that a person carries out.

pub mod approve;
pub mod list;
pub mod reject;
