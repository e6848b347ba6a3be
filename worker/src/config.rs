//! What an operator can set, read once at the start.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use clap::{Args, Parser};
use domain::cell::CellSettings;
use domain::oidc::settings::{Client, ClientSettings, missing};
use domain::platform::listen;
use domain::platform::telemetry::{self, LogFormat};
use domain::secrets::keyring::Keyring;
use domain::secrets::server_secret::{Name, ServerSecret};
use domain::traces;
use domain::webhook::Reach;
use domain::withdrawal::methods::MethodSettings;
use secrecy::{ExposeSecret, SecretString};

/// The most jobs of one claim: past it a claim grows slower than it gains, and holds its business longer.
pub const MAX_CLAIM_SIZE: u32 = 5_000;

/// The most jobs of one claim, where nothing else is set.
pub const CLAIM_SIZE: u32 = 1_000;

/// Claims at a time, where nothing else is set.
const CONCURRENCY: u16 = 2;

/// Seconds between two checks of the books, where nothing else is set.
const VERIFY_INTERVAL_SECONDS: u64 = 600;

/// Deliveries under way at a time, where nothing else is set.
const WEBHOOK_CONCURRENCY: u16 = 128;

/// Days for which events are kept, where nothing else is set.
const EVENT_RETENTION_DAYS: u16 = 30;

/// Where operators reach a worker, where nothing else is set.
const OPS_LISTEN: SocketAddr = SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 9091);

/// Claims allocations from the queue and applies them; run as many as you like against one Postgres.
#[derive(Debug, Parser)]
#[command(name = "payout-worker", version)]
pub struct Arguments {
    /// What is set.
    #[command(flatten)]
    pub worker: WorkerConfig,

    /// Where traces go.
    #[command(flatten)]
    pub traces: traces::Settings,

    /// How log lines look.
    #[arg(long, env = "PAYOUT_LOG_FORMAT", value_enum, default_value = "text")]
    pub log_format: LogFormat,

    /// What is logged, as RUST_LOG has it: `info`, `worker=debug`, …
    #[arg(long, env = "RUST_LOG", default_value = "info", value_parser = telemetry::filter)]
    pub log: String,
}

/// What a worker process cannot be without: everything else has a default ([`WorkerConfig::new`]).
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
    /// The Postgres that holds the queue and the money, e.g. postgres://payout:…@db/payout. Several hosts for a failover:
    /// postgres://payout:…@db1,db2/payout.
    #[arg(long, env = "DATABASE_URL", hide_env_values = true)]
    pub database_url: SecretString,

    /// The other cells, if this process works for several.
    #[command(flatten)]
    pub cells: CellSettings,

    /// The secret that payout hashes are made with: at least 32 random bytes (`openssl rand -hex 32`), the same for
    /// every process, for ever; a process with another one does not start. To replace it, keep it as version 1 beside
    /// the new one: first `1:OLD,2:NEW` everywhere, then `2:NEW,1:OLD`: the first in the list makes new hashes, the
    /// others those that were given out.
    #[arg(long, env = "PAYOUT_HASH_SECRET", hide_env_values = true)]
    pub hash_secret: SecretString,

    /// Where operators and Prometheus reach this process (/metrics, /healthz, /readyz). Never a public address.
    #[arg(long, env = "PAYOUT_OPS_LISTEN", default_value_t = OPS_LISTEN, value_parser = |text: &str| listen::address("PAYOUT_OPS_LISTEN", text))]
    pub ops_listen: SocketAddr,

    /// How many claims this process works on at a time, each on two connections of its own. More than Postgres has
    /// cores only adds waiting; 1 leaves a core idle while a claim commits.
    #[arg(long, env = "PAYOUT_WORKER_CONCURRENCY", default_value_t = CONCURRENCY, value_parser = clap::value_parser!(u16).range(1..=64))]
    pub concurrency: u16,

    /// How many jobs one claim takes, at most. Larger claims are faster, and hold a business (and so its interactive
    /// requests) longer: 1,000 take some 20 ms.
    #[arg(long, env = "PAYOUT_CLAIM_SIZE", default_value_t = CLAIM_SIZE, value_parser = clap::value_parser!(u32).range(1..=i64::from(MAX_CLAIM_SIZE)))]
    pub claim_size: u32,

    /// Do not LISTEN for hints: poll only. For a Postgres behind a pooler in transaction mode: PgBouncer 1.21 or newer with
    /// `ignore_startup_parameters = extra_float_digits, options` and `max_prepared_statements` above 0, and a role of
    /// `payout roles` in DATABASE_URL, for a pooler drops the settings of sessions. Requests then wait up to a poll longer.
    #[arg(long, env = "PAYOUT_POLL_ONLY")]
    pub poll_only: bool,

    /// How often the leader checks the books, in seconds; 0 never does. A check reads every row.
    #[arg(long, env = "PAYOUT_VERIFY_INTERVAL", default_value_t = VERIFY_INTERVAL_SECONDS)]
    pub verify_interval_seconds: u64,

    /// How withdrawals are carried out.
    #[command(flatten)]
    pub methods: MethodSettings,

    /// After a failover, ask the providers what they know, and let withdrawals and webhooks go on when nothing is missing here. For a
    /// database whose standbys are promoted without a person. Never for a copy of a database: it looks the same, and would
    /// take the providers from the original.
    #[arg(long, env = "PAYOUT_RECONCILE_AFTER_FAILOVER")]
    pub reconcile_after_failover: bool,

    /// The relay of webhooks.
    #[command(flatten)]
    pub webhooks: WebhookConfig,

    /// The SMTP server that mails are given to: smtps://user:password@host:465, or smtp://user:password@host:587?tls=required (TLS by
    /// STARTTLS). What stands in a name or password beside letters and digits is percent-encoded. smtp://host:25 is without TLS; a
    /// password is sent so to this machine alone. Without a server mails wait for a worker that has one.
    #[arg(long, env = "PAYOUT_SMTP_URL", hide_env_values = true)]
    pub smtp_url: Option<SecretString>,

    /// The provider through which people may sign in.
    #[command(flatten)]
    pub oidc: OidcSettings,
}

