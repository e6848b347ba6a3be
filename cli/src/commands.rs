//! The commands, one a file: its arguments, then what it does.

pub mod bench;
pub mod business;
pub mod cancel;
pub mod demo;
pub mod dev;
pub mod doctor;
pub mod fund;
pub mod key;
pub mod listen;
pub mod migrate;
pub mod pause;
pub mod pauses;
pub mod restore;
pub mod resume;
pub mod retry;
pub mod roles;
pub mod scenario;
pub mod status;
pub mod submit;
pub mod throttle;
pub mod verify;
