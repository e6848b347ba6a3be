//! What an operator can set, read once at the start.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::PathBuf;

use clap::{Args, Parser};
use domain::business::Mode;
use domain::cell::CellSettings;
use domain::member::sender::Sender;
use domain::platform::listen;
use domain::platform::telemetry::{self, LogFormat};
use domain::secrets::keyring::Keyring;
use domain::secrets::secret;
use domain::secrets::server_secret::{Name, ServerSecret};
use domain::traces;
use domain::withdrawal::Method;
use domain::withdrawal::methods::MethodSettings;
use secrecy::SecretString;

use crate::app::admission::AdmissionLimits;
use crate::app::backpressure::BacklogLimits;
use crate::app::oidc::{OidcSettings, host_url};
use crate::app::upload_slots::UploadLimits;
use crate::http::serve::ServeLimits;

/// Accepts allocations over HTTP; run as many as you like against one Postgres.
#[derive(Debug, Parser)]
#[command(name = "payout-api", version)]
pub struct Arguments {
    /// What is set.
    #[command(flatten)]
    pub api: ApiConfig,

    /// Where traces go.
    #[command(flatten)]
    pub traces: traces::Settings,

    /// How log lines look.
    #[arg(long, env = "PAYOUT_LOG_FORMAT", value_enum, default_value = "text")]
    pub log_format: LogFormat,

    /// What is logged, as RUST_LOG has it: `info`, `api=debug`, …
    #[arg(long, env = "RUST_LOG", default_value = "info", value_parser = telemetry::filter)]
    pub log: String,
}

/// The settings of an API process.
#[derive(Debug, Clone, Args)]
pub struct ApiConfig {
    /// The Postgres that holds the queue and the money, e.g. postgres://payout:…@db/payout. Several hosts for a failover:
    /// postgres://payout:…@db1,db2/payout.
    #[arg(long, env = "DATABASE_URL", hide_env_values = true)]
    pub database_url: SecretString,

    /// The other cells, if there are several.
    #[command(flatten)]
    pub cells: CellSettings,

    /// Where clients reach the API. A proxy in front of it ends TLS.
    #[arg(long, env = "PAYOUT_LISTEN", default_value_t = LISTEN, value_parser = |text: &str| listen::address("PAYOUT_LISTEN", text))]
    pub listen: SocketAddr,

    /// The provider through which people may sign in.
    #[command(flatten)]
    pub oidc: OidcSettings,

    /// Where operators and Prometheus reach this process (/metrics, /healthz, /readyz, /admin, and /console for a browser). Never a public address.
    #[arg(long, env = "PAYOUT_OPS_LISTEN", default_value_t = OPS_LISTEN, value_parser = |text: &str| listen::address("PAYOUT_OPS_LISTEN", text))]
    pub ops_listen: SocketAddr,

    /// The secret that payout hashes are made with: at least 32 random bytes (`openssl rand -hex 32`), the same for
    /// every process, for ever; a process with another one does not start. To replace it, keep it as version 1 beside
    /// the new one: first `1:OLD,2:NEW` everywhere, then `2:NEW,1:OLD`: the first in the list makes new hashes, the
    /// others those that were given out.
    #[arg(long, env = "PAYOUT_HASH_SECRET", hide_env_values = true)]
    pub hash_secret: SecretString,

    /// The secret that API keys are stored under: at least 32 random bytes (`openssl rand -hex 32`), the same for every
    /// process, for ever; a process with another one does not start, for it would know no key.
    #[arg(long, env = "PAYOUT_KEY_PEPPER", hide_env_values = true)]
    pub key_pepper: SecretString,

    /// What operators show as `Authorization: Bearer …` under /admin: at least 32 random characters
    /// (`openssl rand -hex 32`). Changing it locks out who has the old one.
    #[arg(long, env = "PAYOUT_OPERATOR_TOKEN", hide_env_values = true)]
    pub operator_token: SecretString,

    /// The secret that the secrets of webhook endpoints are made with: at least 32 random bytes (`openssl rand -hex 32`),
    /// the same for every process, for ever; a process with another one does not start, for every endpoint's secret would
    /// be another.
    #[arg(long, env = "PAYOUT_WEBHOOK_SECRET", hide_env_values = true)]
    pub webhook_secret: SecretString,

    /// Accept webhook URLs of private addresses, and http. For development alone, as with the workers' setting of the same
    /// name.
    #[arg(long, env = "PAYOUT_WEBHOOKS_ALLOW_PRIVATE")]
    pub webhooks_allow_private: bool,

    /// The most connections to Postgres. Too few and requests wait for one (and are answered 503 after 1.5 s); more
    /// than a few times Postgres's cores only moves the waiting into Postgres.
    #[arg(long, env = "PAYOUT_API_CONNECTIONS", default_value_t = CONNECTIONS, value_parser = clap::value_parser!(u32).range(2..=1_000))]
    pub connections: u32,

