//! Usage of the API: how many requests a business has made on each day, by route and outcome, and how long they took.
//!
//! Durations are counted in a few buckets with fixed bounds, because such counts can be added over processes, days and
//! routes. A percentile of the sum is then a true "within so many milliseconds", which a mean of percentiles is not.

use std::time::Duration;

use chrono::NaiveDate;
use sqlx::PgConnection;

use crate::ids::BusinessId;

/// How many days are kept.
pub const KEPT_DAYS: i64 = 90;

/// The upper bounds of the buckets, in milliseconds. Longer requests have one more bucket.
pub const BOUNDS_MS: [u64; 11] = [5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000];

/// The number of buckets.
pub const BUCKETS: usize = BOUNDS_MS.len() + 1;

/// The outcome of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Outcome {
    /// The status is below 400.
    Succeeded,
    /// 400: the request cannot be read, or asks for something impossible.
    Invalid,
    /// 403.
    Forbidden,
    /// 404.
    NotFound,
    /// 409.
    Conflict,
    /// 422: the key belongs to another request, or a field is rejected.
    Refused,
    /// 429.
    RateLimited,
    /// Any other 4xx.
    OtherRefusal,
    /// 5xx.
    Failed,
    /// The client left before the response.
    Aborted,
}

impl Outcome {
    /// All outcomes.
    pub const ALL: [Self; 10] = [
        Self::Succeeded,
        Self::Invalid,
        Self::Forbidden,
        Self::NotFound,
        Self::Conflict,
        Self::Refused,
        Self::RateLimited,
        Self::OtherRefusal,
        Self::Failed,
        Self::Aborted,
    ];

    /// Returns the outcome of a response with this status.
    pub const fn of_status(status: u16) -> Self {
        match status {
            ..400 => Self::Succeeded,
            400 => Self::Invalid,
            403 => Self::Forbidden,
            404 => Self::NotFound,
            409 => Self::Conflict,
            422 => Self::Refused,
            429 => Self::RateLimited,
            401..500 => Self::OtherRefusal,
            500.. => Self::Failed,
        }
    }

    /// Returns the name that is stored and shown.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Succeeded => "2xx",
            Self::Invalid => "400",
            Self::Forbidden => "403",
            Self::NotFound => "404",
            Self::Conflict => "409",
            Self::Refused => "422",
            Self::RateLimited => "429",
            Self::OtherRefusal => "4xx",
            Self::Failed => "5xx",
            Self::Aborted => "aborted",
        }
    }

    fn read(text: &str) -> Result<Self, sqlx::Error> {
        let known = Self::ALL.into_iter().find(|one| one.as_str() == text);
        known.ok_or_else(|| sqlx::Error::Decode("an outcome of requests is unknown to this program".into()))
    }
}

/// A histogram of durations: the number of requests in each bucket.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Latencies([i64; BUCKETS]);

impl Latencies {
    /// Creates the histogram of one request.
    pub fn of(took: Duration) -> Self {
        let micros = took.as_micros();
        let bucket = BOUNDS_MS.iter().take_while(|bound| micros > u128::from(**bound) * 1_000).count();
        let mut one = Self::default();
        one.0[bucket] = 1;
        one
    }

    /// Adds the counts of another histogram.
    pub fn add(&mut self, others: &Self) {
        for (count, more) in self.0.iter_mut().zip(others.0) {
            *count = count.saturating_add(more);
        }
    }

    /// Returns the number of requests.
    pub fn requests(&self) -> i64 {
        self.0.iter().sum()
    }

    /// Returns the lowest bound, in milliseconds, within which at least `percent` per cent of the requests were
    /// answered. Returns `None` if that is beyond the last bound, or there are no requests.
    pub fn within_ms(&self, percent: i64) -> Option<u64> {
        let (requests, mut answered) = (self.requests(), 0);
        if requests == 0 {
            return None;
        }
        BOUNDS_MS.into_iter().zip(self.0).find_map(|(bound, count)| {
            answered += count;
            (answered * 100 >= requests * percent).then_some(bound)
        })
    }

