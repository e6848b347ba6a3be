//! The regular check of the books: one at a time, beside the leader's other tasks, and only while this process leads.

use std::time::Duration;

use domain::ledger::books::{self, Finding, Law};
use domain::platform::db::{self, Role};
use futures::FutureExt;
use secrecy::SecretString;
use sqlx::Connection;
use tokio::task::JoinHandle;
use tokio::time::Instant;

use crate::metrics::{self, Task};

/// The checks of one leader.
#[derive(Debug)]
pub(crate) struct Checks {
    /// How often the books are checked; `None` for never.
    every: Option<Duration>,
    begun: Option<Instant>,
    running: Option<JoinHandle<bool>>,
    done: Option<Instant>,
}

impl Checks {
    /// Returns the checks of a leader that has made none yet.
    pub(crate) fn new(every: Option<Duration>) -> Self {
        Self { every, begun: None, running: None, done: None }
    }

    /// Begins a check if one is due and none is running. The check runs in its own task, so that a long one delays
    /// neither the sweeps nor the lease.
    pub(crate) fn tick(&mut self, database_url: &SecretString) {
        if let Some(running) = &mut self.running {
            let Some(ended) = running.now_or_never() else { return };
            self.running = None;
            if ended.unwrap_or(false) {
                self.done = Some(Instant::now());
            }
        }
        if let Some(every) = self.every
            && self.begun.is_none_or(|begun| begun.elapsed() >= every)
        {
            self.begun = Some(Instant::now());
            self.running = Some(tokio::spawn(verify_and_report(database_url.clone())));
        }
    }

    /// Returns how long ago the last successful check ended.
    pub(crate) fn age(&self) -> Option<Duration> {
        self.done.map(|done| done.elapsed())
    }

    /// Aborts a running check, because another process checks from now on.
    pub(crate) fn stop(&mut self) {
        if let Some(running) = self.running.take() {
            running.abort();
        }
        self.begun = None;
    }
}

/// Checks the books, and reports the findings. Returns whether the check could be done.
async fn verify_and_report(url: SecretString) -> bool {
    let verified = verify(&url).await;
    metrics::maintenance(Task::Verify, verified.is_ok());
    match verified {
        Ok(findings) => {
            metrics::books(&findings);
            if let Err(error) = keep(&url, &findings).await {
                tracing::warn!(%error, "the result of the check of the books could not be stored");
            }
            for finding in findings.iter().filter(|finding| finding.breaches > 0) {
                tracing::error!(
                    law = finding.law.as_str(),
                    breaches = finding.breaches,
                    off_by_cents = finding.off_by.get(),
                    "the books do not balance: run `payout verify`"
                );
            }
        }
        Err(error) => {
            tracing::warn!(%error, "the books could not be checked");
            return false;
        }
    }
    true
}

/// Stores the findings, for the commands and pages that show them.
async fn keep(url: &SecretString, findings: &[Finding]) -> Result<(), sqlx::Error> {
    let mut conn = db::connect(url, Role::Operator).await?;
    books::store(&mut conn, findings).await?;
    conn.close().await
}

/// Checks every law of the books, all in one snapshot.
///
/// # Errors
/// Returns an error when the database fails.
pub async fn verify(url: &SecretString) -> Result<Vec<Finding>, sqlx::Error> {
    let mut conn = db::connect(url, Role::Operator).await?;
    let mut moment = conn.begin_with("begin isolation level repeatable read read only").await?;
    let mut findings = Vec::with_capacity(Law::ALL.len());
    for law in Law::ALL {
        findings.push(books::check(&mut moment, law).await?);
    }
    moment.rollback().await?;
    conn.close().await?;
    Ok(findings)
}
