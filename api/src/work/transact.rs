//! A unit of work: one transaction with one true result.
//!
//! The work runs in its own task, so a client that disconnects cannot interrupt it. If the reply to its COMMIT is lost,
//! the outcome is looked up by the transaction id on another connection, until a server knows it and proves with a
//! commit of its own that it can write (`domain::platform::db::attest`). The caller never has to guess. The connection
//! to a silent database is closed, because it would keep its place in the pool.

use std::time::Duration;

use domain::platform::db::{self, CommitStatus};
use domain::platform::pace::Pace;
use futures::future::BoxFuture;
use sqlx::pool::PoolConnection;
use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection, PgPool, Postgres};

use crate::work::kept::{Held, KeptConnection};
use crate::work::unit_of_work::{Panicked, UnitsOfWork};

/// The pauses between queries for an outcome. A primary without its standby keeps a session for each unanswered query.
const ASK_AGAIN_AFTER: (Duration, Duration) = (Duration::from_millis(200), Duration::from_secs(1));

/// How long the query for an outcome may take.
const ASKED_WITHIN: Duration = Duration::from_secs(2);
/// How long to wait for the reply to a COMMIT, before its outcome is looked up. Longer than any healthy disk takes.
const COMMIT_WITHIN: Duration = Duration::from_secs(5);

/// The pace of the log line about an outcome that is not known yet.
static UNKNOWN: Pace = Pace::new();

/// Checks on another connection whether the result of a unit of work exists. A crashed server reuses the transaction ids
/// whose records had not reached its disk, so a "committed" id may be another's, and the result itself is looked up.
pub type Witness<T> =
    Box<dyn for<'c> Fn(&T, &'c mut PgConnection) -> BoxFuture<'c, Result<bool, sqlx::Error>> + Send + Sync>;

/// The evidence that decides the outcome when the reply to a COMMIT is lost.
pub struct Evidence<T> {
    /// Looks up a result that must not be lost once it is acknowledged.
    pub witness: Option<Witness<T>>,
    /// Returns the transaction's id, if the last statement of the work fetched it. This saves a round trip.
    pub transaction_id: Option<fn(&T) -> String>,
}

impl<T> Evidence<T> {
    /// The transaction's id alone.
    pub fn none() -> Self {
        Self { witness: None, transaction_id: None }
    }

    /// Its id and `witness`.
    pub fn of(witness: Witness<T>) -> Self {
        Self { witness: Some(witness), transaction_id: None }
    }
}

/// Why a unit of work had no effect. With every variant, nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum TransactError<E> {
    /// The work itself refused.
    #[error("the work was refused")]
    Refused(#[source] E),
    /// The database cannot be reached, or cannot do this now. Trying again later may help.
    #[error("the database is not available")]
    Unavailable(#[source] sqlx::Error),
    /// The work failed for a reason that trying again does not fix.
    #[error("the unit of work failed")]
    Failed(#[source] sqlx::Error),
    /// The work panicked before its commit.
    #[error("the unit of work panicked")]
    Panicked(#[from] Panicked),
}

/// The error of a unit's work: one of its own refusals, or an error of the database.
pub trait WorkError: Sized + Send + 'static {
    /// Splits the error into the work's own refusal, or else the error of the database as `Err`.
    fn split(self) -> Result<Self, sqlx::Error>;
}

impl WorkError for sqlx::Error {
    fn split(self) -> Result<Self, sqlx::Error> {
        Err(self)
    }
}

/// The terms of a unit of work.
#[derive(Debug, Clone)]
pub struct TransactOptions {
    /// How long it may take up to its COMMIT. After that the server counts as silent.
    pub within: Duration,
    /// How long it waits for a lock.
    pub lock_wait: LockWait,
    /// Statements without parameters that are sent together with BEGIN, or an empty text.
    pub with_begin: String,
    /// The statement that commits it. A hint may follow in the same message.
    pub commit: &'static str,
    /// Where its connection is kept before and after it, for units in quick succession.
    pub kept: Option<KeptConnection>,
}

/// How long a unit of work waits for a lock that another transaction holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LockWait {
    /// As long as the session's setting allows (2 s).
    Patient,
    /// 100 ms, because others wait for this unit of work. Its statements are planned once in a session, not for each
    /// group.
    Brief,
}

impl LockWait {
    /// Returns the statement that begins the transaction. Its settings take no extra round trip.
    const fn begin(self) -> &'static str {
        match self {
            Self::Patient => "begin",
            Self::Brief => {
                "begin; set local lock_timeout = '100ms'; set local plan_cache_mode = force_generic_plan"
            }
        }
    }
}

