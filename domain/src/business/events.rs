//! The event `balance.low`.

use chrono::{DateTime, Utc};
use sqlx::PgConnection;

use super::low_balance_threshold;
use crate::event::data::BalanceData;
use crate::event::{EventType, Listeners, NewEvent, insert, listeners};
use crate::ids::BusinessId;
use crate::money::Cents;

/// Records `balance.low` if the payout balance fell from at least the business's threshold to below it. The caller
/// holds the lock of the account. The business gets the event once: the next fall must begin at or above the threshold
/// again.
///
/// # Errors
/// If the database fails.
pub(crate) async fn balance_moved(
    conn: &mut PgConnection,
    business: BusinessId,
    before: Cents,
    after: Cents,
    now: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    if after >= before {
        return Ok(());
    }
    let listeners: Listeners = listeners(conn, business).await?;
    if !listeners.any_wants(EventType::BalanceLow) {
        return Ok(());
    }
    let event = low_balance(conn, business, before, after).await?;
    insert(conn, business, &listeners, event.as_slice(), now).await.map(|_| ())
}

pub(crate) async fn low_balance(
    conn: &mut PgConnection,
    business: BusinessId,
    before: Cents,
    after: Cents,
) -> Result<Option<NewEvent>, sqlx::Error> {
    let threshold = low_balance_threshold(conn, business).await?;
    match threshold.filter(|threshold| before >= *threshold && after < *threshold) {
        Some(threshold) => {
            let data = BalanceData { payout_balance: after, threshold };
            Ok(Some(NewEvent::new(EventType::BalanceLow, business.uuid(), &data)?))
        }
        None => Ok(None),
    }
}
