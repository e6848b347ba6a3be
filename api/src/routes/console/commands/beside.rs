//! Notes beside a command: the rates that it sets and the earlier ones, and the holds that remain after it.

use domain::money::Cents;
use domain::steering::{Command, Hold, Target};
use domain::throttle::Rates;
use maud::{Markup, html};

use crate::pages::pieces::count;

/// Formats rates: `5 allocations a second and $12.50 a second`.
pub fn rates(rates: Rates) -> String {
    let items = rates.max_per_second.map(|rate| match rate {
        1 => "1 allocation a second".to_owned(),
        rate => format!("{} allocations a second", count(rate)),
    });
    let money = rates.max_cents_per_second.map(|rate| format!("{} a second", Cents::new(rate)));
    items.into_iter().chain(money).collect::<Vec<String>>().join(" and ")
}

/// The rates that a throttle command sets, and the earlier ones if known.
pub fn set(command: &Command, before: Option<Option<Rates>>) -> Markup {
    let new = match command {
        Command::Throttle(_, new) => Some(*new),
        Command::Unthrottle(_) => None,
        _ => return html! {},
    };
    html! {
        p id="rates" {
            @if let Some(new) = new { "The throttle: at most " strong { (rates(new)) } ". " }
            @match before {
                Some(Some(before)) => { "Before: at most " (rates(before)) "." },
                Some(None) => { "Before: no throttle." },
                None => {},
            }
        }
    }
}

/// After a command that resumes something: the holds that remain.
pub fn still_held(command: &Command, found: &[Hold]) -> Markup {
    let own = match command {
        Command::Resume(Target::All) => {
            return html! {
                p { "Targets with a pause of their own, and payouts that are switched off, stay held. The list shows \
                     all pauses in force." }
            };
        }
        Command::Resume(Target::Business(_)) => Hold::Business,
        Command::Resume(Target::Batch(_)) => Hold::Batch,
        Command::ResumeOutgoing(of) => match of.scope() {
            "method" => Hold::Method,
            "provider" => Hold::Provider,
            _ => Hold::Webhooks,
        },
        _ => return html! {},
    };
    let pays_nothing_out = own == Hold::Batch;
    let concerns = |hold: &Hold| *hold != own && !(pays_nothing_out && *hold == Hold::Restore);
    let others: Vec<Hold> = found.iter().copied().filter(concerns).collect();
    html! { @if !others.is_empty() { p id="held" { "It is still held: " (holds(&others)) "." } } }
}

/// Describes the holds, in words.
pub fn holds(found: &[Hold]) -> String {
    found.iter().map(|hold| in_words(*hold)).collect::<Vec<&str>>().join("; ")
}

const fn in_words(hold: Hold) -> &'static str {
    match hold {
        Hold::Everything => "everything is paused",
        Hold::Move => "the business is being moved to another cell, which then serves it",
        Hold::Switch => "the payouts of the business are switched off",
        Hold::Business => "the business is paused",
        Hold::Batch => "the batch is paused",
        Hold::Method => "the method is paused",
        Hold::Provider => "its provider is paused",
        Hold::Webhooks => "webhooks are paused",
        Hold::Restore => {
            "the database was restored, and no withdrawal or webhook goes out until the restore is ended"
        }
    }
}