/// Runs `work` in one transaction in its own task, and commits it if it succeeds.
///
/// # Errors
/// [`TransactError`]: nothing was changed. [`TransactError::Unavailable`] also if `work` takes longer than its terms allow.
pub async fn transact<T, E, W>(
    units: &UnitsOfWork,
    pool: &PgPool,
    terms: TransactOptions,
    evidence: Evidence<T>,
    work: W,
) -> Result<T, TransactError<E>>
where
    T: Send + Sync + 'static,
    E: WorkError,
    W: for<'c> FnOnce(&'c mut PgConnection) -> BoxFuture<'c, Result<T, E>> + Send + 'static,
{
    let pool = pool.clone();
    units.run(async move { unit(&pool, terms, evidence, work).await }).await?
}

/// Runs `work`, which only reads, on a connection in its own task, without the round trips of a transaction.
///
/// # Errors
/// [`TransactError::Unavailable`] also if it takes longer than `within`.
pub async fn read<T, W>(
    units: &UnitsOfWork,
    pool: &PgPool,
    within: Duration,
    work: W,
) -> Result<T, TransactError<sqlx::Error>>
where
    T: Send + 'static,
    W: for<'c> FnOnce(&'c mut PgConnection) -> BoxFuture<'c, Result<T, sqlx::Error>> + Send + 'static,
{
    let pool = pool.clone();
    let reading = async move {
        let mut conn = acquire(&pool).await?;
        let result = match tokio::time::timeout(within, work(&mut conn)).await {
            Ok(result) => result,
            Err(_elapsed) => Err(sqlx::Error::PoolTimedOut),
        };
        if result.as_ref().is_err_and(|error| !db::is_elsewhere(error)) {
            conn.close_on_drop();
        }
        result
    };
    units.run(reading).await?.map_err(from_database)
}

/// Acquires a connection of `pool`. The future is boxed because it is 4 kB, which would otherwise be part of the future
/// of every request and be moved with it.
fn acquire(pool: &PgPool) -> BoxFuture<'_, Result<PoolConnection<Postgres>, sqlx::Error>> {
    Box::pin(pool.acquire())
}

async fn unit<T, E, W>(
    pool: &PgPool,
    terms: TransactOptions,
    evidence: Evidence<T>,
    work: W,
) -> Result<T, TransactError<E>>
where
    E: WorkError,
    W: for<'c> FnOnce(&'c mut PgConnection) -> BoxFuture<'c, Result<T, E>>,
{
    let mut held = match terms.kept.as_ref().and_then(KeptConnection::take) {
        Some(held) => held,
        None => Held::new(acquire(pool).await.map_err(from_database)?),
    };
    let ended = in_transaction(&mut held.conn, &terms, evidence.transaction_id, work).await;
    if !matches!(ended, TaskOutcome::Committed(_) | TaskOutcome::Refused(_) | TaskOutcome::Elsewhere(_)) {
        // The state of the connection is unknown, and a silent connection would keep its place in the pool. So it is
        // closed, and not returned to the pool.
        held.conn.close_on_drop();
    }
    match (&terms.kept, &ended) {
        (Some(kept), TaskOutcome::Committed(_)) => kept.put(held, pool),
        _ => drop(held),
    }
    match ended {
        TaskOutcome::Committed(value) => Ok(value),
        TaskOutcome::Refused(refusal) => Err(TransactError::Refused(refusal)),
        TaskOutcome::RolledBack(error) | TaskOutcome::Elsewhere(error) => Err(from_database(error)),
        TaskOutcome::CommitUnanswered(value, id, error) => {
            if committed(pool, &id, &value, evidence.witness.as_ref()).await {
                Ok(value)
            } else {
                Err(from_database(error))
            }
        }
    }
}

/// How a transaction ended, as far as its own connection can tell.
enum TaskOutcome<T, E> {
    Committed(T),
    Refused(E),
    /// The business is being moved. Many requests may get this error within seconds, so the connection is kept.
    Elsewhere(sqlx::Error),
    RolledBack(sqlx::Error),
    CommitUnanswered(T, String, sqlx::Error),
}

async fn in_transaction<T, E, W>(
    conn: &mut PgConnection,
    terms: &TransactOptions,
    transaction_id: Option<fn(&T) -> String>,
    work: W,
) -> TaskOutcome<T, E>
where
    E: WorkError,
    W: for<'c> FnOnce(&'c mut PgConnection) -> BoxFuture<'c, Result<T, E>>,
{
    // At the timeout the future is dropped. Its connection is then closed, and the server rolls back.
    let worked = tokio::time::timeout(terms.within, before_commit(conn, terms, transaction_id, work)).await;
    let (value, id) = match worked.unwrap_or(Err(TaskOutcome::RolledBack(sqlx::Error::PoolTimedOut))) {
        Ok(worked) => worked,
        Err(ended) => return ended,
    };
    let committed = tokio::time::timeout(COMMIT_WITHIN, conn.execute(terms.commit)).await;
    match (committed.unwrap_or(Err(sqlx::Error::PoolTimedOut)), id) {
        (Ok(_), _) => TaskOutcome::Committed(value),
        // Nothing was written, so there is no outcome to look up.
        (Err(error), None) => TaskOutcome::RolledBack(error),
        (Err(error), Some(id)) => TaskOutcome::CommitUnanswered(value, id, error),
    }
}

