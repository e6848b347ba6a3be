//! The settings of `payout-worker`, read once at the start. The doc comments of the fields are its `--help` and its
//! manual page.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use clap::{Args, Parser};
use domain::cell::CellSettings;
use domain::oidc::settings::{Client, ClientSettings, missing};
use domain::platform::listen;
use domain::platform::telemetry::{self, LogFormat};
use domain::secrets::keyring::Keyring;
use domain::secrets::server_secret::{Name, ServerSecret};
use domain::traces;
use domain::webhook::AddressPolicy;
use domain::withdrawal::methods::MethodSettings;
use secrecy::{ExposeSecret, SecretString};

/// The largest `claim_size`. A larger claim gains no more speed, and locks its business longer.
pub const MAX_CLAIM_SIZE: u32 = 5_000;

/// The default of `claim_size`.
pub const CLAIM_SIZE: u32 = 1_000;

/// The default of `concurrency`.
const CONCURRENCY: u16 = 2;

/// The default of `verify_interval_seconds`.
const VERIFY_INTERVAL_SECONDS: u64 = 600;

/// The default of `webhook_concurrency`.
const WEBHOOK_CONCURRENCY: u16 = 128;

/// The default of `event_retention_days`.
const EVENT_RETENTION_DAYS: u16 = 30;

/// The default of `ops_listen`.
const OPS_LISTEN: SocketAddr = SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 9091);

/// Pays allocations from the queue, and sends withdrawals, webhooks and mails. Run any number of workers on one
/// Postgres.
#[derive(Debug, Parser)]
#[command(name = "payout-worker", version)]
pub struct Arguments {
    /// The settings of the worker itself.
    #[command(flatten)]
    pub worker: WorkerConfig,

    /// The settings of tracing.
    #[command(flatten)]
    pub traces: traces::Settings,

    /// The format of log lines.
    #[arg(long, env = "PAYOUT_LOG_FORMAT", value_enum, default_value = "text")]
    pub log_format: LogFormat,

    /// Which log lines are written, in the syntax of RUST_LOG: `info`, `worker=debug`, …
    #[arg(long, env = "RUST_LOG", default_value = "info", value_parser = telemetry::filter)]
    pub log: String,
}

/// The settings without a default, for [`WorkerConfig::new`].
#[derive(Debug, Clone)]
pub struct Required {
    /// [`WorkerConfig::database_url`]
    pub database_url: SecretString,
    /// [`WorkerConfig::hash_secret`]
    pub hash_secret: SecretString,
    /// [`WebhookConfig::webhook_secret`]
    pub webhook_secret: SecretString,
}

/// The settings of a worker process.
#[derive(Debug, Clone, Args)]
pub struct WorkerConfig {
    /// The Postgres that holds the queue and the money, e.g. postgres://payout:…@db/payout. Name several hosts for a
    /// failover: postgres://payout:…@db1,db2/payout.
    #[arg(long, env = "DATABASE_URL", hide_env_values = true)]
    pub database_url: SecretString,

    /// The other cells, if this process serves several.
    #[command(flatten)]
    pub cells: CellSettings,

    /// The secret from which payout hashes are made: at least 32 random bytes (`openssl rand -hex 32`). It must be the
    /// same for every process: a process with another secret does not start. To replace it, keep the old secret as
    /// version 1. First set `1:OLD,2:NEW` on every process, then `2:NEW,1:OLD`. The first secret in the list makes new
    /// hashes. The others are for the hashes that already exist.
    #[arg(long, env = "PAYOUT_HASH_SECRET", hide_env_values = true)]
    pub hash_secret: SecretString,

    /// The address of this process for operators and Prometheus (/metrics, /healthz, /readyz). It must not be public.
    #[arg(long, env = "PAYOUT_OPS_LISTEN", default_value_t = OPS_LISTEN, value_parser = |text: &str| listen::address("PAYOUT_OPS_LISTEN", text))]
    pub ops_listen: SocketAddr,

