//! Records allocations, many with one statement: single requests of many businesses with their queue rows, or items of
//! a batch, which the batch queues as one range.
//!
//! A reference names one payment of a business, which a unique index enforces. A later request with the same reference,
//! in this statement or any other, is a duplicate if its e-mail and amount are the same, and a conflict otherwise. A
//! payment that ended unpaid may be requested again: its next attempt is recorded under the same index
//! ([`super::again`]).

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use sqlx::PgConnection;
use uuid::Uuid;

use super::rows::{Common, Item, NewAllocation, Recorded, compare, insert};
use super::wait::promise;
use super::{Lane, again};
use crate::ids::{BatchId, BusinessId};
use crate::ring;

/// What the allocations of one acceptance have in common.
#[derive(Debug, Clone, Copy)]
pub struct Acceptance {
    /// The business that pays.
    pub business_id: BusinessId,
    /// The lane in which they wait.
    pub lane: Lane,
    /// Whether the client is promised that they will be carried out. If a client waits without this promise, its
    /// request may be taken back ([`super::take_back`]).
    pub promised: bool,
    /// The batch that they are items of.
    pub batch_id: Option<BatchId>,
    /// The request that asked for them.
    pub request_id: Uuid,
    /// Whether to attempt a payment again that ended unpaid under the same reference.
    pub again: bool,
}

/// A request for one allocation, which waits in the interactive lane.
#[derive(Debug, Clone)]
pub struct Single {
    /// The business that pays.
    pub business_id: BusinessId,
    /// Whether the client is promised that it will be carried out ([`Acceptance::promised`]).
    pub promised: bool,
    /// The request that asked for it.
    pub request_id: Uuid,
    /// Whether to attempt a payment again that ended unpaid under the same reference ([`Acceptance::again`]).
    pub again: bool,
    /// The allocation to record.
    pub allocation: NewAllocation,
}

/// The result of recording a group of single requests.
#[derive(Debug, Clone)]
pub struct Group {
    /// The result for each request, in their order.
    pub recorded: Vec<Recorded>,
    /// The id of the transaction that records them.
    pub transaction_id: String,
}

/// How often recording starts again because the holders of references were taken back meanwhile.
const ROUNDS: usize = 5;

/// Records `items` with one statement, and queues those that are not items of a batch. The results are in the order of
/// the items. Call [`crate::ring::announce`] in the same transaction.
///
/// Waits for other transactions that are recording the same references, or taking them back. If the acceptance is
/// promised, its duplicates are promised as well: one whose client still waits elsewhere can no longer be taken back.
///
/// # Errors
/// When the database fails.
pub async fn record(
    conn: &mut PgConnection,
    acceptance: &Acceptance,
    items: &[NewAllocation],
) -> Result<Vec<Recorded>, sqlx::Error> {
    let common = Common {
        lane: acceptance.lane,
        batch_id: acceptance.batch_id,
        origin: Some((acceptance.business_id, acceptance.request_id)),
        wakes: None,
    };
    let items: Vec<Item<'_>> = items
        .iter()
        .map(|allocation| Item {
            business_id: acceptance.business_id,
            promised: acceptance.promised,
            request_id: acceptance.request_id,
            again: acceptance.again,
            attempt: 0,
            allocation,
        })
        .collect();
    Ok(record_in_order(conn, common, &items, (0..items.len()).collect()).await?.0.recorded)
}

