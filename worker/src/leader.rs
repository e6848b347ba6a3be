//! What exactly one process does at a time: sweeping the queue, sampling gauges, verifying the books.
//!
//! The lease is a row that its holder renews every second; when the holder dies, another takes it within seconds. The
//! work is safe even if two did it at once: the lease only saves the effort.

use std::time::Duration;

use chrono::TimeDelta;
use domain::books::{self, Finding, Law};
use domain::clock::Clock;
use domain::db::{self, Role};
use domain::hints::Hints;
use domain::{health, lease, queue, throttle, webhook, withdrawal};
use secrecy::SecretString;
use sqlx::{Connection, PgConnection};
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use crate::metrics::{self, Task};
use crate::retry::DatabaseBackoff;
use crate::session::SILENCE;
use crate::webhooks::remove_old;
use crate::withdraw_metrics;

/// How often the lease is renewed and the queue swept.
const TICK: Duration = Duration::from_secs(1);

/// How long one sweep goes on while there is more: well within the lease.
const SWEEP_AT_MOST: Duration = Duration::from_secs(2);

/// How often jobs below their business's bound, or with an idle one, are looked for. They are rare (an upload that
/// commits after a younger one of its business was claimed), and looking reads everything that claims skip.
const LOWER_EVERY: Duration = Duration::from_secs(5);

/// How often the gauges about the database are read.
const SAMPLE_EVERY: Duration = Duration::from_secs(5);

/// How often old events are removed, some at a time.
const TIDY_EVERY: Duration = Duration::from_secs(10);

/// A snapshot older than this is named in the log: claims slow down behind it.
const OLD_SNAPSHOT_SECONDS: f64 = 60.0;

/// The name of the lease. Stored in rows.
const LEASE: &str = "leader";

/// What leading needs.
#[derive(Debug, Clone)]
pub struct Leading {
    /// The database.
    pub database_url: SecretString,
    /// The time, and this process's name as a holder.
    pub clock: Clock,
    /// Tells workers that jobs became ready.
    pub work: Hints,
    /// For how long events are kept.
    pub keep_events_for: TimeDelta,
    /// How often the books are checked; `None` for never.
    pub verify_every: Option<Duration>,
}

struct Leader {
    settings: Leading,
    holder: Uuid,
    lowered: Option<Instant>,
    sampled: Option<Instant>,
    departed: Option<(Instant, i64)>,
    verified: Option<Instant>,
    tidied: Option<Instant>,
}

/// Leads whenever this process holds the lease, until `stop`; then gives it up.
pub async fn lead(settings: Leading, stop: CancellationToken) {
    let mut leader = Leader {
        holder: settings.clock.id(),
        settings,
        lowered: None,
        sampled: None,
        departed: None,
        verified: None,
        tidied: None,
    };
    let mut trouble = DatabaseBackoff::new();
    while !stop.is_cancelled() {
        let Some(ended) = stop.run_until_cancelled(leader.run(&mut trouble)).await else { break };
        let Err(error) = ended;
        metrics::leader(false);
        let wait = trouble.next();
        tracing::warn!(%error, ?wait, "the leader's connection failed; trying again");
        let _stopped = tokio::time::timeout(wait, stop.cancelled()).await;
    }
    leader.resign().await;
}

impl Leader {
    async fn run(&mut self, trouble: &mut DatabaseBackoff) -> Result<std::convert::Infallible, sqlx::Error> {
        let mut conn = db::connect(&self.settings.database_url, Role::Worker).await?;
        trouble.reset();
        loop {
            let leads = answered(lease::hold(&mut conn, LEASE, self.holder)).await?;
            metrics::leader(leads);
            if leads {
                self.tick(&mut conn).await?;
            }
            tokio::time::sleep(TICK).await;
        }
    }

    async fn tick(&mut self, conn: &mut PgConnection) -> Result<(), sqlx::Error> {
        self.run_task(Task::Sweep, conn).await?;
        if self.sampled.is_none_or(|at| at.elapsed() >= SAMPLE_EVERY) {
            self.run_task(Task::Sample, conn).await?;
            self.sampled = Some(Instant::now());
        }
        if self.tidied.is_none_or(|at| at.elapsed() >= TIDY_EVERY) {
            self.run_task(Task::Retention, conn).await?;
            self.tidied = Some(Instant::now());
        }
        if let Some(every) = self.settings.verify_every
            && self.verified.is_none_or(|at| at.elapsed() >= every)
        {
            // Apart, so that a long check neither holds up the sweeps nor the lease.
            self.verified = Some(Instant::now());
            tokio::spawn(verify_and_report(self.settings.database_url.clone()));
        }
        metrics::ages(self.sampled.map(|at| at.elapsed()), self.verified.map(|at| at.elapsed()));
        Ok(())
    }

