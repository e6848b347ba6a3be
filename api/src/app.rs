//! The state that all endpoints share.

pub mod admission;
pub mod allowed_origins;
pub mod backpressure;
pub mod door;
pub mod failures;
pub mod group_commit;
pub mod held_withdrawals;
pub mod holds;
pub mod key_cache;
pub mod oidc;
pub mod once;
pub mod outcomes;
pub mod secrets;
pub mod transactions;
pub mod upload_slots;
pub mod usage;
pub mod watched;

use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::extract::FromRef;
use domain::cell::{self, Number};
use domain::clock::Clock;
use domain::ids::BusinessId;
use domain::member::sender::Sender;
use domain::platform::hints::Hints;
use domain::queue;
use domain::secrets::keyring::Keyring;
use domain::secrets::server_secret::ServerSecret;
use domain::webhook::AddressPolicy;
use domain::withdrawal::methods::Methods;
use futures::FutureExt;
use futures::future::BoxFuture;
use secrecy::SecretString;
use sqlx::PgConnection;
use tokio_util::sync::CancellationToken;

use crate::app::admission::Admission;
use crate::app::backpressure::Backpressure;
use crate::app::failures::Failures;
use crate::app::group_commit::GroupCommit;
use crate::app::holds::Hold;
use crate::app::key_cache::KeyCache;
use crate::app::oidc::Oidc;
use crate::app::outcomes::Outcomes;
use crate::app::transactions::{FEW_STATEMENTS, Transactions};
use crate::app::upload_slots::UploadSlots;
use crate::app::usage::Usage;
use crate::app::watched::{Watched, WatchedCache};
use crate::http::description::Description;
use crate::http::refusal::Refusal;
use crate::work::transact::{Evidence, TransactError, TransactOptions, Witness, WorkError};

/// The state of the service. Clones share it.
#[derive(Debug, Clone)]
pub struct App(Arc<Shared>);

/// The fields of [`App`].
#[derive(Debug)]
pub struct Shared {
    /// Runs the transactions of requests.
    pub transactions: Transactions,
    /// Gives the time and new ids.
    pub clock: Clock,
    /// The secret under which API keys are stored.
    pub key_pepper: ServerSecret,
    /// The secrets from which payout hashes are made.
    pub hash_keys: Keyring,
    /// How payout users withdraw money.
    pub methods: Methods,
    /// The secret from which the secrets of webhook endpoints are made.
    pub webhook_key: ServerSecret,
    /// Which addresses webhooks may call.
    pub webhook_reach: AddressPolicy,
    /// The address that browsers use for this API, if it is set.
    pub public_url: Option<String>,
    /// The sender of mails. If it is not set, no mail is recorded.
    pub mail_from: Option<Sender>,
    /// The token that operators authenticate with.
    pub operator_token: SecretString,
    /// How many proxies in front of this process append to `X-Forwarded-For`.
    pub proxies: u8,
    /// The OpenID Connect provider for sign-ins.
    pub oidc: Option<Oidc>,
    /// How often a browser has sent a wrong operators' token.
    pub failures: Failures,
    /// The console's last view of the whole system.
    pub watching: WatchedCache,
    /// The settings in force by name, without the secrets.
    pub settings: Vec<(&'static str, String)>,
    /// Hints to workers that there is work.
    pub work: Hints,
    /// Where requests wait for the outcomes of their allocations.
    pub outcomes: Outcomes,
    /// Records single requests. Those that arrive together share one commit.
    pub group_commit: GroupCommit,
    /// The API keys that were used in the last seconds.
    pub key_cache: KeyCache,
    /// How much work may wait.
    pub backpressure: Backpressure,
    /// How many requests may be in progress.
    pub admission: Admission,
    /// The slots for batches that are being received.
    pub upload_slots: UploadSlots,
    /// How many requests each business has made since the counts were last stored.
    pub usage: Usage,
    /// The OpenAPI description of this API.
    pub description: Description,
    /// The number of this cell, if the process has several.
    pub cell: Option<Number>,
    /// The numbers of all cells of the process, if it has several.
    pub cells: Vec<Number>,
    /// Cancelled when the process is told to stop. Waiting requests are then answered soon.
    pub stopping: CancellationToken,
}

impl App {
    /// Creates the shared state of a process.
    pub fn new(shared: Shared) -> Self {
        Self(Arc::new(shared))
    }

