//! The limits of a claim: which batches of the business are paused or throttled, and how much the claim may take.
//!
//! The allocations of a batch have a range of ids in which no other batch's ids lie, so a claim skips a held batch by
//! its range. Holding or releasing a million items changes one row, and a claim reads none of the items.

use chrono::{DateTime, Utc};
use sqlx::PgConnection;
use uuid::Uuid;

use super::range::{Range, before};
use crate::ids::{AllocationId, BatchId, BusinessId};
use crate::throttle::{Allowance, Rates, Throttle, UNLIMITED};

/// The limits of a business's claims.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Limits {
    /// The throttle of the business itself.
    pub throttle: Option<Throttle>,
    /// The paused and throttled batches of the business, in the order of their ids.
    pub batches: Vec<BatchLimit>,
}

/// A batch that is paused or throttled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BatchLimit {
    /// The batch.
    pub batch_id: BatchId,
    /// The first of its allocations.
    pub first: AllocationId,
    /// The last of its allocations.
    pub last: AllocationId,
    /// Whether the batch is paused, so that nothing may be taken.
    pub paused: bool,
    /// The throttle of the batch.
    pub throttle: Option<Throttle>,
}

/// A range of the bulk lane, and how much of it may be taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Piece {
    pub(super) range: Range,
    pub(super) allowance: Allowance,
}

impl BatchLimit {
    fn allows(&self, now: DateTime<Utc>) -> Allowance {
        match self.throttle {
            _ if self.paused => Allowance::NONE,
            Some(throttle) => throttle.allows(now),
            None => UNLIMITED,
        }
    }
}

impl Limits {
    /// Returns whether the business has no limits.
    pub fn is_none(&self) -> bool {
        self.throttle.is_none() && self.batches.is_empty()
    }

    /// Returns what the throttle of the business itself allows.
    pub fn allows(&self, now: DateTime<Utc>) -> Allowance {
        self.throttle.map_or(UNLIMITED, |throttle| throttle.allows(now))
    }

    /// Returns how many throttled batches have no tokens now. Paused batches are not counted.
    pub fn batches_without_tokens(&self, now: DateTime<Utc>) -> usize {
        let without =
            |held: &&BatchLimit| !held.paused && held.throttle.is_some() && held.allows(now).is_none();
        self.batches.iter().filter(without).count()
    }

    /// Cuts the bulk lane after `after` into pieces that have one limit each.
    pub(super) fn pieces(&self, after: Uuid, now: DateTime<Utc>) -> Vec<Piece> {
        let mut pieces = Vec::with_capacity(2 * self.batches.len() + 1);
        let mut begun = after;
        let mut add = |upto: Uuid, allowance| {
            if upto > begun {
                pieces.push(Piece { range: Range { after: begun, upto }, allowance });
                begun = upto;
            }
        };
        for held in &self.batches {
            add(before(held.first.uuid()), UNLIMITED);
            add(held.last.uuid(), held.allows(now));
        }
        add(Uuid::max(), UNLIMITED);
        pieces
    }
}

/// Reads the limits of `business`.
///
/// # Errors
/// When the database fails.
pub(super) async fn limits(conn: &mut PgConnection, business: BusinessId) -> Result<Limits, sqlx::Error> {
    let rows = sqlx::query!(
        r#"select held.batch_id as "batch_id!", p.batch_id is not null as "paused!",
               b.first_allocation_id as "first?: AllocationId", b.last_allocation_id as "last?: AllocationId",
               t.max_per_second as "max_per_second?", t.max_cents_per_second as "max_cents_per_second?",
               t.jobs_until as "jobs_until?", t.cents_until as "cents_until?"
           from (select batch_id from pauses where business_id = $1 and batch_id <> $2
                 union select batch_id from throttles where business_id = $1) held
           left join pauses p on p.business_id = $1 and p.batch_id = held.batch_id and p.batch_id <> $2
           left join throttles t on t.business_id = $1 and t.batch_id = held.batch_id
           left join lateral (
               select id, first_allocation_id, last_allocation_id from batches
               where business_id = $1 and id = held.batch_id and finished_at is null offset 0) b on true
           where held.batch_id = $2 or b.id is not null
           order by b.first_allocation_id"#,
        business.uuid(),
        Uuid::nil()
    )
    .fetch_all(conn)
    .await?;
    let mut limits = Limits::default();
    for row in rows {
        let rates =
            Rates { max_per_second: row.max_per_second, max_cents_per_second: row.max_cents_per_second };
        let throttle = row.jobs_until.zip(row.cents_until).map(|(jobs_until, cents_until)| Throttle {
            rates,
            jobs_until,
            cents_until,
        });
        match row.first.zip(row.last) {
            Some((first, last)) => {
                let (batch_id, paused) = (row.batch_id.into(), row.paused);
                limits.batches.push(BatchLimit { batch_id, first, last, paused, throttle });
            }
            None => limits.throttle = throttle,
        }
    }
    Ok(limits)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn held(first: u128, last: u128) -> BatchLimit {
        BatchLimit {
            batch_id: Uuid::from_u128(first).into(),
            first: Uuid::from_u128(first).into(),
            last: Uuid::from_u128(last).into(),
            paused: true,
            throttle: None,
        }
    }

    #[test]
    fn the_lane_is_cut_at_held_ranges() {
        let now = DateTime::UNIX_EPOCH;
        let cut = |after: u128, batches: Vec<BatchLimit>| -> Vec<(u128, u128, bool)> {
            Limits { throttle: None, batches }
                .pieces(Uuid::from_u128(after), now)
                .iter()
                .map(|piece| {
                    (piece.range.after.as_u128(), piece.range.upto.as_u128(), !piece.allowance.is_none())
                })
                .collect()
        };
        let end = Uuid::max().as_u128();
        assert_eq!(cut(0, vec![]), [(0, end, true)]);
        assert_eq!(cut(5, vec![held(10, 20)]), [(5, 9, true), (9, 20, false), (20, end, true)]);
        // Starting inside a held range, after a held range, and two held ranges that touch.
        assert_eq!(cut(15, vec![held(10, 20)]), [(15, 20, false), (20, end, true)]);
        assert_eq!(cut(30, vec![held(10, 20)]), [(30, end, true)]);
        assert_eq!(
            cut(0, vec![held(10, 20), held(21, 30)]),
            [(0, 9, true), (9, 20, false), (20, 30, false), (30, end, true)]
        );
        // Overlapping ranges are both held.
        assert_eq!(
            cut(0, vec![held(10, 20), held(15, 30)]),
            [(0, 9, true), (9, 20, false), (20, 30, false), (30, end, true)]
        );
    }
}
