//! The text of a mail. A merchant chooses the name of its business, so the name is not trusted: it is reduced to one
//! line, and used in no header but the subject.

use std::time::SystemTime;

use domain::member::mails::DueMail;
use domain::member::sender::Sender;
use lettre::Message;
use lettre::message::header::{ContentTransferEncoding, ContentType, HeaderName, HeaderValue};
use lettre::message::{Body, Mailbox};
use secrecy::{ExposeSecret, SecretString};

/// How many characters of a business's name a mail contains, at most.
const MAX_NAME_CHARS: usize = 100;

/// The longest line of a mail, without the line break (RFC 5321, 4.5.3.1.6).
const MAX_LINE_BYTES: usize = 998;

/// Why a mail cannot be composed.
#[derive(Debug, thiserror::Error)]
pub enum MessageError {
    /// The mail library rejects an address.
    #[error("an address cannot be written into a mail")]
    Address(#[from] lettre::address::AddressError),
    /// The stored sender is invalid.
    #[error("the sender cannot be written into a mail")]
    Sender(#[from] domain::member::sender::NoSender),
    /// The mail library rejects the message.
    #[error("the mail cannot be put together")]
    Message(#[from] lettre::error::Error),
}

/// Returns the mail of an invitation. Its link ends with `token`. Every attempt makes the same bytes.
///
/// # Errors
/// Returns [`MessageError`] when the mail library rejects an address, the sender or the message.
pub fn message(due: &DueMail, token: &SecretString) -> Result<Message, MessageError> {
    let sender: Sender = due.sender.parse()?;
    let business = one_line(&due.business);
    let text = format!(
        "{business} invites you to act for it in the payout dashboard, as {role}.\r\n\r\n\
         Open this link to accept. It works once, until {until}:\r\n\r\n\
         {link}{token}\r\n",
        role = due.role.as_str(),
        until = due.expires_at.format("%Y-%m-%d %H:%M UTC"),
        link = due.link,
        token = token.expose_secret(),
    );
    let by_a_program = HeaderName::new_from_ascii_str("Auto-Submitted");
    let message = Message::builder()
        .message_id(Some(message_id(due, &sender)))
        .date(SystemTime::from(due.created_at))
        .from(Mailbox::new(sender.name, sender.address.as_str().parse()?))
        .to(Mailbox::new(None, due.recipient.as_str().parse()?))
        .subject(format!("{business} invites you"))
        .raw_header(HeaderValue::new(by_a_program, "auto-generated".to_owned()))
        .header(ContentType::TEXT_PLAIN);
    Ok(message.body(body(text))?)
}

/// Returns the body, unencoded if a mail allows that, so that the link stays in one piece. By default the library
/// breaks lines of more than 76 characters, and would break the link.
fn body(text: String) -> Body {
    if text.is_ascii() && text.lines().all(|line| line.len() <= MAX_LINE_BYTES) {
        Body::dangerous_pre_encoded(text.into_bytes(), ContentTransferEncoding::SevenBit)
    } else {
        Body::new(text)
    }
}

/// Returns the Message-ID. It is the same for each attempt, so that a mail that arrives twice is recognised.
fn message_id(due: &DueMail, sender: &Sender) -> String {
    format!("<{}@{}>", due.invitation_id, domain_of(sender))
}

/// Returns the domain of the sender's address.
pub(super) fn domain_of(sender: &Sender) -> &str {
    sender.address.as_str().rsplit_once('@').map_or("localhost", |(_, domain)| domain)
}

/// Returns `name` on one line, without characters that break lines or change the direction of writing.
fn one_line(name: &str) -> String {
    let shown = |c: char| {
        let is_odd = c.is_control()
            || matches!(c, '\u{2028}' | '\u{2029}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
        if is_odd { ' ' } else { c }
    };
    let spaced: String = name.chars().map(shown).collect();
    spaced.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(MAX_NAME_CHARS).collect()
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;
    use domain::member::Role;
    use uuid::Uuid;

    use super::*;

    fn mail_from(business: &str) -> String {
        let due = DueMail {
            business_id: Uuid::from_u128(1).into(),
            invitation_id: Uuid::from_u128(2).into(),
            attempt: 1,
            created_at: DateTime::UNIX_EPOCH,
            sender: "Payouts <payouts@pay.example>".into(),
            recipient: "ben@merchant.example".parse().unwrap(),
            link: "https://pay.example/dashboard/join?invitation=".into(),
            digest: [0; 32],
            business: business.into(),
            role: Role::Finance,
            expires_at: DateTime::UNIX_EPOCH,
            open: true,
        };
        String::from_utf8(message(&due, &"0a".repeat(32).into()).unwrap().formatted()).unwrap()
    }

    fn headers(mail: &str) -> Vec<&str> {
        let (head, _) = mail.split_once("\r\n\r\n").unwrap();
        let lines = head.split("\r\n").filter(|line| !line.starts_with(' '));
        let mut names: Vec<&str> = lines.map(|line| line.split_once(':').unwrap().0).collect();
        names.sort_unstable();
        names
    }

    #[test]
    fn an_invitation_names_the_business_the_role_the_link_and_its_expiry() {
        let mail = mail_from("Acme");
        for line in [
            "From: Payouts <payouts@pay.example>",
            "To: ben@merchant.example",
            "Subject: Acme invites you",
            "Message-ID: <inv_00000000-0000-0000-0000-000000000002@pay.example>",
            "Date: Thu, 01 Jan 1970 00:00:00 +0000",
            "Auto-Submitted: auto-generated",
            "Acme invites you to act for it in the payout dashboard, as finance.",
            "Open this link to accept. It works once, until 1970-01-01 00:00 UTC:",
            &format!("https://pay.example/dashboard/join?invitation={}", "0a".repeat(32)),
        ] {
            assert!(mail.split("\r\n").any(|there| there == line), "{line}: {mail}");
        }
        assert_eq!(mail, mail_from("Acme"), "each attempt sends the same mail");
    }

    #[test]
    fn a_business_name_adds_no_header_and_no_line() {
        let plain = headers(&mail_from("Acme")).join(" ");
        for name in [
            "Acme\r\nBcc: eve@evil.example",
            "Acme\n\nhttps://evil.example",
            "Acme\r\n\r\n.\r\nMAIL FROM:<eve@evil.example>",
            "\u{2028}Acme\u{2029}Bcc: eve@evil.example",
            "Ac\u{202e}me\0\u{85}Bcc: eve@evil.example",
            "Ünïcode\r\nBcc: eve@evil.example",
            &"long ".repeat(40),
            &"é".repeat(200),
        ] {
            let mail = mail_from(name);
            assert_eq!(headers(&mail).join(" "), plain, "{mail}");
            assert!(mail.is_ascii() && mail.split("\r\n").all(|line| line.len() <= 998), "{mail}");
            let breaks = mail.bytes().filter(|byte| *byte == b'\n' || *byte == b'\r').count();
            assert_eq!(breaks, 2 * mail.matches("\r\n").count(), "{mail}");
        }
        assert_eq!(one_line(" Acme\r\n Bcc:\tx "), "Acme Bcc: x");
    }
}
