//! The list of things that need a member's attention, each with a link to the page that helps.

use domain::held::HeldBy;
use domain::money::Cents;
use maud::{Markup, html};

use super::seen::{HomeSnapshot, MOST_FAILED};
use crate::pages::pieces::count;
use crate::routes::dashboard::addresses::{PAYMENTS, SETTINGS, WEBHOOKS, WITHDRAWALS};

/// The list, or one sentence if it is empty.
pub fn attention(seen: &HomeSnapshot) -> Markup {
    let lines = lines(seen);
    html! {
        @if lines.is_empty() { p id="attention" { "Nothing." } }
        @else { ul id="attention" { @for (text, address) in lines { li { a href=(address) { (text) } } } } }
    }
}

/// Each line, and the page where a member can deal with it.
fn lines(seen: &HomeSnapshot) -> Vec<(String, String)> {
    let mut lines = Vec::new();
    let mut say = |so: bool, text: String, address: &str| {
        if so {
            lines.push((text, address.to_owned()));
        }
    };
    let off = !seen.business.payouts_enabled || seen.held == Some(HeldBy::BusinessDisabled);
    say(off, "Payouts are switched off: nothing is paid until they are switched on.".into(), SETTINGS);
    let paused = !off && seen.held == Some(HeldBy::Pause);
    say(paused, "Payments are paused: new payments wait.".into(), &format!("{PAYMENTS}?status=pending"));
    let balance = seen.business.balances.payout_balance;
    if let Some(threshold) = seen.threshold.filter(|threshold| balance < *threshold) {
        let text = format!("The payout balance is low: {balance} is below {threshold}. Add money to it.");
        say(true, text, SETTINGS);
    }
    let short = seen.held.is_none() && seen.pending.amount > total_funds(seen);
    let text = format!("The payout balance does not cover what is not yet paid: {}", seen.pending.amount);
    say(short, text, SETTINGS);
    let many = if seen.failed >= MOST_FAILED { " or more" } else { "" };
    let failed = format!("Payments that failed in the last 7 days: {}{many}", count(seen.failed));
    let since = seen.failed_since.format("%Y-%m-%d");
    say(seen.failed > 0, failed, &format!("{PAYMENTS}?status=failed&from={since}"));
    say(
        seen.by_hand > 0,
        format!("Withdrawals that wait for a person: {}", count(seen.by_hand)),
        WITHDRAWALS,
    );
    let disabled = seen.webhooks.iter().filter(|endpoint| endpoint.disabled_because.is_some()).count();
    let text = format!("Webhook endpoints that were switched off because they failed: {disabled}");
    say(disabled > 0, text, WEBHOOKS);
    let failing = seen.webhooks.iter().filter(|one| one.enabled && one.failing_since.is_some()).count();
    say(failing > 0, format!("Webhook endpoints that do not answer: {failing}"), WEBHOOKS);
    lines
}

/// All money to pay from: the payout balance, and the reserve that was set aside from it.
fn total_funds(seen: &HomeSnapshot) -> Cents {
    let balances = seen.business.balances;
    balances.payout_balance.checked_add(balances.reserve).unwrap_or(balances.payout_balance)
}
