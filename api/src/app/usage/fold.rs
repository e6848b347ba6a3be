//! Writing the counts down.

use std::time::Duration;

use domain::platform::pace::Pace;
use domain::usage;
use futures::FutureExt;
use tokio_util::sync::CancellationToken;

use super::Usage;
use super::counts::MOST_TAKEN;
use crate::app::App;
use crate::app::transactions::{FEW_STATEMENTS, Transactions};
use crate::work::transact::{Evidence, NotDone};

/// How often. It is what is lost at most when a process is killed, and how late usage is shown.
const EVERY: Duration = Duration::from_secs(60);

/// The pause after a failure, also when there is no room: a database that is away is not asked more often.
const AGAIN_AFTER: Duration = Duration::from_secs(5);

/// How long the last time may take, after the process was told to stop.
const LAST_WITHIN: Duration = Duration::from_secs(2);

/// The pace of the log line that counts could not be written down.
static NOT_WRITTEN: Pace = Pace::new();

/// Writes down what is counted once a minute, when there is no room for more, and at `stop`.
pub async fn fold(app: App, stop: CancellationToken) {
    let rounds = async {
        let mut pause = Duration::ZERO;
        loop {
            let due = async {
                tokio::time::sleep(pause).await;
                // What is full is told again by the next request that finds no room.
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
                && let Some(more) = NOT_WRITTEN.due()
            {
                tracing::warn!(%error, more, "usage is not written down; trying again");
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
        () = too_late => tracing::warn!("the usage of the last minute is not written down in time, and is lost"),
    }
}

/// Writes down what is counted, by one statement unless that is uncommonly much: what fails stays counted, and a commit whose reply
/// is lost is looked up.
///
/// # Errors
/// [`NotDone`]; what is still counted was not written.
pub async fn write(usage: &Usage, transactions: &Transactions) -> Result<(), NotDone<sqlx::Error>> {
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
