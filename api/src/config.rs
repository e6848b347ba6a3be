//! What an operator can set, read once at the start.

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::Args;
use domain::keyring::Keyring;
use domain::listen;
use domain::secret::{MIN_SECRET_BYTES, MacKey};
use domain::withdrawal::methods::MethodSettings;
use secrecy::{ExposeSecret, SecretString};

use crate::admission::AdmissionLimits;
use crate::backpressure::BacklogLimits;
use crate::batches::ReceivingLimits;
use crate::serve::ServeLimits;

/// The settings of an API process.
#[derive(Debug, Clone, Args)]
pub struct ApiConfig {
    /// The Postgres that holds the queue and the money, e.g. postgres://payout:…@db/payout. Several hosts for a failover:
    /// postgres://payout:…@db1,db2/payout.
    #[arg(long, env = "DATABASE_URL", hide_env_values = true)]
    pub database_url: SecretString,

    /// Where clients reach the API. A proxy in front of it ends TLS.
    #[arg(long, env = "PAYOUT_LISTEN", default_value = "127.0.0.1:8080", value_parser = |text: &str| listen::address("PAYOUT_LISTEN", text))]
    pub listen: SocketAddr,

    /// Where operators and Prometheus reach this process (/metrics, /healthz, /readyz, /admin). Never a public address.
    #[arg(long, env = "PAYOUT_OPS_LISTEN", default_value = "127.0.0.1:9090", value_parser = |text: &str| listen::address("PAYOUT_OPS_LISTEN", text))]
    pub ops_listen: SocketAddr,

    /// The secret that payout hashes are made with: at least 32 random bytes (`openssl rand -hex 32`), the same for
    /// every process, for ever; a process with another one does not start. To replace it, keep it as version 1 beside
    /// the new one: first `1:OLD,2:NEW` everywhere, then `2:NEW,1:OLD`: the first in the list makes new hashes, the
    /// others those that were given out.
    #[arg(long, env = "PAYOUT_HASH_SECRET", hide_env_values = true)]
    pub hash_secret: SecretString,

    /// The secret that API keys are stored under: at least 32 random bytes, the same for every process, for ever.
    /// Changing it makes every key unknown.
    #[arg(long, env = "PAYOUT_KEY_PEPPER", hide_env_values = true)]
    pub key_pepper: SecretString,

    /// What operators show as `Authorization: Bearer …` under /admin: at least 32 characters. Changing it locks out
    /// who has the old one.
    #[arg(long, env = "PAYOUT_OPERATOR_TOKEN", hide_env_values = true)]
    pub operator_token: SecretString,

    /// The secret that the secrets of webhook endpoints are made with: at least 32 random bytes (`openssl rand -hex 32`),
    /// the same for every process, for ever. Changing it changes every endpoint's secret.
    #[arg(long, env = "PAYOUT_WEBHOOK_SECRET", hide_env_values = true)]
    pub webhook_secret: SecretString,

    /// Accept webhook URLs of private addresses, and http. For development alone, as with the workers' setting of the same
    /// name.
    #[arg(long, env = "PAYOUT_WEBHOOKS_ALLOW_PRIVATE")]
    pub webhooks_allow_private: bool,

    /// The most connections to Postgres. Too few and requests wait for one (and are answered 503 after 1.5 s); more
    /// than a few times Postgres's cores only moves the waiting into Postgres.
    #[arg(long, env = "PAYOUT_API_CONNECTIONS", default_value_t = 32, value_parser = clap::value_parser!(u32).range(2..=1_000))]
    pub connections: u32,

    /// Where batches are kept while they are received: files without names, up to 512 MiB each and 16 at once. A full
    /// disk refuses batches with 503. The system's directory for temporary files when not set.
    #[arg(long, env = "PAYOUT_SPOOL_DIR")]
    pub spool_dir: Option<PathBuf>,

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

/// What clients may take of a process. Not for operators: each is reasoned where it is defined, and holds for every machine.
/// Tests make them small.
#[derive(Debug, Clone, Copy, Default)]
pub struct Limits {
    /// How slow a connection may be, and how many there may be.
    pub serve: ServeLimits,
    /// How many batches may be on their way.
    pub receiving: ReceivingLimits,
    /// How many other requests may be inside.
    pub admission: AdmissionLimits,
}

/// The secrets of an API process, found strong enough.
#[derive(Debug, Clone)]
pub struct Secrets {
    /// What payout hashes are made with.
    pub hash_keys: Keyring,
    /// What API keys are stored under.
    pub key_pepper: MacKey,
    /// What the secrets of webhook endpoints are made with.
    pub webhook_key: MacKey,
    /// What operators show.
    pub operator_token: SecretString,
}

impl ApiConfig {
    /// The secrets, ready for use.
    ///
    /// # Errors
    /// One line that says which setting is weak, and what to do.
    pub fn secrets(&self) -> Result<Secrets, String> {
        let strong =
            |name: &str, secret: &SecretString| MacKey::new(secret).map_err(|weak| format!("{name} {weak}"));
        if self.operator_token.expose_secret().len() < MIN_SECRET_BYTES {
            return Err(format!(
                "PAYOUT_OPERATOR_TOKEN has fewer than {MIN_SECRET_BYTES} characters: make one with `openssl rand -hex 32`"
            ));
        }
        Ok(Secrets {
            hash_keys: Keyring::read(&self.hash_secret)
                .map_err(|invalid| format!("PAYOUT_HASH_SECRET {invalid}"))?,
            key_pepper: strong("PAYOUT_KEY_PEPPER", &self.key_pepper)?,
            webhook_key: strong("PAYOUT_WEBHOOK_SECRET", &self.webhook_secret)?,
            operator_token: self.operator_token.clone(),
        })
    }
}
