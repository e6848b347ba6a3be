//! A worker's two connections, and the transaction on one of them.
//!
//! A claim travels from the backend to its job with its transaction open, so the transaction is not a borrow of a
//! connection but a state of this value. A session that is dropped closes its connections, and the server rolls back.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use chrono::{DateTime, Utc};
use domain::ids::BusinessId;
use domain::platform::db::{self, Role};
use domain::queue::mark::{self, Mark};
use domain::throttle::{self, Allowance, Throttle};
use secrecy::SecretString;
use sqlx::{Executor, PgConnection};

/// How long a step may take before its connection is given up: longer than the server's own limits, so that it means
/// a silent peer.
pub const SILENCE: Duration = Duration::from_secs(40);

/// The two connections of a worker.
#[derive(Debug)]
pub struct Session {
    /// In the claim's transaction.
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

    /// Commits the claim's transaction. After an error nobody knows whether it happened: drop the session.
    ///
    /// # Errors
    /// When the answer is lost.
    pub async fn commit(&mut self) -> Result<(), sqlx::Error> {
        control(&mut self.work, "commit").await
    }

    /// Undoes the claim.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn rollback(&mut self) -> Result<(), sqlx::Error> {
        control(&mut self.work, "rollback").await
    }

    /// Keeps what was done since the savepoint, and sets it anew.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn keep(&mut self) -> Result<(), sqlx::Error> {
        control(&mut self.work, "release savepoint jobs; savepoint jobs").await
    }

    /// Undoes what was done since the savepoint; it stays.
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

    /// Gives reserved tokens back that were not used.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn return_tokens(&mut self, unused: Allowance) -> Result<(), sqlx::Error> {
        throttle::return_tokens(&mut self.marks, unused).await
    }
}

/// Sets a point in the claim's transaction to come back to when a job's error is expected.
///
/// # Errors
/// When the database fails.
pub async fn savepoint(work: &mut PgConnection) -> Result<(), sqlx::Error> {
    control(work, "savepoint jobs").await
}

async fn control(work: &mut PgConnection, command: &'static str) -> Result<(), sqlx::Error> {
    work.execute(command).await.map(|_| ())
}

/// What a claim that was rolled back makes of its mark: at once, or when there is another connection.
#[derive(Debug, Clone)]
pub enum Amend {
    /// It goes: nothing was said against the jobs.
    Clear(BusinessId, Mark),
    /// It stays, and is written again, flushed: a crash of the server may lose it.
    LeaveAgain(BusinessId, Mark),
    /// The server said that it ended.
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

/// Where a worker's session rests between claims; opened when it is needed.
#[derive(Debug, Clone)]
pub struct Sessions {
    url: SecretString,
    resting: Arc<Mutex<Option<Session>>>,
    /// Of all workers of the process: what is to be amended before any of them claims on a new session.
    amends: Arc<tokio::sync::Mutex<Vec<Amend>>>,
}

impl Sessions {
    /// No session yet.
    pub fn new(url: SecretString) -> Self {
        Self { url, resting: Arc::default(), amends: Arc::default() }
    }

    /// Those of another worker of the process.
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
            // On the connection whose commits wait for the disk: a job that crashes the server is found all the same.
            amend.carry_out(&mut session.work).await?;
            amends.pop();
        }
        drop(amends);
        Ok(session)
    }

    /// `amend` is done as soon as the next session is opened, before anything is claimed on it.
    pub async fn amend(&self, amend: Amend) {
        self.amends.lock().await.push(amend);
    }

    /// Lets a session rest that is in no transaction. Any other must be dropped instead.
    pub fn put_back(&self, session: Session) {
        *self.resting.lock().unwrap_or_else(PoisonError::into_inner) = Some(session);
    }
}

/// A silent database is an error like any other.
pub(crate) async fn answered<T>(
    work: impl Future<Output = Result<T, sqlx::Error>>,
) -> Result<T, sqlx::Error> {
    tokio::time::timeout(SILENCE, work).await.unwrap_or(Err(sqlx::Error::PoolTimedOut))
}
