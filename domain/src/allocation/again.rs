//! The next attempt at a payment that ended unpaid.
//!
//! A reference names one payment. While that payment is pending or paid, another request with its reference is a
//! duplicate. Once the payment has ended unpaid, such a request is its next attempt. The next attempt is an allocation
//! of its own, in the batch or request that asks for it, with the next attempt number under the unique index. If two
//! requests ask at the same time, one is recorded and the other is its duplicate.
//!
//! A payment that ended could also be queued again in place, by a retry of its batch or of a dead letter. If both
//! happened, it would be paid twice. So an advisory lock of the business excludes one from the other: a next attempt
//! shares the lock until its commit, and a retry holds it exclusively ([`begin_retry`]). And an allocation that has a
//! later attempt is not queued again ([`superseded`]).

use std::collections::BTreeSet;

use sqlx::PgConnection;
use uuid::Uuid;

use super::rows::{Common, Item, Recorded, compare, insert};
use crate::ids::{AllocationId, BatchId, BusinessId};

/// Records the next attempt for those `items` that ask for one, if the earlier allocation in `found` ended unpaid. If
/// another transaction has recorded the next attempt of an item meanwhile, its entry in `found` becomes `None`, and the
/// caller looks again.
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
    // Do not wake the ring here. It is woken last, because this transaction may still wait for other locks.
    insert(conn, Common { wakes: None, ..common }, &asked).await?;
    for (n, became) in places.into_iter().zip(compare(conn, &asked).await?) {
        found[n] = became.filter(|became| *became == Recorded::New);
    }
    Ok(())
}

/// Returns the number of the next attempt for each allocation of `earlier` that ended unpaid. A parked allocation
/// leaves the dead letters, because its next attempt replaces it.
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

/// Makes this transaction the only one that may begin attempts of `business`, if no other is doing so. Returns false if
/// another is. The caller must then queue nothing again.
pub(crate) async fn begin_retry(conn: &mut PgConnection, business: BusinessId) -> Result<bool, sqlx::Error> {
    sqlx::query_scalar!(
        r#"select pg_try_advisory_xact_lock(hashtextextended($1::uuid::text, 1)) as "locked!""#,
        business.uuid()
    )
    .fetch_one(conn)
    .await
}

/// Does what [`begin_retry`] does, but waits for the other transactions.
pub(crate) async fn wait_to_retry(conn: &mut PgConnection, business: BusinessId) -> Result<(), sqlx::Error> {
    sqlx::query!("select pg_advisory_xact_lock(hashtextextended($1::uuid::text, 1))", business.uuid())
        .execute(conn)
        .await
        .map(|_| ())
}

/// Returns how many failed items of `batch` have a later attempt elsewhere, and their sum in cents. They are not
/// retried.
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
