//! The output of the scenario.

use std::time::Duration;

use comfy_table::{Cell, CellAlignment};

use crate::error::CliError;
use crate::local::processes::Process;
use crate::measure::singles::{Results, histogram, milliseconds};
use crate::output::{self, grouped, per_second};

/// A part of the run.
#[derive(Debug)]
pub struct Phase {
    /// What happened in it.
    pub name: &'static str,
    /// How long it took.
    pub took: Duration,
    /// How many of A's items were paid.
    pub a_paid: i64,
    /// The results of B's requests.
    pub singles: Results,
}

/// A throttle, and what was paid while it was in force.
#[derive(Debug, Clone, Copy)]
pub struct Throttled {
    /// Allocations per second.
    pub rate: i64,
    /// How long allocations were counted, in seconds.
    pub seconds: f64,
    /// How many allocations were paid.
    pub paid: i64,
    /// The difference from the rate.
    pub error_percent: f64,
}

/// A condition that must hold.
#[derive(Debug)]
pub struct Check {
    what: &'static str,
    found: String,
    right: bool,
}

impl Check {
    /// Checks that `found` equals `expected`.
    pub fn equal(what: &'static str, found: i64, expected: i64) -> Self {
        Self::within(what, found, expected, expected)
    }

    /// Checks that `found` is between `least` and `most`.
    pub fn within(what: &'static str, found: i64, least: i64, most: i64) -> Self {
        let right = (least..=most).contains(&found);
        let expected = match (right, least == most) {
            (true, _) => String::new(),
            (false, true) => format!(", not {}", grouped(least)),
            (false, false) => format!(", not {} to {}", grouped(least), grouped(most)),
        };
        Self { what, found: format!("{}{expected}", grouped(found)), right }
    }

    /// Checks that `right` is true.
    pub fn is(what: &'static str, right: bool) -> Self {
        Self { what, found: if right { "yes" } else { "no" }.to_owned(), right }
    }
}

/// How many of B's requests returned 201, and how many did not.
pub fn answered(phases: &[Phase]) -> (i64, i64) {
    let count = |of: fn(&Results) -> u64| phases.iter().map(|phase| of(&phase.singles)).sum::<u64>();
    let whole = |number: u64| i64::try_from(number).unwrap_or(i64::MAX);
    (whole(count(|results| results.latencies.len())), whole(count(|results| results.others)))
}

/// Prints the parts of the run, and the totals of B.
///
/// # Errors
/// If standard output cannot be written.
pub fn print_phases(phases: &[Phase]) -> Result<(), CliError> {
    let header =
        ["phase", "s", "A paid", "A's rate", "B paid", "B p50 ms", "B p99 ms", "B slowest ms", "B otherwise"];
    let mut table = output::table(&header);
    let mut all = Results { latencies: histogram()?, others: 0 };
    for phase in phases {
        all.add(&phase.singles)?;
        let rate = format!("{}/s", grouped(per_second(phase.a_paid, phase.took)));
        let seconds = format!("{:.1}", phase.took.as_secs_f64());
        table.add_row(row(phase.name, [seconds, grouped(phase.a_paid), rate], &phase.singles));
    }
    let took: Duration = phases.iter().map(|phase| phase.took).sum();
    let paid = phases.iter().map(|phase| phase.a_paid).sum();
    table.add_row(row("all", [format!("{:.1}", took.as_secs_f64()), grouped(paid), String::new()], &all));
    output::line(table)
}

fn row(name: &str, of_a: [String; 3], singles: &Results) -> Vec<Cell> {
    let latencies = &singles.latencies;
    let at = |quantile: f64| match latencies.is_empty() {
        true => String::new(),
        false => format!("{:.1}", milliseconds(latencies, quantile)),
    };
    let of_b = [latencies.len().to_string(), at(0.5), at(0.99), at(1.0), singles.others.to_string()];
    let right = |text: String| Cell::new(text).set_alignment(CellAlignment::Right);
    std::iter::once(Cell::new(name)).chain(of_a.into_iter().chain(of_b).map(right)).collect()
}

/// Prints the error of A's throttles.
///
/// # Errors
/// If standard output cannot be written.
pub fn print_throttles(throttles: &[Throttled]) -> Result<(), CliError> {
    for Throttled { rate, seconds, paid, error_percent } in throttles {
        let (rate, paid) = (grouped(*rate), grouped(*paid));
        output::line(format!(
            "Throttle     {rate}/s: {paid} paid in {seconds:.2} s, {error_percent:.2} % off"
        ))?;
    }
    Ok(())
}

/// Prints the peak memory of each process.
///
/// # Errors
/// If a process has ended, or standard output cannot be written.
pub fn print_memory(api: &Process, workers: &[Process]) -> Result<(), CliError> {
    let mut line = format!("Memory       API {:.0} MiB at most; workers", api.memory()?.peak);
    for worker in workers {
        line += &format!(" {:.0}", worker.memory()?.peak);
    }
    output::line(format!("{line} MiB"))
}

/// Prints the conditions. Returns whether all of them hold.
///
/// # Errors
/// If standard output cannot be written.
pub fn print_checks(checks: &[Check]) -> Result<bool, CliError> {
    for check in checks {
        let verdict = if check.right { "ok    " } else { "WRONG " };
        output::line(format!("{verdict} {}: {}", check.what, check.found))?;
    }
    Ok(checks.iter().all(|check| check.right))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wrong_count_names_the_right_one() {
        let found = |check: Check| (check.found, check.right);
        assert_eq!(found(Check::equal("n", 1_000, 1_000)), ("1 000".to_owned(), true));
        assert_eq!(found(Check::equal("n", 999, 1_000)), ("999, not 1 000".to_owned(), false));
        assert_eq!(found(Check::within("n", 3, 1, 2)), ("3, not 1 to 2".to_owned(), false));
        assert_eq!(found(Check::is("n", false)), ("no".to_owned(), false));
    }
}
