//! Puts up the fence around a business, takes it down, and deletes the rows inside.

use std::time::Duration;

use domain::ids::BusinessId;
use domain::platform::db;
use domain::relocation::tables::Table;
use domain::relocation::{self, fence, remains};
use sqlx::{Connection, PgConnection};

use crate::error::CliError;

/// How often the lock of a table is requested, and the wait in between. The wait is ten times as long as other
/// sessions wait behind the request.
const LOCK_TRIES: u32 = 120;
const LOCK_AGAIN_AFTER: Duration = Duration::from_secs(1);

/// Fences `business`: once it is held, no transaction can write for it.
///
/// # Errors
/// If the database fails.
pub(super) async fn put_up(conn: &mut PgConnection, business: BusinessId) -> Result<(), CliError> {
    for table in fence::fenced() {
        patiently(conn, table, async |work| fence::install(work, business, table).await).await?;
    }
    Ok(())
}

/// Deletes the rows of `business`, and its fence, in a cell that no longer serves it. Returns how many rows.
///
/// # Errors
/// If the database fails.
pub async fn drop_rows(conn: &mut PgConnection, business: BusinessId) -> Result<u64, CliError> {
    let mut dropped = 0;
    for table in remains::dropped() {
        loop {
            let mut work = conn.begin().await?;
            let some = remains::drop_some(&mut work, business, table).await?;
            work.commit().await?;
            dropped += some;
            if some == 0 {
                break;
            }
        }
    }
    take_down(conn, business).await?;
    relocation::forget(conn, business).await?;
    Ok(dropped)
}

/// Deletes the few rows of `business` in a cell that it is about to move to. Runs in a transaction.
///
/// # Errors
/// If the database fails.
pub(super) async fn clear(work: &mut PgConnection, business: BusinessId) -> Result<(), sqlx::Error> {
    for table in remains::dropped() {
        while remains::drop_some(work, business, table).await? > 0 {}
    }
    Ok(())
}

/// Takes the fence down.
///
/// # Errors
/// If the database fails.
pub(super) async fn take_down(conn: &mut PgConnection, business: BusinessId) -> Result<(), CliError> {
    for table in fence::fenced() {
        patiently(conn, table, async |work| fence::remove(work, business, table).await).await?;
    }
    Ok(())
}

/// Runs `work`, which needs the lock of `table`, repeatedly until the lock is granted in time.
async fn patiently(
    conn: &mut PgConnection,
    table: &Table,
    work: impl AsyncFn(&mut PgConnection) -> Result<(), sqlx::Error>,
) -> Result<(), CliError> {
    let mut tries = 0;
    loop {
        let mut transaction = conn.begin().await?;
        match work(&mut transaction).await {
            Ok(()) => {
                transaction.commit().await?;
                return Ok(());
            }
            Err(error) if db::is_lock_timeout(&error) && tries < LOCK_TRIES => tries += 1,
            Err(error) if db::is_lock_timeout(&error) => {
                let minutes = (LOCK_AGAIN_AFTER * LOCK_TRIES).as_secs() / 60;
                return Err(CliError::Failed(format!(
                    "the lock of the table {} was not granted within {minutes} minutes: is it being vacuumed, dumped or altered? Payments continue; run the same command again when that has ended",
                    table.name
                )));
            }
            Err(error) => return Err(error.into()),
        }
        transaction.rollback().await?;
        tokio::time::sleep(LOCK_AGAIN_AFTER).await;
    }
}
