//! A session: a worker's two connections, one of which has the claim's transaction.
//!
//! A claim passes from the backend to its job with its transaction open. Therefore the transaction is state of the
//! session, and not a borrow of a connection. Dropping a session closes its connections, and the server rolls back.

mod in_hand;

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use chrono::{DateTime, Utc};
use domain::ids::BusinessId;
use domain::platform::db::{self, Role};
use domain::queue::mark::{self, Mark};
use domain::queue::{self, COMMIT_AND_HINT_AT_OUTCOMES, Candidates};
use domain::throttle::{self, Allowance, Throttle};
use futures::TryStreamExt;
use futures::future::ready;
use secrecy::SecretString;
use sqlx::{Executor, PgConnection};

pub use in_hand::{ClaimedBusinesses, Holding};

/// How long a step may take before the worker gives up its connection. The server's own time-outs are shorter, so after
/// this time the server is silent.
pub const SILENCE: Duration = Duration::from_secs(40);

/// The two connections of a worker.
#[derive(Debug)]
pub struct Session {
    /// The connection of the claim's transaction.
    pub work: PgConnection,
    /// The connection that commits marks, outside the claim's transaction and without waiting for the disk.
    pub marks: PgConnection,
}

impl Session {
    async fn open(url: &SecretString) -> Result<Self, sqlx::Error> {
        let (work, marks) = tokio::try_join!(db::connect(url, Role::Worker), db::connect_for_marks(url))?;
        Ok(Self { work, marks })
    }

    /// Begins the claim's transaction.
    ///
    /// # Errors
    /// Returns an error when the database fails.
    pub async fn begin(&mut self) -> Result<(), sqlx::Error> {
        control(&mut self.work, "begin").await
    }

    /// Begins a claim's transaction, and at the same time reads on the other connection which businesses are next.
    ///
    /// # Errors
    /// Returns an error when the database fails.
    pub async fn begin_and_look(
        &mut self,
        now: DateTime<Utc>,
        limit: i64,
    ) -> Result<Candidates, sqlx::Error> {
        let begun = control(&mut self.work, "begin");
        let (begun, candidates) = tokio::join!(begun, queue::candidates(&mut self.marks, now, limit));
        begun.and(candidates)
    }

    /// Rolls back the claim's transaction, and begins another one.
    ///
    /// # Errors
    /// Returns an error when the database fails.
    pub async fn begin_again(&mut self) -> Result<(), sqlx::Error> {
        control(&mut self.work, "rollback; begin").await
    }

    /// Commits the claim's transaction, and begins another one.
    ///
    /// # Errors
    /// Returns an error when the answer is lost.
    pub async fn commit_and_begin(&mut self) -> Result<(), sqlx::Error> {
        control(&mut self.work, "commit; begin").await
    }

    /// Commits the claim's transaction. If `hint`, sends the hint at its outcomes in the same message. Returns whether
    /// the hint was sent.
    ///
    /// # Errors
    /// Returns an error when the answer is lost. Then it is unknown whether the claim was committed: drop the session.
    pub async fn commit(&mut self, hint: bool) -> Result<bool, sqlx::Error> {
        if !hint {
            return control(&mut self.work, "commit").await.map(|()| false);
        }
        let failed = committed(&mut self.work, COMMIT_AND_HINT_AT_OUTCOMES).await?;
        if let Some(error) = &failed {
            tracing::warn!(%error, "a claim was committed, but its hint failed; the hint is sent again");
        }
        Ok(failed.is_none())
    }

    /// Rolls back the claim's transaction.
    ///
    /// # Errors
    /// Returns an error when the database fails.
    pub async fn rollback(&mut self) -> Result<(), sqlx::Error> {
        control(&mut self.work, "rollback").await
    }

    /// Keeps the changes since the savepoint, and sets a new savepoint.
    ///
    /// # Errors
    /// Returns an error when the database fails.
    pub async fn keep(&mut self) -> Result<(), sqlx::Error> {
        control(&mut self.work, "release savepoint jobs; savepoint jobs").await
    }

    /// Rolls back to the savepoint, which remains set.
    ///
    /// # Errors
    /// Returns an error when the database fails.
    pub async fn undo(&mut self) -> Result<(), sqlx::Error> {
        control(&mut self.work, "rollback to savepoint jobs").await
    }

    /// Reserves tokens of the throttle of everything for a claim of up to `jobs`, outside the claim's transaction.
    ///
    /// # Errors
    /// Returns an error when the database fails.
    pub async fn reserve(
        &mut self,
        seen: Throttle,
        jobs: i64,
        now: DateTime<Utc>,
    ) -> Result<Allowance, sqlx::Error> {
        throttle::reserve(&mut self.marks, seen, jobs, now).await
    }

