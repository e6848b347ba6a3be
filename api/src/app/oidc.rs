//! The settings of the OpenID Connect provider for sign-ins.

use clap::Args;
use domain::email::Email;
use domain::oidc::Issuer;
use domain::oidc::settings::{Client, ClientSettings, missing, text};

/// The settings of an API process for sign-ins through a provider.
#[derive(Debug, Clone, Default, Args)]
pub struct OidcSettings {
    /// The provider, and our client registration with it.
    #[command(flatten)]
    pub client: ClientSettings,

    /// The name in the button "Sign in with …". Default: the host of the issuer.
    #[arg(long, env = "PAYOUT_OIDC_NAME", value_parser = text)]
    pub oidc_name: Option<String>,

    /// The e-mail addresses, separated by commas, of the operators who may sign in to /console through the provider.
    /// The operators' token works as well.
    #[arg(long, env = "PAYOUT_OIDC_OPERATORS", value_delimiter = ',', value_parser = operator)]
    pub oidc_operators: Vec<Email>,

    /// The address that operators' browsers use for the operators' listener, such as `https://ops.example.internal`.
    /// The provider redirects them back to it.
    #[arg(long, env = "PAYOUT_OPS_URL", value_parser = host_url)]
    pub ops_url: Option<String>,
}

/// The operators who may sign in to the console through the provider.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Console {
    /// The address that their browsers use for the console, without a slash at the end.
    pub url: String,
    operators: Vec<Email>,
}

/// A configured provider for sign-ins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Oidc {
    /// The provider's issuer.
    pub issuer: Issuer,
    /// Our client id with the provider.
    pub client_id: String,
    /// The provider's name on the pages.
    pub name: String,
    /// The address that browsers use for this API, without a slash at the end.
    pub public_url: String,
    /// The operators who may sign in to the console, if any may.
    pub console: Option<Console>,
}

/// Parses the address of one of our hosts. It must have no path, because the pages link to each other from the root.
///
/// # Errors
/// What is wrong, and what would be right.
pub fn host_url(text: &str) -> Result<String, String> {
    let url =
        url::Url::parse(text).ok().filter(|url| matches!(url.scheme(), "http" | "https") && url.has_host());
    let bare = url.filter(|url| {
        let user = !url.username().is_empty() || url.password().is_some();
        url.path() == "/" && url.query().is_none() && url.fragment().is_none() && !user
    });
    let url =
        bare.ok_or("it is not the URL of a host; write one such as https://pay.example.com, without a path")?;
    Ok(url.origin().ascii_serialization())
}

/// Returns whether `host`, which a browser asked for, is the host of `url`, made by [`host_url`].
pub fn is_at(url: &str, host: &str) -> bool {
    url.split_once("://").is_some_and(|(_, own)| own.eq_ignore_ascii_case(host))
}

fn operator(text: &str) -> Result<Email, String> {
    text.parse().map_err(|invalid| {
        format!("{invalid}; write addresses with commas between them, such as a@example.com,b@example.com")
    })
}

impl Console {
    /// Returns whether `email` is an operator's.
    pub fn has(&self, email: &Email) -> bool {
        self.operators.contains(email)
    }
}

impl OidcSettings {
    /// Returns the operators as the console shows them.
    pub fn operators_shown(&self) -> String {
        let addresses: Vec<&str> = self.oidc_operators.iter().map(Email::as_str).collect();
        if addresses.is_empty() { "none".to_owned() } else { addresses.join(", ") }
    }

    /// Returns the provider, if one is configured, for an API that browsers reach at `public_url`.
    ///
    /// # Errors
    /// One line that names the missing setting.
    pub fn read(&self, public_url: Option<&str>) -> Result<Option<Oidc>, String> {
        let Some(Client { issuer, id }) = self.client.read()? else {
            let alone = [
                ("PAYOUT_OIDC_NAME", self.oidc_name.is_some()),
                ("PAYOUT_OIDC_OPERATORS", !self.oidc_operators.is_empty()),
            ];
            return match alone.into_iter().find(|(_, is_set)| *is_set) {
                Some((name, _)) => Err(missing("PAYOUT_OIDC_ISSUER", name)),
                None => Ok(None),
            };
        };
        let Some(public_url) = public_url else {
            return Err(missing("PAYOUT_PUBLIC_URL", "PAYOUT_OIDC_ISSUER"));
        };
        let console = match (&self.ops_url, self.oidc_operators.clone()) {
            (_, operators) if operators.is_empty() => None,
            (Some(url), operators) => Some(Console { url: url.clone(), operators }),
            (None, _) => return Err(missing("PAYOUT_OPS_URL", "PAYOUT_OIDC_OPERATORS")),
        };
        let host = issuer.as_str().split('/').nth(2).unwrap_or_default().to_owned();
        let name = self.oidc_name.clone().unwrap_or(host);
        Ok(Some(Oidc { issuer, client_id: id, name, public_url: public_url.to_owned(), console }))
    }
}

impl Oidc {
    /// Returns whether browsers use TLS. If so, cookies are sent only over TLS.
    pub fn over_tls(&self) -> bool {
        self.public_url.starts_with("https:")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settings(issuer: Option<&str>, id: Option<&str>, name: Option<&str>) -> OidcSettings {
        let client = ClientSettings {
            oidc_issuer: issuer.map(|text| text.parse().unwrap()),
            oidc_client_id: id.map(str::to_owned),
        };
        OidcSettings { client, oidc_name: name.map(str::to_owned), ..OidcSettings::default() }
    }

    #[test]
    fn an_incomplete_provider_is_rejected() {
        let issuer = Some("https://login.example.com/realms/one");
        let whole =
            settings(issuer, Some("payout"), None).read(Some("https://pay.example.com")).unwrap().unwrap();
        assert_eq!(whole.name, "login.example.com");
        assert!(whole.over_tls() && is_at(&whole.public_url, "Pay.example.com"));
        assert!(!is_at(&whole.public_url, "pay.example.com:8080"));
        assert_eq!(settings(None, None, None).read(None), Ok(None));
        let operators = vec!["op@example.com".parse().unwrap()];
        let console = OidcSettings { oidc_operators: operators, ..settings(issuer, Some("payout"), None) };
        let at_host = Some("https://pay.example.com");
        assert!(console.read(at_host).unwrap_err().starts_with("PAYOUT_OPS_URL is missing"));
        let whole = OidcSettings { ops_url: Some("https://ops.example.com".to_owned()), ..console };
        assert!(
            whole.read(at_host).unwrap().unwrap().console.unwrap().has(&"OP@example.com".parse().unwrap())
        );
        for (half, names) in [
            (settings(issuer, None, None), "PAYOUT_OIDC_CLIENT_ID is missing"),
            (settings(None, Some("payout"), None), "PAYOUT_OIDC_ISSUER is missing"),
            (settings(None, None, Some("Acme")), "PAYOUT_OIDC_ISSUER is missing"),
            (settings(issuer, Some("payout"), None), "PAYOUT_PUBLIC_URL is missing"),
        ] {
            assert!(half.read(None).unwrap_err().starts_with(names), "{half:?}");
        }
    }
}
