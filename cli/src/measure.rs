//! Measurements on this machine: of one part at a time ([`mod@bench`]), and of a whole day's peak ([`scenario`]).

pub mod bench;
pub mod scenario;
pub mod singles;
