//! The issuer of a provider: its URL, and which URLs it may name.

use std::fmt;
use std::str::FromStr;

use url::{Host, Url};

/// The longest URL, in characters.
const MAX_CHARS: usize = 500;

/// The URL that names a provider, exactly as the provider writes it in what it signs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Issuer(String);

/// Why a text is not an issuer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InvalidIssuer {
    /// The text is not a complete URL.
    #[error("it is not a URL: write the provider's issuer, such as https://login.example.com")]
    NotAnAddress,
    /// The URL is not https.
    #[error(
        "it is not https, and only TLS authenticates the provider: write a URL that begins with https://"
    )]
    NotHttps,
    /// The URL has a part that an issuer must not have.
    #[error(
        "it has a query, a fragment, a user or a password: write the issuer exactly as the provider states it"
    )]
    More,
}

impl Issuer {
    /// Returns the URL as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns the URL at which the provider describes itself (OpenID Connect Discovery 1.0, 4).
    pub fn discovery(&self) -> String {
        format!("{}/.well-known/openid-configuration", self.0.trim_end_matches('/'))
    }

    /// Returns whether the provider may name `address` as one of its endpoints. The address must be https, unless both
    /// are on this machine.
    pub fn may_name(&self, address: &str) -> bool {
        let Some(url) = parsed(address) else { return false };
        url.scheme() == "https" || (parsed(&self.0).is_some_and(|own| is_local(&own)) && is_local(&url))
    }
}

impl FromStr for Issuer {
    type Err = InvalidIssuer;

    fn from_str(text: &str) -> Result<Self, InvalidIssuer> {
        let url = parsed(text).ok_or(InvalidIssuer::NotAnAddress)?;
        if url.scheme() != "https" && !is_local(&url) {
            return Err(InvalidIssuer::NotHttps);
        }
        let more = url.query().is_some() || url.fragment().is_some();
        if more || !url.username().is_empty() || url.password().is_some() {
            return Err(InvalidIssuer::More);
        }
        Ok(Self(text.to_owned()))
    }
}

impl fmt::Display for Issuer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

fn parsed(text: &str) -> Option<Url> {
    Url::parse(text)
        .ok()
        .filter(|url| text.chars().count() <= MAX_CHARS && matches!(url.scheme(), "http" | "https"))
        .filter(Url::has_host)
}

/// Returns whether the URL leads to this machine. Nobody else can read such a connection, so it needs no TLS.
fn is_local(url: &Url) -> bool {
    match url.host() {
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        Some(Host::Domain(name)) => name == "localhost",
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_issuer_uses_https_or_is_on_this_machine() {
        for right in
            ["https://login.example.com", "https://login.example.com/realms/one/", "http://127.0.0.1:3000"]
        {
            assert_eq!(right.parse::<Issuer>().map(|issuer| issuer.to_string()).as_deref(), Ok(right));
        }
        for (wrong, why) in [
            ("", InvalidIssuer::NotAnAddress),
            ("login.example.com", InvalidIssuer::NotAnAddress),
            ("ftp://login.example.com", InvalidIssuer::NotAnAddress),
            ("http://login.example.com", InvalidIssuer::NotHttps),
            ("http://127.0.0.1.example.com", InvalidIssuer::NotHttps),
            ("https://login.example.com?tenant=one", InvalidIssuer::More),
            ("https://user@login.example.com", InvalidIssuer::More),
        ] {
            assert_eq!(wrong.parse::<Issuer>(), Err(why), "{wrong}");
        }
    }

    #[test]
    fn endpoints_must_be_as_safe_as_their_issuer() {
        let (far, near): (Issuer, Issuer) =
            ("https://login.example.com".parse().unwrap(), "http://localhost:3000".parse().unwrap());
        assert!(far.may_name("https://token.example.com/x") && near.may_name("http://127.0.0.1:3001/token"));
        assert!(
            !far.may_name("http://127.0.0.1:3001/token") && !near.may_name("http://login.example.com/token")
        );
        assert!(!far.may_name("/token") && !far.may_name(""));
        let below: Issuer = "https://login.example.com/one/".parse().unwrap();
        assert_eq!(below.discovery(), "https://login.example.com/one/.well-known/openid-configuration");
    }
}
