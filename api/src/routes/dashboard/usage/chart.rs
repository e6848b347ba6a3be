//! The chart of requests a day, as SVG: one bar for each day, stacked from three parts.

use std::fmt::Write;

use maud::{Markup, html};

use crate::pages::pieces::count;
use crate::routes::v1::usage::get::Day;

/// The size of the drawing in SVG units. The page stretches the drawing.
const WIDTH: f64 = 360.0;
const HEIGHT: f64 = 80.0;

/// The share of a day's width that its bar fills.
const BAR: f64 = 0.8;

/// A part of every bar.
struct Part {
    name: &'static str,
    /// The CSS class that sets its colour.
    class: &'static str,
    requests: fn(&Day) -> i64,
}

/// The parts, from bottom to top.
const PARTS: [Part; 3] = [
    Part { name: "2xx", class: "bulk", requests: |day| day.succeeded },
    Part {
        name: "4xx and left",
        class: "interactive",
        requests: |day| day.refused + day.rate_limited + day.aborted,
    },
    Part { name: "5xx", class: "failed", requests: |day| day.failed },
];

/// Draws the bars of `days`, oldest first.
pub(super) fn chart(days: &[Day]) -> Markup {
    let most = days.iter().map(|day| day.requests).max().unwrap_or(0);
    let all: i64 = days.iter().map(|day| day.requests).sum();
    let failed: i64 = days.iter().map(|day| day.failed).sum();
    let said = format!(
        "Requests a day over the last {} days: {} in all, at most {} on a day, {} answered with 5xx",
        days.len(),
        count(all),
        count(most),
        count(failed)
    );
    html! {
        figure.chart {
            figcaption { "Requests a day over the last " (days.len()) " days " small { "at most " (count(most)) } }
            svg viewBox=(format!("0 0 {WIDTH} {HEIGHT}")) preserveAspectRatio="none" role="img" aria-label=(said) {
                @for (place, part) in PARTS.iter().enumerate() { path class=(part.class) d=(bars(days, place, most)) {} }
            }
            small { @for part in &PARTS { span.key { span class={ "dot " (part.class) } {} (part.name) } } }
        }
    }
}

/// Draws one part of every bar, on top of the parts below it.
fn bars(days: &[Day], place: usize, most: i64) -> String {
    let step = WIDTH / days.len().max(1) as f64;
    let scale = HEIGHT / most.max(1) as f64;
    let mut path = String::new();
    for (n, day) in days.iter().enumerate() {
        let below: i64 = PARTS.iter().take(place).map(|part| (part.requests)(day)).sum();
        let own = PARTS.get(place).map_or(0, |part| (part.requests)(day));
        if own > 0 {
            let (x, y) = (n as f64 * step, HEIGHT - below as f64 * scale);
            // Writing to a `String` cannot fail.
            let _written =
                write!(path, "M{x:.1} {y:.1}v-{:.1}h{:.1}v{0:.1}Z", own as f64 * scale, step * BAR);
        }
    }
    path
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::time::Duration;

    use chrono::NaiveDate;
    use domain::usage::{Latencies, Outcome};

    use super::*;

    fn day(of: u32, outcomes: &[(Outcome, u32)]) -> Day {
        let counted = outcomes.iter().map(|(outcome, requests)| {
            let mut latencies = Latencies::default();
            for _ in 0..*requests {
                latencies.add(&Latencies::of(Duration::from_millis(1)));
            }
            (*outcome, latencies)
        });
        Day::of(NaiveDate::from_ymd_opt(2026, 11, of).unwrap(), &counted.collect::<BTreeMap<_, _>>())
    }

    #[test]
    fn bars_are_stacked_and_described() {
        let days = [
            day(
                1,
                &[
                    (Outcome::Succeeded, 6),
                    (Outcome::RateLimited, 1),
                    (Outcome::Aborted, 1),
                    (Outcome::Failed, 2),
                ],
            ),
            day(2, &[]),
            day(3, &[(Outcome::Succeeded, 5)]),
        ];
        let drawn = chart(&days).into_string();
        assert!(
            drawn.contains("over the last 3 days: 15 in all, at most 10 on a day, 2 answered with 5xx"),
            "{drawn}"
        );
        for path in [
            "M0.0 80.0v-48.0h96.0v48.0ZM240.0 80.0v-40.0h96.0v40.0Z",
            "M0.0 32.0v-16.0h96.0v16.0Z",
            "M0.0 16.0v-16.0h96.0v16.0Z",
        ] {
            assert!(drawn.contains(&format!("d=\"{path}\"")), "{path} is missing in {drawn}");
        }
        assert!(chart(&[]).into_string().contains("at most 0"));
    }
}
