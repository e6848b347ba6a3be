//! What a business has paid, day by day.
//!
//! The ledger has no index by time. It is in the order of ids, and a day may have a million payments. So batches are
//! counted by their progress, which has the sums, and only single payments are read: they lie between the ranges of the
//! batches. Only as many are read as a page can wait for. Days further back are unknown and left out.

use chrono::{DateTime, Days, NaiveDate, NaiveTime, TimeDelta, Utc};
use sqlx::PgConnection;
use uuid::Uuid;

use crate::batch::{PaidOfBatch, paid_of_batches};
use crate::ids::{BusinessId, created_at, lower_bound};
use crate::money::Cents;

/// How many days are shown, including today.
pub const DAYS: usize = 30;

/// How many batches are summed, and how many movements of money are read. This takes some hundredths of a second.
pub const READ_LIMITS: ReadLimits = ReadLimits { batches: 1_000, movements: 20_000 };

/// How long before its scheduled time a batch that counts may have been accepted.
const ACCEPTED_BEFORE: TimeDelta = TimeDelta::days(30);

/// How much is read.
#[derive(Debug, Clone, Copy)]
pub struct ReadLimits {
    /// How many batches.
    pub batches: i64,
    /// How many movements of money.
    pub movements: i64,
}

/// What was paid on one day. A payment counts on the day for which it was requested or scheduled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Day {
    /// The day, in UTC.
    pub date: NaiveDate,
    /// How many payments.
    pub count: i64,
    /// The sum of the payments.
    pub amount: Cents,
}

/// The days for which the payments are known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PaidDays {
    /// The days, today last.
    pub days: Vec<Day>,
    /// Whether these are all of the [`DAYS`].
    pub whole: bool,
    /// Whether the only day is today, and has more payments than were read.
    pub at_least: bool,
}

/// The single payments of a day.
struct Singles {
    /// The index of the day, from 1. It is 0 for older payments.
    day: i32,
    read: i64,
    count: i64,
    amount: Cents,
}

/// Returns what `business` has paid in the last [`DAYS`] days, as far as `most` reaches.
///
/// # Errors
/// When the database fails.
pub async fn paid(
    conn: &mut PgConnection,
    business: BusinessId,
    most: ReadLimits,
    now: DateTime<Utc>,
) -> Result<PaidDays, sqlx::Error> {
    let mut days = days(now.date_naive());
    let begin = days.first().map_or(now, |first| midnight(first.date));
    let batches = paid_of_batches(conn, business, begin - ACCEPTED_BEFORE, most.batches).await?;
    // Before the oldest batch that was read, batches and single payments cannot be told apart.
    let cut = batches.last().filter(|_| batches.len() as i64 == most.batches);
    let bounds: Vec<Uuid> = days.iter().map(|day| lower_bound(midnight(day.date))).collect();
    let singles = singles(conn, business, &batches, cut, &bounds, most.movements).await?;
    for batch in &batches {
        let date = batch.due_at.date_naive();
        if let Some(day) = days.iter_mut().find(|day| day.date == date) {
            add(day, batch.count, batch.amount);
        }
    }
    let mut known =
        cut.map_or(0, |cut| count_through(&days, created_at(cut.first_allocation_id.uuid()).date_naive()));
    if singles.iter().map(|day| day.read).sum::<i64>() >= most.movements {
        let oldest = singles.iter().map(|day| usize::try_from(day.day).unwrap_or(0)).min();
        known = known.max(oldest.unwrap_or(0));
    }
    for single in singles {
        let place = usize::try_from(single.day).ok().and_then(|day| day.checked_sub(1));
        if let Some(day) = place.and_then(|place| days.get_mut(place)) {
            add(day, single.count, single.amount);
        }
    }
    // Today is shown in any case.
    let at_least = known >= days.len();
    let days = days.split_off(known.min(days.len().saturating_sub(1)));
    Ok(PaidDays { days, whole: known == 0, at_least })
}