/// The settings of a worker about the provider of sign-ins.
#[derive(Debug, Clone, Default, Args)]
pub struct OidcSettings {
    /// The provider, and who we are to it.
    #[command(flatten)]
    pub client: ClientSettings,

    /// The client secret that the provider has given this installation.
    #[arg(long, env = "PAYOUT_OIDC_CLIENT_SECRET", hide_env_values = true)]
    pub oidc_client_secret: Option<SecretString>,
}

impl OidcSettings {
    /// The client and its secret; nothing if no provider is set.
    ///
    /// # Errors
    /// One line that says which setting is missing.
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

/// The settings of a worker's relay.
#[derive(Debug, Clone, Args)]
pub struct WebhookConfig {
    /// The secret that the secrets of webhook endpoints are made with: at least 32 random bytes (`openssl rand -hex 32`),
    /// the same for every process, for ever; a process with another one does not start, for every endpoint's secret would
    /// be another.
    #[arg(long, env = "PAYOUT_WEBHOOK_SECRET", hide_env_values = true)]
    pub webhook_secret: SecretString,

    /// How many deliveries this process has under way at a time. Too few, and endpoints that hang take the room of others
    /// (each has at most 10 under way, and 1 when it has failed for a minute); each takes a socket and some 100 kB.
    #[arg(long, env = "PAYOUT_WEBHOOK_CONCURRENCY", default_value_t = WEBHOOK_CONCURRENCY, value_parser = clap::value_parser!(u16).range(1..=2_000))]
    pub webhook_concurrency: u16,

    /// Let webhooks go to private addresses, and by http. For development alone: whoever can set a URL can then reach
    /// whatever this process can.
    #[arg(long, env = "PAYOUT_WEBHOOKS_ALLOW_PRIVATE")]
    pub webhooks_allow_private: bool,

    /// For how many days events, and the log of their deliveries, are kept. At least 7: a schedule lasts more than three.
    #[arg(long, env = "PAYOUT_EVENT_RETENTION_DAYS", default_value_t = EVENT_RETENTION_DAYS, value_parser = clap::value_parser!(u16).range(7..=3_650))]
    pub event_retention_days: u16,
}

impl WebhookConfig {
    /// The secret, ready to make others with.
    ///
    /// # Errors
    /// One line that says which setting is weak, and what to do.
    pub fn key(&self) -> Result<ServerSecret, String> {
        ServerSecret::read(Name::WebhookSecret, &self.webhook_secret)
    }

    /// How far webhooks may go.
    pub const fn reach(&self) -> Reach {
        if self.webhooks_allow_private { Reach::Anywhere } else { Reach::Public }
    }
}

impl WorkerConfig {
    /// The settings of a process that is told nothing else: what the command line has where it says no more.
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

    /// The hash secrets, ready to sign with.
    ///
    /// # Errors
    /// One line that says what is wrong with the setting, and what to do.
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
    fn every_setting_has_a_name_of_its_own() {
        Arguments::command().debug_assert();
    }

    #[test]
    fn a_process_that_is_told_nothing_else_has_the_defaults() {
        let line = ["worker", "--database-url", "postgres://", "--hash-secret", "h", "--webhook-secret", "w"];
        let said = Arguments::parse_from(line).worker;
        let new = WorkerConfig::new(Required {
            database_url: "postgres://".into(),
            hash_secret: "h".into(),
            webhook_secret: "w".into(),
        });
        assert_eq!(format!("{said:?}"), format!("{new:?}"));
    }
}
