//! The claims of a provider about a person, and whether they belong to this sign-in.
//!
//! The ID token comes directly from the token endpoint over TLS, which proves who sent it. So its signature is not
//! checked, which OpenID Connect Core 1.0 permits for this flow (3.1.3.7, 6). Its claims are checked.
//!
//! A provider may give an address in the ID token or at its userinfo endpoint. For the scope `email` alone, a strict
//! provider gives it only at the endpoint (5.4).

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, TimeDelta, Utc};
use serde::Deserialize;

use crate::email::Email;
use crate::platform::json;

/// How wrong the provider's clock may be.
const SKEW: TimeDelta = TimeDelta::minutes(1);

/// The longest subject, in bytes (OpenID Connect Core 1.0, 2).
const MAX_SUBJECT_BYTES: usize = 255;

/// The values that an ID token must contain.
#[derive(Debug, Clone, Copy)]
pub struct Expected<'a> {
    /// The provider's issuer.
    pub issuer: &'a str,
    /// The client id of this installation.
    pub client_id: &'a str,
    /// The nonce that was sent with the sign-in.
    pub nonce: &'a str,
}

/// The person that an ID token names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// The provider's name for the person.
    pub subject: String,
    /// The claim about the person's address, if the token has one.
    pub email: Option<EmailClaim>,
}

/// A claim about an address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EmailClaim {
    text: String,
    verified: bool,
}

/// Why a provider's response proves nobody.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ClaimError {
    /// The ID token cannot be read.
    #[error("its ID token cannot be read")]
    Unreadable,
    /// The ID token is from another provider.
    #[error("its ID token is of another issuer")]
    Issuer,
    /// The ID token was made for another client.
    #[error("its ID token is for another client")]
    Audience,
    /// The ID token has expired.
    #[error("its ID token has expired: is the clock of the database's server right?")]
    Expired,
    /// The ID token belongs to another sign-in.
    #[error("its ID token has another nonce")]
    Nonce,
    /// The ID token has no subject, or an impossible one.
    #[error("its ID token contains no subject")]
    Subject,
    /// The userinfo endpoint names another person.
    #[error("its userinfo endpoint returned another subject")]
    OtherSubject,
    /// There is no address.
    #[error("it states no e-mail address: allow this client the scope email")]
    NoEmail,
    /// The provider has not verified the address.
    #[error("it has not verified the e-mail address")]
    Unverified,
}

#[derive(Deserialize)]
struct IdToken {
    iss: String,
    sub: String,
    aud: Audience,
    azp: Option<String>,
    exp: f64,
    nonce: Option<String>,
    email: Option<String>,
    email_verified: Option<BoolOrText>,
}

