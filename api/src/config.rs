//! The settings of `payout-api`, read once at the start.

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

/// Accepts allocations over HTTP. Any number of these processes can share one Postgres.
#[derive(Debug, Parser)]
#[command(name = "payout-api", version)]
pub struct Arguments {
    /// The settings of the API itself.
    #[command(flatten)]
    pub api: ApiConfig,

    /// Where traces are sent.
    #[command(flatten)]
    pub traces: traces::Settings,

    /// The format of log lines.
    #[arg(long, env = "PAYOUT_LOG_FORMAT", value_enum, default_value = "text")]
    pub log_format: LogFormat,

    /// What is logged, in the syntax of RUST_LOG: `info`, `api=debug`, …
    #[arg(long, env = "RUST_LOG", default_value = "info", value_parser = telemetry::filter)]
    pub log: String,
}

/// The settings of an API process.
#[derive(Debug, Clone, Args)]
pub struct ApiConfig {
    /// The Postgres that holds the queue and the money, such as postgres://payout:…@db/payout. For a failover, list
    /// several hosts: postgres://payout:…@db1,db2/payout.
    #[arg(long, env = "DATABASE_URL", hide_env_values = true)]
    pub database_url: SecretString,

    /// The other cells of an installation with several.
    #[command(flatten)]
    pub cells: CellSettings,

    /// The address and port that clients connect to. A proxy in front of the API terminates TLS.
    #[arg(long, env = "PAYOUT_LISTEN", default_value_t = LISTEN, value_parser = |text: &str| listen::address("PAYOUT_LISTEN", text))]
    pub listen: SocketAddr,

    /// The OpenID Connect provider for sign-ins.
    #[command(flatten)]
    pub oidc: OidcSettings,

    /// The address and port for operators and Prometheus: /metrics, /healthz, /readyz, /admin, and /console for a
    /// browser. Never use a public address.
    #[arg(long, env = "PAYOUT_OPS_LISTEN", default_value_t = OPS_LISTEN, value_parser = |text: &str| listen::address("PAYOUT_OPS_LISTEN", text))]
    pub ops_listen: SocketAddr,

    /// The secret from which payout hashes are made: at least 32 random bytes (`openssl rand -hex 32`). It must be the
    /// same for every process: a process with another secret does not start. To replace it, keep the old secret as
    /// version 1. First set `1:OLD,2:NEW` on every process, then `2:NEW,1:OLD`. The first secret in the list makes new
    /// hashes. The others are for the hashes that already exist.
    #[arg(long, env = "PAYOUT_HASH_SECRET", hide_env_values = true)]
    pub hash_secret: SecretString,

    /// The secret under which API keys are stored: at least 32 random bytes (`openssl rand -hex 32`). It must be the
    /// same for every process and must never change: a process with another secret would accept no key, so it does not
    /// start.
    #[arg(long, env = "PAYOUT_KEY_PEPPER", hide_env_values = true)]
    pub key_pepper: SecretString,

    /// The token that operators send under /admin as `Authorization: Bearer …`: at least 32 random characters
    /// (`openssl rand -hex 32`). After a change, the old token is rejected.
    #[arg(long, env = "PAYOUT_OPERATOR_TOKEN", hide_env_values = true)]
    pub operator_token: SecretString,

    /// The secret from which the secrets of webhook endpoints are made: at least 32 random bytes
    /// (`openssl rand -hex 32`). It must be the same for every process and must never change: with another secret every
    /// endpoint's secret would differ, so the process does not start.
    #[arg(long, env = "PAYOUT_WEBHOOK_SECRET", hide_env_values = true)]
    pub webhook_secret: SecretString,

    /// Accept webhook URLs with private addresses or http. For development only, like the workers' setting of
    /// the same name.
    #[arg(long, env = "PAYOUT_WEBHOOKS_ALLOW_PRIVATE")]
    pub webhooks_allow_private: bool,

    /// The maximum number of connections to Postgres for requests. If it is too low, requests wait for a connection and
    /// return 503 after 1.5 s. If it is more than a few times the number of Postgres's cores, requests only wait inside
    /// Postgres instead.
    #[arg(long, env = "PAYOUT_API_CONNECTIONS", default_value_t = CONNECTIONS, value_parser = clap::value_parser!(u32).range(2..=1_000))]
    pub connections: u32,

    /// The address that browsers use for this API, such as `https://pay.example.com`. Links that are given out begin
    /// with it.
    #[arg(long, env = "PAYOUT_PUBLIC_URL", value_parser = host_url)]
    pub public_url: Option<String>,

    /// The sender of mails, such as `Payouts <payouts@example.com>`. If set, a worker with PAYOUT_SMTP_URL mails the
    /// links of invitations, and PAYOUT_PUBLIC_URL must be set as well. If not set, each link is shown to the person
    /// who invites, who passes it on.
    #[arg(long, env = "PAYOUT_MAIL_FROM")]
    pub mail_from: Option<Sender>,