/// Records single requests of any businesses that arrived together, as [`record`] does. The results are in the order of
/// the requests. If two have the same reference, the first is recorded, and the second is its duplicate or in conflict
/// with it.
///
/// It also does what [`crate::ring::announce`] does, for a transaction that began with [`ring_lock_statement`]. If all
/// requests are new, the statement that records them also wakes the ring, which saves a round trip. References are
/// taken in one order, and before the ring's rows, so that concurrent groups do not deadlock.
///
/// # Errors
/// When the database fails. Then none of them is recorded.
pub async fn record_group(
    conn: &mut PgConnection,
    singles: &[Single],
    now: DateTime<Utc>,
) -> Result<Group, sqlx::Error> {
    let businesses: Vec<Uuid> = businesses(singles).into_iter().collect();
    let common =
        Common { lane: Lane::Interactive, batch_id: None, origin: None, wakes: Some((&businesses, now)) };
    let items: Vec<Item<'_>> = singles
        .iter()
        .map(|single| Item {
            business_id: single.business_id,
            promised: single.promised,
            request_id: single.request_id,
            again: single.again,
            attempt: 0,
            allocation: &single.allocation,
        })
        .collect();
    let mut order: Vec<usize> = (0..items.len()).collect();
    order.sort_by_key(|&place| items.get(place).map(|item| (item.business_id, &item.allocation.reference)));
    let (group, woken) = record_in_order(conn, common, &items, order).await?;
    if woken {
        return Ok(group);
    }
    let with_work: BTreeSet<Uuid> = singles
        .iter()
        .zip(&group.recorded)
        .filter(|(_, recorded)| **recorded == Recorded::New)
        .map(|(single, _)| single.business_id.uuid())
        .collect();
    if !with_work.is_empty() {
        ring::wake(conn, &with_work, now).await?;
    }
    Ok(group)
}

/// Returns the first statement of a transaction that records `singles`. It shares the locks of the ring.
pub fn ring_lock_statement(singles: &[Single]) -> String {
    ring::share(&businesses(singles))
}

fn businesses(singles: &[Single]) -> BTreeSet<Uuid> {
    singles.iter().map(|single| single.business_id.uuid()).collect()
}

/// Records the `items` at the indexes in `open`, in that order. The results are in the order of the items. Also returns
/// whether the first statement recorded all of them, and so woke their businesses.
async fn record_in_order(
    conn: &mut PgConnection,
    common: Common<'_>,
    items: &[Item<'_>],
    mut open: Vec<usize>,
) -> Result<(Group, bool), sqlx::Error> {
    let mut all = vec![Recorded::New; items.len()];
    for round in 0..ROUNDS {
        let asked: Vec<Item<'_>> = open.iter().filter_map(|&place| items.get(place).copied()).collect();
        let (new, transaction_id) = insert(conn, common, &asked).await?;
        if new == asked.len() {
            return Ok((Group { recorded: all, transaction_id }, round == 0));
        }
        let mut found = compare(conn, &asked).await?;
        again::attempt(conn, common, &asked, &mut found).await?;
        promise_duplicates(conn, &asked, &mut found).await?;
        // Neither recorded nor a duplicate: the holder of the reference was taken back between the two statements.
        let mut given_back = Vec::new();
        for (place, found) in open.into_iter().zip(found) {
            match (found, all.get_mut(place)) {
                (Some(recorded), Some(answer)) => *answer = recorded,
                _ => given_back.push(place),
            }
        }
        if given_back.is_empty() {
            return Ok((Group { recorded: all, transaction_id }, false));
        }
        open = given_back;
    }
    Err(sqlx::Error::Protocol("references were taken and released again too often".into()))
}

/// Promises the earlier allocations of which promised items are duplicates. If an earlier allocation was taken back
/// meanwhile, the item's entry becomes `None`.
async fn promise_duplicates(
    conn: &mut PgConnection,
    items: &[Item<'_>],
    found: &mut [Option<Recorded>],
) -> Result<(), sqlx::Error> {
    let earlier = |item: &Item<'_>, found: &Option<Recorded>| match found {
        Some(Recorded::Duplicate(id)) if item.promised => Some(id.uuid()),
        _ => None,
    };
    let mut of_businesses: BTreeMap<BusinessId, Vec<Uuid>> = BTreeMap::new();
    for (item, found) in items.iter().zip(found.iter()) {
        if let Some(id) = earlier(item, found) {
            of_businesses.entry(item.business_id).or_default().push(id);
        }
    }
    for (business, ids) in of_businesses {
        let kept = promise(conn, business, &ids).await?;
        for (item, found) in items.iter().zip(found.iter_mut()) {
            if item.business_id == business && earlier(item, found).is_some_and(|id| !kept.contains(&id)) {
                *found = None;
            }
        }
    }
    Ok(())
}
