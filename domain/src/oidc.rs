//! Sign-in through an OpenID Connect provider: the authorization code flow with PKCE, of a client that has a secret.
//!
//! The API sends a browser to the provider ([`sign_ins::begin`]), and takes the code with which it comes back
//! ([`sign_ins::returned`]). Only workers call out, so a worker asks the provider what the code is worth, judges the answer
//! ([`claims`]), and writes down who it is or why nobody is. The API waits for that.
//!
//! Nothing here says what the person may do: that is for [`crate::member`], and for the operators' list.

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

/// Who somebody is to a provider, proved a moment ago.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identity {
    /// The provider.
    pub issuer: String,
    /// The provider's own name for the person, which it gives to nobody else.
    pub subject: String,
    /// The person's address, which the provider has verified.
    pub email: Email,
}

/// The challenge of PKCE (RFC 7636, S256) for a verifier.
pub fn challenge(verifier: &str) -> String {
    URL_SAFE_NO_PAD.encode(Sha256::digest(verifier.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 7636, appendix B.
    #[test]
    fn a_challenge_is_that_of_the_standard() {
        assert_eq!(
            challenge("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"),
            "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
        );
    }
}
