//! What exactly one process does at a time: sweeping the queue, sampling gauges, verifying the books.
//!
//! The lease is a row that its holder renews every second, on a connection of its own, also while a step takes long; when
//! the holder dies, another takes it within seconds, and one that has lost it stops where it is. The work is safe even if
//! two did it at once.

use std::time::Duration;

use chrono::TimeDelta;
use domain::ahead::PutBack;
use domain::clock::Clock;
use domain::db::{self, Role};
use domain::hints::Hints;
use domain::lease::{self, LEADER};
use domain::pace::Pace;
use domain::withdrawal::methods::Methods;
use domain::{ahead, health, queue, restore, steering, throttle, webhook, withdrawal};
use secrecy::SecretString;
use sqlx::{Connection, PgConnection};
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use crate::checks::Checks;
use crate::metrics::{self, Task};
use crate::restore::Asking;
use crate::retention::remove_old;
use crate::retry::DatabaseBackoff;
use crate::session::SILENCE;
use crate::withdraw_metrics;

/// How often the lease is renewed and the queue swept.
const TICK: Duration = Duration::from_secs(1);

/// How long renewing the lease may take: less than it lasts, so that a leader which hears nothing stops in time.
const RENEWED_WITHIN: Duration = Duration::from_secs(3);

/// How long one sweep goes on while there is more: well within the lease.
const SWEEP_AT_MOST: Duration = Duration::from_secs(2);

/// How often jobs below their business's bound, or with an idle one, are looked for. They are rare (an upload that
/// commits after a younger one of its business was claimed), and looking reads everything that claims skip.
const LOWER_EVERY: Duration = Duration::from_secs(5);

/// How often times are looked for that are further ahead than anything puts them: somebody stands still for each.
const PUT_BACK_EVERY: Duration = Duration::from_secs(5);

/// How often the gauges about the database are read.
const SAMPLE_EVERY: Duration = Duration::from_secs(5);

/// How often old events and keys are removed, some at a time.
const TIDY_EVERY: Duration = Duration::from_secs(10);

/// A snapshot older than this is named in the log: claims slow down behind it.
const OLD_SNAPSHOT_SECONDS: f64 = 60.0;

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
    /// The providers, to be asked after a failover.
    pub methods: Methods,
    /// How often the books are checked; `None` for never.
    pub verify_every: Option<Duration>,
}

struct Leader {
    settings: Leading,
    holder: Uuid,
    /// Since when it leads.
    leads: Option<Instant>,
    lowered: Option<Instant>,
    put_back: Option<Instant>,
    sampled: Option<Instant>,
    departed: Option<(Instant, i64)>,
    tidied: Option<Instant>,
    checks: Checks,
    asking: Asking,
}

/// Leads whenever this process holds the lease, until `stop`; then gives it up.
pub async fn lead(settings: Leading, stop: CancellationToken) {
    let mut leader = Leader {
        holder: settings.clock.id(),
        leads: None,
        lowered: None,
        put_back: None,
        sampled: None,
        departed: None,
        tidied: None,
        checks: Checks::new(settings.verify_every),
        asking: Asking::new(settings.database_url.clone(), settings.methods.clone(), settings.clock.clone()),
        settings,
    };
    let mut trouble = DatabaseBackoff::new();
    let pace = Pace::new();
    while !stop.is_cancelled() {
        let Some(ended) = stop.run_until_cancelled(leader.run(&mut trouble)).await else { break };
        let Err(error) = ended;
        // It goes on as the leader if it can, so what it could not read grows old.
        leader.report_age();
        leader.checks.stop();
        leader.asking.stop();
        metrics::leader(false);
        let wait = trouble.next();
        if let Some(more) = pace.due() {
            tracing::warn!(%error, more, "the leader's connection failed; trying again");
        }
        let _stopped = tokio::time::timeout(wait, stop.cancelled()).await;
    }
    leader.follow();
    leader.resign().await;
}

impl Leader {
    async fn run(&mut self, trouble: &mut DatabaseBackoff) -> Result<std::convert::Infallible, sqlx::Error> {
        let url = self.settings.database_url.clone();
        let (mut renewing, mut conn) =
            tokio::try_join!(db::connect(&url, Role::Worker), db::connect(&url, Role::Worker))?;
        trouble.reset();
        loop {
            if hold(&mut renewing, self.holder).await? {
                self.leads.get_or_insert_with(Instant::now);
                metrics::leader(true);
                let holder = self.holder;
                tokio::select! {
                    ticked = self.tick(&mut conn) => ticked?,
                    lost = renew(&mut renewing, holder) => return Err(lost),
                }
            } else {
                self.follow();
            }
            tokio::time::sleep(TICK).await;
        }
    }

