//! Gives back the money that was set aside for items that end unpaid.

use chrono::{DateTime, Utc};
use sqlx::PgConnection;
use uuid::Uuid;

use super::Job;
use crate::ids::BusinessId;

/// Moves the amounts of those `jobs` that the reserve would pay back to the payout balance. The caller ends these jobs
/// in the same transaction, and holds the business's account ([`crate::business::lock_account`]).
pub(super) async fn return_reserve(
    conn: &mut PgConnection,
    business: BusinessId,
    jobs: &[Job],
    now: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    let reserved = || jobs.iter().filter(|job| job.from_reserve);
    let ids: Vec<Uuid> = reserved().map(|job| job.allocation_id.uuid()).collect();
    if ids.is_empty() {
        return Ok(());
    }
    let amounts: Vec<i64> = reserved().map(|job| job.amount.get()).collect();
    sqlx::query!(
        "with returned as (
             insert into transfers (business_id, subject_id, kind, debit, credit, amount, created_at)
             select $1, j.id, 'reserve_return', 'reserve', 'payout_balance', j.amount, $2
             from unnest($3::uuid[], $4::bigint[]) as j (id, amount)
             returning amount)
         update business_accounts a
         set reserve = a.reserve - r.amount, payout_balance = a.payout_balance + r.amount
         from (select sum(amount)::bigint as amount from returned) r
         where a.business_id = $1",
        business.uuid(),
        now,
        &ids,
        &amounts
    )
    .execute(conn)
    .await
    .map(|_| ())
}
