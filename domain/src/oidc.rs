//! Sign-in through an OpenID Connect provider: the authorization code flow with PKCE, for a client with a secret.
//!
//! The API sends a browser to the provider ([`sign_ins::begin`]), and stores the code with which the browser returns
//! ([`sign_ins::returned`]). Only workers call other services, so a worker exchanges the code at the provider, checks
//! the response ([`claims`]), and records who the person is, or why nobody is proved. The API waits for that.
//!
//! This module does not decide what the person may do. [`crate::member`] and the operators' list do.

pub mod claims;
pub mod issuer;
pub mod known;
pub mod proofs;
pub mod providers;
pub mod settings;
pub mod sign_ins;

pub use issuer::Issuer;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};

use crate::email::Email;

/// A person's identity at a provider, proved a moment ago.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identity {
    /// The provider's issuer.
    pub issuer: String,
    /// The provider's own name for the person, which it gives to no other person.
    pub subject: String,
    /// The person's address, which the provider has verified.
    pub email: Email,
}

/// Returns the challenge of PKCE (RFC 7636, S256) for a verifier.
pub fn challenge(verifier: &str) -> String {
    URL_SAFE_NO_PAD.encode(Sha256::digest(verifier.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Compares with the example of RFC 7636, appendix B.
    #[test]
    fn the_challenge_matches_the_example_of_the_rfc() {
        assert_eq!(
            challenge("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"),
            "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
        );
    }
}
