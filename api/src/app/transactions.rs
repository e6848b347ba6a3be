//! The transactions of requests: their connections, their terms, and what a failure means while the database is not
//! ready.

use std::time::Duration;

use domain::platform::db;
use domain::watch::Database;
use futures::future::BoxFuture;
use sqlx::{PgConnection, PgPool};

use crate::work::transact::{self, Evidence, LockWait, TransactError, TransactOptions, WorkError};
use crate::work::unit_of_work::UnitsOfWork;

/// How long a read may take once it has its connection. It equals the server's statement timeout.
const READ_WITHIN: Duration = Duration::from_secs(5);

/// The terms of a transaction of a few statements, one of which may take as long as the server allows.
pub const FEW_STATEMENTS: TransactOptions = TransactOptions {
    within: Duration::from_secs(6),
    lock_wait: LockWait::Patient,
    with_begin: String::new(),
    commit: "commit",
    kept: None,
};

/// Runs the transactions of requests. Clones share it.
#[derive(Debug, Clone)]
pub struct Transactions {
    /// The connections to the database.
    pub pool: PgPool,
    /// Whether the database is ready.
    pub database: Database,
    /// Runs work that goes on when its client disconnects.
    pub units: UnitsOfWork,
}

impl Transactions {
    /// Runs `work` in one transaction ([`transact::transact`]).
    ///
    /// # Errors
    /// [`TransactError`]: nothing was changed.
    pub async fn transact<T, E, W>(
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
        let done = transact::transact(&self.units, &self.pool, terms, evidence, work).await;
        done.map_err(|not_done| self.judged(not_done))
    }

    /// Runs `work`, which only reads ([`transact::read`]).
    ///
    /// # Errors
    /// [`TransactError`]: nothing was read.
    pub async fn read<T, W>(&self, work: W) -> Result<T, TransactError<sqlx::Error>>
    where
        T: Send + 'static,
        W: for<'c> FnOnce(&'c mut PgConnection) -> BoxFuture<'c, Result<T, sqlx::Error>> + Send + 'static,
    {
        let read = transact::read(&self.units, &self.pool, READ_WITHIN, work).await;
        read.map_err(|not_done| self.judged(not_done))
    }

    /// Reinterprets a failure by the state of the database. If the database is known not to be ready, for example
    /// because it is not migrated, a missing table counts as an unavailable database and not as a fault of the work.
    fn judged<E>(&self, not_done: TransactError<E>) -> TransactError<E> {
        match not_done {
            TransactError::Failed(error) if db::is_undefined(&error) && self.database.ready().is_err() => {
                TransactError::Unavailable(error)
            }
            other => other,
        }
    }
}
