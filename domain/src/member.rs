//! Members: the people who act for a business in a browser.
//!
//! A person is one member by e-mail address, with one password or a provider's word for it, and at most one second factor, and may be a member of several
//! businesses, with a [`Role`] in each. Who is invited gets a link that works once; a session then acts for one business at
//! a time. Nothing here knows of HTTP, and no secret is stored: the caller gives digests of tokens, and the hash of a
//! password.

pub mod account;
pub mod actions;
pub mod identities;
pub mod invitations;
pub mod link;
pub mod mails;
pub mod rates;
mod role;
pub mod second_factor;
pub mod sender;
pub mod sessions;

pub use role::{Right, Role};

use sha2::{Digest, Sha256};

/// What a token, or whatever else only its owner knows, is stored as.
pub fn digest(text: &str) -> [u8; 32] {
    Sha256::digest(text.as_bytes()).into()
}
