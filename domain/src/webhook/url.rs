//! The URL of a webhook: https with a public host, as far as that can be told without resolving the name.
//!
//! A name is resolved only when it is called, by the relay at each attempt. An IP address in the URL is checked here,
//! in any notation: the parser turns `0x7f.1`, `2130706433` and `127.1` into the address that they mean.

use std::fmt;
use std::net::IpAddr;

use ::url::{Host, Url};

use super::address::is_public;

/// The longest URL, in characters: what common servers accept.
pub const MAX_URL_CHARS: usize = 2_048;

/// Which addresses webhooks may reach.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum AddressPolicy {
    /// Public addresses, with https only.
    #[default]
    Public,
    /// Any address, with http as well. Only for development.
    Anywhere,
}

/// A URL that a webhook may be sent to.
#[derive(Clone, PartialEq, Eq)]
pub struct WebhookUrl(Url);

/// Why a text is not a valid webhook URL.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InvalidUrl {
    /// The text is not a URL, or is longer than [`MAX_URL_CHARS`].
    #[error("The url must be a complete URL of at most 2048 characters, such as https://example.com/hook.")]
    NotAUrl,
    /// The scheme is not https.
    #[error(
        "The url must begin with https:// (http:// is accepted only with PAYOUT_WEBHOOKS_ALLOW_PRIVATE, as under payout dev)."
    )]
    NotHttps,
    /// The URL has a user name or a password, which would be logged and shown.
    #[error("The url must not contain a user name or a password.")]
    Credentials,
    /// The host is in a private network.
    #[error("The url must name a public host: private addresses are not called.")]
    NotPublic,
}

impl AddressPolicy {
    /// Returns whether a webhook may connect to `address`.
    pub fn allows(self, address: IpAddr) -> bool {
        self == Self::Anywhere || is_public(address)
    }
}

impl WebhookUrl {
    /// Parses and checks `text`.
    ///
    /// # Errors
    /// [`InvalidUrl`].
    pub fn parse(text: &str, reach: AddressPolicy) -> Result<Self, InvalidUrl> {
        if text.chars().count() > MAX_URL_CHARS {
            return Err(InvalidUrl::NotAUrl);
        }
        let mut url = Url::parse(text).map_err(|_| InvalidUrl::NotAUrl)?;
        url.set_fragment(None);
        match (url.scheme(), reach) {
            ("https", _) | ("http", AddressPolicy::Anywhere) => {}
            _ => return Err(InvalidUrl::NotHttps),
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err(InvalidUrl::Credentials);
        }
        // The parser may have made the URL longer, and its result is what is stored.
        if url.as_str().chars().count() > MAX_URL_CHARS {
            return Err(InvalidUrl::NotAUrl);
        }
        let allowed = match url.host() {
            Some(Host::Ipv4(address)) => reach.allows(address.into()),
            Some(Host::Ipv6(address)) => reach.allows(address.into()),
            Some(Host::Domain(name)) => reach == AddressPolicy::Anywhere || is_public_name(name),
            None => false,
        };
        if allowed { Ok(Self(url)) } else { Err(InvalidUrl::NotPublic) }
    }

    /// Returns the URL that is stored and called.
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }
}

/// Returns false for names that never lead outside, without resolving them. All other names are checked when they are
/// resolved.
fn is_public_name(name: &str) -> bool {
    const INSIDE: [&str; 5] = ["localhost", "local", "internal", "localdomain", "arpa"];
    let name = name.trim_end_matches('.');
    let top = name.rsplit('.').next().unwrap_or_default();
    name.contains('.') && !INSIDE.contains(&top)
}

impl fmt::Debug for WebhookUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The path is not shown, because it may be a credential.
        write!(f, "WebhookUrl({}://{}/…)", self.0.scheme(), self.0.host_str().unwrap_or_default())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_public_url_is_accepted_and_normalised() {
        for (text, url) in [
            ("https://hooks.example.com/a?b=c#d", "https://hooks.example.com/a?b=c"),
            ("HTTPS://Example.COM:443/x", "https://example.com/x"),
            ("https://8.8.8.8/", "https://8.8.8.8/"),
            ("https://bücher.example/", "https://xn--bcher-kva.example/"),
        ] {
            assert_eq!(WebhookUrl::parse(text, AddressPolicy::Public).unwrap().as_str(), url);
        }
    }

    #[test]
    fn other_urls_are_rejected_with_the_reason() {
        for (text, why) in [
            ("", InvalidUrl::NotAUrl),
            ("/hook", InvalidUrl::NotAUrl),
            ("https://", InvalidUrl::NotAUrl),
            ("http://example.com/", InvalidUrl::NotHttps),
            ("file:///etc/passwd", InvalidUrl::NotHttps),
            ("gopher://example.com/", InvalidUrl::NotHttps),
            ("https://user@example.com/", InvalidUrl::Credentials),
            ("https://:secret@example.com/", InvalidUrl::Credentials),
            ("https://localhost/", InvalidUrl::NotPublic),
            ("https://metadata.google.internal/", InvalidUrl::NotPublic),
            ("https://printer.local./", InvalidUrl::NotPublic),
            ("https://intranet/", InvalidUrl::NotPublic),
        ] {
            assert_eq!(WebhookUrl::parse(text, AddressPolicy::Public), Err(why), "{text}");
        }
        let message = InvalidUrl::NotHttps.to_string();
        assert!(message.contains("must begin with https://") && message.contains("payout dev"), "{message}");
        let long = format!("https://example.com/{}", "a".repeat(MAX_URL_CHARS));
        assert_eq!(WebhookUrl::parse(&long, AddressPolicy::Public), Err(InvalidUrl::NotAUrl));
        assert!(WebhookUrl::parse("http://127.0.0.1:9/", AddressPolicy::Anywhere).is_ok());
    }
}
