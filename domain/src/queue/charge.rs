//! Charges the throttles of a business and its batches, in the claim that owns the business.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use sqlx::PgConnection;
use uuid::Uuid;

use super::{Job, Limits};
use crate::ids::{BatchId, BusinessId};
use crate::throttle::{Allowance, Throttle};

/// Charges the throttles of an owned business and its batches for `jobs`, which are about to be paid at `now`.
/// Returns when the next claim of the business may begin, if the business has a throttle of its own.
///
/// # Errors
/// When the database fails.
pub async fn charge(
    conn: &mut PgConnection,
    business: BusinessId,
    limits: &Limits,
    jobs: &[Job],
    now: DateTime<Utc>,
) -> Result<Option<DateTime<Utc>>, sqlx::Error> {
    let mut used: BTreeMap<Option<BatchId>, Allowance> = BTreeMap::new();
    for job in jobs {
        used.entry(None).or_insert(Allowance::NONE).count(job.amount);
        if job.batch_id.is_some() {
            used.entry(job.batch_id).or_insert(Allowance::NONE).count(job.amount);
        }
    }
    let own = limits.throttle.map(|throttle| (None, throttle));
    let batches = limits.batches.iter().filter_map(|held| Some((Some(held.batch_id), held.throttle?)));
    let changed: Vec<(Uuid, Throttle)> = own
        .into_iter()
        .chain(batches)
        .filter_map(|(of, throttle)| {
            let used = used.get(&of)?;
            Some((of.map_or(Uuid::nil(), BatchId::uuid), throttle.after(*used, now)))
        })
        .collect();
    if !changed.is_empty() {
        let ids: Vec<Uuid> = changed.iter().map(|(id, _)| *id).collect();
        let jobs: Vec<DateTime<Utc>> = changed.iter().map(|(_, throttle)| throttle.jobs_until).collect();
        let cents: Vec<DateTime<Utc>> = changed.iter().map(|(_, throttle)| throttle.cents_until).collect();
        let next: Vec<DateTime<Utc>> = changed.iter().map(|(_, throttle)| throttle.next_at()).collect();
        sqlx::query!(
            "update throttles t set jobs_until = n.jobs_until, cents_until = n.cents_until, next_at = n.next_at
             from unnest($2::uuid[], $3::timestamptz[], $4::timestamptz[], $5::timestamptz[])
                 as n (batch_id, jobs_until, cents_until, next_at)
             where t.business_id = $1 and t.batch_id = n.batch_id",
            business.uuid(),
            &ids,
            &jobs,
            &cents,
            &next
        )
        .execute(conn)
        .await?;
    }
    let own_after = changed.iter().find(|(id, _)| id.is_nil()).map(|(_, throttle)| throttle.next_at());
    Ok(own_after.or_else(|| limits.throttle.map(|throttle| throttle.next_at())))
}

/// Returns the tokens that paying `jobs` uses.
pub fn used_by(jobs: &[Job]) -> Allowance {
    Allowance::of(jobs.iter().map(|job| job.amount))
}