    /// Gives back reserved tokens that were not used.
    ///
    /// # Errors
    /// Returns an error when the database fails.
    pub async fn return_tokens(&mut self, unused: Allowance) -> Result<(), sqlx::Error> {
        throttle::return_tokens(&mut self.marks, unused).await
    }
}

/// Sets the savepoint to which a claim rolls back when a job's statement fails.
///
/// # Errors
/// Returns an error when the database fails.
pub async fn savepoint(work: &mut PgConnection) -> Result<(), sqlx::Error> {
    control(work, "savepoint jobs").await
}

/// Runs `command`, a COMMIT that is followed by another statement in the same message. Returns the error of that other
/// statement, if it failed; the COMMIT remains in effect.
///
/// # Errors
/// Returns an error when the COMMIT fails, or its answer is lost.
pub async fn committed(
    work: &mut PgConnection,
    command: &'static str,
) -> Result<Option<sqlx::Error>, sqlx::Error> {
    let mut answers = work.fetch_many(command);
    // The first answer is that of the COMMIT. The server sends it once the COMMIT is durable.
    answers.try_next().await?;
    Ok(answers.try_for_each(|_| ready(Ok(()))).await.err())
}

async fn control(work: &mut PgConnection, command: &'static str) -> Result<(), sqlx::Error> {
    work.execute(command).await.map(|_| ())
}

/// What becomes of the mark of a claim that was rolled back. It is done at once, or on the next connection.
#[derive(Debug, Clone)]
pub enum Amend {
    /// Deletes the mark: nothing points at the jobs as the cause.
    Clear(BusinessId, Mark),
    /// Keeps the mark, and writes it again and flushes it, because a crash of the server may lose it.
    WriteAgain(BusinessId, Mark),
    /// Excuses the claim: the server said that it was shutting down.
    Excuse(BusinessId, Mark),
}

impl Amend {
    /// Carries this out on `conn`.
    ///
    /// # Errors
    /// Returns an error when the database fails.
    pub async fn carry_out(&self, conn: &mut PgConnection) -> Result<(), sqlx::Error> {
        match self {
            Self::Clear(business, mark) => mark::clear(conn, *business, mark.id).await,
            Self::WriteAgain(business, mark) => mark::write(conn, *business, mark).await,
            Self::Excuse(business, mark) => mark::excuse(conn, *business, mark).await,
        }
    }
}

/// Keeps a worker's session between claims, and opens a new one when needed.
#[derive(Debug, Clone)]
pub struct Sessions {
    url: SecretString,
    resting: Arc<Mutex<Option<Session>>>,
    /// What to do with marks before any worker claims on a new session. All workers of the process share it.
    amends: Arc<tokio::sync::Mutex<Vec<Amend>>>,
    /// The businesses that the workers of this process have claimed. All of them share it.
    pub in_hand: ClaimedBusinesses,
}

impl Sessions {
    /// Returns one without a session, for the database at `url`.
    pub fn new(url: SecretString) -> Self {
        Self { url, resting: Arc::default(), amends: Arc::default(), in_hand: ClaimedBusinesses::default() }
    }

    /// Returns one for another worker of the same process.
    #[must_use]
    pub fn for_another_worker(&self) -> Self {
        Self { resting: Arc::default(), ..self.clone() }
    }

    /// Takes the kept session, or opens a new one.
    ///
    /// # Errors
    /// Returns an error when the database cannot be reached.
    pub async fn take(&self) -> Result<Session, sqlx::Error> {
        let resting = self.resting.lock().unwrap_or_else(PoisonError::into_inner).take();
        match resting {
            Some(session) => Ok(session),
            None => self.open().await,
        }
    }

    async fn open(&self) -> Result<Session, sqlx::Error> {
        let mut session = Session::open(&self.url).await?;
        let mut amends = self.amends.lock().await;
        while let Some(amend) = amends.last() {
            // On the connection whose commits wait for the disk, so that a job that crashes the server is found as
            // well.
            amend.carry_out(&mut session.work).await?;
            amends.pop();
        }
        drop(amends);
        Ok(session)
    }

    /// Schedules `amend` for the next session that is opened, before anything is claimed on it.
    pub async fn amend(&self, amend: Amend) {
        self.amends.lock().await.push(amend);
    }

    /// Keeps a session for the next claim. A session with an open transaction must be dropped instead.
    pub fn put_back(&self, session: Session) {
        *self.resting.lock().unwrap_or_else(PoisonError::into_inner) = Some(session);
    }
}

/// Runs `work`, and returns an error when it takes longer than [`SILENCE`].
pub(crate) async fn with_silence_limit<T>(
    work: impl Future<Output = Result<T, sqlx::Error>>,
) -> Result<T, sqlx::Error> {
    tokio::time::timeout(SILENCE, work).await.unwrap_or(Err(sqlx::Error::PoolTimedOut))
}