    /// Returns what stops a payment of `business` within `wait`. The look at the holds is at most a second old.
    pub fn hold(&self, business: BusinessId, wait: Duration) -> Option<Hold> {
        self.backpressure.holds.of(business, wait, Instant::now())
    }

    /// Returns the same as [`App::hold`], but confirms a hold by a new look, so that a pause that has ended refuses
    /// nobody.
    pub async fn hold_now(&self, business: BusinessId, wait: Duration) -> Option<Hold> {
        self.hold(business, wait)?;
        self.backpressure.holds.look_again(Instant::now(), self.look_for_holds()).await;
        self.hold(business, wait)
    }

    /// Returns whether payouts of `business` are switched off. The key cache may not know it yet.
    pub async fn is_switched_off(&self, business: BusinessId) -> bool {
        self.hold(business, Duration::ZERO) == Some(Hold::BusinessDisabled)
            && self.hold_now(business, Duration::ZERO).await == Some(Hold::BusinessDisabled)
    }

    /// Runs `work`, a few statements, in one transaction.
    ///
    /// # Errors
    /// [`TransactError`]: nothing was changed.
    pub async fn transact<T, E, W>(&self, work: W) -> Result<T, TransactError<E>>
    where
        T: Send + Sync + 'static,
        E: WorkError,
        W: for<'c> FnOnce(&'c mut PgConnection) -> BoxFuture<'c, Result<T, E>> + Send + 'static,
    {
        self.transact_on(FEW_STATEMENTS, Evidence::none(), work).await
    }

    /// Runs [`App::transact`] for `work` whose commit a [`Witness`] can confirm.
    ///
    /// # Errors
    /// [`TransactError`]: nothing was changed.
    pub async fn transact_witnessed<T, E, W>(
        &self,
        witness: Witness<T>,
        work: W,
    ) -> Result<T, TransactError<E>>
    where
        T: Send + Sync + 'static,
        E: WorkError,
        W: for<'c> FnOnce(&'c mut PgConnection) -> BoxFuture<'c, Result<T, E>> + Send + 'static,
    {
        self.transact_on(FEW_STATEMENTS, Evidence::of(witness), work).await
    }

    /// Runs [`App::transact_witnessed`] with its own terms and evidence.
    ///
    /// # Errors
    /// [`TransactError`]: nothing was changed.
    pub async fn transact_on<T, E, W>(
        &self,
        terms: TransactOptions,
        evidence: Evidence<T>,
        work: W,
    ) -> Result<T, TransactError<E>>
    where
        T: Send + Sync + 'static,
        E: WorkError,
        W: for<'c> FnOnce(&'c mut PgConnection) -> BoxFuture<'c, Result<T, E>> + Send + 'static,
    {
        self.transactions.transact(terms, evidence, work).await
    }

    /// Runs `work`, which only reads.
    ///
    /// # Errors
    /// [`TransactError`]: nothing was read.
    pub async fn read<T, W>(&self, work: W) -> Result<T, TransactError<sqlx::Error>>
    where
        T: Send + 'static,
        W: for<'c> FnOnce(&'c mut PgConnection) -> BoxFuture<'c, Result<T, sqlx::Error>> + Send + 'static,
    {
        self.transactions.read(work).await
    }

    /// Returns the number of this cell. A process with one cell has no number configured, so it asks its database.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn own_cell(&self) -> Result<Number, Refusal> {
        match self.cell {
            Some(number) => Ok(number),
            None => Ok(self.read(|conn| cell::of(conn).boxed()).await?),
        }
    }

    /// Returns the state of the whole system for the console. It is at most some seconds old.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn watched(&self) -> Result<Arc<Watched>, Refusal> {
        let look = async {
            let now = self.clock.now();
            Ok(self.read(move |conn| async move { watched::look(conn, now).await }.boxed()).await?)
        };
        self.watching.seen(look).await
    }

    /// Looks for holds at once, after this process has carried out a command. Other processes see a new hold within a
    /// second, and so does this one if the look fails. No request is refused by a hold that has ended.
    pub async fn look_for_holds(&self) {
        let (asked_at, now) = (Instant::now(), self.clock.now());
        if let Ok(standing) = self.read(move |conn| queue::blockers(conn, now).boxed()).await {
            self.backpressure.holds.update(standing, asked_at);
        }
    }
}

impl std::ops::Deref for App {
    type Target = Shared;

    fn deref(&self) -> &Shared {
        &self.0
    }
}

impl FromRef<App> for Description {
    fn from_ref(app: &App) -> Self {
        app.description
    }
}
