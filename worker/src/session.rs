//! A worker's two connections, and the transaction on one of them.
//!
//! A claim travels from the backend to its job with its transaction open, so the transaction is not a borrow of a
//! connection but a state of this value. A session that is dropped closes its connections, and the server rolls back.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use chrono::{DateTime, Utc};
use domain::db::{self, Role};
use domain::ids::BusinessId;
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
    /// Commits marks, and never waits for the disk.
    marks: PgConnection,
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
        self.control("begin").await
    }

    /// Commits the claim's transaction. After an error nobody knows whether it happened: drop the session.
    ///
    /// # Errors
    /// When the answer is lost.
    pub async fn commit(&mut self) -> Result<(), sqlx::Error> {
        self.control("commit").await
    }

    /// Undoes the claim.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn rollback(&mut self) -> Result<(), sqlx::Error> {
        self.control("rollback").await
    }

    /// Sets a point to come back to when a job's error is expected.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn savepoint(&mut self) -> Result<(), sqlx::Error> {
        self.control("savepoint jobs").await
    }

    /// Keeps what was done since the savepoint.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn release(&mut self) -> Result<(), sqlx::Error> {
        self.control("release savepoint jobs").await
    }

    /// Undoes what was done since the savepoint.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn rollback_to_savepoint(&mut self) -> Result<(), sqlx::Error> {
        self.control("rollback to savepoint jobs; release savepoint jobs").await
    }

    /// Commits `mark` outside the claim's transaction.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn leave_mark(&mut self, business: BusinessId, mark: Mark) -> Result<(), sqlx::Error> {
        mark::leave(&mut self.marks, business, mark).await
    }

    /// Takes the mark away outside the claim's transaction: this worker lives.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn clear_mark(&mut self, business: BusinessId) -> Result<(), sqlx::Error> {
        mark::clear(&mut self.marks, business).await
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
    pub async fn give_back(&mut self, unused: Allowance) -> Result<(), sqlx::Error> {
        throttle::give_back(&mut self.marks, unused).await
    }

    async fn control(&mut self, command: &'static str) -> Result<(), sqlx::Error> {
        self.work.execute(command).await.map(|_| ())
    }
}

/// Where a worker's session rests between claims; opened when it is needed.
#[derive(Debug, Clone)]
pub struct Sessions {
    url: SecretString,
    resting: Arc<Mutex<Option<Session>>>,
}

impl Sessions {
    /// No session yet.
    pub fn new(url: SecretString) -> Self {
        Self { url, resting: Arc::default() }
    }

    /// Takes the resting session, or opens a new one.
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub async fn take(&self) -> Result<Session, sqlx::Error> {
        let resting = self.resting.lock().unwrap_or_else(PoisonError::into_inner).take();
        match resting {
            Some(session) => Ok(session),
            None => Session::open(&self.url).await,
        }
    }

    /// Lets a session rest that is in no transaction. Any other must be dropped instead.
    pub fn give_back(&self, session: Session) {
        *self.resting.lock().unwrap_or_else(PoisonError::into_inner) = Some(session);
    }
}
