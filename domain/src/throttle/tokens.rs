//! Using the throttles in force: everything's before a claim's transaction, those of its business and batches in it.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use sqlx::PgConnection;
use uuid::Uuid;

use super::{Allowance, Rates, Throttle};
use crate::ids::{BatchId, BusinessId};
use crate::queue::{Job, Limits};

/// The throttle of everything, if there is one.
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

/// Takes from everything's throttle what a claim of up to `jobs` may need, before its transaction begins; nothing when
/// the rate is used up. `seen` is what the caller last read; who was overtaken by another worker looks again.
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

/// Gives back what a claim did not use of what it had reserved; less than nothing when its last allocation exceeded
/// the cents.
///
/// # Errors
/// When the database fails.
pub async fn give_back(conn: &mut PgConnection, unused: Allowance) -> Result<(), sqlx::Error> {
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

/// Uses the rates of an owned business and its batches up by `jobs`, which are about to be paid at `now`. Says when
/// the business may be claimed from again, if it has a throttle of its own.
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
