//! A worker's two connections, and the transaction on one of them.
//!
//! A claim travels from the backend to its job with its transaction open. So the transaction is a state of this value,
//! and no borrow of a connection. When a session is dropped, its connections are closed, and the server rolls back.

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

pub use in_hand::{Holding, InHand};

/// How long a step may take before its connection is given up. This is longer than the server's own limits, so it means
/// that the server is silent.
pub const SILENCE: Duration = Duration::from_secs(40);

/// The two connections of a worker.
#[derive(Debug)]
pub struct Session {
    /// Has the claim's transaction.
    pub work: PgConnection,
    /// Commits marks, outside the claim's transaction, and never waits for the disk.
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
    /// When the database fails.
    pub async fn begin(&mut self) -> Result<(), sqlx::Error> {
        control(&mut self.work, "begin").await
    }

    /// Begins a claim's transaction, and looks meanwhile, outside of it, who is served next.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn begin_and_look(
        &mut self,
        now: DateTime<Utc>,
        limit: i64,
    ) -> Result<Candidates, sqlx::Error> {
        let begun = control(&mut self.work, "begin");
        let (begun, candidates) = tokio::join!(begun, queue::candidates(&mut self.marks, now, limit));
        begun.and(candidates)
    }

    /// Rolls the claim back, and begins another one.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn begin_again(&mut self) -> Result<(), sqlx::Error> {
        control(&mut self.work, "rollback; begin").await
    }

    /// Commits the claim's transaction, and begins another one.
    ///
    /// # Errors
    /// When the answer is lost.
    pub async fn commit_and_begin(&mut self) -> Result<(), sqlx::Error> {
        control(&mut self.work, "commit; begin").await
    }

    /// Commits the claim's transaction, and hints at its outcomes if `hint`. Returns whether it has hinted. After an error nobody knows
    /// whether it was committed: drop the session.
    ///
    /// # Errors
    /// When the answer is lost.
    pub async fn commit(&mut self, hint: bool) -> Result<bool, sqlx::Error> {
        if !hint {
            return control(&mut self.work, "commit").await.map(|()| false);
        }
        let failed = committed(&mut self.work, COMMIT_AND_HINT_AT_OUTCOMES).await?;
        if let Some(error) = &failed {
            tracing::warn!(%error, "a claim is committed, and the hint behind it failed: it is given again");
        }
        Ok(failed.is_none())
    }

    /// Rolls the claim back.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn rollback(&mut self) -> Result<(), sqlx::Error> {
        control(&mut self.work, "rollback").await
    }

    /// Keeps what was done since the savepoint, and sets a new one.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn keep(&mut self) -> Result<(), sqlx::Error> {
        control(&mut self.work, "release savepoint jobs; savepoint jobs").await
    }

    /// Undoes what was done since the savepoint, which stays.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn undo(&mut self) -> Result<(), sqlx::Error> {
        control(&mut self.work, "rollback to savepoint jobs").await
    }

    /// Reserves tokens of everything's throttle for a claim of up to `jobs`, outside its transaction.
    ///
    /// # Errors
    /// When the database fails.
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
    /// When the database fails.
    pub async fn return_tokens(&mut self, unused: Allowance) -> Result<(), sqlx::Error> {
        throttle::return_tokens(&mut self.marks, unused).await
    }
}

/// Sets the savepoint to which a claim returns when a job's statement fails.
///
/// # Errors
/// When the database fails.
pub async fn savepoint(work: &mut PgConnection) -> Result<(), sqlx::Error> {
    control(work, "savepoint jobs").await
}

/// Runs `command`, which is a COMMIT and something behind it in the same message. Returns how that has failed, if it has: what was
/// committed stays so.
///
/// # Errors
/// When the COMMIT fails, or its answer is lost.
pub async fn committed(
    work: &mut PgConnection,
    command: &'static str,
) -> Result<Option<sqlx::Error>, sqlx::Error> {
    let mut answers = work.fetch_many(command);
    // The first is the COMMIT's, which the server gives once it is durable.
    answers.try_next().await?;
    Ok(answers.try_for_each(|_| ready(Ok(()))).await.err())
}

async fn control(work: &mut PgConnection, command: &'static str) -> Result<(), sqlx::Error> {
    work.execute(command).await.map(|_| ())
}

/// What is done with the mark of a claim that was rolled back: at once, or when there is another connection.
#[derive(Debug, Clone)]
pub enum Amend {
    /// It is deleted: nothing was said against the jobs.
    Clear(BusinessId, Mark),
    /// It stays, and is written and flushed again, because a crash of the server may lose it.
    LeaveAgain(BusinessId, Mark),
    /// Its claim is excused: the server said that it ended.
    Excuse(BusinessId, Mark),
}

impl Amend {
    /// Does so.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn carry_out(&self, conn: &mut PgConnection) -> Result<(), sqlx::Error> {
        match self {
            Self::Clear(business, mark) => mark::clear(conn, *business, mark.id).await,
            Self::LeaveAgain(business, mark) => mark::leave(conn, *business, mark).await,
            Self::Excuse(business, mark) => mark::excuse(conn, *business, mark).await,
        }
    }
}

/// The place where a worker's session rests between claims. It is opened when it is needed.
#[derive(Debug, Clone)]
pub struct Sessions {
    url: SecretString,
    resting: Arc<Mutex<Option<Session>>>,
    /// Shared by all workers of the process: the amendments to carry out before any of them claims on a new session.
    amends: Arc<tokio::sync::Mutex<Vec<Amend>>>,
    /// Shared by all workers of the process: what they have in hand.
    pub in_hand: InHand,
}

impl Sessions {
    /// A place without a session.
    pub fn new(url: SecretString) -> Self {
        Self { url, resting: Arc::default(), amends: Arc::default(), in_hand: InHand::default() }
    }

    /// A place for another worker of the process.
    #[must_use]
    pub fn beside(&self) -> Self {
        Self { resting: Arc::default(), ..self.clone() }
    }

    /// Takes the resting session, or opens a new one.
    ///
    /// # Errors
    /// When the database cannot be reached.
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

    /// Has `amend` carried out as soon as the next session is opened, before anything is claimed on it.
    pub async fn amend(&self, amend: Amend) {
        self.amends.lock().await.push(amend);
    }

    /// Lets a session rest that is in no transaction. A session in a transaction must be dropped instead.
    pub fn put_back(&self, session: Session) {
        *self.resting.lock().unwrap_or_else(PoisonError::into_inner) = Some(session);
    }
}

/// `work`, with an error when the database is silent for [`SILENCE`].
pub(crate) async fn answered<T>(
    work: impl Future<Output = Result<T, sqlx::Error>>,
) -> Result<T, sqlx::Error> {
    tokio::time::timeout(SILENCE, work).await.unwrap_or(Err(sqlx::Error::PoolTimedOut))
}