/// Sums single payments, newest first, until `most` movements were read. `cut` is the last batch that was read.
async fn singles(
    conn: &mut PgConnection,
    business: BusinessId,
    batches: &[PaidOfBatch],
    cut: Option<&PaidOfBatch>,
    bounds: &[Uuid],
    most: i64,
) -> Result<Vec<Singles>, sqlx::Error> {
    let begin = bounds.first().copied().unwrap_or_default();
    let begin = cut.map_or(begin, |cut| cut.last_allocation_id.uuid().max(begin));
    let (above, below) = between(batches, begin);
    sqlx::query_as!(
        Singles,
        r#"select width_bucket(subject_id, $5::uuid[]) as "day!", count(*) as "read!",
               count(*) filter (where kind = 'allocation') as "count!",
               coalesce(sum(amount) filter (where kind = 'allocation'), 0)::bigint as "amount!: Cents"
           from (
               -- Reads one gap after another, each in the order of the ledger's key, and at most $4 rows in total.
               select t.subject_id, t.kind, t.amount
               from unnest($2::uuid[], $3::uuid[]) as gap (above, below)
               cross join lateral (
                   select subject_id, kind, amount from transfers
                   where business_id = $1 and subject_id > gap.above and subject_id < gap.below
                   order by subject_id desc limit $4) t
               limit $4) read
           group by 1"#,
        business.uuid(),
        &above,
        &below,
        most,
        bounds
    )
    .fetch_all(conn)
    .await
}

/// Returns the gaps between the ranges of `batches` down to `begin`, newest first: the lower and the upper end of each.
fn between(batches: &[PaidOfBatch], begin: Uuid) -> (Vec<Uuid>, Vec<Uuid>) {
    let mut ranges: Vec<(Uuid, Uuid)> = batches
        .iter()
        .map(|batch| (batch.first_allocation_id.uuid(), batch.last_allocation_id.uuid()))
        .filter(|(first, _)| *first > begin)
        .collect();
    ranges.sort_by(|one, other| other.cmp(one));
    let above = ranges.iter().map(|(_, last)| *last).chain([begin]).collect();
    let below = std::iter::once(Uuid::max()).chain(ranges.iter().map(|(first, _)| *first)).collect();
    (above, below)
}

fn days(today: NaiveDate) -> Vec<Day> {
    let dates = (0..DAYS).rev().filter_map(|back| today.checked_sub_days(Days::new(back as u64)));
    dates.map(|date| Day { date, count: 0, amount: Cents::ZERO }).collect()
}

/// Returns how many of `days` are not after `date`.
fn count_through(days: &[Day], date: NaiveDate) -> usize {
    days.iter().filter(|day| day.date <= date).count()
}

fn add(day: &mut Day, count: i64, amount: Cents) {
    day.count += count;
    day.amount = day.amount.checked_add(amount).unwrap_or(day.amount);
}

fn midnight(date: NaiveDate) -> DateTime<Utc> {
    date.and_time(NaiveTime::MIN).and_utc()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(n: u128) -> Uuid {
        Uuid::from_u128(n)
    }

    fn batch(first: u128, last: u128) -> PaidOfBatch {
        let due_at = DateTime::UNIX_EPOCH;
        let (first_allocation_id, last_allocation_id) = (id(first).into(), id(last).into());
        PaidOfBatch { first_allocation_id, last_allocation_id, due_at, count: 1, amount: Cents::new(1) }
    }

    #[test]
    fn the_gaps_between_batches_are_read_newest_first() {
        assert_eq!(between(&[], id(5)), (vec![id(5)], vec![Uuid::max()]));
        // A batch that begins before the first day: no single payment is counted within it.
        let batches = [batch(40, 49), batch(20, 29), batch(1, 3)];
        let (above, below) = between(&batches, id(5));
        assert_eq!(above, [id(49), id(29), id(5)]);
        assert_eq!(below, [Uuid::max(), id(40), id(20)]);
    }

    #[test]
    fn thirty_days_end_with_today() {
        let today = NaiveDate::from_ymd_opt(2026, 3, 1).unwrap();
        let days = days(today);
        assert_eq!((days.len(), days[29].date), (DAYS, today));
        assert_eq!(days[0].date, NaiveDate::from_ymd_opt(2026, 1, 31).unwrap());
        assert_eq!(count_through(&days, days[4].date), 5);
    }
}