    async fn run_task(&mut self, task: Task, conn: &mut PgConnection) -> Result<(), sqlx::Error> {
        let ran = answered(async {
            match task {
                Task::Sweep => self.sweep(conn).await,
                Task::Retention => {
                    let end = self.settings.clock.now() - self.settings.keep_events_for;
                    remove_old(conn, end).await
                }
                _ => self.sample(conn).await,
            }
        });
        let result = ran.await;
        metrics::maintenance(task, result.is_ok());
        result
    }

    async fn sample(&mut self, conn: &mut PgConnection) -> Result<(), sqlx::Error> {
        let status = queue::status(conn, self.settings.clock.now()).await?;
        metrics::queue(&status);
        let departed = (Instant::now(), queue::departed(conn).await?);
        if let Some((then, before)) = self.departed.replace(departed) {
            let rate = (departed.1 - before) as f64 / (departed.0 - then).as_secs_f64();
            metrics::drain(status.ready, rate);
        }
        metrics::throttle_rates(&throttle::rates_in_force(conn).await?);
        withdraw_metrics::unknown(withdrawal::lease::unknown(conn, self.settings.clock.now()).await?);
        let snapshot = health::oldest_snapshot(conn).await?;
        if let Some(old) = snapshot.as_ref().filter(|snapshot| snapshot.age_seconds > OLD_SNAPSHOT_SECONDS) {
            tracing::warn!(
                pid = old.pid,
                application = old.application,
                user = old.user,
                age_seconds = old.age_seconds,
                "a session holds an old snapshot: dead rows stay, and claims slow down"
            );
        }
        metrics::outbox(webhook::oldest_due_age(conn, self.settings.clock.now()).await?);
        metrics::health(snapshot.as_ref(), &health::tables(conn).await?);
        Ok(())
    }

    async fn sweep(&mut self, conn: &mut PgConnection) -> Result<(), sqlx::Error> {
        let until = Instant::now() + SWEEP_AT_MOST;
        loop {
            let now = self.settings.clock.now();
            let mut transaction = conn.begin().await?;
            let swept = queue::sweep(&mut transaction, now).await?;
            transaction.commit().await?;
            let mut transaction = conn.begin().await?;
            let released = queue::release(&mut transaction, now).await?;
            transaction.commit().await?;
            // What was queued again is older than what was claimed since.
            let queued_again = swept.readied > 0 || swept.added > 0 || released;
            if queued_again || self.lowered.is_none_or(|at| at.elapsed() >= LOWER_EVERY) {
                let mut transaction = conn.begin().await?;
                queue::lower_bounds(&mut transaction).await?;
                transaction.commit().await?;
                self.lowered = Some(Instant::now());
            }
            if queued_again {
                tracing::debug!(?swept, released, "the queue was swept");
                self.settings.work.give();
            }
            let more = released || swept.readied == queue::MAX_READIED;
            if !more || Instant::now() >= until {
                return Ok(());
            }
        }
    }

    async fn resign(&self) {
        let resigned = answered(async {
            let mut conn = db::connect(&self.settings.database_url, Role::Worker).await?;
            lease::release(&mut conn, LEASE, self.holder).await
        });
        if let Ok(Err(error)) = tokio::time::timeout(TICK, resigned).await {
            tracing::debug!(%error, "the lease was not given up; it ends by itself");
        }
    }
}

/// A silent database is an error like any other.
async fn answered<T>(work: impl Future<Output = Result<T, sqlx::Error>>) -> Result<T, sqlx::Error> {
    tokio::time::timeout(SILENCE, work).await.unwrap_or(Err(sqlx::Error::PoolTimedOut))
}

async fn verify_and_report(url: SecretString) {
    let verified = verify(&url).await;
    metrics::maintenance(Task::Verify, verified.is_ok());
    match verified {
        Ok(findings) => {
            metrics::books(&findings);
            for finding in findings.iter().filter(|finding| finding.breaches > 0) {
                tracing::error!(
                    law = finding.law.as_str(),
                    breaches = finding.breaches,
                    off_by_cents = finding.off_by.get(),
                    "the books do not balance: run `payout verify`"
                );
            }
        }
        Err(error) => tracing::warn!(%error, "the books could not be checked"),
    }
}

/// Checks every law of the books at one moment.
///
/// # Errors
/// When the database fails.
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
