//! E-mail addresses. All code normalises them in the same way, so that one person is one payout user of a business.
//!
//! - The local part is lower-cased in ASCII only. `str::to_lowercase` would merge different people: it turns U+212A
//!   KELVIN SIGN into `k`, and no other character may become an ASCII character.
//! - The local part is composed (NFC), because one keyboard writes `ü` as one character and another as two.
//! - The domain is converted to its IDNA A-label.
//! - Dots and plus-suffixes stay, because the addresses may belong to different people.

use std::fmt;
use std::str::FromStr;

use email_address::{EmailAddress, Options};
use serde::{Deserialize, Deserializer, Serialize};
use unicode_normalization::UnicodeNormalization;

/// The longest address, in characters.
pub const MAX_EMAIL_CHARS: usize = 255;

/// Why a text is not a valid address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InvalidEmail {
    /// The text does not have the form `local@domain` that RFC 5321 and 6531 allow.
    #[error("not a valid e-mail address")]
    Syntax,
    /// The address has more than [`MAX_EMAIL_CHARS`] characters.
    #[error("an e-mail address of more than 255 characters")]
    TooLong,
}

/// A valid, normalised e-mail address.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(transparent)]
pub struct Email(String);

impl Email {
    /// Returns the normalised address.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Wraps an address that was normalised before it was stored. Do not use it for any other text.
    pub fn from_stored(text: String) -> Self {
        Self(text)
    }

    /// Returns the first character and the domain, as in `u***@example.com`, for pages that other people may see.
    pub fn masked(&self) -> String {
        let (local, domain) = self.0.rsplit_once('@').unwrap_or((&self.0, ""));
        format!("{}***@{domain}", local.chars().next().unwrap_or('*'))
    }
}

impl FromStr for Email {
    type Err = InvalidEmail;

    fn from_str(text: &str) -> Result<Self, InvalidEmail> {
        let text = text.trim();
        if text.chars().count() > MAX_EMAIL_CHARS {
            return Err(InvalidEmail::TooLong);
        }
        let (local, domain) = text.rsplit_once('@').ok_or(InvalidEmail::Syntax)?;
        let domain = idna::domain_to_ascii_strict(domain).map_err(|_| InvalidEmail::Syntax)?;
        // The last label must not be a number. That would be an IPv4 address or a typing error, because no top-level
        // domain is numeric (RFC 3696, 2).
        if domain.rsplit('.').next().is_some_and(|top| top.bytes().all(|byte| byte.is_ascii_digit())) {
            return Err(InvalidEmail::Syntax);
        }
        let address = format!("{}@{domain}", composed(local).to_ascii_lowercase());
        let options = Options::default().with_required_tld().without_display_text().without_domain_literal();
        if address.chars().any(char::is_control)
            || EmailAddress::parse_with_options(&address, options).is_err()
        {
            return Err(InvalidEmail::Syntax);
        }
        if address.chars().count() > MAX_EMAIL_CHARS {
            return Err(InvalidEmail::TooLong);
        }
        Ok(Self(address))
    }
}

/// Returns `local` in NFC, but keeps the characters that NFC would turn into ASCII (such as U+212A): the owner of such
/// an address is not the owner of the ASCII one.
fn composed(local: &str) -> String {
    let becomes_ascii = |c: char| !c.is_ascii() && c.nfc().all(|c| c.is_ascii());
    let mut text = String::with_capacity(local.len());
    for piece in local.split_inclusive(becomes_ascii) {
        let kept = piece.chars().next_back().filter(|c| becomes_ascii(*c));
        text.extend(piece[..piece.len() - kept.map_or(0, char::len_utf8)].nfc());
        text.extend(kept);
    }
    text
}

impl<'de> Deserialize<'de> for Email {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

/// Logs must not contain addresses, so `Debug` shows the masked form.
impl fmt::Debug for Email {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Email({})", self.masked())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn normalised(text: &str) -> Result<String, InvalidEmail> {
        text.parse::<Email>().map(|email| email.0)
    }

    #[test]
    fn equivalent_spellings_are_one_address() {
        for same in ["user@example.com", " User@Example.COM ", "USER@EXAMPLE.com"] {
            assert_eq!(normalised(same).as_deref(), Ok("user@example.com"));
        }
        assert_eq!(normalised("u\u{308}@example.com").as_deref(), Ok("\u{fc}@example.com"));
        assert_eq!(normalised("1@2.example.com").as_deref(), Ok("1@2.example.com"));
        assert_eq!(normalised("u@BÜCHER.example").as_deref(), Ok("u@xn--bcher-kva.example"));
        assert_eq!(normalised("u@xn--bcher-kva.example").as_deref(), Ok("u@xn--bcher-kva.example"));
    }

    #[test]
    fn different_addresses_stay_different() {
        assert_ne!(normalised("\u{212A}im@example.com"), normalised("kim@example.com"));
        assert_eq!(normalised("u\u{308}\u{212A}u\u{308}@b.c").as_deref(), Ok("\u{fc}\u{212A}\u{fc}@b.c"));
        assert_ne!(normalised("a.b@example.com"), normalised("ab@example.com"));
        assert_ne!(normalised("a+b@example.com"), normalised("a@example.com"));
        assert_eq!(normalised("Ü@example.com").as_deref(), Ok("Ü@example.com"));
        // The ligature is a letter of its own: NFC does not split it.
        assert_ne!(normalised("\u{fb01}n@example.com"), normalised("fin@example.com"));
    }

    #[test]
    fn invalid_addresses_are_rejected() {
        for wrong in [
            "",
            "a",
            "@",
            "a@",
            "@b.c",
            "a b@example.com",
            "a@b",
            "a@b..c",
            "a@[127.0.0.1]",
            "a@-b.com",
            "A <a@example.com>",
            "a@exa mple.com",
            "a\n@example.com",
            "a@example.com\u{0}",
            "a@127.0.0.1",
            "a@1.2.3.4",
            "a@example.123",
            "a@example.com.",
        ] {
            assert_eq!(normalised(wrong), Err(InvalidEmail::Syntax), "{wrong:?}");
        }
        let long = format!("{}@example.com", "a".repeat(250));
        assert_eq!(normalised(&long), Err(InvalidEmail::TooLong));
    }

    #[test]
    fn normalising_twice_changes_nothing() {
        for text in [
            "u\u{308}\u{212A}@example.com",
            "User+x@Bücher.Example",
            "\"a b\"@example.com",
            "o'neil@sub.example.co.uk",
        ] {
            let once = normalised(text);
            assert_eq!(once.as_deref().map(normalised), Ok(once.clone()), "{text}");
        }
    }
}
