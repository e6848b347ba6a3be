//! What every endpoint needs.

use std::sync::Arc;
use std::time::Duration;

use domain::clock::Clock;
use domain::db::Database;
use domain::hints::Hints;
use domain::keyring::Keyring;
use domain::secret::MacKey;
use domain::webhook::Reach;
use domain::withdrawal::methods::Methods;
use futures::future::BoxFuture;
use secrecy::SecretString;
use sqlx::{PgConnection, PgPool};
use tokio_util::sync::CancellationToken;

use crate::admission::Admission;
use crate::backpressure::Backpressure;
use crate::batches::Receiving;
use crate::callers::Callers;
use crate::outcomes::Outcomes;
use crate::recording::Recording;
use crate::transact::{self, Evidence, LockWait, NotDone, Terms, Witness, WorkError};
use crate::unit_of_work::UnitsOfWork;

/// How long a read may take once it has its connection: as long as the server lets a statement take.
const READ_WITHIN: Duration = Duration::from_secs(5);

/// The terms of a transaction of a few statements: one may wait as long as the server lets it.
pub const FEW_STATEMENTS: Terms = Terms { within: Duration::from_secs(6), lock_wait: LockWait::Patient };

/// The state of the service; clones share it.
#[derive(Debug, Clone)]
pub struct App(Arc<Shared>);

/// What [`App`] shares.
#[derive(Debug)]
pub struct Shared {
    /// Connections.
    pub pool: PgPool,
    /// Whether the database can be worked on.
    pub database: Database,
    /// Work that hang-ups must not cut.
    pub units: UnitsOfWork,
    /// The time, and new ids.
    pub clock: Clock,
    /// What API keys are stored under.
    pub key_pepper: MacKey,
    /// What payout hashes are made with.
    pub hash_keys: Keyring,
    /// How payout users take money out.
    pub methods: Methods,
    /// What the secrets of webhook endpoints are made with.
    pub webhook_key: MacKey,
    /// How far webhooks may go.
    pub webhook_reach: Reach,
    /// What operators show.
    pub operator_token: SecretString,
    /// Tells workers that there is work.
    pub work: Hints,
    /// Where requests wait for what became of their allocations.
    pub outcomes: Outcomes,
    /// Where single requests are recorded, those that arrive together together.
    pub recording: Recording,
    /// Whose keys were seen just now.
    pub callers: Callers,
    /// How much work may wait.
    pub backpressure: Backpressure,
    /// How many requests may be inside.
    pub admission: Admission,
    /// Where batches are received.
    pub receiving: Receiving,
    /// Cancelled when the process is told to stop: whoever waits then waits a little, no longer.
    pub stopping: CancellationToken,
}

impl App {
    /// The state that everything of one process shares.
    pub fn new(shared: Shared) -> Self {
        Self(Arc::new(shared))
    }

    /// Runs `work` of a few statements in one transaction ([`transact::transact`]).
    ///
    /// # Errors
    /// [`NotDone`]; nothing was changed.
    pub async fn transact<T, E, W>(&self, work: W) -> Result<T, NotDone<E>>
    where
        T: Send + Sync + 'static,
        E: WorkError,
        W: for<'c> FnOnce(&'c mut PgConnection) -> BoxFuture<'c, Result<T, E>> + Send + 'static,
    {
        transact::transact(&self.units, &self.pool, FEW_STATEMENTS, Evidence::none(), work).await
    }

    /// [`App::transact`] for `work` of whose commit there is a [`Witness`].
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
        transact::transact(&self.units, &self.pool, terms, evidence, work).await
    }

    /// Runs `work`, which only reads ([`transact::read`]).
    ///
    /// # Errors
    /// [`NotDone`].
    pub async fn read<T, W>(&self, work: W) -> Result<T, NotDone<sqlx::Error>>
    where
        T: Send + 'static,
        W: for<'c> FnOnce(&'c mut PgConnection) -> BoxFuture<'c, Result<T, sqlx::Error>> + Send + 'static,
    {
        transact::read(&self.units, &self.pool, READ_WITHIN, work).await
    }
}

impl std::ops::Deref for App {
    type Target = Shared;

    fn deref(&self) -> &Shared {
        &self.0
    }
}
