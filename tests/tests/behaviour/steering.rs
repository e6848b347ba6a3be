//! Pausing, cancelling, retrying and throttling: by which credential, through which interface, and with which effect.

pub mod by_cli;
pub mod by_http;
pub mod by_key;
pub mod by_operator;
pub mod commands;
pub mod ended_elsewhere;
pub mod held_by;
pub mod pauses;
pub mod retries;
pub mod switched_off;
