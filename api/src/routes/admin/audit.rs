//! `/admin/audit`: the audit log.

pub mod list;
