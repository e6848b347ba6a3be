//! The next attempt at a payment that ended unpaid.
//!
//! A reference names one payment. While that payment is pending or paid, a request that names it again is a duplicate.
//! Once it has ended unpaid, such a request is its next attempt: an allocation of its own, in the batch or request that
//! asks for it, with the next number under the unique index. Of two that ask at the same time one is recorded, and the
//! other is its duplicate.
//!
//! A payment that ended could also be queued again in place: its batch is retried, or it was parked and is retried.
//! Both at once would pay twice. So the two exclude one another by an advisory lock of the business, which a next
//! attempt shares until its commit and a retry holds alone ([`begin_retry`]); and an allocation that has a later
//! attempt is not queued again ([`superseded`]).

use std::collections::BTreeSet;

use sqlx::PgConnection;
use uuid::Uuid;

use super::rows::{Common, Item, Recorded, compare, insert};
use crate::ids::{AllocationId, BatchId, BusinessId};

/// Records the next attempt of those `items` that ask for one and whose earlier allocation, as `found` says, ended
/// unpaid. An item whose next attempt somebody else has recorded meanwhile is `None` afterwards: the caller looks
/// again.
pub(super) async fn attempt(
    conn: &mut PgConnection,
    common: Common<'_>,
    items: &[Item<'_>],
    found: &mut [Option<Recorded>],
) -> Result<(), sqlx::Error> {
    let earlier = |item: &Item<'_>, found: &Option<Recorded>| match found {
        Some(Recorded::Duplicate(id)) if item.again => Some(*id),
        _ => None,
    };
    let places: Vec<usize> = (0..items.len()).filter(|&n| earlier(&items[n], &found[n]).is_some()).collect();
    if places.is_empty() {
        return Ok(());
    }
    let of: Vec<(BusinessId, AllocationId)> =
        places.iter().filter_map(|&n| Some((items[n].business_id, earlier(&items[n], &found[n])?))).collect();
    let next = next_attempts(conn, &of).await?;
    let (places, asked): (Vec<usize>, Vec<Item<'_>>) = places
        .into_iter()
        .zip(next)
        .filter_map(|(n, next)| Some((n, Item { attempt: next?, ..items[n] })))
        .unzip();
    if asked.is_empty() {
        return Ok(());
    }
    // The ring is woken last, for what was locked before may be waited for.
    insert(conn, Common { wakes: None, ..common }, &asked).await?;
    for (n, became) in places.into_iter().zip(compare(conn, &asked).await?) {
        found[n] = became.filter(|became| *became == Recorded::New);
    }
    Ok(())
}

/// The number of the next attempt at each of `earlier` that has ended unpaid. A parked one leaves the dead letters: its
/// next attempt takes its place.
async fn next_attempts(
    conn: &mut PgConnection,
    earlier: &[(BusinessId, AllocationId)],
) -> Result<Vec<Option<i16>>, sqlx::Error> {
    let businesses: Vec<Uuid> = earlier.iter().map(|(business, _)| business.uuid()).collect();
    let ids: Vec<Uuid> = earlier.iter().map(|(_, id)| id.uuid()).collect();
    let locked: Vec<Uuid> = businesses.iter().copied().collect::<BTreeSet<_>>().into_iter().collect();
    // A statement of its own, so that the next one sees what a retry that has just ended has committed.
    sqlx::query!(
        "select pg_advisory_xact_lock_shared(hashtextextended(b::text, 1)) from unnest($1::uuid[]) as b",
        &locked
    )
    .fetch_all(&mut *conn)
    .await?;
    sqlx::query_scalar!(
        // Look-ups by whole keys, whatever the statistics say.
        r#"with ended as materialized (
               select i.n, i.business_id, i.id, e.reference_attempt + 1 as next
               from unnest($1::uuid[], $2::uuid[]) with ordinality as i (business_id, id, n)
               left join lateral (
                   select a.reference_attempt from allocations a, allocations_ended_unpaid u
                   where a.business_id = i.business_id and a.id = i.id
                     and u.business_id = i.business_id and u.id = i.id limit 1
               ) e on true
           ), exhumed as (
               delete from allocation_dead d using ended
               where d.business_id = ended.business_id and d.allocation_id = ended.id and ended.next is not null
           )
           select next::smallint from ended order by n"#,
        &businesses,
        &ids
    )
    .fetch_all(conn)
    .await
}

/// Makes this transaction the only one that may begin attempts of `business`, if nobody else is at it. When the answer
/// is false, the caller must queue nothing again.
pub(crate) async fn begin_retry(conn: &mut PgConnection, business: BusinessId) -> Result<bool, sqlx::Error> {
    sqlx::query_scalar!(
        r#"select pg_try_advisory_xact_lock(hashtextextended($1::uuid::text, 1)) as "locked!""#,
        business.uuid()
    )
    .fetch_one(conn)
    .await
}

/// As [`begin_retry`], but waits for whoever is at it.
pub(crate) async fn wait_to_retry(conn: &mut PgConnection, business: BusinessId) -> Result<(), sqlx::Error> {
    sqlx::query!("select pg_advisory_xact_lock(hashtextextended($1::uuid::text, 1))", business.uuid())
        .execute(conn)
        .await
        .map(|_| ())
}

/// How many failed items of `batch` have a later attempt elsewhere, and the cents they add up to. They are not retried.
pub(crate) async fn superseded(
    conn: &mut PgConnection,
    business: BusinessId,
    batch: BatchId,
) -> Result<(i64, i64), sqlx::Error> {
    let any = sqlx::query_scalar!(
        r#"select exists (select from allocations where business_id = $1 and reference_attempt > 0) as "any!""#,
        business.uuid()
    )
    .fetch_one(&mut *conn)
    .await?;
    if !any {
        return Ok((0, 0));
    }
    let row = sqlx::query!(
        r#"select count(*) as "items!", coalesce(sum(f.amount), 0)::bigint as "amount!"
           from (select distinct first.id, first.amount from allocations later
                 join allocations first on first.business_id = later.business_id and first.reference = later.reference
                     and first.reference_attempt < later.reference_attempt
                 where later.business_id = $1 and later.reference_attempt > 0 and first.batch_id = $2) f
           cross join lateral (
               select from allocation_states s
               where s.business_id = $1 and s.id = f.id and s.status = 'failed' offset 0) failed"#,
        business.uuid(),
        batch.uuid()
    )
    .fetch_one(conn)
    .await?;
    Ok((row.items, row.amount))
}