    /// It does not lead, or no longer.
    fn follow(&mut self) {
        if self.leads.take().is_some() {
            metrics::ages(Duration::ZERO, None);
        }
        self.checks.stop();
        self.asking.stop();
        metrics::leader(false);
    }

    /// How old what this leader last read is. One that cannot read anything is as old as its lead.
    fn report_age(&self) {
        if let Some(leads) = self.leads {
            metrics::ages(self.sampled.unwrap_or(leads).max(leads).elapsed(), self.checks.age());
        }
    }

    async fn tick(&mut self, conn: &mut PgConnection) -> Result<(), sqlx::Error> {
        answered(self.notice_restore(conn)).await?;
        self.run_task(Task::Sweep, conn).await?;
        if self.sampled.is_none_or(|at| at.elapsed() >= SAMPLE_EVERY) {
            self.run_task(Task::Sample, conn).await?;
            self.sampled = Some(Instant::now());
        }
        if self.tidied.is_none_or(|at| at.elapsed() >= TIDY_EVERY) {
            self.run_task(Task::Retention, conn).await?;
            self.tidied = Some(Instant::now());
        }
        self.checks.tick(&self.settings.database_url);
        self.report_age();
        Ok(())
    }

    async fn run_task(&mut self, task: Task, conn: &mut PgConnection) -> Result<(), sqlx::Error> {
        let ran = answered(async {
            match task {
                Task::Sweep => self.sweep(conn).await,
                Task::Retention => {
                    remove_old(conn, self.settings.keep_events_for, self.settings.clock.now()).await
                }
                _ => self.sample(conn).await,
            }
        });
        let result = ran.await;
        metrics::maintenance(task, result.is_ok());
        result
    }

    /// Records that the data is where it is, or that time went back.
    async fn notice_restore(&mut self, conn: &mut PgConnection) -> Result<(), sqlx::Error> {
        let mut transaction = conn.begin().await?;
        let state = restore::notice(&mut transaction, self.settings.clock.id()).await?;
        transaction.commit().await?;
        withdraw_metrics::restore(state.held.is_some());
        self.asking.tick(state.held);
        Ok(())
    }

    async fn sample(&mut self, conn: &mut PgConnection) -> Result<(), sqlx::Error> {
        restore::still_here(conn).await?;
        let status = queue::status(conn, self.settings.clock.now()).await?;
        metrics::queue(&status);
        let departed = (Instant::now(), queue::departed(conn).await?);
        if let Some((then, before)) = self.departed.replace(departed) {
            let rate = (departed.1 - before) as f64 / (departed.0 - then).as_secs_f64();
            metrics::drain(status.ready, rate);
        }
        metrics::oldest_pauses(steering::oldest(conn, self.settings.clock.now()).await?);
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

    /// Puts back what is too far ahead, now and then.
    async fn put_back(&mut self, conn: &mut PgConnection) -> Result<(), sqlx::Error> {
        if self.put_back.is_some_and(|at| at.elapsed() < PUT_BACK_EVERY) {
            return Ok(());
        }
        let mut transaction = conn.begin().await?;
        let put_back = ahead::put_back(&mut transaction, self.settings.clock.now()).await?;
        transaction.commit().await?;
        self.put_back = Some(Instant::now());
        if put_back != PutBack::default() {
            tracing::warn!(?put_back, "times were ahead of all that writes them, and are put back");
            self.settings.work.give();
        }
        Ok(())
    }

    async fn sweep(&mut self, conn: &mut PgConnection) -> Result<(), sqlx::Error> {
        self.put_back(conn).await?;
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
            lease::release(&mut conn, LEADER, self.holder).await
        });
        if let Ok(Err(error)) = tokio::time::timeout(TICK, resigned).await {
            tracing::debug!(%error, "the lease was not given up; it ends by itself");
        }
    }
}

/// Takes or keeps the lease.
async fn hold(conn: &mut PgConnection, holder: Uuid) -> Result<bool, sqlx::Error> {
    let held = tokio::time::timeout(RENEWED_WITHIN, lease::hold(conn, LEADER, holder)).await;
    held.unwrap_or(Err(sqlx::Error::PoolTimedOut))
}

/// Renews the lease until it is lost: why.
async fn renew(conn: &mut PgConnection, holder: Uuid) -> sqlx::Error {
    loop {
        tokio::time::sleep(TICK).await;
        match hold(conn, holder).await {
            Ok(true) => {}
            Ok(false) => return sqlx::Error::Protocol("another process leads by now".into()),
            Err(error) => return error,
        }
    }
}

/// A silent database is an error like any other.
async fn answered<T>(work: impl Future<Output = Result<T, sqlx::Error>>) -> Result<T, sqlx::Error> {
    tokio::time::timeout(SILENCE, work).await.unwrap_or(Err(sqlx::Error::PoolTimedOut))
}
