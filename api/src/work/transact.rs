//! One unit of work, one transaction, one truthful answer.
//!
//! The work runs in a task of its own, so a hang-up cannot cut it. A COMMIT whose reply is lost is looked up by its
//! transaction id on another connection until a server that can write says what became of it, and shows by a commit of
//! its own that it can (`domain::platform::db::attest`): the caller never has to guess. A database that is silent is not waited
//! for: its connection is closed, for it would keep its place in the pool.

use std::time::Duration;

use domain::platform::db::{self, CommitStatus};
use domain::platform::pace::Pace;
use futures::future::BoxFuture;
use sqlx::pool::PoolConnection;
use sqlx::{Connection, PgConnection, PgPool, Postgres, Transaction};

use crate::work::unit_of_work::{Panicked, UnitsOfWork};

/// How long to wait before asking again what became of a transaction: at first, and at the most. A primary that is cut off
/// from its standby keeps a session for every question that it cannot answer.
const ASK_AGAIN_AFTER: (Duration, Duration) = (Duration::from_millis(200), Duration::from_secs(1));

/// How long the question may take.
const ASKED_WITHIN: Duration = Duration::from_secs(2);

/// How long the server may be silent about a COMMIT before it is asked on another connection what became of it: longer
/// than any healthy disk takes.
const COMMIT_WITHIN: Duration = Duration::from_secs(5);

/// How often it is said that an outcome is not known yet.
static UNKNOWN: Pace = Pace::new();

/// Looks, on a connection of its own, whether what a unit of work gave is there. A server that crashed gives the ids of
/// transactions whose records had not reached its disk to others, so an id that is "committed" may be somebody else's:
/// what must not be lost once it is acknowledged is looked for itself.
pub type Witness<T> =
    Box<dyn for<'c> Fn(&T, &'c mut PgConnection) -> BoxFuture<'c, Result<bool, sqlx::Error>> + Send + Sync>;

/// By what the truth is found when the reply to a COMMIT is lost.
pub struct Evidence<T> {
    /// For what must not be lost once it is acknowledged.
    pub witness: Option<Witness<T>>,
    /// The transaction's id, from work that has asked for it with its last statement. Otherwise it is asked for, which is
    /// a round trip.
    pub transaction_id: Option<fn(&T) -> String>,
}

impl<T> Evidence<T> {
    /// The transaction's id alone.
    pub fn none() -> Self {
        Self { witness: None, transaction_id: None }
    }

    /// The transaction's id, and `witness`.
    pub fn of(witness: Witness<T>) -> Self {
        Self { witness: Some(witness), transaction_id: None }
    }
}

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

/// On what terms a unit of work runs.
#[derive(Debug, Clone, Copy)]
pub struct Terms {
    /// How long it may take up to its COMMIT. Longer means a silent server.
    pub within: Duration,
    /// How long it waits for a lock.
    pub lock_wait: LockWait,
    /// What its COMMIT waits for.
    pub commit: Commit,
}

/// What a COMMIT waits for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Commit {
    /// The disk, and synchronous standbys: what was done may be acknowledged.
    Durable,
    /// Nothing: what was done is acknowledged by nobody before another transaction has built on it whose COMMIT is durable.
    /// The log is written in order, so that one makes this one durable as well; and a crash before it undoes both.
    Followed,
}

/// How long a unit of work waits for a lock that another one holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LockWait {
    /// As long as the session's setting says (2 s).
    Patient,
    /// 100 ms: others wait for this unit of work. Its statements are planned once in a session, not for each group.
    Brief,
}

impl Terms {
    /// The statement that begins the transaction: the settings cost no round trip of their own.
    const fn begin(self) -> &'static str {
        match (self.lock_wait, self.commit) {
            (LockWait::Patient, Commit::Durable) => "begin",
            (LockWait::Patient, Commit::Followed) => "begin; set local synchronous_commit = off",
            (LockWait::Brief, Commit::Durable) => {
                "begin; set local lock_timeout = '100ms'; set local plan_cache_mode = force_generic_plan"
            }
            (LockWait::Brief, Commit::Followed) => {
                "begin; set local lock_timeout = '100ms'; set local plan_cache_mode = force_generic_plan; \
                 set local synchronous_commit = off"
            }
        }
    }
}