    /// The address under which browsers reach this API, such as `https://pay.example.com`: links that are given out begin with it.
    #[arg(long, env = "PAYOUT_PUBLIC_URL", value_parser = host_url)]
    pub public_url: Option<String>,

    /// Whom mails are from, such as `Payouts <payouts@example.com>`. With it invitations are mailed, by a worker that has PAYOUT_SMTP_URL;
    /// it takes PAYOUT_PUBLIC_URL as well. Without it the links of invitations are shown, to be given on.
    #[arg(long, env = "PAYOUT_MAIL_FROM")]
    pub mail_from: Option<Sender>,

    /// Where batches are kept while they are received: files without names, up to 512 MiB each and 16 at once. A full
    /// disk refuses batches with 503. The system's directory for temporary files when not set.
    #[arg(long, env = "PAYOUT_SPOOL_DIR", value_parser = spool_dir)]
    pub spool_dir: Option<PathBuf>,

    /// How many proxies stand before the API and append the address of their client to X-Forwarded-For: the n-th address from the
    /// right is then whom the sign-in to the dashboard is limited by, besides the account; the leftmost if there are fewer, and the
    /// other end of the connection if there is none. With 0 the header is not read, and it is that end; a private or
    /// loopback address is then not limited, because it is most likely a proxy, and one limit for all who come through it
    /// would lock everybody out.
    #[arg(long, env = "PAYOUT_PROXIES", default_value_t = 0, value_parser = clap::value_parser!(u8).range(0..=10))]
    pub proxies: u8,

    /// How much work may wait.
    #[command(flatten)]
    pub backlog: BacklogLimits,

    /// How payout users take money out.
    #[command(flatten)]
    pub methods: MethodSettings,

    /// Do not LISTEN for hints: poll only. For a Postgres behind a pooler in transaction mode: PgBouncer 1.21 or newer with
    /// `ignore_startup_parameters = extra_float_digits, options` and `max_prepared_statements` above 0, and a role of
    /// `payout roles` in DATABASE_URL, for a pooler drops the settings of sessions. Answers then come up to a poll (50 ms)
    /// later.
    #[arg(long, env = "PAYOUT_POLL_ONLY")]
    pub poll_only: bool,

    /// What clients may take.
    #[arg(skip)]
    pub limits: Limits,
}

/// The default address of the public listener.
const LISTEN: SocketAddr = SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 8080);

/// The default address of the operators' listener.
const OPS_LISTEN: SocketAddr = SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 9090);

/// The default number of connections to Postgres.
const CONNECTIONS: u32 = 32;

/// The settings that an API process cannot do without. All others have defaults ([`ApiConfig::new`]).
#[derive(Debug, Clone)]
pub struct Required {
    /// [`ApiConfig::database_url`]
    pub database_url: SecretString,
    /// [`ApiConfig::hash_secret`]
    pub hash_secret: SecretString,
    /// [`ApiConfig::key_pepper`]
    pub key_pepper: SecretString,
    /// [`ApiConfig::operator_token`]
    pub operator_token: SecretString,
    /// [`ApiConfig::webhook_secret`]
    pub webhook_secret: SecretString,
}

/// The limits on what clients may take of a process. They are not for operators: each is reasoned where it is defined,
/// and holds for every machine. Tests make them small.
#[derive(Debug, Clone, Copy, Default)]
pub struct Limits {
    /// How slow a connection may be, and how many there may be.
    pub serve: ServeLimits,
    /// How many batches may be on their way.
    pub receiving: UploadLimits,
    /// How many other requests may be inside.
    pub admission: AdmissionLimits,
}

/// The secrets of an API process, found strong enough.
#[derive(Debug, Clone)]
pub struct Secrets {
    /// The secrets that payout hashes are made with.
    pub hash_keys: Keyring,
    /// The pepper under which API keys are stored.
    pub key_pepper: ServerSecret,
    /// The secret from which those of webhook endpoints are made.
    pub webhook_key: ServerSecret,
    /// The token that operators authenticate with.
    pub operator_token: SecretString,
}

/// Reads the directory of spools. One in which no file can be made is refused here, because it would later refuse every
/// batch.
fn spool_dir(text: &str) -> Result<PathBuf, String> {
    match tempfile::tempfile_in(text) {
        Ok(_) => Ok(text.into()),
        Err(error) => Err(format!(
            "no file can be made there ({error}); name a directory that this process may write to"
        )),
    }
}

