//! One unit of work, one transaction, one truthful answer.
//!
//! The work runs in a task of its own, so a hang-up cannot cut it. A COMMIT whose reply is lost is looked up by its
//! transaction id on another connection until the server says what became of it: the caller never has to guess.

use std::time::Duration;

use domain::db::{self, CommitStatus};
use futures::future::BoxFuture;
use sqlx::{Connection, PgConnection, PgPool};

use crate::unit_of_work::{Panicked, UnitsOfWork};

/// How long to wait before asking again what became of a transaction.
const ASK_AGAIN_AFTER: Duration = Duration::from_millis(200);

/// Why a unit of work took no effect. Whatever the variant: nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum NotDone<E> {
    /// The work itself refused.
    #[error("the work was refused")]
    Refused(#[source] E),
    /// The database cannot be reached, or could not finish it now: trying again later may help.
    #[error("the database is not available")]
    Unavailable(#[source] sqlx::Error),
    /// It failed for a reason that trying again will not mend.
    #[error("the unit of work failed")]
    Failed(#[source] sqlx::Error),
    /// The work panicked before its commit.
    #[error("the unit of work panicked")]
    Panicked(#[from] Panicked),
}

/// What the work of a unit may fail with: its own refusals, and the database's errors.
pub trait WorkError: Sized + Send + 'static {
    /// The refusal, or the database's error behind this one.
    fn split(self) -> Result<Self, sqlx::Error>;
}

impl WorkError for sqlx::Error {
    fn split(self) -> Result<Self, sqlx::Error> {
        Err(self)
    }
}

/// How long a unit of work waits for a lock that another one holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LockWait {
    /// As long as the session's setting says (2 s).
    Patient,
    /// 100 ms: others wait for this unit of work.
    Brief,
}

impl LockWait {
    /// The statement that begins the transaction: the setting costs no round trip of its own.
    const fn begin(self) -> &'static str {
        match self {
            Self::Patient => "begin",
            Self::Brief => "begin; set local lock_timeout = '100ms'",
        }
    }
}

/// Runs `work` in one transaction of its own task, and commits it if it succeeds.
///
/// # Errors
/// [`NotDone`]; nothing was changed.
pub async fn transact<T, E, W>(
    units: &UnitsOfWork,
    pool: &PgPool,
    lock_wait: LockWait,
    work: W,
) -> Result<T, NotDone<E>>
where
    T: Send + 'static,
    E: WorkError,
    W: for<'c> FnOnce(&'c mut PgConnection) -> BoxFuture<'c, Result<T, E>> + Send + 'static,
{
    let pool = pool.clone();
    units.run(async move { unit(&pool, lock_wait, work).await }).await?
}

/// Runs `work`, which only reads, on a connection of its own task, without the round trips of a transaction.
///
/// # Errors
/// [`NotDone::Unavailable`] also when it took longer than `within`.
pub async fn read<T, W>(
    units: &UnitsOfWork,
    pool: &PgPool,
    within: Duration,
    work: W,
) -> Result<T, NotDone<sqlx::Error>>
where
    T: Send + 'static,
    W: for<'c> FnOnce(&'c mut PgConnection) -> BoxFuture<'c, Result<T, sqlx::Error>> + Send + 'static,
{
    let pool = pool.clone();
    let reading = async move {
        let mut conn = pool.acquire().await?;
        let result = match tokio::time::timeout(within, work(&mut conn)).await {
            Ok(result) => result,
            Err(_elapsed) => Err(sqlx::Error::PoolTimedOut),
        };
        if result.is_err() {
            conn.close_on_drop();
        }
        result
    };
    units.run(reading).await?.map_err(from_database)
}

async fn unit<T, E, W>(pool: &PgPool, lock_wait: LockWait, work: W) -> Result<T, NotDone<E>>
where
    E: WorkError,
    W: for<'c> FnOnce(&'c mut PgConnection) -> BoxFuture<'c, Result<T, E>>,
{
    let mut conn = pool.acquire().await.map_err(from_database)?;
    let ended = in_transaction(&mut conn, lock_wait, work).await;
    if !matches!(ended, Ended::Committed(_) | Ended::Refused(_)) {
        // Nobody knows what state the connection is in, and a silent one would keep its place in the pool until it
        // speaks again: it is closed, not given back.
        conn.close_on_drop();
    }
    drop(conn);
    match ended {
        Ended::Committed(value) => Ok(value),
        Ended::Refused(refusal) => Err(NotDone::Refused(refusal)),
        Ended::RolledBack(error) => Err(from_database(error)),
        Ended::CommitUnanswered(value, id, error) => {
            if committed(pool, &id).await {
                Ok(value)
            } else {
                Err(from_database(error))
            }
        }
    }
}

/// How a transaction ended, as far as its own connection can say.
enum Ended<T, E> {
    Committed(T),
    Refused(E),
    RolledBack(sqlx::Error),
    CommitUnanswered(T, String, sqlx::Error),
}

async fn in_transaction<T, E, W>(conn: &mut PgConnection, lock_wait: LockWait, work: W) -> Ended<T, E>
where
    E: WorkError,
    W: for<'c> FnOnce(&'c mut PgConnection) -> BoxFuture<'c, Result<T, E>>,
{
    let mut transaction = match conn.begin_with(lock_wait.begin()).await {
        Ok(transaction) => transaction,
        Err(error) => return Ended::RolledBack(error),
    };
    let value = match work(&mut transaction).await.map_err(E::split) {
        Ok(value) => value,
        Err(Err(error)) => return Ended::RolledBack(error),
        Err(Ok(refusal)) => {
            return match transaction.rollback().await {
                Ok(()) => Ended::Refused(refusal),
                Err(error) => Ended::RolledBack(error),
            };
        }
    };
    // The last statement before COMMIT, and it is checked: COMMIT reports success even for a transaction that the
    // server has given up, this does not.
    let id = match db::transaction_id(&mut transaction).await {
        Ok(id) => id,
        Err(error) => return Ended::RolledBack(error),
    };
    match (transaction.commit().await, id) {
        (Ok(()), _) => Ended::Committed(value),
        // Nothing was written, so nothing can have become of it.
        (Err(error), None) => Ended::RolledBack(error),
        (Err(error), Some(id)) => Ended::CommitUnanswered(value, id, error),
    }
}

/// What became of transaction `id`, asked until it is known: an answer before that could be a lie.
async fn committed(pool: &PgPool, id: &str) -> bool {
    loop {
        let status = async {
            let mut conn = pool.acquire().await?;
            db::commit_status(&mut conn, id).await
        };
        let resolved = match status.await {
            Ok(CommitStatus::Committed) => Some(true),
            Ok(CommitStatus::Aborted) => Some(false),
            Ok(CommitStatus::InProgress) => None,
            Err(error) => {
                tracing::warn!(%error, "cannot yet say whether a transaction was committed");
                None
            }
        };
        if let Some(committed) = resolved {
            let resolved = if committed { "committed" } else { "aborted" };
            metrics::counter!("payout_commit_unknown_total", "resolved" => resolved).increment(1);
            tracing::warn!(resolved, "the reply to a COMMIT was lost; looked up");
            return committed;
        }
        tokio::time::sleep(ASK_AGAIN_AFTER).await;
    }
}

fn from_database<E>(error: sqlx::Error) -> NotDone<E> {
    if db::is_transient(&error) { NotDone::Unavailable(error) } else { NotDone::Failed(error) }
}
