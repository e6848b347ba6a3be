//! Members: the people who act for a business in a browser.
//!
//! A person is one member per e-mail address. A member signs in with a password or through a provider, and has at most
//! one second factor. It may be a member of several businesses, with a [`Role`] in each. An invited person gets a link
//! that works once. A session acts for one business at a time.
//!
//! Nothing here depends on HTTP, and no secret is stored: the caller passes the digest of a token, or the hash of a
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

pub use role::{Permission, Role};

use sha2::{Digest, Sha256};

/// Returns the digest under which a token, or another text that only its owner knows, is stored.
pub fn digest(text: &str) -> [u8; 32] {
    Sha256::digest(text.as_bytes()).into()
}