    fn read(buckets: &[i64]) -> Result<Self, sqlx::Error> {
        let buckets = buckets.try_into();
        buckets.map(Self).map_err(|_| sqlx::Error::Decode("the number of usage buckets is wrong".into()))
    }
}

/// The counts of one business, day, route and outcome.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UsageCount {
    /// The business that made the requests.
    pub business_id: BusinessId,
    /// The day in UTC.
    pub day: NaiveDate,
    /// The method and the pattern of the route.
    pub route: String,
    /// The outcome of the requests.
    pub outcome: Outcome,
    /// The number of requests and their durations.
    pub latencies: Latencies,
}

/// The requests of a day, or of a route, with one outcome.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sum<T> {
    /// The day or the route.
    pub of: T,
    /// The outcome of the requests.
    pub outcome: Outcome,
    /// The number of requests and their durations.
    pub latencies: Latencies,
}

/// Adds the counts of a process, with one statement. Counts of a business that this cell no longer serves are lost.
///
/// # Errors
/// If the database fails.
pub async fn add(conn: &mut PgConnection, mut counted: Vec<UsageCount>) -> Result<(), sqlx::Error> {
    // All processes lock rows in one order, so that two cannot deadlock.
    counted.sort_unstable_by(|a, b| {
        let key = |of: &UsageCount| (of.business_id.uuid(), of.day);
        (key(a), &a.route, a.outcome.as_str()).cmp(&(key(b), &b.route, b.outcome.as_str()))
    });
    let businesses: Vec<_> = counted.iter().map(|one| one.business_id.uuid()).collect();
    let days: Vec<NaiveDate> = counted.iter().map(|one| one.day).collect();
    let outcomes: Vec<String> = counted.iter().map(|one| one.outcome.as_str().to_owned()).collect();
    let requests: Vec<i64> = counted.iter().map(|one| one.latencies.requests()).collect();
    let buckets: Vec<i64> = counted.iter().flat_map(|one| one.latencies.0).collect();
    let routes: Vec<String> = counted.into_iter().map(|one| one.route).collect();
    sqlx::query!(
        "insert into api_usage as u (business_id, day, route, outcome, requests, buckets)
         select c.business_id, c.day, c.route, c.outcome, c.requests,
             -- unnest flattens an array of arrays, so each row slices its part out.
             ($6::bigint[])[(c.n::integer - 1) * $7 + 1 : c.n::integer * $7]
         from unnest($1::uuid[], $2::date[], $3::text[], $4::text[], $5::bigint[])
             with ordinality c (business_id, day, route, outcome, requests, n)
         where c.business_id not in (select business_id from unserved_businesses)
             -- The rows of a business that has moved may have been dropped in the meantime.
             and exists (select from businesses b where b.id = c.business_id)
         order by c.n
         on conflict (business_id, day, route, outcome) do update
         set requests = u.requests + excluded.requests,
             buckets = array(select a + b from unnest(u.buckets, excluded.buckets) with ordinality s (a, b, n) order by n)",
        &businesses,
        &days,
        &routes,
        &outcomes,
        &requests,
        &buckets,
        BUCKETS as i32
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Returns the requests of `business` by day and outcome, from the day `from` to the day `to`, sorted by day.
///
/// # Errors
/// If the database fails.
pub async fn by_day(
    conn: &mut PgConnection,
    business: BusinessId,
    from: NaiveDate,
    to: NaiveDate,
) -> Result<Vec<Sum<NaiveDate>>, sqlx::Error> {
    let rows = sqlx::query!(
        r#"select day, outcome, array[
               sum(buckets[1])::bigint, sum(buckets[2])::bigint, sum(buckets[3])::bigint, sum(buckets[4])::bigint,
               sum(buckets[5])::bigint, sum(buckets[6])::bigint, sum(buckets[7])::bigint, sum(buckets[8])::bigint,
               sum(buckets[9])::bigint, sum(buckets[10])::bigint, sum(buckets[11])::bigint, sum(buckets[12])::bigint
           ] as "buckets!"
           from api_usage where business_id = $1 and day between $2 and $3
           group by day, outcome order by day, outcome"#,
        business.uuid(),
        from,
        to
    )
    .fetch_all(conn)
    .await?;
    rows.into_iter().map(|row| Sum::read(row.day, &row.outcome, &row.buckets)).collect()
}

/// Returns the requests of `business` by route and outcome, in the same range of days, sorted by route.
///
/// # Errors
/// If the database fails.
pub async fn by_route(
    conn: &mut PgConnection,
    business: BusinessId,
    from: NaiveDate,
    to: NaiveDate,
) -> Result<Vec<Sum<String>>, sqlx::Error> {
    let rows = sqlx::query!(
        r#"select route, outcome, array[
               sum(buckets[1])::bigint, sum(buckets[2])::bigint, sum(buckets[3])::bigint, sum(buckets[4])::bigint,
               sum(buckets[5])::bigint, sum(buckets[6])::bigint, sum(buckets[7])::bigint, sum(buckets[8])::bigint,
               sum(buckets[9])::bigint, sum(buckets[10])::bigint, sum(buckets[11])::bigint, sum(buckets[12])::bigint
           ] as "buckets!"
           from api_usage where business_id = $1 and day between $2 and $3
           group by route, outcome order by route, outcome"#,
        business.uuid(),
        from,
        to
    )
    .fetch_all(conn)
    .await?;
    rows.into_iter().map(|row| Sum::read(row.route, &row.outcome, &row.buckets)).collect()
}

