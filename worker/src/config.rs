//! What an operator can set, read once at the start.

use std::net::SocketAddr;

use clap::Args;
use domain::keyring::Keyring;
use domain::listen;
use domain::secret::MacKey;
use domain::webhook::Reach;
use domain::withdrawal::methods::MethodSettings;
use secrecy::SecretString;

/// The most jobs of one claim: past it a claim grows slower than it gains, and holds its business longer.
pub const MAX_CLAIM_SIZE: u32 = 5_000;

/// The settings of a worker process.
#[derive(Debug, Clone, Args)]
pub struct WorkerConfig {
    /// The Postgres that holds the queue and the money, e.g. postgres://payout:…@db/payout. Several hosts for a failover:
    /// postgres://payout:…@db1,db2/payout.
    #[arg(long, env = "DATABASE_URL", hide_env_values = true)]
    pub database_url: SecretString,

    /// The secret that payout hashes are made with: at least 32 random bytes (`openssl rand -hex 32`), the same for
    /// every process, for ever; a process with another one does not start. To replace it, keep it as version 1 beside
    /// the new one: first `1:OLD,2:NEW` everywhere, then `2:NEW,1:OLD`: the first in the list makes new hashes, the
    /// others those that were given out.
    #[arg(long, env = "PAYOUT_HASH_SECRET", hide_env_values = true)]
    pub hash_secret: SecretString,

    /// Where operators and Prometheus reach this process (/metrics, /healthz, /readyz). Never a public address.
    #[arg(long, env = "PAYOUT_OPS_LISTEN", default_value = "127.0.0.1:9091", value_parser = |text: &str| listen::address("PAYOUT_OPS_LISTEN", text))]
    pub ops_listen: SocketAddr,

    /// How many claims this process works on at a time, each on two connections of its own. More than Postgres has
    /// cores only adds waiting; 1 leaves a core idle while a claim commits.
    #[arg(long, env = "PAYOUT_WORKER_CONCURRENCY", default_value_t = 2, value_parser = clap::value_parser!(u16).range(1..=64))]
    pub concurrency: u16,

    /// How many jobs one claim takes, at most. Larger claims are faster, and hold a business (and so its interactive
    /// requests) longer: 1,000 take some 20 ms.
    #[arg(long, env = "PAYOUT_CLAIM_SIZE", default_value_t = 1_000, value_parser = clap::value_parser!(u32).range(1..=i64::from(MAX_CLAIM_SIZE)))]
    pub claim_size: u32,

    /// Do not LISTEN for hints: poll only. For a Postgres behind a pooler in transaction mode: PgBouncer 1.21 or newer with
    /// `ignore_startup_parameters = extra_float_digits, options` and `max_prepared_statements` above 0, and a role of
    /// `payout roles` in DATABASE_URL, for a pooler drops the settings of sessions. Requests then wait up to a poll longer.
    #[arg(long, env = "PAYOUT_POLL_ONLY")]
    pub poll_only: bool,

    /// How often the leader checks the books, in seconds; 0 never does. A check reads every row.
    #[arg(long, env = "PAYOUT_VERIFY_INTERVAL", default_value_t = 600)]
    pub verify_interval_seconds: u64,

    /// How withdrawals are carried out.
    #[command(flatten)]
    pub methods: MethodSettings,

    /// The relay of webhooks.
    #[command(flatten)]
    pub webhooks: WebhookConfig,
}

/// The settings of a worker's relay.
#[derive(Debug, Clone, Args)]
pub struct WebhookConfig {
    /// The secret that the secrets of webhook endpoints are made with: at least 32 random bytes (`openssl rand -hex 32`),
    /// the same for every process, for ever. Changing it changes every endpoint's secret.
    #[arg(long, env = "PAYOUT_WEBHOOK_SECRET", hide_env_values = true)]
    pub webhook_secret: SecretString,

    /// How many deliveries this process has under way at a time. Too few, and endpoints that hang take the room of others
    /// (each has at most 10 under way, and 1 when it has failed for a minute); each takes a socket and some 100 kB.
    #[arg(long, env = "PAYOUT_WEBHOOK_CONCURRENCY", default_value_t = 128, value_parser = clap::value_parser!(u16).range(1..=2_000))]
    pub webhook_concurrency: u16,

    /// Let webhooks go to private addresses, and by http. For development alone: whoever can set a URL can then reach
    /// whatever this process can.
    #[arg(long, env = "PAYOUT_WEBHOOKS_ALLOW_PRIVATE")]
    pub webhooks_allow_private: bool,

    /// For how many days events, and the log of their deliveries, are kept. At least 7: a schedule lasts more than three.
    #[arg(long, env = "PAYOUT_EVENT_RETENTION_DAYS", default_value_t = 30, value_parser = clap::value_parser!(u16).range(7..=3_650))]
    pub event_retention_days: u16,
}

impl WebhookConfig {
    /// The secret, ready to make others with.
    ///
    /// # Errors
    /// One line that says which setting is weak, and what to do.
    pub fn key(&self) -> Result<MacKey, String> {
        MacKey::new(&self.webhook_secret).map_err(|weak| format!("PAYOUT_WEBHOOK_SECRET {weak}"))
    }

    /// How far webhooks may go.
    pub const fn reach(&self) -> Reach {
        if self.webhooks_allow_private { Reach::Anywhere } else { Reach::Public }
    }
}

impl WorkerConfig {
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
}
