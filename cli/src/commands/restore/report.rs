//! Prints what reconciling found, for people or programs.

use domain::money::Cents;
use domain::restore::{Acknowledged, Finding, Kind, Outcome};
use domain::withdrawal::MANUAL;
use serde_json::json;
use worker::restore::{Answer, Report};

use crate::error::CliError;
use crate::output;

/// The line for a restore whose providers are unknown, both to this command and to the data.
const NOBODY_TO_ASK: &str = "No provider is known, so none was asked. Set PAYOUT_METHODS as on the workers. If there \
                             never was a provider, continue with --accept-differences.";

/// Prints `report`.
///
/// # Errors
/// If standard output cannot be written.
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
        "held": report.held.is_some() && !report.released,
        "released": report.released,
    }))
}

fn as_tables(report: &Report, dry_run: bool) -> Result<(), CliError> {
    if let Some(held) = report.held {
        output::line(format!(
            "Generation {}: {}. The data is from {}.",
            report.generation,
            held.cause.describe(),
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
        output::line(format!("by hand: {id} is open; was it paid since the backup?"))?;
    }
    for id in &report.disputed {
        output::line(format!(
            "disputed: {id} is owed, and its payout user has an open order that may be for the same money: run `payout \
             restore begin --of` with a time before that order, then run this command again"
        ))?;
    }
    for id in &report.vanished {
        output::line(format!(
            "vanished: {id} was acknowledged, but is missing: {}",
            how_to_create_again(id)
        ))?;
    }
    for (cell, orders) in &report.elsewhere {
        output::line(format!(
            "elsewhere: {orders} of the listed orders belong to businesses of cell {cell}, which handles them"
        ))?;
    }
    if dry_run {
        output::line(
            "Dry run: nothing was booked or released. To do so, run the command without --dry-run.",
        )?;
    }
    let unanswered: Vec<String> = report.providers.iter().filter_map(unanswered).collect();
    if report.held.is_some() && !report.released && !unanswered.is_empty() {
        output::line(format!(
            "Unanswered: {}. Run this command again when they can answer. Or check yourself what they may have paid \
             since, and continue with --accept-differences: orders that are unknown here may then be paid again.",
            unanswered.join("; ")
        ))?;
    }
    output::line(match (report.held.is_some(), report.released) {
        (false, _) => "Nothing is held.",
        (true, true) => "Withdrawals and webhooks continue.",
        (true, false) => "Withdrawals and webhooks are still held.",
    })
}

/// Returns the line about a provider that has not listed everything it knows, and what to do about it.
fn unanswered((name, answer): (&String, &Answer)) -> Option<String> {
    match answer {
        Answer::Listed(_) => None,
        Answer::Not(_) if name == MANUAL => {
            Some(format!("{name} (ask the person who pays, and approve by hand what was paid)"))
        }
        Answer::Not(why) => Some(format!("{name} ({why})")),
    }
}

/// Returns how to create a vanished object again, once only.
fn how_to_create_again(id: &Acknowledged) -> &'static str {
    match id.kind {
        Kind::Allocation => "have its business send it again, under the same key and reference",
        Kind::Batch => "have its business upload it again, under the same key",
        Kind::Event => "its receiver knows of an event that was undone",
        Kind::Withdrawal => {
            "ask its provider whether it was paid; if its user requests it again, the same key must be used, or it is \
             another withdrawal"
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
                    "lacks {}: have its business send the payments for it again, then reconcile",
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
