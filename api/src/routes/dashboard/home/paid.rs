//! The amounts paid on each day, as an SVG chart and as a table.

use domain::ledger::days::{DAYS, Day, PaidDays};
use domain::money::Cents;
use maud::{Markup, html};

use crate::pages::pieces::{count, wide};

/// The size of the drawing in SVG units. The page stretches the drawing.
const WIDTH: f64 = 300.0;
const HEIGHT: f64 = 80.0;

/// The share of a day's width that its bar fills.
const FILLED: f64 = 0.8;

/// Today's amount, the chart, and the table.
pub fn paid(paid: &PaidDays) -> Markup {
    let today = paid.days.last();
    html! {
        dl.figures {
            div {
                dt { "Today (UTC)" }
                dd id="paid-today" {
                    @if paid.at_least { "at least " }
                    (today.map_or(Cents::ZERO, |day| day.amount))
                    small { (count(today.map_or(0, |day| day.count))) " payments" }
                }
            }
        }
        (chart(&paid.days))
        p { small {
            "Each payment counts on the day on which it was requested, or for which its batch was scheduled. "
            @if paid.at_least { "For today, only the latest payments are added up here. The transactions list all of them." }
            @else if !paid.whole { "There are so many payments that only these " (paid.days.len()) " of " (DAYS) " days are added up here. The transactions list all of them." }
        } }
        details {
            summary { "The days as a table" }
            (wide("Paid by day", table(&paid.days)))
        }
    }
}

fn chart(days: &[Day]) -> Markup {
    let most = days.iter().map(|day| day.amount).max().unwrap_or(Cents::ZERO);
    let said = format!("Paid on each of the last {} days: at most {most}", days.len());
    let step = WIDTH / days.len().max(1) as f64;
    html! {
        figure.chart {
            figcaption { "Paid a day, over " (days.len()) " days " small { "at most " (most) } }
            svg viewBox=(format!("0 0 {WIDTH} {HEIGHT}")) preserveAspectRatio="none" role="img" aria-label=(said) {
                @for (place, day) in days.iter().enumerate() {
                    @let tall = height(day.amount, most);
                    rect.rate x=(format!("{:.1}", place as f64 * step)) y=(format!("{:.1}", HEIGHT - tall))
                        width=(format!("{:.1}", step * FILLED)) height=(format!("{tall:.1}")) {
                        title { (day.date) ": " (day.amount) }
                    }
                }
            }
        }
    }
}

/// Returns the height of a day's bar. If anything was paid on that day, the bar is at least one unit high, so that it
/// is visible.
fn height(of: Cents, most: Cents) -> f64 {
    if of.get() == 0 { 0.0 } else { (of.get() as f64 / most.get().max(1) as f64 * HEIGHT).max(1.0) }
}

fn table(days: &[Day]) -> Markup {
    html! {
        table {
            thead { tr { th { "Day (UTC)" } th { "Payments" } th { "Amount" } } }
            tbody {
                @for day in days.iter().rev() {
                    tr { td { (day.date) } td { (count(day.count)) } td.money { (day.amount) } }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use chrono::{Days, NaiveDate};

    use super::*;

    #[test]
    fn bars_are_drawn_and_described() {
        let first = NaiveDate::from_ymd_opt(2026, 2, 28).unwrap();
        let day = |place: u64, cents| Day {
            date: first.checked_add_days(Days::new(place)).unwrap(),
            count: 1,
            amount: Cents::new(cents),
        };
        let days = vec![day(0, 0), day(1, 100_000), day(2, 50_000)];
        let drawn = paid(&PaidDays { days, whole: false, at_least: false }).into_string();
        assert!(drawn.contains("Paid on each of the last 3 days: at most $1,000.00"), "{drawn}");
        assert!(
            drawn.contains(r#"<rect class="rate" x="100.0" y="0.0" width="80.0" height="80.0">"#),
            "{drawn}"
        );
        assert!(
            drawn.contains(r#"x="200.0" y="40.0" width="80.0" height="40.0"><title>2026-03-02: $500.00"#),
            "{drawn}"
        );
        assert!(drawn.contains("only these 3 of 30 days"), "{drawn}");
        assert!(
            paid(&PaidDays { days: vec![day(0, 1)], whole: false, at_least: true })
                .into_string()
                .contains("at least $0.01")
        );
    }
}