#[derive(Deserialize)]
struct UserInfo {
    sub: String,
    email: Option<String>,
    email_verified: Option<BoolOrText>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Audience {
    One(String),
    Several(Vec<String>),
}

/// A boolean. Some providers write it as a text.
#[derive(Deserialize)]
#[serde(untagged)]
enum BoolOrText {
    Is(bool),
    Text(String),
}

impl BoolOrText {
    fn is_true(&self) -> bool {
        match self {
            Self::Is(truth) => *truth,
            Self::Text(text) => text == "true",
        }
    }
}

/// Returns the person that `id_token` names, if the token belongs to this sign-in.
///
/// # Errors
/// [`ClaimError`]
pub fn of_id_token(
    id_token: &str,
    expected: &Expected<'_>,
    now: DateTime<Utc>,
) -> Result<Person, ClaimError> {
    let mut parts = id_token.split('.');
    let (Some(_head), Some(payload), Some(_signature), None) =
        (parts.next(), parts.next(), parts.next(), parts.next())
    else {
        return Err(ClaimError::Unreadable);
    };
    let payload = URL_SAFE_NO_PAD.decode(payload).map_err(|_| ClaimError::Unreadable)?;
    let said: IdToken = json::read(&payload).map_err(|_| ClaimError::Unreadable)?;
    if said.iss != expected.issuer {
        return Err(ClaimError::Issuer);
    }
    let for_this = match &said.aud {
        Audience::One(one) => one == expected.client_id,
        // Other clients may be named as well, if this client asked for the token.
        Audience::Several(all) => {
            all.iter().any(|one| one == expected.client_id) && (all.len() == 1 || said.azp.is_some())
        }
    };
    if !for_this || said.azp.as_deref().is_some_and(|azp| azp != expected.client_id) {
        return Err(ClaimError::Audience);
    }
    // Written so that a NaN counts as expired.
    let lasts = said.exp > (now - SKEW).timestamp() as f64;
    if !lasts {
        return Err(ClaimError::Expired);
    }
    if said.nonce.as_deref() != Some(expected.nonce) {
        return Err(ClaimError::Nonce);
    }
    if said.sub.is_empty() || said.sub.len() > MAX_SUBJECT_BYTES || said.sub.contains('\0') {
        return Err(ClaimError::Subject);
    }
    Ok(Person { subject: said.sub, email: email_claim(said.email, said.email_verified) })
}

/// Returns the claim of the userinfo endpoint about the address of `subject`.
///
/// # Errors
/// [`ClaimError`]
pub fn of_userinfo(body: &[u8], subject: &str) -> Result<Option<EmailClaim>, ClaimError> {
    let said: UserInfo = json::read(body).map_err(|_| ClaimError::NoEmail)?;
    if said.sub != subject {
        return Err(ClaimError::OtherSubject);
    }
    Ok(email_claim(said.email, said.email_verified))
}

/// Returns the address, if the provider has verified it.
///
/// # Errors
/// [`ClaimError`]
pub fn verified(said: Option<EmailClaim>) -> Result<Email, ClaimError> {
    let said = said.ok_or(ClaimError::NoEmail)?;
    if !said.verified {
        return Err(ClaimError::Unverified);
    }
    said.text.parse().map_err(|_| ClaimError::NoEmail)
}

fn email_claim(email: Option<String>, verified: Option<BoolOrText>) -> Option<EmailClaim> {
    email.map(|text| EmailClaim { text, verified: verified.is_some_and(|truth| truth.is_true()) })
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    const EXPECTED: Expected<'static> =
        Expected { issuer: "https://login.example.com", client_id: "payout", nonce: "n-1" };

    fn good() -> Value {
        json!({"iss": EXPECTED.issuer, "sub": "s-1", "aud": "payout", "exp": 1_000, "nonce": "n-1",
               "email": "Anna@Merchant.example", "email_verified": true})
    }

    fn email_of(claims: &Value) -> Result<Email, ClaimError> {
        let token = format!("e30.{}.x", URL_SAFE_NO_PAD.encode(claims.to_string()));
        let now = DateTime::from_timestamp(1_000, 0).unwrap();
        verified(of_id_token(&token, &EXPECTED, now)?.email)
    }

    fn email_with(name: &str, value: Value) -> Result<Email, ClaimError> {
        let mut claims = good();
        claims[name] = value;
        email_of(&claims)
    }

    #[test]
    fn the_claims_of_this_sign_in_are_accepted() {
        let email: Email = "anna@merchant.example".parse().unwrap();
        assert_eq!(email_of(&good()), Ok(email.clone()));
        for (name, value) in [
            ("aud", json!(["payout"])),
            ("azp", json!("payout")),
            ("exp", json!(1_000.5)),
            ("email_verified", json!("true")),
        ] {
            assert_eq!(email_with(name, value.clone()), Ok(email.clone()), "{name}: {value}");
        }
        let mut several = good();
        (several["aud"], several["azp"]) = (json!(["other", "payout"]), json!("payout"));
        assert_eq!(email_of(&several), Ok(email));
    }

    #[test]
    fn other_claims_are_rejected_with_the_reason() {
        for (name, value, why) in [
            ("iss", json!("https://login.example.com/"), ClaimError::Issuer),
            ("aud", json!("other"), ClaimError::Audience),
            ("aud", json!(["other"]), ClaimError::Audience),
            ("aud", json!(["other", "payout"]), ClaimError::Audience),
            ("azp", json!("other"), ClaimError::Audience),
            ("exp", json!(940), ClaimError::Expired),
            ("exp", json!("9999"), ClaimError::Unreadable),
            ("nonce", json!("n-2"), ClaimError::Nonce),
            ("nonce", Value::Null, ClaimError::Nonce),
            ("sub", json!(""), ClaimError::Subject),
            ("sub", json!(["s-1"]), ClaimError::Unreadable),
            ("email", Value::Null, ClaimError::NoEmail),
            ("email", json!("no address"), ClaimError::NoEmail),
            ("email_verified", json!(false), ClaimError::Unverified),
            ("email_verified", Value::Null, ClaimError::Unverified),
            ("email_verified", json!("false"), ClaimError::Unverified),
        ] {
            assert_eq!(email_with(name, value.clone()), Err(why), "{name}: {value}");
        }
        let now = DateTime::UNIX_EPOCH;
        for token in ["", "a.b", "a.b.c.d.e", "e30.!.x", "e30.W10.x"] {
            assert_eq!(of_id_token(token, &EXPECTED, now), Err(ClaimError::Unreadable), "{token}");
        }
    }

    #[test]
    fn userinfo_of_another_person_is_rejected() {
        let claims = br#"{"sub":"s-1","email":"anna@merchant.example","email_verified":true}"#;
        assert!(verified(of_userinfo(claims, "s-1").unwrap()).is_ok());
        assert_eq!(of_userinfo(claims, "s-2"), Err(ClaimError::OtherSubject));
    }
}
