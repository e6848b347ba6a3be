//! The sender of mails: an address, with or without a name before it.

use std::fmt;
use std::str::FromStr;

use crate::email::Email;

/// The longest name of a sender, in characters.
const MAX_NAME_CHARS: usize = 100;

/// The sender of mails.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sender {
    /// The name that a reader sees, if there is one.
    pub name: Option<String>,
    /// The sender's address.
    pub address: Email,
}

/// The error for a text that is not a valid sender.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("write an address, or a name and an address, such as Payouts <payouts@example.com>")]
pub struct NoSender;

impl FromStr for Sender {
    type Err = NoSender;

    fn from_str(text: &str) -> Result<Self, NoSender> {
        let text = text.trim();
        let Some((name, address)) = text.strip_suffix('>').and_then(|text| text.rsplit_once('<')) else {
            return Ok(Self { name: None, address: text.parse().map_err(|_| NoSender)? });
        };
        let name = name.trim().trim_matches('"');
        let odd = |c: char| c.is_control() || matches!(c, '<' | '>' | '"' | '\\' | '@');
        if name.contains(odd) || name.chars().count() > MAX_NAME_CHARS {
            return Err(NoSender);
        }
        let name = (!name.is_empty()).then(|| name.to_owned());
        Ok(Self { name, address: address.parse().map_err(|_| NoSender)? })
    }
}

impl fmt::Display for Sender {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.name {
            Some(name) => write!(f, "{name} <{}>", self.address.as_str()),
            None => f.write_str(self.address.as_str()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sender_is_an_address_with_or_without_a_name() {
        for (text, shown) in [
            ("Payouts <Payouts@Example.com>", "Payouts <payouts@example.com>"),
            ("\"Acme, Inc.\" <a@example.com>", "Acme, Inc. <a@example.com>"),
            ("a@example.com", "a@example.com"),
            ("<a@example.com>", "a@example.com"),
        ] {
            let sender: Sender = text.parse().unwrap();
            assert_eq!(sender.to_string(), shown);
            assert_eq!(shown.parse(), Ok(sender), "the stored form is read as the same sender");
        }
        for wrong in [
            "",
            "Payouts",
            "a@b",
            "a\r\nBcc: b@example.com <a@example.com>",
            "A <a@example.com",
            "a@x.example <b@x.example>",
        ] {
            assert_eq!(wrong.parse::<Sender>(), Err(NoSender), "{wrong:?}");
        }
    }
}
