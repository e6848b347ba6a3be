//! What providers call: `/providers`.

pub mod callback;
