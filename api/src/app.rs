//! The state that every endpoint needs.

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
use domain::webhook::Reach;
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
use crate::app::watched::{Watched, Watching};
use crate::http::description::Description;
use crate::http::refusal::Refusal;
use crate::work::transact::{Evidence, NotDone, Terms, Witness, WorkError};

/// The state of the service; clones share it.
#[derive(Debug, Clone)]
pub struct App(Arc<Shared>);

/// What [`App`] shares.
#[derive(Debug)]
pub struct Shared {
    /// Where requests have their transactions.
    pub transactions: Transactions,
    /// The time, and new ids.
    pub clock: Clock,
    /// What API keys are stored under.
    pub key_pepper: ServerSecret,
    /// What payout hashes are made with.
    pub hash_keys: Keyring,
    /// How payout users take money out.
    pub methods: Methods,
    /// What the secrets of webhook endpoints are made with.
    pub webhook_key: ServerSecret,
    /// How far webhooks may go.
    pub webhook_reach: Reach,
    /// The address under which browsers reach this API, if it is set.
    pub public_url: Option<String>,
    /// Whom mails are from. Without it none is recorded.
    pub mail_from: Option<Sender>,
    /// The token that operators authenticate with.
    pub operator_token: SecretString,
    /// How many proxies before this process append to `X-Forwarded-For`.
    pub proxies: u8,
    /// The provider through which people may sign in.
    pub oidc: Option<Oidc>,
    /// How often somebody has shown another token in a browser.
    pub failures: Failures,
    /// What operators have seen of the whole in a browser.
    pub watching: Watching,
    /// The settings that are no secrets, by name, as they are in force.
    pub settings: Vec<(&'static str, String)>,
    /// Tells workers that there is work.
    pub work: Hints,
    /// Where requests wait for what became of their allocations.
    pub outcomes: Outcomes,
    /// Where single requests are recorded. Those that arrive together are recorded together.
    pub group_commit: GroupCommit,
    /// The API keys that were shown a moment ago.
    pub key_cache: KeyCache,
    /// How much work may wait.
    pub backpressure: Backpressure,
    /// How many requests may be inside.
    pub admission: Admission,
    /// Where batches are received.
    pub upload_slots: UploadSlots,
    /// How many requests each business has made since that was last written down.
    pub usage: Usage,
    /// The API's description of itself.
    pub description: Description,
    /// Which cell this is, if the process has several.
    pub cell: Option<Number>,
    /// The numbers of all cells that the process has, if it has several.
    pub cells: Vec<Number>,
    /// Cancelled when the process is told to stop. Requests that wait then wait only a little longer.
    pub stopping: CancellationToken,
}

impl App {
    /// The state that everything of one process shares.
    pub fn new(shared: Shared) -> Self {
        Self(Arc::new(shared))
    }

    /// What keeps a payment of `business` from being made within `wait`, as of the last look, which is a second old at
    /// most.
    pub fn hold(&self, business: BusinessId, wait: Duration) -> Option<Hold> {
        self.backpressure.holds.of(business, wait, Instant::now())
    }

    /// The same after a new look, so that a pause that is over refuses nobody.
    pub async fn hold_now(&self, business: BusinessId, wait: Duration) -> Option<Hold> {
        self.hold(business, wait)?;
        self.backpressure.holds.look_again(Instant::now(), self.look_for_holds()).await;
        self.hold(business, wait)
    }

    /// Whether the payouts of `business` were switched off, though its key is remembered from before.
    pub async fn is_switched_off(&self, business: BusinessId) -> bool {
        self.hold(business, Duration::ZERO) == Some(Hold::BusinessDisabled)
            && self.hold_now(business, Duration::ZERO).await == Some(Hold::BusinessDisabled)
    }

    /// Runs `work` of a few statements in one transaction.
    ///
    /// # Errors
    /// [`NotDone`]; nothing was changed.
    pub async fn transact<T, E, W>(&self, work: W) -> Result<T, NotDone<E>>
    where
        T: Send + Sync + 'static,
        E: WorkError,
        W: for<'c> FnOnce(&'c mut PgConnection) -> BoxFuture<'c, Result<T, E>> + Send + 'static,
    {
        self.transact_on(FEW_STATEMENTS, Evidence::none(), work).await
    }

    /// [`App::transact`] for `work` whose commit a [`Witness`] can attest.
    ///
    /// # Errors
    /// [`NotDone`]; nothing was changed.
    pub async fn transact_witnessed<T, E, W>(&self, witness: Witness<T>, work: W) -> Result<T, NotDone<E>>
    where
        T: Send + Sync + 'static,
        E: WorkError,
        W: for<'c> FnOnce(&'c mut PgConnection) -> BoxFuture<'c, Result<T, E>> + Send + 'static,
    {
        self.transact_on(FEW_STATEMENTS, Evidence::of(witness), work).await
    }

    /// [`App::transact_witnessed`] on terms of its own.
    ///
    /// # Errors
    /// [`NotDone`]; nothing was changed.
    pub async fn transact_on<T, E, W>(
        &self,
        terms: Terms,
        evidence: Evidence<T>,
        work: W,
    ) -> Result<T, NotDone<E>>
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
    /// [`NotDone`].
    pub async fn read<T, W>(&self, work: W) -> Result<T, NotDone<sqlx::Error>>
    where
        T: Send + 'static,
        W: for<'c> FnOnce(&'c mut PgConnection) -> BoxFuture<'c, Result<T, sqlx::Error>> + Send + 'static,
    {
        self.transactions.read(work).await
    }

    /// Which cell this is. A process of one cell was not told it, and asks its database.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn own_cell(&self) -> Result<Number, Refusal> {
        match self.cell {
            Some(number) => Ok(number),
            None => Ok(self.read(|conn| cell::of(conn).boxed()).await?),
        }
    }

    /// The state of the whole as the console shows it, some seconds old at most.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn watched(&self) -> Result<Arc<Watched>, Refusal> {
        let look = async {
            let now = self.clock.now();
            Ok(self.read(move |conn| async move { watched::look(conn, now).await }.boxed()).await?)
        };
        self.watching.seen(look).await
    }

    /// Looks for holds at once, after this process has given a command. Other processes see a new hold within a second,
    /// and so does this one if the look fails. A hold that is over is noticed before it refuses anybody.
    pub async fn look_for_holds(&self) {
        let (asked_at, now) = (Instant::now(), self.clock.now());
        if let Ok(standing) = self.read(move |conn| queue::standing(conn, now).boxed()).await {
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
