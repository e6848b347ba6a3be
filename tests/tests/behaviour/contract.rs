//! What a client sees, route by route: the documented bytes, names, words, refusals and keys, and which data each
//! credential gives access to.

pub mod addresses;
pub mod brand;
pub mod cross_origin;
pub mod description;
pub mod encodings;
pub mod hash_access;
pub mod hash_rotation;
pub mod idempotency_keys;
pub mod mistakes;
pub mod overlaps;
pub mod payout_create;
pub mod readiness;
pub mod refusals;
pub mod tenants;
pub mod unknown_names;
pub mod usage;