impl<T> Sum<T> {
    fn read(of: T, outcome: &str, buckets: &[i64]) -> Result<Self, sqlx::Error> {
        Ok(Self { of, outcome: Outcome::read(outcome)?, latencies: Latencies::read(buckets)? })
    }
}

/// Removes up to `most` rows of days before `end`, but none of a business that is being moved. Returns whether there
/// may be more.
///
/// # Errors
/// If the database fails.
pub async fn remove_old(conn: &mut PgConnection, end: NaiveDate, most: i64) -> Result<bool, sqlx::Error> {
    let removed = sqlx::query!(
        "delete from api_usage where ctid = any(array(
             select ctid from api_usage where day < $1 and business_id not in (select business_id from relocations)
             limit $2 for update skip locked))",
        end,
        most
    )
    .execute(conn)
    .await?
    .rows_affected();
    Ok(i64::try_from(removed).is_ok_and(|removed| removed >= most))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn latencies(ms: &[u64]) -> Latencies {
        let mut all = Latencies::default();
        for ms in ms {
            all.add(&Latencies::of(Duration::from_millis(*ms)));
        }
        all
    }

    #[test]
    fn a_percentile_is_the_bound_within_which_that_many_were_answered() {
        let all = latencies(&[1, 5, 6, 10, 11, 20, 20, 20, 20, 400]);
        assert_eq!(all.requests(), 10);
        assert_eq!(
            [20, 21, 50, 90, 91, 100].map(|percent| all.within_ms(percent)),
            [5, 10, 20, 20, 500, 500].map(Some)
        );
        assert_eq!(latencies(&[]).within_ms(50), None);
        let slow = latencies(&[1, 10_000, 10_001]);
        assert_eq!([33, 66, 95].map(|percent| slow.within_ms(percent)), [Some(5), Some(10_000), None]);
    }

    #[test]
    fn every_status_has_an_outcome_that_is_read_from_its_name() {
        let outcome_of = |status| Outcome::of_status(status).as_str();
        assert_eq!([200, 202, 204, 304].map(outcome_of), ["2xx"; 4]);
        assert_eq!(
            [400, 403, 404, 409, 422, 429].map(outcome_of),
            ["400", "403", "404", "409", "422", "429"]
        );
        assert_eq!([401, 402, 405, 413, 415, 499].map(outcome_of), ["4xx"; 6]);
        assert_eq!([500, 503, 599].map(outcome_of), ["5xx"; 3]);
        for outcome in Outcome::ALL {
            assert_eq!(Outcome::read(outcome.as_str()).unwrap(), outcome);
        }
    }
}
