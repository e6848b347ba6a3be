//! The throttles in force: one row for each thing that has one.

use std::collections::BTreeMap;

use chrono::{DateTime, Duration, Utc};
use sqlx::PgConnection;
use uuid::Uuid;

use super::{Allowance, Rates, Throttle};
use crate::ids::{BatchId, BusinessId};
use crate::queue::{Job, Limits};

/// How long the throttle of a batch outlives its last item: a retry within it goes at the same rate.
const KEPT_AFTER_END: Duration = Duration::days(1);

/// A throttle, and what it is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Throttled {
    /// Of which business; `None` for everything.
    pub business_id: Option<BusinessId>,
    /// Of which batch; `None` for all of the business.
    pub batch_id: Option<BatchId>,
    /// How fast.
    pub rates: Rates,
    /// When it was last set.
    pub changed_at: DateTime<Utc>,
}

impl Throttled {
    /// Where it is in the order of [`list`].
    pub fn key(&self) -> (Uuid, Uuid) {
        let business = self.business_id.map_or(Uuid::nil(), BusinessId::uuid);
        (business, self.batch_id.map_or(Uuid::nil(), BatchId::uuid))
    }
}

/// Sets the rates of everything (`None`), of a business or of a batch. What was used stays used.
///
/// A business's ring row must be locked, or a batch's business account: a claim would overwrite the change.
pub(crate) async fn set(
    conn: &mut PgConnection,
    (business, batch): (Option<BusinessId>, Option<BatchId>),
    rates: Rates,
    now: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "insert into throttles as t (business_id, batch_id, max_per_second, max_cents_per_second, jobs_until,
             cents_until, next_at, changed_at)
         -- Unused for long: it begins with one chunk.
         values ($1, $2, $3, $4, $5::timestamptz - interval '1 day', $5 - interval '1 day', $5, $5)
         on conflict (business_id, batch_id) do update set max_per_second = excluded.max_per_second,
             max_cents_per_second = excluded.max_cents_per_second, changed_at = excluded.changed_at,
             -- What was used at another rate is not owed at this one.
             jobs_until = least(t.jobs_until, $5), cents_until = least(t.cents_until, $5), next_at = $5",
        business.map_or(Uuid::nil(), BusinessId::uuid),
        batch.map_or(Uuid::nil(), BatchId::uuid),
        rates.max_per_second,
        rates.max_cents_per_second,
        now
    )
    .execute(conn)
    .await
    .map(|_| ())
}

/// Sets the rates of a batch that is being accepted, so that no item of it goes faster.
///
/// # Errors
/// When the database fails.
pub async fn begin_with(
    conn: &mut PgConnection,
    business: BusinessId,
    batch: BatchId,
    rates: Rates,
    now: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    set(conn, (Some(business), Some(batch)), rates, now).await
}

/// Whether there was a throttle to remove. The locks are those of [`set`].
pub(crate) async fn clear(
    conn: &mut PgConnection,
    (business, batch): (Option<BusinessId>, Option<BatchId>),
) -> Result<bool, sqlx::Error> {
    let removed = sqlx::query!(
        "delete from throttles where business_id = $1 and batch_id = $2",
        business.map_or(Uuid::nil(), BusinessId::uuid),
        batch.map_or(Uuid::nil(), BatchId::uuid)
    )
    .execute(conn)
    .await?;
    Ok(removed.rows_affected() > 0)
}

/// Removes the throttles of batches that ended long ago: how many.
///
/// # Errors
/// When the database fails.
pub async fn remove_ended(conn: &mut PgConnection, now: DateTime<Utc>) -> Result<u64, sqlx::Error> {
    let removed = sqlx::query!(
        "delete from throttles t using batches b
         where b.business_id = t.business_id and b.id = t.batch_id and b.finished_at < $1",
        now - KEPT_AFTER_END
    )
    .execute(conn)
    .await?;
    Ok(removed.rows_affected())
}

struct Row {
    business_id: Uuid,
    batch_id: Uuid,
    max_per_second: Option<i64>,
    max_cents_per_second: Option<i64>,
    changed_at: DateTime<Utc>,
}

impl From<Row> for Throttled {
    fn from(row: Row) -> Self {
        let Row { business_id, batch_id, max_per_second, max_cents_per_second, changed_at } = row;
        Self {
            business_id: (!business_id.is_nil()).then(|| business_id.into()),
            batch_id: (!batch_id.is_nil()).then(|| batch_id.into()),
            rates: Rates { max_per_second, max_cents_per_second },
            changed_at,
        }
    }
}

/// Up to `limit` throttles in force, everything's first, beginning behind the one of `after`.
///
/// # Errors
/// When the database fails.
pub async fn list(
    conn: &mut PgConnection,
    after: Option<(Uuid, Uuid)>,
    limit: i64,
) -> Result<Vec<Throttled>, sqlx::Error> {
    let rows = sqlx::query_as!(
        Row,
        "select business_id, batch_id, max_per_second, max_cents_per_second, changed_at from throttles
         where $1::uuid is null or (business_id, batch_id) > ($1, $2) order by business_id, batch_id limit $3",
        after.map(|(business, _)| business),
        after.map(|(_, batch)| batch),
        limit
    )
    .fetch_all(conn)
    .await?;
    Ok(rows.into_iter().map(Throttled::from).collect())
}

/// The one of everything, a business or a batch.
pub(crate) async fn find(
    conn: &mut PgConnection,
    (business, batch): (Option<BusinessId>, Option<BatchId>),
) -> Result<Option<Throttled>, sqlx::Error> {
    let row = sqlx::query_as!(
        Row,
        "select business_id, batch_id, max_per_second, max_cents_per_second, changed_at from throttles
         where business_id = $1 and batch_id = $2",
        business.map_or(Uuid::nil(), BusinessId::uuid),
        batch.map_or(Uuid::nil(), BatchId::uuid)
    )
    .fetch_optional(conn)
    .await?;
    Ok(row.map(Throttled::from))
}

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

/// The allocations per second of the throttles in force, summed by what they are of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RatesInForce {
    /// Of everything.
    pub everything: i64,
    /// Of businesses.
    pub businesses: i64,
    /// Of batches.
    pub batches: i64,
}

/// Sums the rates in force.
///
/// # Errors
/// When the database fails.
pub async fn rates_in_force(conn: &mut PgConnection) -> Result<RatesInForce, sqlx::Error> {
    sqlx::query_as!(
        RatesInForce,
        r#"select coalesce(sum(max_per_second) filter (where business_id = $1), 0)::bigint as "everything!",
               coalesce(sum(max_per_second) filter (where business_id <> $1 and batch_id = $1), 0)::bigint as "businesses!",
               coalesce(sum(max_per_second) filter (where batch_id <> $1), 0)::bigint as "batches!"
           from throttles"#,
        Uuid::nil()
    )
    .fetch_one(conn)
    .await
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
