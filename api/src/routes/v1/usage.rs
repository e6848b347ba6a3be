//! `/v1/usage`: how many API requests a business has made. A page of the dashboard shows the same.

pub mod get;

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate, TimeDelta};
use domain::ids::BusinessId;
use domain::usage::{self, KEPT_DAYS, Latencies, Outcome, Sum};
use futures::FutureExt;

use crate::app::App;
use crate::http::extract::parameter;
use crate::http::refusal::Refusal;

/// The number of days that are shown when `from` is missing.
const DAYS_BY_DEFAULT: i64 = 30;

/// The earliest permitted year. An earlier day is a typing error.
const FIRST_YEAR: i32 = 1970;

/// The days that are asked for, first and last included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Range {
    /// The first day.
    pub from: NaiveDate,
    /// The last day.
    pub to: NaiveDate,
}

/// The usage of some days.
#[derive(Debug)]
pub struct Used {
    /// Every day, including days without a request.
    pub days: Vec<(NaiveDate, BTreeMap<Outcome, Latencies>)>,
    /// The routes that were requested, by outcome, over all days.
    pub routes: Vec<Sum<String>>,
}

impl Range {
    /// Reads the parameters `from` and `to`. Without them the range is the last days up to `today`.
    ///
    /// # Errors
    /// [`Refusal::InvalidParameter`] for a text that is not a day, for a last day before the first, and for more days
    /// than are kept.
    pub fn read(from: Option<String>, to: Option<String>, today: NaiveDate) -> Result<Self, Refusal> {
        let (from, to) = (parameter("from", from, day)?, parameter("to", to, day)?);
        let to = to.unwrap_or_else(|| from.map_or(today, |from| today.max(from)));
        let from = from.unwrap_or_else(|| days_before(to, DAYS_BY_DEFAULT - 1));
        if to < from {
            return Err(wrong("to", "to must not be earlier than from: both days are included.".to_owned()));
        }
        if (to - from).num_days() >= KEPT_DAYS {
            let message = format!(
                "from is too early: ask for at most {KEPT_DAYS} days at once, `from` and `to` included."
            );
            return Err(wrong("from", message));
        }
        Ok(Self { from, to })
    }

    /// Returns the range of all days that are kept, up to `today`.
    pub fn kept(today: NaiveDate) -> Self {
        Self { from: days_before(today, KEPT_DAYS - 1), to: today }
    }
}

/// Returns the usage of `business`, as far as the processes have stored it.
///
/// # Errors
/// When the database fails.
pub async fn used(app: &App, business: BusinessId, range: Range) -> Result<Used, Refusal> {
    let Range { from, to } = range;
    let (by_day, routes) = app
        .read(move |conn| {
            async move {
                let by_day = usage::by_day(conn, business, from, to).await?;
                Ok((by_day, usage::by_route(conn, business, from, to).await?))
            }
            .boxed()
        })
        .await?;
    let mut days: BTreeMap<NaiveDate, BTreeMap<Outcome, Latencies>> =
        from.iter_days().take_while(|day| *day <= to).map(|day| (day, BTreeMap::new())).collect();
    for sum in by_day {
        days.entry(sum.of).or_default().insert(sum.outcome, sum.latencies);
    }
    Ok(Used { days: days.into_iter().collect(), routes })
}

fn day(text: &str) -> Result<NaiveDate, &'static str> {
    let written = text.len() == "2026-11-29".len() && text.starts_with(|first: char| first.is_ascii_digit());
    let read = if written { NaiveDate::parse_from_str(text, "%Y-%m-%d").ok() } else { None };
    read.filter(|day| day.year() >= FIRST_YEAR).ok_or("must be a day in UTC, such as 2026-11-29")
}

fn days_before(day: NaiveDate, days: i64) -> NaiveDate {
    day.checked_sub_signed(TimeDelta::days(days)).unwrap_or(day)
}

fn wrong(field: &str, message: String) -> Refusal {
    Refusal::InvalidParameter { field: field.to_owned(), message }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(from: &str, to: &str) -> Result<(String, String), String> {
        let given = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        let today = NaiveDate::from_ymd_opt(2026, 11, 29).unwrap();
        match Range::read(given(from), given(to), today) {
            Ok(range) => Ok((range.from.to_string(), range.to.to_string())),
            Err(Refusal::InvalidParameter { message, .. }) => Err(message),
            Err(other) => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_range_has_up_to_ninety_days() {
        let days = |from: &str, to: &str| Ok((from.to_owned(), to.to_owned()));
        assert_eq!(read("", ""), days("2026-10-31", "2026-11-29"));
        assert_eq!(read("", "2026-03-30"), days("2026-03-01", "2026-03-30"));
        assert_eq!(read("2026-09-01", ""), days("2026-09-01", "2026-11-29"));
        assert_eq!(read("2026-12-24", ""), days("2026-12-24", "2026-12-24"));
        assert_eq!(read("2026-11-29", "2026-11-29"), days("2026-11-29", "2026-11-29"));
        assert!(
            read("2026-08-31", "").unwrap_err().starts_with("from is too early: ask for at most 90 days")
        );
        assert!(read("2026-11-29", "2026-11-28").unwrap_err().starts_with("to must not be earlier"));
        for wrong in
            ["yesterday", "2026-11-31", "2026-1-1", "+026-11-29", "1969-12-31", "2026-11-29T00:00:00Z"]
        {
            assert_eq!(read(wrong, "").unwrap_err(), "from must be a day in UTC, such as 2026-11-29.");
        }
    }
}
