//! The provider through which people may sign in, as it is set.

use clap::Args;
use domain::email::Email;
use domain::oidc::Issuer;
use domain::oidc::settings::{Client, ClientSettings, missing, text};

/// The settings of an API process about it.
#[derive(Debug, Clone, Default, Args)]
pub struct OidcSettings {
    /// The provider, and who we are to it.
    #[command(flatten)]
    pub client: ClientSettings,

    /// What people know the provider by: they press "Sign in with …". The host of its issuer when not set.
    #[arg(long, env = "PAYOUT_OIDC_NAME", value_parser = text)]
    pub oidc_name: Option<String>,

    /// The operators who may sign in to /console through the provider, besides whoever has the operators' token: their
    /// addresses, with commas between them.
    #[arg(long, env = "PAYOUT_OIDC_OPERATORS", value_delimiter = ',', value_parser = operator)]
    pub oidc_operators: Vec<Email>,

    /// The address under which operators' browsers reach the operators' listener, such as `https://ops.example.internal`:
    /// the provider sends them back to it.
    #[arg(long, env = "PAYOUT_OPS_URL", value_parser = host_url)]
    pub ops_url: Option<String>,
}

/// The operators whom a provider may prove.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Console {
    /// Where their browsers reach the console, without a slash at the end.
    pub url: String,
    operators: Vec<Email>,
}

/// A provider that people may sign in through.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Oidc {
    /// Which one.
    pub issuer: Issuer,
    /// What it calls us.
    pub client_id: String,
    /// What people know it by.
    pub name: String,
    /// Where browsers reach this API, without a slash at the end.
    pub public_url: String,
    /// Who may sign in to the console through it, if anybody.
    pub console: Option<Console>,
}

/// Reads the address of a host of ours. It has no path: the pages link to each other from the root.
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
        bare.ok_or("it is no address of a host; write one such as https://pay.example.com, without a path")?;
    Ok(url.origin().ascii_serialization())
}

/// Whether a browser has asked for the host of `url`, one of [`host_url`].
pub fn is_at(url: &str, host: &str) -> bool {
    url.split_once("://").is_some_and(|(_, own)| own.eq_ignore_ascii_case(host))
}

fn operator(text: &str) -> Result<Email, String> {
    text.parse().map_err(|invalid| {
        format!("{invalid}; write addresses with commas between them, such as a@example.com,b@example.com")
    })
}

impl Console {
    /// Whether `email` is an operator's.
    pub fn has(&self, email: &Email) -> bool {
        self.operators.contains(email)
    }
}

impl OidcSettings {
    /// Who may sign in to the console through it, for whoever looks after the process.
    pub fn operators_shown(&self) -> String {
        let addresses: Vec<&str> = self.oidc_operators.iter().map(Email::as_str).collect();
        if addresses.is_empty() { "none".to_owned() } else { addresses.join(", ") }
    }

    /// The provider, if one is set, for an API that browsers reach at `public_url`.
    ///
    /// # Errors
    /// One line that says which setting is missing.
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
    /// Whether browsers come over TLS: then no cookie travels without.
    pub fn over_tls(&self) -> bool {
        self.public_url.starts_with("https:")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(issuer: Option<&str>, id: Option<&str>, name: Option<&str>) -> OidcSettings {
        let client = ClientSettings {
            oidc_issuer: issuer.map(|text| text.parse().unwrap()),
            oidc_client_id: id.map(str::to_owned),
        };
        OidcSettings { client, oidc_name: name.map(str::to_owned), ..OidcSettings::default() }
    }

    #[test]
    fn a_provider_is_set_as_a_whole_or_not_at_all() {
        let issuer = Some("https://login.example.com/realms/one");
        let whole = set(issuer, Some("payout"), None).read(Some("https://pay.example.com")).unwrap().unwrap();
        assert_eq!(whole.name, "login.example.com");
        assert!(whole.over_tls() && is_at(&whole.public_url, "Pay.example.com"));
        assert!(!is_at(&whole.public_url, "pay.example.com:8080"));
        assert_eq!(set(None, None, None).read(None), Ok(None));
        let operators = vec!["op@example.com".parse().unwrap()];
        let console = OidcSettings { oidc_operators: operators, ..set(issuer, Some("payout"), None) };
        let at_host = Some("https://pay.example.com");
        assert!(console.read(at_host).unwrap_err().starts_with("PAYOUT_OPS_URL is missing"));
        let whole = OidcSettings { ops_url: Some("https://ops.example.com".to_owned()), ..console };
        assert!(
            whole.read(at_host).unwrap().unwrap().console.unwrap().has(&"OP@example.com".parse().unwrap())
        );
        for (half, names) in [
            (set(issuer, None, None), "PAYOUT_OIDC_CLIENT_ID is missing"),
            (set(None, Some("payout"), None), "PAYOUT_OIDC_ISSUER is missing"),
            (set(None, None, Some("Acme")), "PAYOUT_OIDC_ISSUER is missing"),
            (set(issuer, Some("payout"), None), "PAYOUT_PUBLIC_URL is missing"),
        ] {
            assert!(half.read(None).unwrap_err().starts_with(names), "{half:?}");
        }
    }
}