    /// How many claims this process works on at a time. Each uses two connections. More claims than Postgres has cores
    /// only wait for each other. With 1, a core is idle while a claim commits.
    #[arg(long, env = "PAYOUT_WORKER_CONCURRENCY", default_value_t = CONCURRENCY, value_parser = clap::value_parser!(u16).range(1..=64))]
    pub concurrency: u16,

    /// How many jobs one claim takes, at most. Larger claims pay more per second, but lock the business for longer, and
    /// so delay its interactive requests. A claim of 1,000 takes about 20 ms.
    #[arg(long, env = "PAYOUT_CLAIM_SIZE", default_value_t = CLAIM_SIZE, value_parser = clap::value_parser!(u32).range(1..=i64::from(MAX_CLAIM_SIZE)))]
    pub claim_size: u32,

    /// Poll for work, and do not LISTEN for hints. Use this behind a pooler in transaction mode: PgBouncer 1.21 or
    /// newer with `ignore_startup_parameters = extra_float_digits, options` and `max_prepared_statements` above 0. A
    /// pooler drops session settings, so DATABASE_URL must then name a role of `payout roles`. Requests wait up to one
    /// poll longer.
    #[arg(long, env = "PAYOUT_POLL_ONLY")]
    pub poll_only: bool,

    /// Seconds between two checks of the books by the leader; 0 turns the checks off. A check reads every row.
    #[arg(long, env = "PAYOUT_VERIFY_INTERVAL", default_value_t = VERIFY_INTERVAL_SECONDS)]
    pub verify_interval_seconds: u64,

    /// The methods and providers of withdrawals.
    #[command(flatten)]
    pub methods: MethodSettings,

    /// After a failover, ask the providers what they have paid, and resume withdrawals and webhooks if nothing is
    /// missing in the database. Use this where standbys are promoted automatically. Never set it for a copy of a
    /// database: a copy looks like a promoted standby, and providers would from then on refuse the original.
    #[arg(long, env = "PAYOUT_RECONCILE_AFTER_FAILOVER")]
    pub reconcile_after_failover: bool,

    /// The settings of webhooks.
    #[command(flatten)]
    pub webhooks: WebhookConfig,

    /// The SMTP server that sends mails: smtps://user:password@host:465, or smtp://user:password@host:587?tls=required
    /// for STARTTLS. Percent-encode all but letters and digits in the user and the password. smtp://host:25 uses no
    /// TLS, and then a password is allowed for a server on this machine only. Without a server, this process sends no
    /// mails: they wait for a worker that has one.
    #[arg(long, env = "PAYOUT_SMTP_URL", hide_env_values = true)]
    pub smtp_url: Option<SecretString>,

    /// The OpenID Connect provider through which people may sign in.
    #[command(flatten)]
    pub oidc: OidcSettings,
}

/// The worker's settings of the OpenID Connect provider.
#[derive(Debug, Clone, Default, Args)]
pub struct OidcSettings {
    /// The provider, and the client's id at it.
    #[command(flatten)]
    pub client: ClientSettings,

    /// The client secret that the provider gave this installation.
    #[arg(long, env = "PAYOUT_OIDC_CLIENT_SECRET", hide_env_values = true)]
    pub oidc_client_secret: Option<SecretString>,
}

impl OidcSettings {
    /// Returns the client and its secret, or `None` if no provider is set.
    ///
    /// # Errors
    /// Returns one line that names the missing setting.
    pub fn read(&self) -> Result<Option<(Client, SecretString)>, String> {
        let secret = self.oidc_client_secret.clone().filter(|secret| !secret.expose_secret().is_empty());
        match (self.client.read()?, secret) {
            (Some(client), Some(secret)) => Ok(Some((client, secret))),
            (Some(_), None) => Err(missing("PAYOUT_OIDC_CLIENT_SECRET", "PAYOUT_OIDC_ISSUER")),
            (None, Some(_)) => Err(missing("PAYOUT_OIDC_ISSUER", "PAYOUT_OIDC_CLIENT_SECRET")),
            (None, None) => Ok(None),
        }
    }
}