/// Does everything up to the COMMIT. Returns the work's result, and the transaction's id if it has written. The
/// transaction is not one of sqlx's, because their COMMIT cannot carry another statement. If the work panics, the pool
/// rolls it back.
async fn before_commit<T, E, W>(
    conn: &mut PgConnection,
    terms: &TransactOptions,
    transaction_id: Option<fn(&T) -> String>,
    work: W,
) -> Result<(T, Option<String>), TaskOutcome<T, E>>
where
    E: WorkError,
    W: for<'c> FnOnce(&'c mut PgConnection) -> BoxFuture<'c, Result<T, E>>,
{
    let begin = format!("{}; {}", terms.lock_wait.begin(), terms.with_begin);
    conn.execute(AssertSqlSafe(begin)).await.map_err(TaskOutcome::RolledBack)?;
    let value = match work(conn).await.map_err(E::split) {
        Ok(value) => value,
        Err(Err(error)) if db::is_elsewhere(&error) => {
            conn.execute("rollback").await.map_err(TaskOutcome::RolledBack)?;
            return Err(TaskOutcome::Elsewhere(error));
        }
        Err(Err(error)) => return Err(TaskOutcome::RolledBack(error)),
        Err(Ok(refusal)) => {
            conn.execute("rollback").await.map_err(TaskOutcome::RolledBack)?;
            return Err(TaskOutcome::Refused(refusal));
        }
    };
    // This is the last statement before COMMIT, and its success matters: COMMIT succeeds even for a transaction that
    // the server has aborted, but this statement does not.
    let id = match transaction_id {
        Some(of) => Some(of(&value)),
        None => db::transaction_id(conn).await.map_err(TaskOutcome::RolledBack)?,
    };
    Ok((value, id))
}

/// Returns whether transaction `id` was committed. Asks until the answer is certain, because an earlier answer could be
/// wrong.
async fn committed<T>(pool: &PgPool, id: &str, value: &T, witness: Option<&Witness<T>>) -> bool {
    let mut pause = ASK_AGAIN_AFTER.0;
    loop {
        match ask(pool, id, value, witness).await {
            Ok(Some(committed)) => {
                let resolved = if committed { "committed" } else { "aborted" };
                metrics::counter!("payout_commit_unknown_total", "resolved" => resolved).increment(1);
                tracing::warn!(resolved, "the reply to a COMMIT was lost; looked up");
                return committed;
            }
            Ok(None) => {}
            Err(error) => {
                if let Some(suppressed) = UNKNOWN.due() {
                    tracing::warn!(%error, suppressed, "the outcome of a transaction is not known yet; asking again");
                }
            }
        }
        tokio::time::sleep(pause).await;
        pause = (pause * 2).min(ASK_AGAIN_AFTER.1);
    }
}

/// Returns whether transaction `id` was committed, or `None` while it is still in progress.
async fn ask<T>(
    pool: &PgPool,
    id: &str,
    value: &T,
    witness: Option<&Witness<T>>,
) -> Result<Option<bool>, sqlx::Error> {
    let mut conn = acquire(pool).await?;
    let asked = tokio::time::timeout(ASKED_WITHIN, evidence_on(&mut conn, id, value, witness)).await;
    let committed = asked.unwrap_or(Err(sqlx::Error::PoolTimedOut));
    if committed.is_err() {
        conn.close_on_drop();
    }
    committed
}

async fn evidence_on<T>(
    conn: &mut PgConnection,
    id: &str,
    value: &T,
    witness: Option<&Witness<T>>,
) -> Result<Option<bool>, sqlx::Error> {
    let mut asking = conn.begin().await?;
    let committed = match (db::commit_status(&mut asking, id).await?, witness) {
        (CommitStatus::InProgress, _) => return asking.rollback().await.map(|()| None),
        (CommitStatus::Aborted, _) => false,
        (CommitStatus::Committed, None) => true,
        (CommitStatus::Committed | CommitStatus::Forgotten, Some(witness)) => {
            witness(value, &mut asking).await?
        }
        (CommitStatus::Forgotten, None) => {
            return Err(sqlx::Error::Protocol("the server has forgotten the transaction".into()));
        }
    };
    // Until this succeeds, the server may be one that was left behind by a failover.
    db::attest(&mut asking).await?;
    asking.commit().await.map(|()| Some(committed))
}

fn from_database<E>(error: sqlx::Error) -> TransactError<E> {
    if db::is_transient(&error) { TransactError::Unavailable(error) } else { TransactError::Failed(error) }
}
