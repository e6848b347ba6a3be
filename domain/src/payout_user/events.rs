//! The event `payout_user.updated`.

use chrono::{DateTime, Utc};
use sqlx::PgConnection;

use super::PayoutUser;
use crate::event::data::PayoutUserData;
use crate::event::{self, EventType, NewEvent};
use crate::ids::BusinessId;

/// Records that a merchant changed a payout user, in the transaction that made the change. `user` is the user after the
/// change.
///
/// # Errors
/// If the database fails.
pub(super) async fn payout_user_updated(
    conn: &mut PgConnection,
    business: BusinessId,
    user: &PayoutUser,
    now: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    let data = PayoutUserData {
        id: user.id,
        email: user.email.as_str(),
        balance: user.balance,
        status: user.status.as_str(),
        expires_at: user.expires_at,
        created_at: user.created_at,
    };
    let event = NewEvent::new(EventType::PayoutUserUpdated, user.id.uuid(), &data)?;
    event::record(conn, business, &[event], now).await.map(|_| ())
}
