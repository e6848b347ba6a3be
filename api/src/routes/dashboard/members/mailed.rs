//! The state of an invitation's mail, in words, for the members page.

use domain::member::mails::{Failure, Mail, MailState};
use maud::{Markup, html};

use crate::pages::document::time;

/// Says whether the mail was sent, and if not, why.
pub fn mail_status(mail: Option<&Mail>) -> Markup {
    let Some(mail) = mail else { return html! { "not mailed: pass the link on yourself" } };
    let why = mail.failure.map(words);
    html! {
        @match mail.standing {
            MailState::Sent(at) => { "mailed " (time(at)) }
            MailState::Waiting => {
                @if let Some(why) = why { "not sent yet: " (why) (reply(mail)) ". The service tries again." } @else { "waits to be sent" }
            }
            MailState::GivenUp(_) => {
                "not sent: " (why.unwrap_or("it was given up")) (reply(mail)) ". Show the link, and pass it on yourself."
            }
        }
    }
}

/// The reply code of the mail server, which an operator also finds in that server's log.
fn reply(mail: &Mail) -> Markup {
    html! { @if let Some(code) = mail.code { " (" (code) ")" } }
}

const fn words(failure: Failure) -> &'static str {
    match failure {
        Failure::Unreachable => "the mail server cannot be reached",
        Failure::TimedOut => "the mail server does not answer",
        Failure::NotSecure => "the mail server has no trusted TLS certificate",
        Failure::NotSignedIn => "the mail server does not let this service sign in",
        Failure::PutOff => "the mail server asks to try again later",
        Failure::Refused => "the mail server refuses it",
        Failure::Unsupported => "the mail server cannot carry such an address",
        Failure::NoSecret => "the link was made with a different secret than the service has now",
        Failure::Ended => "the invitation has ended",
    }
}
