//! The provider and this installation's client id. They are the same for the API, which sends browsers there, and the
//! workers, which ask it.

use clap::Args;

use super::Issuer;

/// The longest text of such a setting, in characters.
const MAX_CHARS: usize = 200;

/// The settings of sign-in through a provider.
#[derive(Debug, Clone, Default, Args)]
pub struct ClientSettings {
    /// The OpenID Connect provider through which people may sign in, besides with a password: its issuer, such as
    /// `https://login.example.com`, the same for the API and the worker. If not set, nobody can sign in through a
    /// provider.
    #[arg(long, env = "PAYOUT_OIDC_ISSUER")]
    pub oidc_issuer: Option<Issuer>,

    /// The client id that the provider has given this installation, the same for the API and the worker.
    #[arg(long, env = "PAYOUT_OIDC_CLIENT_ID", value_parser = text)]
    pub oidc_client_id: Option<String>,
}

/// A client of a provider.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Client {
    /// The provider's issuer.
    pub issuer: Issuer,
    /// The client id.
    pub id: String,
}

impl ClientSettings {
    /// Returns the client, or `None` if no provider is set.
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

/// Returns the message that one setting is missing while another is set.
pub fn missing(name: &str, beside: &str) -> String {
    format!("{name} is missing, but {beside} is set: set both, or neither")
}

/// Checks a text setting.
///
/// # Errors
/// If the text is empty, too long, or has control characters.
pub fn text(text: &str) -> Result<String, String> {
    if text.is_empty() {
        return Err("it is empty".to_owned());
    }
    if text.chars().count() > MAX_CHARS || text.chars().any(char::is_control) {
        return Err("it must have at most 200 characters, and no control characters".to_owned());
    }
    Ok(text.to_owned())
}
