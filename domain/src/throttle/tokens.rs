//! Uses the throttle of everything, before a claim's transaction begins. The throttles of a business and its batches
//! are charged within that transaction (`queue::charge`).

use chrono::{DateTime, Utc};
use sqlx::PgConnection;
use uuid::Uuid;

use super::{Allowance, Rates, Throttle};

/// Returns the throttle of everything, if there is one.
///
/// # Errors
/// When the database fails.
pub async fn of_everything(conn: &mut PgConnection) -> Result<Option<Throttle>, sqlx::Error> {
    let row = sqlx::query!(
        "select max_per_second, max_cents_per_second, jobs_until, cents_until from throttles
         where business_id = $1 and batch_id = $1",
        Uuid::nil()
    )
    .fetch_optional(conn)
    .await?;
    Ok(row.map(|row| Throttle {
        rates: Rates { max_per_second: row.max_per_second, max_cents_per_second: row.max_cents_per_second },
        jobs_until: row.jobs_until,
        cents_until: row.cents_until,
    }))
}

/// Reserves tokens of the throttle of everything for a claim of up to `jobs`, before its transaction begins. Returns an
/// empty allowance if the rate is used up. `seen` is the throttle as the caller last read it. If another worker has
/// changed it since, this reads it again.
///
/// # Errors
/// When the database fails.
pub async fn reserve(
    conn: &mut PgConnection,
    mut seen: Throttle,
    jobs: i64,
    now: DateTime<Utc>,
) -> Result<Allowance, sqlx::Error> {
    loop {
        let allowed = seen.allows(now);
        if allowed.is_none() {
            return Ok(Allowance::NONE);
        }
        let granted = Allowance { jobs: allowed.jobs.min(jobs), cents: allowed.cents };
        let after = seen.after(granted, now);
        let changed = sqlx::query!(
            "update throttles set jobs_until = $4, cents_until = $5, next_at = $6
             where business_id = $1 and batch_id = $1 and jobs_until = $2 and cents_until = $3
               and max_per_second is not distinct from $7 and max_cents_per_second is not distinct from $8",
            Uuid::nil(),
            seen.jobs_until,
            seen.cents_until,
            after.jobs_until,
            after.cents_until,
            after.next_at(),
            seen.rates.max_per_second,
            seen.rates.max_cents_per_second
        )
        .execute(&mut *conn)
        .await?;
        if changed.rows_affected() == 1 {
            return Ok(granted);
        }
        match of_everything(conn).await? {
            Some(now_seen) => seen = now_seen,
            None => return Ok(super::UNLIMITED),
        }
    }
}

/// Returns the tokens that a claim reserved and did not use. The number of cents is negative if the claim's last
/// allocation exceeded them.
///
/// # Errors
/// When the database fails.
pub async fn return_tokens(conn: &mut PgConnection, unused: Allowance) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "update throttles t set
             jobs_until = t.jobs_until - coalesce(back.jobs, '0'), cents_until = t.cents_until - coalesce(back.cents, '0'),
             next_at = t.next_at - least(back.jobs, back.cents)
         from (select make_interval(secs => $2::bigint::float8 / max_per_second) as jobs,
                   make_interval(secs => $3::bigint::float8 / max_cents_per_second) as cents
               from throttles where business_id = $1 and batch_id = $1) back
         where t.business_id = $1 and t.batch_id = $1",
        Uuid::nil(),
        unused.jobs,
        unused.cents
    )
    .execute(conn)
    .await
    .map(|_| ())
}