    /// The directory that holds batches while they are received: unnamed files, up to 512 MiB each, at most 16 at once.
    /// If the disk is full, batches return 503. Default: the system's directory for temporary files.
    #[arg(long, env = "PAYOUT_SPOOL_DIR", value_parser = spool_dir)]
    pub spool_dir: Option<PathBuf>,

    /// The number of proxies in front of the API that append their client's address to X-Forwarded-For. With n proxies,
    /// the n-th address from the right is the client's: sign-ins to the dashboard are limited by this address and by
    /// the account. If there are fewer addresses, the leftmost is used; if there is none, the peer address of the
    /// connection. With 0 the header is ignored and the peer address is used. A private or loopback peer address is
    /// then not limited: it is probably a proxy, and one limit for everybody behind it would lock them all out.
    #[arg(long, env = "PAYOUT_PROXIES", default_value_t = 0, value_parser = clap::value_parser!(u8).range(0..=10))]
    pub proxies: u8,

    /// How much work may wait.
    #[command(flatten)]
    pub backlog: BacklogLimits,

    /// How payout users withdraw money.
    #[command(flatten)]
    pub methods: MethodSettings,

    /// Do not LISTEN for hints, only poll. Use this behind a pooler in transaction mode: PgBouncer 1.21 or newer with
    /// `ignore_startup_parameters = extra_float_digits, options` and `max_prepared_statements` above 0. DATABASE_URL
    /// must then name a role made by `payout roles`, because a pooler drops session settings. Answers arrive up to one
    /// poll (50 ms) later.
    #[arg(long, env = "PAYOUT_POLL_ONLY")]
    pub poll_only: bool,

    /// The limits on clients.
    #[arg(skip)]
    pub limits: Limits,
}

/// The default address of the public listener.
const LISTEN: SocketAddr = SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 8080);

/// The default address of the operators' listener.
const OPS_LISTEN: SocketAddr = SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 9090);

/// The default number of connections to Postgres.
const CONNECTIONS: u32 = 32;

/// The settings of an API process that have no default. All others have one ([`ApiConfig::new`]).
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

/// The limits on what clients may use of a process. Operators cannot set them: each limit is explained where it is
/// defined, and suits every machine. Tests make them small.
#[derive(Debug, Clone, Copy, Default)]
pub struct Limits {
    /// How slow a connection may be, and how many connections there may be.
    pub serve: ServeLimits,
    /// How many batches may be received at once.
    pub receiving: UploadLimits,
    /// How many other requests may be in progress.
    pub admission: AdmissionLimits,
}

/// The secrets of an API process, after the check that they are strong enough.
#[derive(Debug, Clone)]
pub struct Secrets {
    /// The secrets from which payout hashes are made.
    pub hash_keys: Keyring,
    /// The pepper under which API keys are stored.
    pub key_pepper: ServerSecret,
    /// The secret from which the secrets of webhook endpoints are made.
    pub webhook_key: ServerSecret,
    /// The token that operators authenticate with.
    pub operator_token: SecretString,
}

/// Reads the spool directory. A directory where no file can be created is rejected at the start, because it would
/// reject every batch later.
fn spool_dir(text: &str) -> Result<PathBuf, String> {
    match tempfile::tempfile_in(text) {
        Ok(_) => Ok(text.into()),
        Err(error) => Err(format!(
            "cannot create a file there ({error}); name a directory that this process may write to"
        )),
    }
}

impl ApiConfig {
    /// Returns the settings of a process that is given only `required`, with the command line's defaults for the rest.
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

    /// Returns the settings in force by name, without the secrets. The console shows them to operators.
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

    /// Checks that mails can contain links.
    ///
    /// # Errors
    /// One line that names the missing setting and its purpose.
    pub fn check_mail_links(&self) -> Result<(), String> {
        if self.mail_from.is_some() && self.public_url.is_none() {
            return Err("PAYOUT_MAIL_FROM is set, but PAYOUT_PUBLIC_URL is not: set it to the address at which browsers \
                        reach this API, because links in mails begin with it"
                .to_owned());
        }
        Ok(())
    }

    /// Returns the secrets, ready to use.
    ///
    /// # Errors
    /// One line that names the weak setting and what to do.
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
    fn new_has_the_defaults_of_the_command_line() {
        let secrets =
            ["--hash-secret", "h", "--key-pepper", "k", "--operator-token", "o", "--webhook-secret", "w"];
        let line = ["api", "--database-url", "postgres://"].into_iter().chain(secrets);
        let parsed = Arguments::parse_from(line).api;
        let new = ApiConfig::new(Required {
            database_url: "postgres://".into(),
            hash_secret: "h".into(),
            key_pepper: "k".into(),
            operator_token: "o".into(),
            webhook_secret: "w".into(),
        });
        assert_eq!(format!("{parsed:?}"), format!("{new:?}"));
    }
}
