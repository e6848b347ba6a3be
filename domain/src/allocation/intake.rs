//! Recording allocations, as many as arrive by one statement: single requests of many businesses with their queue rows,
//! or items of a batch, which the batch queues as one range.
//!
//! A reference names one payment of a business, by a unique index. Whoever comes second, in this statement or any
//! other, is a duplicate (same e-mail and amount) or a conflict (anything else). A payment that ended unpaid may be
//! asked for again: its next attempt is recorded under the same index ([`super::again`]).

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
    /// Which lane they wait in.
    pub lane: Lane,
    /// Whether the client has, or will have, the word that they will be carried out. A request whose client waits
    /// without that word may be taken back ([`super::take_back`]).
    pub promised: bool,
    /// The batch they are items of.
    pub batch_id: Option<BatchId>,
    /// The request they came in.
    pub request_id: Uuid,
    /// Whether what ended unpaid under the same reference is attempted again.
    pub again: bool,
}

/// A request for one allocation, which waits in the interactive lane.
#[derive(Debug, Clone)]
pub struct Single {
    /// The business that pays.
    pub business_id: BusinessId,
    /// Whether the client has, or will have, the word that it will be carried out ([`Acceptance::promised`]).
    pub promised: bool,
    /// The request it came in.
    pub request_id: Uuid,
    /// Whether what ended unpaid under the same reference is attempted again ([`Acceptance::again`]).
    pub again: bool,
    /// What is asked.
    pub allocation: NewAllocation,
}

/// What became of a group of single requests.
#[derive(Debug, Clone)]
pub struct Group {
    /// The answer for each request, in their order.
    pub recorded: Vec<Recorded>,
    /// The id of the transaction that records them.
    pub transaction_id: String,
}

/// How often recording begins again for references whose holders were taken back meanwhile.
const ROUNDS: usize = 5;

/// Records `items` by one statement, and queues those that are no items of a batch. The answers are in the order of the
/// items. Call [`crate::ring::announce`] in the same transaction.
///
/// Waits for other transactions that are recording the same references, or taking them back. When the acceptance is
/// promised, so are its duplicates: one that still waits for its answer elsewhere can no longer be taken back.
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

/// Records single requests that arrived together, of any businesses, as [`record`] does. The answers are in the order
/// of the requests. Of two with the same reference the first is recorded; the second is its duplicate, or in conflict
/// with it.
///
/// It also does what [`crate::ring::announce`] does, for a transaction that began with [`share_the_ring`]. When all are
/// new, the statement that records them wakes the ring as well, which saves a round trip. References are taken in one
/// order, and before the ring's rows, so that groups that are recorded at the same time do not deadlock.
///
/// # Errors
/// When the database fails. Then nothing is recorded for any of them.
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

/// The statement with which a transaction begins that records `singles`: it shares the locks of the ring.
pub fn share_the_ring(singles: &[Single]) -> String {
    ring::share(&businesses(singles))
}

fn businesses(singles: &[Single]) -> BTreeSet<Uuid> {
    singles.iter().map(|single| single.business_id.uuid()).collect()
}

/// Records the `items` at the places `open`, in that order. The answers are in the order of the items. Also returns
/// whether the first statement did all of it, and so woke whom it was to wake.
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
        // Neither recorded nor a duplicate: whoever held the reference was taken back between the two statements.
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
    Err(sqlx::Error::Protocol("references were taken and given back again and again".into()))
}

/// Promises the allocations that promised items are duplicates of. An item whose earlier allocation was taken back
/// meanwhile is `None` afterwards.
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
