//! The options of a batch, which are query parameters of its upload. An unknown option is rejected, because ignoring it
//! would do something else than the client asked for.

use chrono::{DateTime, Duration, SubsecRound, Utc};
use domain::batch::Mode;
use domain::throttle::{InvalidRates, MOST_CENTS_PER_SECOND, MOST_PER_SECOND, Rates};
use serde::Deserialize;
use utoipa::IntoParams;

use crate::http::extract::{choice, switch, time};
use crate::http::problem::Problem;

/// How far ahead a batch can be scheduled.
const MAX_AHEAD: Duration = Duration::days(366);

/// How to pay a batch.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Options {
    /// The mode. `best_effort` is the default: each item that the payout balance covers when its turn comes is paid,
    /// and each other item fails alone. `all_or_nothing`: the total is set aside when the batch is accepted, or the
    /// batch is rejected and `missing` says how much the balance lacks.
    #[param(value_type = Option<String>)]
    pub(crate) mode: Option<String>,
    /// If `true`, nothing is recorded, and the response (200, `BatchDryRun`) says what would become of the batch. No
    /// `Idempotency-Key` is required, and one that is sent is not used up.
    #[param(value_type = Option<bool>)]
    pub(crate) dry_run: Option<String>,
    /// The maximum number of items paid a second: 1 to 1,000,000. By default there is no limit.
    #[param(value_type = Option<i64>, minimum = 1, maximum = 1_000_000)]
    pub(crate) max_per_second: Option<String>,
    /// The maximum number of cents paid a second: 1 to 1,000,000,000,000.
    #[param(value_type = Option<i64>, minimum = 1, maximum = 1_000_000_000_000_i64)]
    pub(crate) max_cents_per_second: Option<String>,
    /// When the items become ready: a time in the future, at most a year ahead (RFC 3339, e.g. `2026-12-24T18:00:00Z`).
    #[param(value_type = Option<DateTime<Utc>>)]
    pub(crate) scheduled_at: Option<String>,
}

/// The names of [`Options`]. People sometimes write them as fields of an item by mistake.
pub(super) const NAMES: &[&str] =
    &["mode", "dry_run", "max_per_second", "max_cents_per_second", "scheduled_at"];

/// The options after they were read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct ParsedOptions {
    /// What happens if the balance does not cover the batch.
    pub(crate) mode: Mode,
    /// Whether to say only what would become of the batch.
    pub(crate) dry_run: bool,
    /// The maximum rates at which it is paid.
    pub(crate) rates: Option<Rates>,
    /// When the items become ready, truncated to microseconds as it is stored. Whether this is in the future is checked
    /// only for a new batch.
    pub(crate) scheduled_at: Option<DateTime<Utc>>,
}

impl Options {
    /// Reads the options.
    pub(crate) fn read(&self, now: DateTime<Utc>) -> Result<ParsedOptions, Problem> {
        let mode = choice("mode", self.mode.clone(), &[Mode::BestEffort, Mode::AllOrNothing], Mode::as_str)?;
        let mode = mode.unwrap_or(Mode::BestEffort);
        let dry_run = switch("dry_run", self.dry_run.clone())?;
        Ok(ParsedOptions { mode, dry_run, rates: self.rates()?, scheduled_at: self.scheduled_at(now)? })
    }

    fn rates(&self) -> Result<Option<Rates>, Problem> {
        let read = |text: &Option<String>, field, most| {
            let rate = text.as_ref().map(|text| text.parse::<i64>()).transpose();
            rate.map_err(|_| InvalidRates::OutOfRange { field, most })
        };
        if self.max_per_second.is_none() && self.max_cents_per_second.is_none() {
            return Ok(None);
        }
        let rates = read(&self.max_per_second, "max_per_second", MOST_PER_SECOND).and_then(|jobs| {
            let cents = read(&self.max_cents_per_second, "max_cents_per_second", MOST_CENTS_PER_SECOND)?;
            Rates::new(jobs, cents)
        });
        Ok(Some(rates?))
    }

    fn scheduled_at(&self, now: DateTime<Utc>) -> Result<Option<DateTime<Utc>>, Problem> {
        let at = time("scheduled_at", self.scheduled_at.clone())?.map(|time| time.trunc_subsecs(6));
        if at.is_some_and(|time| time > now + MAX_AHEAD) {
            return Err(Problem::field(
                "scheduled_at",
                "too_large",
                "scheduled_at must be at most a year ahead.",
            ));
        }
        Ok(at)
    }
}

/// Returns the problem of a batch that was scheduled for a time which has passed.
pub(crate) fn late() -> Problem {
    Problem::field(
        "scheduled_at",
        "too_small",
        "scheduled_at must be in the future: leave it out to pay now.",
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::problem::Code;

    #[test]
    fn options_are_read_and_invalid_ones_are_rejected() {
        let some = |text: &str| Some(text.to_owned());
        let none = Options::default;
        let read = |options: Options| {
            let chosen = options.read(DateTime::UNIX_EPOCH).map_err(|problem| problem.code());
            chosen.map(|chosen| (chosen.mode, chosen.dry_run))
        };
        assert_eq!(read(none()), Ok((Mode::BestEffort, false)));
        let whole = Options { mode: some("all_or_nothing"), dry_run: some("true"), ..none() };
        assert_eq!(read(whole), Ok((Mode::AllOrNothing, true)));
        let usual = Options { mode: some("best_effort"), dry_run: some("false"), ..none() };
        assert_eq!(read(usual), Ok((Mode::BestEffort, false)));
        let slow = Options { max_per_second: some("5"), ..none() }.read(DateTime::UNIX_EPOCH);
        assert_eq!(slow.map(|chosen| chosen.rates).ok(), Some(Rates::new(Some(5), None).ok()));
        let small = Options { max_cents_per_second: some("70"), ..none() }.read(DateTime::UNIX_EPOCH);
        assert_eq!(small.map(|chosen| chosen.rates).ok(), Some(Rates::new(None, Some(70)).ok()));
        for refused in [
            Options { max_cents_per_second: some("0"), max_per_second: some("5"), ..none() },
            Options { max_cents_per_second: some("x"), ..none() },
            Options { max_per_second: some("0"), ..none() },
            Options { max_per_second: some("2.5"), ..none() },
        ] {
            assert_eq!(read(refused), Err(Code::InvalidRequest));
        }
        for refused in [Options { mode: some("x"), ..none() }, Options { dry_run: some("1"), ..none() }] {
            assert_eq!(read(refused), Err(Code::UnknownValue));
        }
    }

    #[test]
    fn a_batch_is_scheduled_at_most_a_year_ahead() {
        let now = DateTime::UNIX_EPOCH;
        let read = |text: &str| {
            let options = Options { scheduled_at: Some(text.to_owned()), ..Options::default() };
            options.scheduled_at(now).map_err(|problem| problem.code())
        };
        assert_eq!(Options::default().scheduled_at(now), Ok(None));
        assert_eq!(read("1970-01-02T02:00:00+02:00"), Ok(Some(now + Duration::days(1))));
        for wrong in ["", "tomorrow", "1970-01-02", "1970-01-02T00:00:00", "1972-01-02T00:00:00Z"] {
            assert_eq!(read(wrong), Err(Code::InvalidRequest), "{wrong}");
        }
    }
}
