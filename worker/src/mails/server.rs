//! The operator's SMTP server: reads the setting PAYOUT_SMTP_URL.

use std::net::IpAddr;

use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::client::TlsParameters;
use percent_encoding::percent_decode_str;
use reqwest::Url;
use secrecy::{ExposeSecret, SecretString};

/// The name of the setting.
const SETTING: &str = "PAYOUT_SMTP_URL";

/// How a connection is protected.
#[derive(Clone)]
pub(super) enum Protection {
    /// No TLS.
    None,
    /// TLS from the first byte.
    Tls(TlsParameters),
    /// TLS after STARTTLS. If the server does not offer STARTTLS, nothing is sent.
    StartTls(TlsParameters),
}

/// An SMTP server. Its `Debug` output does not contain the password.
#[derive(Clone)]
pub struct SmtpServer {
    pub(super) host: String,
    pub(super) port: u16,
    pub(super) protection: Protection,
    pub(super) credentials: Option<Credentials>,
}

impl std::fmt::Debug for SmtpServer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "SmtpServer({}:{})", self.host, self.port)
    }
}

impl SmtpServer {
    /// Reads the value of the setting.
    ///
    /// # Errors
    /// Returns one line that names the setting and says what to write. The line does not contain the value, which may
    /// hold a password.
    pub fn read(setting: &SecretString) -> Result<Self, String> {
        let text = setting.expose_secret();
        let wrong = |why: &str| {
            format!("{SETTING} {why}: write smtps://user:password@host:465 or smtp://host:587?tls=required")
        };
        let url = Url::parse(text).map_err(|_| wrong("is not a URL"))?;
        let is_tls_at_once = match url.scheme() {
            "smtps" => true,
            "smtp" => false,
            _ => return Err(wrong("must begin with smtps:// or smtp://")),
        };
        let host = url.host_str().map(|host| host.trim_matches(['[', ']'])).filter(|host| !host.is_empty());
        let host = host.ok_or_else(|| wrong("names no host"))?.to_owned();
        if !matches!(url.path(), "" | "/") || url.fragment().is_some() {
            return Err(wrong("has more than a host and a port"));
        }
        let is_required = match url.query() {
            None => false,
            Some("tls=required") => true,
            Some(_) => return Err(wrong("has a parameter other than tls=required")),
        };
        let tls = || {
            TlsParameters::new(host.clone())
                .map_err(|error| format!("{SETTING}: TLS cannot be prepared: {error}"))
        };
        let (protection, port) = match (is_tls_at_once, is_required) {
            (true, _) => (Protection::Tls(tls()?), 465),
            (false, true) => (Protection::StartTls(tls()?), 587),
            (false, false) => (Protection::None, 25),
        };
        let credentials = credentials(&url)
            .ok_or_else(|| wrong("has a user without a password, or one that is not UTF-8"))?;
        if credentials.is_some() && matches!(protection, Protection::None) && !is_this_machine(&host) {
            return Err(wrong("would send its password without TLS"));
        }
        Ok(Self { host, port: url.port().unwrap_or(port), protection, credentials })
    }
}

/// Returns the user and the password of `url`: `Some(None)` if it has neither, `None` if it has one without the other
/// or one that is not UTF-8.
#[expect(clippy::option_option, reason = "no credentials are right, and half of them are wrong")]
fn credentials(url: &Url) -> Option<Option<Credentials>> {
    let decoded = |text: &str| percent_decode_str(text).decode_utf8().ok().map(|text| text.into_owned());
    match (url.username(), url.password()) {
        ("", None) => Some(None),
        ("", Some(_)) | (_, None) => None,
        (user, Some(password)) => Some(Some(Credentials::new(decoded(user)?, decoded(password)?))),
    }
}

/// Returns whether `host` is this machine.
fn is_this_machine(host: &str) -> bool {
    host.eq_ignore_ascii_case("localhost")
        || host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<SmtpServer, String> {
        SmtpServer::read(&text.into())
    }

    #[test]
    fn a_server_is_a_host_a_port_and_a_protection() {
        for (text, host, port) in [
            ("smtps://u:p%40ss@mail.example.com", "mail.example.com", 465),
            ("smtps://mail.example.com:2465/", "mail.example.com", 2465),
            ("smtp://u:p@mail.example.com?tls=required", "mail.example.com", 587),
            ("smtp://relay:2525", "relay", 2525),
            ("smtp://u:p@127.0.0.1", "127.0.0.1", 25),
            ("smtp://u:p@localhost", "localhost", 25),
            ("smtp://u:p@[::1]:26", "::1", 26),
        ] {
            let server = read(text).unwrap();
            assert_eq!((server.host.as_str(), server.port), (host, port), "{text}");
            assert_eq!(server.credentials.is_some(), text.contains('@'), "{text}");
        }
        let decoded = Credentials::new("u".into(), "p@ss".into());
        assert_eq!(read("smtps://u:p%40ss@mail.example.com").unwrap().credentials, Some(decoded));
        assert!(!format!("{:?}", read("smtps://u:canary@h").unwrap()).contains("canary"));
    }

    #[test]
    fn errors_in_the_url_are_reported_without_the_password() {
        for (text, says) in [
            ("mail.example.com:canary", "must begin with smtps://"),
            ("canary", "is not a URL"),
            ("https://u:canary@mail.example.com", "must begin with smtps:// or smtp://"),
            ("smtps://u:canary@", "is not a URL"),
            ("smtp:///canary", "names no host"),
            ("smtps://u:canary@mail.example.com/inbox", "has more than a host"),
            ("smtp://u:canary@mail.example.com", "without TLS"),
            ("smtp://u:canary@mail.example.com?tls=opportunistic", "a parameter other than"),
            ("smtp://u:canary@10.0.0.1:25", "without TLS"),
            ("smtps://canary@mail.example.com", "without a password"),
        ] {
            let refused = read(text).unwrap_err();
            assert!(refused.starts_with(SETTING) && refused.contains(says), "{text}: {refused}");
            assert!(!refused.contains("canary"), "{refused}");
        }
    }
}
