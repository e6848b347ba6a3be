//! Which provider it is, and who we are to it: the same for the API, which sends browsers there, and the workers, which ask.

use clap::Args;

use super::Issuer;

/// The longest text of such a setting, in characters.
const MAX_CHARS: usize = 200;

/// The settings.
#[derive(Debug, Clone, Default, Args)]
pub struct ClientSettings {
    /// The OpenID Connect provider through which people may sign in, besides by a password: its issuer, such as
    /// `https://login.example.com`, the same for the api and the worker. Nobody signs in through one when not set.
    #[arg(long, env = "PAYOUT_OIDC_ISSUER")]
    pub oidc_issuer: Option<Issuer>,

    /// What the provider calls this installation: its client id, the same for the api and the worker.
    #[arg(long, env = "PAYOUT_OIDC_CLIENT_ID", value_parser = text)]
    pub oidc_client_id: Option<String>,
}

/// A client of a provider.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Client {
    /// The provider.
    pub issuer: Issuer,
    /// What the provider calls the client.
    pub id: String,
}

impl ClientSettings {
    /// The client; nothing if no provider is set.
    ///
    /// # Errors
    /// One line that says which setting is missing.
    pub fn read(&self) -> Result<Option<Client>, String> {
        match (&self.oidc_issuer, &self.oidc_client_id) {
            (Some(issuer), Some(id)) => Ok(Some(Client { issuer: issuer.clone(), id: id.clone() })),
            (None, None) => Ok(None),
            (Some(_), None) => Err(missing("PAYOUT_OIDC_CLIENT_ID", "PAYOUT_OIDC_ISSUER")),
            (None, Some(_)) => Err(missing("PAYOUT_OIDC_ISSUER", "PAYOUT_OIDC_CLIENT_ID")),
        }
    }
}

/// The line that says that one setting is there without another.
pub fn missing(name: &str, beside: &str) -> String {
    format!("{name} is missing, and {beside} is set: set both, or neither")
}

/// Reads a setting of some characters.
///
/// # Errors
/// When it is empty, too long, or has characters that nobody sees.
pub fn text(text: &str) -> Result<String, String> {
    if text.is_empty() {
        return Err("it is empty".to_owned());
    }
    if text.chars().count() > MAX_CHARS || text.chars().any(char::is_control) {
        return Err("it has at most 200 characters, and none that nobody sees".to_owned());
    }
    Ok(text.to_owned())
}
