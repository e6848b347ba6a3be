//! The provider through which people may sign in, as it is set.

use clap::Args;
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
}

impl OidcSettings {
    /// The provider, if one is set, for an API that browsers reach at `public_url`.
    ///
    /// # Errors
    /// One line that says which setting is missing.
    pub fn read(&self, public_url: Option<&str>) -> Result<Option<Oidc>, String> {
        let Some(Client { issuer, id }) = self.client.read()? else {
            return match self.oidc_name {
                Some(_) => Err(missing("PAYOUT_OIDC_ISSUER", "PAYOUT_OIDC_NAME")),
                None => Ok(None),
            };
        };
        let Some(public_url) = public_url else {
            return Err(missing("PAYOUT_PUBLIC_URL", "PAYOUT_OIDC_ISSUER"));
        };
        let host = issuer.as_str().split('/').nth(2).unwrap_or_default().to_owned();
        let name = self.oidc_name.clone().unwrap_or(host);
        Ok(Some(Oidc { issuer, client_id: id, name, public_url: public_url.to_owned() }))
    }
}

impl Oidc {
    /// Whether browsers come over TLS: then no cookie travels without.
    pub fn over_tls(&self) -> bool {
        self.public_url.starts_with("https:")
    }

    /// Whether a browser has asked for the host that the provider sends it back to: another one's cookies are others.
    pub fn is_at(&self, host: &str) -> bool {
        self.public_url.split_once("://").is_some_and(|(_, own)| own.eq_ignore_ascii_case(host))
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
        OidcSettings { client, oidc_name: name.map(str::to_owned) }
    }

    #[test]
    fn a_provider_is_set_as_a_whole_or_not_at_all() {
        let issuer = Some("https://login.example.com/realms/one");
        let whole = set(issuer, Some("payout"), None).read(Some("https://pay.example.com")).unwrap().unwrap();
        assert_eq!(whole.name, "login.example.com");
        assert!(whole.over_tls() && whole.is_at("Pay.example.com") && !whole.is_at("pay.example.com:8080"));
        assert_eq!(set(None, None, None).read(None), Ok(None));
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