/// Runs `work` in one transaction of its own task, and commits it if it succeeds.
///
/// # Errors
/// [`NotDone`]; nothing was changed. [`NotDone::Unavailable`] also when `work` took longer than its
/// terms allow.
pub async fn transact<T, E, W>(
    units: &UnitsOfWork,
    pool: &PgPool,
    terms: Terms,
    evidence: Evidence<T>,
    work: W,
) -> Result<T, NotDone<E>>
where
    T: Send + Sync + 'static,
    E: WorkError,
    W: for<'c> FnOnce(&'c mut PgConnection) -> BoxFuture<'c, Result<T, E>> + Send + 'static,
{
    let pool = pool.clone();
    units.run(async move { unit(&pool, terms, evidence, work).await }).await?
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
        let mut conn = acquire(&pool).await?;
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

/// A connection of `pool`. In a box: while it waits it is 4 kB, which the future of every request would have room for and be
/// moved about with.
fn acquire(pool: &PgPool) -> BoxFuture<'_, Result<PoolConnection<Postgres>, sqlx::Error>> {
    Box::pin(pool.acquire())
}

async fn unit<T, E, W>(pool: &PgPool, terms: Terms, evidence: Evidence<T>, work: W) -> Result<T, NotDone<E>>
where
    E: WorkError,
    W: for<'c> FnOnce(&'c mut PgConnection) -> BoxFuture<'c, Result<T, E>>,
{
    let mut conn = acquire(pool).await.map_err(from_database)?;
    let ended = in_transaction(&mut conn, terms, evidence.transaction_id, work).await;
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
            if committed(pool, &id, &value, evidence.witness.as_ref()).await {
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

async fn in_transaction<T, E, W>(
    conn: &mut PgConnection,
    terms: Terms,
    transaction_id: Option<fn(&T) -> String>,
    work: W,
) -> Ended<T, E>
where
    E: WorkError,
    W: for<'c> FnOnce(&'c mut PgConnection) -> BoxFuture<'c, Result<T, E>>,
{
    // Dropped on its way when time is up: its connection is closed then, and the server rolls back.
    let worked = tokio::time::timeout(terms.within, before_commit(conn, terms, transaction_id, work)).await;
    let (transaction, value, id) = match worked.unwrap_or(Err(Ended::RolledBack(sqlx::Error::PoolTimedOut))) {
        Ok(worked) => worked,
        Err(ended) => return ended,
    };
    let committed = tokio::time::timeout(COMMIT_WITHIN, transaction.commit()).await;
    match (committed.unwrap_or(Err(sqlx::Error::PoolTimedOut)), id) {
        (Ok(()), _) => Ended::Committed(value),
        // Nothing was written, so nothing can have become of it.
        (Err(error), None) => Ended::RolledBack(error),
        (Err(error), Some(id)) => Ended::CommitUnanswered(value, id, error),
    }
}

/// Everything up to the COMMIT: the transaction, what the work gave, and the transaction's id if it has written.
async fn before_commit<T, E, W>(
    conn: &mut PgConnection,
    terms: Terms,
    transaction_id: Option<fn(&T) -> String>,
    work: W,
) -> Result<(Transaction<'_, Postgres>, T, Option<String>), Ended<T, E>>
where
    E: WorkError,
    W: for<'c> FnOnce(&'c mut PgConnection) -> BoxFuture<'c, Result<T, E>>,
{
    let mut transaction = conn.begin_with(terms.begin()).await.map_err(Ended::RolledBack)?;
    let value = match work(&mut transaction).await.map_err(E::split) {
        Ok(value) => value,
        Err(Err(error)) => return Err(Ended::RolledBack(error)),
        Err(Ok(refusal)) => {
            transaction.rollback().await.map_err(Ended::RolledBack)?;
            return Err(Ended::Refused(refusal));
        }
    };
    // The last statement before COMMIT, and it is checked: COMMIT reports success even for a transaction that the
    // server has given up, this does not.
    let id = match transaction_id {
        Some(of) => Some(of(&value)),
        None => db::transaction_id(&mut transaction).await.map_err(Ended::RolledBack)?,
    };
    Ok((transaction, value, id))
}

/// What became of transaction `id`, asked until it is known: an answer before that could be a lie.
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
                if let Some(more) = UNKNOWN.due() {
                    tracing::warn!(%error, more, "cannot yet say whether a transaction was committed; asking again");
                }
            }
        }
        tokio::time::sleep(pause).await;
        pause = (pause * 2).min(ASK_AGAIN_AFTER.1);
    }
}

/// Whether transaction `id` was committed; `None` while the server has not finished it.
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
    // Until this is answered the server may be one that has been left behind.
    db::attest(&mut asking).await?;
    asking.commit().await.map(|()| Some(committed))
}

fn from_database<E>(error: sqlx::Error) -> NotDone<E> {
    if db::is_transient(&error) { NotDone::Unavailable(error) } else { NotDone::Failed(error) }
}
