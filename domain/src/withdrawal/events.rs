//! The events of an order. The transaction that changes the order writes them.

use chrono::{DateTime, Utc};
use sqlx::PgConnection;

use super::{Status, Withdrawal};
use crate::event::{self, EventType, Payout};

/// Writes the event for the status that `of` has just got, if an endpoint wants it. A cancellation has no event,
/// because the payout user itself cancelled, and no provider had been called.
///
/// # Errors
/// If the database fails.
pub(super) async fn write(
    conn: &mut PgConnection,
    of: &Withdrawal,
    now: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    let kind = match of.status {
        Status::Created => EventType::PayoutCreated,
        Status::Processing => EventType::PayoutProcessing,
        Status::Succeeded => EventType::PayoutSucceeded,
        Status::Failed => EventType::PayoutFailed,
        Status::Rejected => EventType::PayoutRejected,
        Status::Cancelled => return Ok(()),
    };
    let payout = Payout {
        kind,
        order_id: of.id.uuid(),
        amount: of.amount,
        fees: of.fees,
        net_amount: of.net_amount,
        payout_user_id: of.payout_user_id,
        email: of.email.as_str(),
        provider: of.method.as_str(),
        details: &of.destination,
        reason: of.reason.as_deref(),
        test_mode: false,
    };
    event::record(conn, of.business_id, &[payout.event()?], now).await.map(|_| ())
}
