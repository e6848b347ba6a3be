//! Stores the counts of usage in the database.

use std::time::Duration;

use domain::platform::pace::Pace;
use domain::usage;
use futures::FutureExt;
use tokio_util::sync::CancellationToken;

use super::Usage;
use super::counts::MOST_TAKEN;
use crate::app::App;
use crate::app::transactions::{FEW_STATEMENTS, Transactions};
use crate::work::transact::{Evidence, TransactError};

/// How often counts are stored. This is also how much usage a killed process loses, and how late usage is shown.
const EVERY: Duration = Duration::from_secs(60);

/// The pause after a failure, even if there is no room: a database that is away is not asked more often.
const AGAIN_AFTER: Duration = Duration::from_secs(5);

/// How long the last write may take after the process was told to stop.
const LAST_WITHIN: Duration = Duration::from_secs(2);

/// The pace of the log line about counts that could not be stored.
static NOT_WRITTEN: Pace = Pace::new();

/// Stores the counts once a minute, when there is no room for more, and at `stop`.
pub async fn fold(app: App, stop: CancellationToken) {
    let rounds = async {
        let mut pause = Duration::ZERO;
        loop {
            let due = async {
                tokio::time::sleep(pause).await;
                // If the counts are still full, the next request without room notifies again.
                tokio::select! {
                    () = tokio::time::sleep(EVERY.saturating_sub(pause)) => {}
                    () = app.usage.is_full() => {}
                }
            };
            stop.run_until_cancelled(due).await;
            let last = stop.is_cancelled();
            let written = write(&app.usage, &app.transactions).await;
            pause = if written.is_ok() { Duration::ZERO } else { AGAIN_AFTER };
            if let Err(error) = written
                && let Some(suppressed) = NOT_WRITTEN.due()
            {
                tracing::warn!(%error, suppressed, "cannot store usage; trying again");
            }
            if last {
                return;
            }
        }
    };
    let too_late = async {
        stop.cancelled().await;
        tokio::time::sleep(LAST_WITHIN).await;
    };
    tokio::select! {
        () = rounds => {}
        () = too_late => tracing::warn!("the usage of the last minute was not stored in time and is lost"),
    }
}

/// Stores the counts, with one statement unless there are unusually many. Counts that could not be stored are kept. If
/// the reply to a commit is lost, its outcome is looked up.
///
/// # Errors
/// [`TransactError`]: the counts that remain were not stored.
pub async fn write(usage: &Usage, transactions: &Transactions) -> Result<(), TransactError<sqlx::Error>> {
    loop {
        let taken = usage.take();
        if taken.is_empty() {
            return Ok(());
        }
        let counted = usage.named(&taken);
        let add = transactions
            .transact(FEW_STATEMENTS, Evidence::none(), |conn| usage::add(conn, counted).boxed())
            .await;
        if add.is_err() {
            usage.put_back(&taken);
            return add;
        }
        if taken.len() < MOST_TAKEN {
            return Ok(());
        }
    }
}