impl ApiConfig {
    /// The settings of a process that is given only `required`: the defaults of the command line.
    pub fn new(required: Required) -> Self {
        let Required { database_url, hash_secret, key_pepper, operator_token, webhook_secret } = required;
        Self {
            database_url,
            cells: CellSettings::default(),
            listen: LISTEN,
            oidc: OidcSettings::default(),
            ops_listen: OPS_LISTEN,
            hash_secret,
            key_pepper,
            operator_token,
            webhook_secret,
            webhooks_allow_private: false,
            connections: CONNECTIONS,
            public_url: None,
            mail_from: None,
            spool_dir: None,
            proxies: 0,
            backlog: BacklogLimits::default(),
            methods: MethodSettings::default(),
            poll_only: false,
            limits: Limits::default(),
        }
    }

    /// The settings that are no secrets, by name, as they are in force: for whoever looks after the process.
    pub fn shown(&self) -> Vec<(&'static str, String)> {
        let methods = self.methods.read().unwrap_or_default();
        let carried_out = Method::ALL.map(|method| match methods.offer(Mode::Live, method) {
            Some(offer) => format!("{} by {}", method.as_str(), offer.provider),
            None => format!("{} off", method.as_str()),
        });
        vec![
            ("PAYOUT_LISTEN", self.listen.to_string()),
            ("PAYOUT_CELLS", self.cells.shown()),
            ("PAYOUT_OPS_LISTEN", self.ops_listen.to_string()),
            (
                "PAYOUT_OIDC_ISSUER",
                self.oidc.client.oidc_issuer.as_ref().map_or("none".into(), |issuer| issuer.to_string()),
            ),
            ("PAYOUT_OIDC_OPERATORS", self.oidc.operators_shown()),
            ("PAYOUT_API_CONNECTIONS", self.connections.to_string()),
            ("PAYOUT_POLL_ONLY", self.poll_only.to_string()),
            (
                "PAYOUT_SPOOL_DIR",
                self.spool_dir.as_ref().map_or("the system's".into(), |dir| dir.display().to_string()),
            ),
            ("PAYOUT_PROXIES", self.proxies.to_string()),
            (
                "PAYOUT_PUBLIC_URL",
                self.public_url.clone().unwrap_or("the one that a browser asks for".into()),
            ),
            ("PAYOUT_MAIL_FROM", self.mail_from.as_ref().map_or("none: no mails".into(), Sender::to_string)),
            ("PAYOUT_WEBHOOKS_ALLOW_PRIVATE", self.webhooks_allow_private.to_string()),
            ("PAYOUT_BACKLOG_MAX", self.backlog.backlog_max.to_string()),
            ("PAYOUT_BACKLOG_MAX_PER_BUSINESS", self.backlog.backlog_max_per_business.to_string()),
            ("PAYOUT_BACKLOG_INTERACTIVE_PERCENT", self.backlog.backlog_interactive_percent.to_string()),
            ("PAYOUT_METHODS", carried_out.join(", ")),
        ]
    }

    /// Checks that what is mailed can have links.
    ///
    /// # Errors
    /// One line that says which setting is missing, and what it is for.
    pub fn mails_have_links(&self) -> Result<(), String> {
        if self.mail_from.is_some() && self.public_url.is_none() {
            return Err("PAYOUT_MAIL_FROM is set and PAYOUT_PUBLIC_URL is not: say under which address browsers reach this API, for the \
                        links in mails begin with it"
                .to_owned());
        }
        Ok(())
    }

    /// The secrets, ready for use.
    ///
    /// # Errors
    /// One line that says which setting is weak, and what to do.
    pub fn secrets(&self) -> Result<Secrets, String> {
        secret::check(&self.operator_token).map_err(|weak| format!("PAYOUT_OPERATOR_TOKEN {weak}"))?;
        Ok(Secrets {
            hash_keys: Keyring::read(&self.hash_secret)
                .map_err(|invalid| format!("PAYOUT_HASH_SECRET {invalid}"))?,
            key_pepper: ServerSecret::read(Name::KeyPepper, &self.key_pepper)?,
            webhook_key: ServerSecret::read(Name::WebhookSecret, &self.webhook_secret)?,
            operator_token: self.operator_token.clone(),
        })
    }
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;

    #[derive(Debug, Parser)]
    struct Arguments {
        #[command(flatten)]
        api: ApiConfig,
    }

    #[test]
    fn a_process_that_is_told_nothing_else_has_the_defaults() {
        let secrets =
            ["--hash-secret", "h", "--key-pepper", "k", "--operator-token", "o", "--webhook-secret", "w"];
        let line = ["api", "--database-url", "postgres://"].into_iter().chain(secrets);
        let said = Arguments::parse_from(line).api;
        let new = ApiConfig::new(Required {
            database_url: "postgres://".into(),
            hash_secret: "h".into(),
            key_pepper: "k".into(),
            operator_token: "o".into(),
            webhook_secret: "w".into(),
        });
        assert_eq!(format!("{said:?}"), format!("{new:?}"));
    }
}
