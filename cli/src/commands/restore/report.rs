//! The report of what reconciling found, for people or programs.

use domain::money::Cents;
use domain::restore::{Acknowledged, Finding, Kind, Outcome};
use domain::withdrawal::MANUAL;
use serde_json::json;
use worker::restore::{Answer, Report};

use crate::error::CliError;
use crate::output;

/// The line for a restore of which no provider is known, neither to this command nor to the data.
const NOBODY_TO_ASK: &str = "No provider is known, so nobody was asked. Give the PAYOUT_METHODS that the workers have; if there \
never was a provider, go on with --accept-differences.";

/// Prints `report`.
///
/// # Errors
/// When standard output cannot be written.
pub fn print(report: &Report, dry_run: bool, as_json: bool) -> Result<(), CliError> {
    if as_json { as_lines(report) } else { as_tables(report, dry_run) }
}

fn as_lines(report: &Report) -> Result<(), CliError> {
    for (name, answer) in &report.providers {
        output::line(match answer {
            Answer::Listed(count) => json!({"provider": name, "listed": count}),
            Answer::Not(why) => json!({"provider": name, "says": why}),
        })?;
    }
    for found in &report.findings {
        output::line(json!({
            "order": found.order_id,
            "provider": found.provider,
            "outcome": found.outcome.as_str(),
            "business_id": found.business_id,
            "amount": found.amount,
            "net_amount": found.net_amount,
            "lacking": found.lacking,
            "why": found.why,
        }))?;
    }
    for id in &report.by_hand {
        output::line(json!({ "by_hand": id }))?;
    }
    for id in &report.disputed {
        output::line(json!({ "disputed": id }))?;
    }
    for id in &report.vanished {
        output::line(json!({ "vanished": id.to_string() }))?;
    }
    for (cell, orders) in &report.elsewhere {
        output::line(json!({ "elsewhere": cell, "orders": orders }))?;
    }
    output::line(json!({
        "generation": report.generation,
        "held": report.held.is_some() && !report.let_go,
        "let_go": report.let_go,
    }))
}

fn as_tables(report: &Report, dry_run: bool) -> Result<(), CliError> {
    if let Some(held) = report.held {
        output::line(format!(
            "Generation {}: {}. The data is of {}.",
            report.generation,
            held.cause.in_words(),
            held.known_until.format("%Y-%m-%d %H:%M:%SZ")
        ))?;
        let mut table = output::table(&["provider", "says"]);
        for (name, answer) in &report.providers {
            let says = match answer {
                Answer::Listed(count) => format!("{count} orders"),
                Answer::Not(why) => why.clone(),
            };
            table.add_row([name.clone(), says]);
        }
        output::line(table)?;
        if report.providers.is_empty() {
            output::line(NOBODY_TO_ASK)?;
        }
    }
    if !report.findings.is_empty() {
        output::line(differences(&report.findings, dry_run))?;
    }
    for id in &report.by_hand {
        output::line(format!("by hand: {id} is open; was it carried out since the backup?"))?;
    }
    for id in &report.disputed {
        output::line(format!(
            "disputed: {id} is owed, and its payout user has an open order that may be of the same money: say `payout restore begin --of` \
             a time before that order, and run this again"
        ))?;
    }
    for id in &report.vanished {
        output::line(format!("vanished: {id} was acknowledged, and is not here: {}", way_on(id)))?;
    }
    for (cell, orders) in &report.elsewhere {
        output::line(format!(
            "elsewhere: {orders} of the listed orders are of businesses of cell {cell}, which sees to them"
        ))?;
    }
    if dry_run {
        output::line("Dry run: nothing was booked and nothing let go. Run it without --dry-run.")?;
    }
    let unanswered: Vec<String> = report.providers.iter().filter_map(unanswered).collect();
    if report.held.is_some() && !report.let_go && !unanswered.is_empty() {
        output::line(format!(
            "Not everybody has answered: {}. Ask again when they can; or see to what they may have paid since, and go on with \
             --accept-differences: what is unknown here may then be paid again.",
            unanswered.join("; ")
        ))?;
    }
    output::line(match (report.held.is_some(), report.let_go) {
        (false, _) => "Nothing is held.",
        (true, true) => "Withdrawals and webhooks go on.",
        (true, false) => "Withdrawals and webhooks are still held.",
    })
}

/// The line about a provider that has not listed all it knows, and what to do about it.
fn unanswered((name, answer): (&String, &Answer)) -> Option<String> {
    match answer {
        Answer::Listed(_) => None,
        Answer::Not(_) if name == MANUAL => {
            Some(format!("{name} (ask who carries orders out, and approve by hand what was)"))
        }
        Answer::Not(why) => Some(format!("{name} ({why})")),
    }
}

/// How an object that vanished is made again, once only.
fn way_on(id: &Acknowledged) -> &'static str {
    match id.kind {
        Kind::Allocation => "have its business send it again, under the same key and reference",
        Kind::Batch => "have its business upload it again, under the same key",
        Kind::Event => "its receiver knows of something that is undone",
        Kind::Withdrawal => {
            "ask its provider whether it was paid; if its user orders again, then under the same key, or it is another order"
        }
    }
}

fn differences(findings: &[Finding], dry_run: bool) -> comfy_table::Table {
    let mut table = output::table(&["order", "provider", "amount", "outcome", "what to do"]);
    let amount = |cents: Option<Cents>| cents.map_or_else(|| "?".to_owned(), |cents| cents.to_string());
    for found in findings {
        let todo = match (found.outcome, &found.why, found.lacking) {
            (Outcome::Owed, _, lacking) => {
                format!(
                    "lacks {}: have its business send again what paid for it, then reconcile",
                    amount(lacking)
                )
            }
            (Outcome::Contradicts | Outcome::Unattributed, why, _) => {
                format!("ask the provider: {}", why.as_deref().unwrap_or_default())
            }
            (_, Some(why), _) => why.clone(),
            _ => String::new(),
        };
        table.add_row([
            found.order_id.to_string(),
            found.provider.clone(),
            amount(found.amount),
            format!("{}{}", if dry_run { "would be: " } else { "" }, found.outcome.as_str()),
            todo,
        ]);
    }
    table
}