/// The worker's settings of webhooks.
#[derive(Debug, Clone, Args)]
pub struct WebhookConfig {
    /// The secret from which the secrets of webhook endpoints are made: at least 32 random bytes
    /// (`openssl rand -hex 32`). It must be the same for every process and must never change: with another secret every
    /// endpoint's secret would differ, so the process does not start.
    #[arg(long, env = "PAYOUT_WEBHOOK_SECRET", hide_env_values = true)]
    pub webhook_secret: SecretString,

    /// How many webhooks this process delivers at a time. If it is too low, slow endpoints delay the others. An
    /// endpoint has at most 10 deliveries at a time, and 1 once it has failed for a minute. Each takes a socket and
    /// about 100 kB.
    #[arg(long, env = "PAYOUT_WEBHOOK_CONCURRENCY", default_value_t = WEBHOOK_CONCURRENCY, value_parser = clap::value_parser!(u16).range(1..=2_000))]
    pub webhook_concurrency: u16,

    /// Allow webhooks to private addresses, and over http. For development only: anyone who can set a webhook URL can
    /// then reach everything that this process can reach.
    #[arg(long, env = "PAYOUT_WEBHOOKS_ALLOW_PRIVATE")]
    pub webhooks_allow_private: bool,

    /// How many days events and the log of their deliveries are kept. At least 7, because retries last for more than
    /// three.
    #[arg(long, env = "PAYOUT_EVENT_RETENTION_DAYS", default_value_t = EVENT_RETENTION_DAYS, value_parser = clap::value_parser!(u16).range(7..=3_650))]
    pub event_retention_days: u16,
}

impl WebhookConfig {
    /// Returns the webhook secret, checked.
    ///
    /// # Errors
    /// Returns one line that names the weak setting and says what to do.
    pub fn key(&self) -> Result<ServerSecret, String> {
        ServerSecret::read(Name::WebhookSecret, &self.webhook_secret)
    }

    /// Returns which addresses webhooks may reach.
    pub const fn reach(&self) -> AddressPolicy {
        if self.webhooks_allow_private { AddressPolicy::Anywhere } else { AddressPolicy::Public }
    }
}

impl WorkerConfig {
    /// Returns the settings of a command line that sets `required` and nothing else.
    pub fn new(required: Required) -> Self {
        let Required { database_url, hash_secret, webhook_secret } = required;
        Self {
            database_url,
            cells: CellSettings::default(),
            hash_secret,
            ops_listen: OPS_LISTEN,
            concurrency: CONCURRENCY,
            claim_size: CLAIM_SIZE,
            poll_only: false,
            verify_interval_seconds: VERIFY_INTERVAL_SECONDS,
            methods: MethodSettings::default(),
            reconcile_after_failover: false,
            webhooks: WebhookConfig {
                webhook_secret,
                webhook_concurrency: WEBHOOK_CONCURRENCY,
                webhooks_allow_private: false,
                event_retention_days: EVENT_RETENTION_DAYS,
            },
            smtp_url: None,
            oidc: OidcSettings::default(),
        }
    }

    /// Returns the hash secrets, checked.
    ///
    /// # Errors
    /// Returns one line that says what is wrong with the setting and what to do.
    pub fn hash_keys(&self) -> Result<Keyring, String> {
        Keyring::read(&self.hash_secret).map_err(|invalid| format!("PAYOUT_HASH_SECRET {invalid}"))
    }
}

#[cfg(test)]
mod tests {
    use clap::{CommandFactory, Parser};

    use super::*;

    #[derive(Debug, Parser)]
    struct Arguments {
        #[command(flatten)]
        worker: WorkerConfig,
    }

    #[test]
    fn no_two_settings_have_the_same_name() {
        Arguments::command().debug_assert();
    }

    #[test]
    fn new_has_the_defaults_of_the_command_line() {
        let line = ["worker", "--database-url", "postgres://", "--hash-secret", "h", "--webhook-secret", "w"];
        let parsed = Arguments::parse_from(line).worker;
        let new = WorkerConfig::new(Required {
            database_url: "postgres://".into(),
            hash_secret: "h".into(),
            webhook_secret: "w".into(),
        });
        assert_eq!(format!("{parsed:?}"), format!("{new:?}"));
    }
}
