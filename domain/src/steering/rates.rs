//! Sets and removes throttles.

use chrono::{DateTime, Utc};
use sqlx::PgConnection;

use super::command::{Instruction, SteerError};
use crate::ids::{BatchId, BusinessId};
use crate::ring;
use crate::throttle::{self, Rates};

/// Sets the rates, or removes the throttle. Returns whether that changes anything.
pub(super) async fn throttle_to(
    conn: &mut PgConnection,
    instruction: &Instruction,
    of: (Option<BusinessId>, Option<BatchId>),
    rates: Option<Rates>,
    now: DateTime<Utc>,
) -> Result<bool, SteerError> {
    if let (Some(business), None, false) = (of.0, of.1, instruction.dry_run) {
        ring::due_at_once(conn, business, now).await?;
    }
    if throttle::find(conn, of).await?.map(|found| found.rates) == rates {
        return Ok(false);
    }
    match rates {
        _ if instruction.dry_run => {}
        Some(rates) => throttle::set(conn, of, rates, now).await?,
        None => {
            throttle::clear(conn, of).await?;
        }
    }
    Ok(true)
}
