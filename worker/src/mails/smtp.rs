//! One SMTP session: sends a mail, and classifies the result.
//!
//! It does the steps itself and does not use the library's transport. The transport waits for the answer to QUIT before
//! it reports that the server took the mail. If the server did not answer QUIT, the mail would be sent again.

use std::error::Error;
use std::io;
use std::time::Duration;

use domain::member::mails::Failure;
use lettre::Message;
use lettre::transport::smtp::authentication::Mechanism;
use lettre::transport::smtp::client::AsyncSmtpConnection;
use lettre::transport::smtp::extension::{ClientId, Extension};

use super::server::{Protection, SmtpServer};

/// How long the server may take for a whole mail. Some servers scan a mail before they take it.
pub const SENT_WITHIN: Duration = Duration::from_secs(60);

/// How long opening the connection may take.
const CONNECT_WITHIN: Duration = Duration::from_secs(10);

/// How long the server may take to answer QUIT. Nothing depends on the answer.
const QUIT_WITHIN: Duration = Duration::from_secs(2);

/// Replies that reject the session and not the mail, although they answer a command about the mail (RFC 4954, 6).
const SESSION_REFUSED: [u16; 4] = [530, 534, 535, 538];

/// Why the server did not take a mail.
#[derive(Debug)]
pub struct SmtpError {
    /// The kind of failure.
    pub failure: Failure,
    /// The server's reply code, if it replied.
    pub code: Option<u16>,
    /// The text for the log. It never contains the text of a reply, because that may hold an address.
    pub said: String,
}

/// The step at which a session ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Step {
    Opening,
    SigningIn,
    Sending,
}

/// Gives `mail` to the server. Pass the returned connection to [`quit`].
///
/// # Errors
/// Returns [`SmtpError`]. Unless the failure is final, the server may still have taken the mail.
pub async fn send(
    server: &SmtpServer,
    mail: &Message,
    own_name: &str,
    within: Duration,
) -> Result<AsyncSmtpConnection, SmtpError> {
    let silent = SmtpError { failure: Failure::TimedOut, code: None, said: "no answer in time".into() };
    tokio::time::timeout(within, talk(server, mail, own_name)).await.unwrap_or(Err(silent))
}

/// Ends the session with QUIT, and waits briefly for the answer.
pub async fn quit(mut connection: AsyncSmtpConnection) {
    let _answered = tokio::time::timeout(QUIT_WITHIN, connection.abort()).await;
}

async fn talk(server: &SmtpServer, mail: &Message, own_name: &str) -> Result<AsyncSmtpConnection, SmtpError> {
    let own_name = ClientId::Domain(own_name.to_owned());
    let opening = |error| not_taken(Step::Opening, &error);
    let tls = match &server.protection {
        Protection::Tls(tls) => Some(tls.clone()),
        Protection::None | Protection::StartTls(_) => None,
    };
    let address = (server.host.as_str(), server.port);
    let mut connection =
        AsyncSmtpConnection::connect_tokio1(address, Some(CONNECT_WITHIN), &own_name, tls, None)
            .await
            .map_err(opening)?;
    if let Protection::StartTls(tls) = &server.protection {
        if !connection.can_starttls() {
            let said = "the server does not support STARTTLS".to_owned();
            return Err(SmtpError { failure: Failure::NotSecure, code: None, said });
        }
        connection.starttls(tls.clone(), &own_name).await.map_err(opening)?;
    }
    if let Some(credentials) = &server.credentials {
        let mechanisms = [Mechanism::Plain, Mechanism::Login];
        let signed_in = connection.auth(&mechanisms, credentials).await;
        signed_in.map_err(|error| not_taken(Step::SigningIn, &error))?;
    }
    let envelope = mail.envelope();
    let is_ascii =
        envelope.to().iter().chain(envelope.from()).all(|address| AsRef::<str>::as_ref(address).is_ascii());
    if !is_ascii && !connection.server_info().supports_feature(Extension::SmtpUtfEight) {
        let said = "the server does not support SMTPUTF8".to_owned();
        return Err(SmtpError { failure: Failure::Unsupported, code: None, said });
    }
    let taken = connection.send(envelope, &mail.formatted()).await;
    taken.map_err(|error| not_taken(Step::Sending, &error))?;
    Ok(connection)
}

fn not_taken(step: Step, error: &lettre::transport::smtp::Error) -> SmtpError {
    let code = error.status().map(u16::from);
    let failure = match code {
        Some(_) if step == Step::SigningIn => Failure::NotSignedIn,
        Some(code) if step == Step::Sending && SESSION_REFUSED.contains(&code) => Failure::NotSignedIn,
        Some(500..) if step == Step::Sending => Failure::Refused,
        Some(_) => Failure::PutOff,
        None if step == Step::SigningIn && error.is_client() => Failure::NotSignedIn,
        None if is_of_tls(error) => Failure::NotSecure,
        None if error.is_timeout() => Failure::TimedOut,
        None => Failure::Unreachable,
    };
    let said = code.map_or_else(|| chain(error), |code| format!("the server answered {code}"));
    SmtpError { failure, code, said }
}

/// Returns whether TLS failed. The library reports that as a failure to connect.
fn is_of_tls(error: &lettre::transport::smtp::Error) -> bool {
    let mut cause: Option<&(dyn Error + 'static)> = Some(error);
    while let Some(this) = cause {
        let inner = this.downcast_ref::<io::Error>().and_then(io::Error::get_ref);
        if this.is::<rustls::Error>() || inner.is_some_and(|inner| inner.is::<rustls::Error>()) {
            return true;
        }
        cause = this.source();
    }
    error.is_tls()
}

/// Returns the text of the error and its causes.
fn chain(error: &dyn Error) -> String {
    let mut said = error.to_string();
    let mut cause = error.source();
    while let Some(this) = cause {
        let text = this.to_string();
        if !said.ends_with(&text) {
            said = format!("{said}: {text}");
        }
        cause = this.source();
    }
    said
}
