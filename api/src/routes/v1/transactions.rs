//! `/v1/transactions`: the ledger of a business.

pub mod list;
