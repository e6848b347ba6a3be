//! The list of things that need an operator's attention, each with a link to the page that helps.

use domain::withdrawal::read::COUNTED;
use maud::{Markup, html};

use crate::app::watched::Watched;
use crate::pages::pieces::{count, duration};
use crate::routes::console::addresses::{BOOKS, PARKED, PAUSES, SYSTEM, WITHDRAWALS};

/// A delivery that has been due for longer is late: a relay takes due deliveries at once.
const LATE_SECONDS: f64 = 60.0;

/// A snapshot older than this slows claims down.
const OLD_SNAPSHOT_SECONDS: f64 = 60.0;

/// A line of the list, and the page where an operator can deal with it.
struct Line {
    text: String,
    address: Option<&'static str>,
}

/// The list, or one sentence if it is empty.
pub fn attention(watched: Option<&Watched>) -> Markup {
    let Some(watched) = watched else {
        return html! { p id="attention" { "Not known while the database does not answer." } };
    };
    let lines = lines(watched);
    html! {
        @if lines.is_empty() { p id="attention" { "Nothing." } }
        @else {
            ul id="attention" {
                @for line in lines {
                    li { @if let Some(address) = line.address { a href=(address) { (line.text) } } @else { (line.text) } }
                }
            }
        }
    }
}

fn lines(watched: &Watched) -> Vec<Line> {
    let queue = &watched.queue;
    let mut lines = Vec::new();
    let mut say = |so: bool, text: String, address| {
        if so {
            lines.push(Line { text, address });
        }
    };
    say(watched.leader.is_none(), "No worker leads: nothing is paid until a worker runs.".into(), None);
    say(queue.dead > 0, format!("Parked allocations: {}", count(queue.dead)), Some(PARKED));
    say(queue.pauses > 0, format!("Pauses in force: {}", count(queue.pauses)), Some(PAUSES));
    let off = watched.switched_off;
    say(off > 0, format!("Businesses whose payouts are switched off: {}", count(off)), Some(PAUSES));
    say(
        watched.by_hand > 0,
        format!("Withdrawals that wait for a person: {}", up_to_the_limit(watched.by_hand)),
        Some(WITHDRAWALS),
    );
    let unknown = &watched.unknown;
    let text = format!(
        "Withdrawals of unknown outcome: {}, the oldest for {}; they are asked about until their provider knows",
        count(unknown.count),
        duration(unknown.oldest_age_seconds)
    );
    say(unknown.count > 0, text, None);
    if let Some(by) = watched.webhooks_held {
        say(true, format!("Webhooks are held ({})", by.as_str()), Some(PAUSES));
    }
    let due = watched.webhooks_due_age_seconds;
    say(due > LATE_SECONDS, format!("A webhook has been due for {}", duration(due)), None);
    if let Some(old) = watched.snapshot.as_ref().filter(|old| old.age_seconds > OLD_SNAPSHOT_SECONDS) {
        let text = format!(
            "A session ({}, pid {}) holds a snapshot for {}: dead rows stay, and claims slow down",
            old.application,
            old.pid,
            duration(old.age_seconds)
        );
        say(true, text, Some(SYSTEM));
    }
    let breaches: i64 = watched.books.iter().map(|kept| kept.breaches).sum();
    say(breaches > 0, format!("Rows that break a law of the books: {}", count(breaches)), Some(BOOKS));
    lines
}

/// Formats a number that was counted up to [`COUNTED`] only.
fn up_to_the_limit(counted: i64) -> String {
    if counted >= COUNTED { format!("{} or more", count(COUNTED)) } else { count(counted) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_count_that_reached_its_limit_says_so() {
        assert_eq!([1, 999, 1_000].map(up_to_the_limit), ["1", "999", "1,000 or more"]);
    }
}
