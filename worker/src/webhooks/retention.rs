//! Removing events that are old, their deliveries and their log: a step at a time, so that nothing waits for it.

use std::time::Duration;

use chrono::{DateTime, Utc};
use domain::webhook;
use sqlx::{Connection, PgConnection};
use tokio::time::Instant;

/// Rows of each table that one transaction removes.
const STEP: i64 = 2_000;

/// How long one run goes on while there is more: well within the leader's lease.
const AT_MOST: Duration = Duration::from_secs(1);

/// Removes what is older than `end`; the next run goes on where this one stops.
///
/// # Errors
/// When the database fails.
pub async fn remove_old(conn: &mut PgConnection, end: DateTime<Utc>) -> Result<(), sqlx::Error> {
    let until = Instant::now() + AT_MOST;
    loop {
        let mut transaction = conn.begin().await?;
        let more = webhook::remove_old(&mut transaction, end, STEP).await?;
        transaction.commit().await?;
        if !more || Instant::now() >= until {
            return Ok(());
        }
    }
}
