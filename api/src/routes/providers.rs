//! `/providers`: the routes that providers call.

pub mod callback;
