//! The leader's tasks, in their order. Some run each time the leader has renewed its lease, others less often.

use domain::clock::Clock;
use domain::platform::db;
use domain::restore;
use secrecy::SecretString;
use sqlx::{Connection, PgConnection};
use tokio::time::Instant;

use super::checks::Checks;
use super::retention::Retention;
use super::sample::Sample;
use super::sweep::Sweep;
use crate::metrics::{self, Task};
use crate::restore::Asking;
use crate::session::with_silence_limit;

/// The leader's tasks.
pub(super) struct Schedule {
    pub(super) database_url: SecretString,
    pub(super) clock: Clock,
    pub(super) asking: Asking,
    pub(super) sweep: Sweep,
    pub(super) sample: Sample,
    pub(super) retention: Retention,
    pub(super) checks: Checks,
}

impl Schedule {
    /// Runs every task that is due. `leads` is when this process began to lead.
    pub(super) async fn tick(&mut self, conn: &mut PgConnection, leads: Instant) -> Result<(), sqlx::Error> {
        with_silence_limit(self.notice_restore(conn)).await?;
        counted(Task::Sweep, self.sweep.run(conn)).await?;
        if self.sample.timer.is_due() {
            counted(Task::Sample, self.sample.run(conn)).await?;
            self.sample.timer.restart();
        }
        if self.retention.timer.is_due() {
            counted(Task::Retention, self.retention.run(conn)).await?;
            self.retention.timer.restart();
        }
        self.checks.tick(&self.database_url);
        self.report_age(leads);
        Ok(())
    }

    /// Aborts the tasks that run beside the schedule.
    pub(super) fn stop(&mut self) {
        self.checks.stop();
        self.asking.stop();
    }

    /// Exports the age of this leader's last samples. Before the first sample, that is the time since it began to lead.
    pub(super) fn report_age(&self, leads: Instant) {
        let sampled = self.sample.timer.last().unwrap_or(leads).max(leads);
        metrics::ages(sampled.elapsed(), self.checks.age());
    }

    /// Records whether the data is still on the server where it was, or was restored.
    async fn notice_restore(&mut self, conn: &mut PgConnection) -> Result<(), sqlx::Error> {
        let mut transaction = conn.begin().await?;
        let state = restore::check_history(&mut transaction, self.clock.id()).await?;
        transaction.commit().await?;
        metrics::withdrawals::restore(state.held.is_some());
        self.asking.tick(state.held);
        Ok(())
    }
}

/// Runs `work`, and counts its result as one of `task`.
async fn counted(task: Task, work: impl Future<Output = Result<(), sqlx::Error>>) -> Result<(), sqlx::Error> {
    let result = match with_silence_limit(work).await {
        // A business was held for its move while the task worked on it. The next run skips that business.
        Err(error) if db::is_elsewhere(&error) => {
            tracing::debug!(%error, ?task, "a task met a business that is being moved; it runs again later");
            Ok(())
        }
        result => result,
    };
    metrics::maintenance(task, result.is_ok());
    result
}
