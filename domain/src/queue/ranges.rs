//! Ranges: the items of batches that wait for their first attempt, taken in the order of their ids.
//!
//! An accepted batch is one range. A claim reads the next items from `allocations` and narrows the range, which then
//! begins after the last item taken. A range whose last item is taken is removed. A range is cut in two only when items
//! are taken out of its middle: suspects of a claim that broke off, or the items after them.
//!
//! The claim owns the business, so no other transaction narrows its ranges meanwhile. If one ever did, the narrowing
//! would find a range that differs from the one that was read, and the claim would be rolled back.
//!
//! A range stores the number and the sum of its allocations, so counting adds up few rows. Ids that were never recorded
//! because they were duplicates may lie in a range. They name nothing.

use sqlx::PgConnection;
use uuid::Uuid;

use super::Job;
use super::range::Range;
use crate::allocation::{ItemRange, Lane, queue_range};
use crate::ids::BusinessId;
use crate::money::Cents;
use crate::throttle::Allowance;

/// How many ranges are read at a time. A claim of small batches takes about this many.
const LOOKED_AT: i64 = 100;

/// A range of items that are ready.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Ready {
    pub(super) range: Range,
    pub(super) batch_id: Uuid,
    pub(super) from_reserve: bool,
    pub(super) items: i64,
    pub(super) amount: i64,
}

/// Lists the first [`LOOKED_AT`] ready ranges that end after `after`, in order. The query has no condition on the end
/// of the window: the index is in the order of ends, not of beginnings, so such a condition would make it read all
/// ranges after the window.
async fn list(conn: &mut PgConnection, business: BusinessId, after: Uuid) -> Result<Vec<Ready>, sqlx::Error> {
    let rows = sqlx::query!(
        "select after_id, last_id, batch_id, from_reserve, items, amount from allocation_ranges
         where business_id = $1 and due_at is null and last_id > $2
         order by last_id limit $3",
        business.uuid(),
        after,
        LOOKED_AT
    )
    .fetch_all(conn)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| Ready {
            range: Range { after: row.after_id, upto: row.last_id },
            batch_id: row.batch_id,
            from_reserve: row.from_reserve,
            items: row.items,
            amount: row.amount,
        })
        .collect())
}

/// Returns the id after which the next ready range begins. That is the first range that ends after `after`.
pub(super) async fn next_after(
    conn: &mut PgConnection,
    business: BusinessId,
    after: Uuid,
) -> Result<Option<Uuid>, sqlx::Error> {
    sqlx::query_scalar!(
        "select after_id from allocation_ranges
         where business_id = $1 and due_at is null and last_id > $2 order by last_id limit 1",
        business.uuid(),
        after
    )
    .fetch_optional(conn)
    .await
}

/// Takes as much of `window` as `allowance` permits, in order. `first` is the first range that the window touches, if
/// the caller knows it.
pub(super) async fn take(
    conn: &mut PgConnection,
    business: BusinessId,
    mut window: Range,
    allowance: Allowance,
    first: Option<&Ready>,
) -> Result<Vec<Job>, sqlx::Error> {
    let mut jobs = Vec::new();
    let mut left = allowance;
    let mut known: Vec<Ready> = first.cloned().into_iter().collect();
    loop {
        if known.is_empty() {
            known = list(conn, business, window.after).await?;
        }
        let Some(last) = known.last().map(|ready| ready.range.upto) else { return Ok(jobs) };
        let mut part = take_from(conn, business, window, left, &known).await?;
        left = left.less(super::used_by(&part));
        jobs.append(&mut part);
        if left.is_none() || last >= window.upto {
            return Ok(jobs);
        }
        window.after = last;
        known.clear();
    }
}

/// Takes as much of `ready` as lies in `window` and `allowance` permits.
async fn take_from(
    conn: &mut PgConnection,
    business: BusinessId,
    window: Range,
    allowance: Allowance,
    ready: &[Ready],
) -> Result<Vec<Job>, sqlx::Error> {
    // An item is at least one cent.
    let mut room = allowance.jobs.min(allowance.cents);
    let mut parts = Vec::new();
    for (one, within) in ready.iter().filter_map(|one| Some((one, one.range.within(window)?))) {
        if room <= 0 {
            break;
        }
        parts.push(Part { of: one, within, room, items: 0, amount: 0, reached: within.after });
        // The whole range is taken, unless the window cuts it.
        room -= if within == one.range { one.items } else { 0 };
    }
    if parts.is_empty() {
        return Ok(Vec::new());
    }
    let column = |of: fn(&Part<'_>) -> Uuid| -> Vec<Uuid> { parts.iter().map(of).collect() };
    let mut rows = sqlx::query!(
        r#"select r.n as "n!", a.id, a.email, a.amount
           from unnest($2::uuid[], $3::uuid[], $4::bigint[]) with ordinality as r (after_id, upto_id, room, n)
           cross join lateral (
               select id, email, amount from allocations
               where business_id = $1 and id > r.after_id and id <= r.upto_id order by id limit r.room) a"#,
        business.uuid(),
        &column(|part| part.within.after),
        &column(|part| part.within.upto),
        &parts.iter().map(|part| part.room).collect::<Vec<i64>>()
    )
    .fetch_all(&mut *conn)
    .await?;
    // The items taken must be the first of each range, so their order matters, and the query's plan guarantees none.
    rows.sort_unstable_by_key(|row| (row.n, row.id));
    let mut left = allowance;
    let mut jobs = Vec::with_capacity(rows.len());
    for row in rows {
        if left.is_none() {
            break;
        }
        let Some(part) = usize::try_from(row.n - 1).ok().and_then(|n| parts.get_mut(n)) else { continue };
        left = left.less(Allowance { jobs: 1, cents: row.amount });
        part.take(row.id, row.amount);
        jobs.push(Job {
            allocation_id: row.id.into(),
            lane: Lane::Bulk,
            email: row.email,
            amount: Cents::new(row.amount),
            batch_id: Some(part.of.batch_id.into()),
            // An item has no request of its own, and no client waits for its outcome.
            request_id: None,
            attempts: 0,
            promised: true,
            from_reserve: part.of.from_reserve,
        });
    }
    // If the allowance ended here, more items may follow the last one taken.
    let stopped = left.is_none();
    for part in &mut parts {
        if !stopped && part.items < part.room {
            part.reached = part.within.upto;
        }
    }
    narrow(conn, business, &parts).await?;
    Ok(jobs)
}

/// The part of a range that a claim takes.
struct Part<'a> {
    of: &'a Ready,
    /// The ids that the claim may take.
    within: Range,
    /// How many items it may take at most.
    room: i64,
    /// How many items it took, and their sum.
    items: i64,
    amount: i64,
    /// No item is left within the part up to this id.
    reached: Uuid,
}

