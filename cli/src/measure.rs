//! Figures of what the product does on this machine: of one part at a time ([`mod@bench`]), and of a whole noon
//! ([`scenario`]).

pub mod bench;
pub mod scenario;
pub mod singles;
