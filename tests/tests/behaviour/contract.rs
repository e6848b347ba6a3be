//! What a client sees, route by route: the documented bytes, names, words, refusals and keys, and which data each
//! credential shows.

pub mod addresses;
pub mod brand;
pub mod cross_origin;
pub mod described;
pub mod hash_access;
pub mod hash_rotation;
pub mod mistakes;
pub mod names;
pub mod once;
pub mod overlaps;
pub mod payout_create;
pub mod ready;
pub mod refusals;
pub mod tenants;
pub mod usage;
pub mod words;