impl Part<'_> {
    fn take(&mut self, id: Uuid, amount: i64) {
        self.items += 1;
        self.amount += amount;
        self.reached = id;
    }
}

/// Removes `parts` from their ranges.
async fn narrow(
    conn: &mut PgConnection,
    business: BusinessId,
    parts: &[Part<'_>],
) -> Result<(), sqlx::Error> {
    let (used_up, cut): (Vec<&Part<'_>>, Vec<&Part<'_>>) =
        parts.iter().filter(|part| part.items > 0).partition(|part| part.items == part.of.items);
    if !used_up.is_empty() {
        remove(conn, business, &used_up).await?;
    }
    for part in cut {
        // The items before the part stay, as a range of their own.
        let mut before = (0, 0);
        if part.within.after > part.of.range.after {
            let upto = part.within.after;
            before = count(conn, business, Range { after: part.of.range.after, upto }).await?;
        }
        let behind = (part.of.items - part.items - before.0, part.of.amount - part.amount - before.1);
        if behind.0 == 0 {
            remove(conn, business, &[part]).await?;
        } else {
            begin_after(conn, business, part, behind).await?;
        }
        if before.0 > 0 {
            let before = ItemRange {
                after: part.of.range.after,
                last: part.within.after,
                items: before.0,
                amount: before.1,
                from_reserve: part.of.from_reserve,
                due_at: None,
            };
            queue_range(conn, business, part.of.batch_id.into(), &before).await?;
        }
    }
    Ok(())
}

/// Removes the ranges of `parts`. They must be unchanged since they were read.
async fn remove(
    conn: &mut PgConnection,
    business: BusinessId,
    parts: &[&Part<'_>],
) -> Result<(), sqlx::Error> {
    let (after, last): (Vec<Uuid>, Vec<Uuid>) =
        parts.iter().map(|part| (part.of.range.after, part.of.range.upto)).unzip();
    let removed = sqlx::query!(
        // By whole keys, whatever the statistics say.
        "delete from allocation_ranges where ctid = any(array(
             select r.place from unnest($2::uuid[], $3::uuid[]) as n (after_id, last_id)
             cross join lateral (
                 select ctid as place from allocation_ranges
                 where business_id = $1 and last_id >= n.last_id and last_id <= n.last_id and after_id = n.after_id
                   and due_at is null
                 order by last_id limit 1) r))",
        business.uuid(),
        &after,
        &last
    )
    .execute(conn)
    .await?;
    as_read(removed.rows_affected(), parts.len())
}

/// Makes the range of `part` begin where the part ends. `left` is the number and sum of its remaining items. The range
/// must be unchanged since it was read.
async fn begin_after(
    conn: &mut PgConnection,
    business: BusinessId,
    part: &Part<'_>,
    left: (i64, i64),
) -> Result<(), sqlx::Error> {
    let narrowed = sqlx::query!(
        "update allocation_ranges set after_id = $4, items = $5, amount = $6
         where business_id = $1 and last_id = $2 and after_id = $3 and due_at is null",
        business.uuid(),
        part.of.range.upto,
        part.of.range.after,
        part.reached,
        left.0,
        left.1
    )
    .execute(conn)
    .await?;
    as_read(narrowed.rows_affected(), 1)
}

/// Returns an error if the ranges have changed since the claim read them. Only the owner of a business narrows its
/// ranges.
fn as_read(changed: u64, expected: usize) -> Result<(), sqlx::Error> {
    if usize::try_from(changed) == Ok(expected) { Ok(()) } else { Err(sqlx::Error::RowNotFound) }
}

/// Returns the number of allocations in `range` and their sum.
async fn count(
    conn: &mut PgConnection,
    business: BusinessId,
    range: Range,
) -> Result<(i64, i64), sqlx::Error> {
    let row = sqlx::query!(
        r#"select count(*) as "items!", coalesce(sum(amount), 0)::bigint as "amount!"
           from allocations where business_id = $1 and id > $2 and id <= $3"#,
        business.uuid(),
        range.after,
        range.upto
    )
    .fetch_one(conn)
    .await?;
    Ok((row.items, row.amount))
}
