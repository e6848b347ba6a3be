//! What reconciling found, for people or programs.

use domain::money::Cents;
use domain::restore::{Finding, Outcome};
use serde_json::json;
use worker::restore::{Answer, Report};

use crate::error::CliError;
use crate::output;

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
    for id in &report.vanished {
        output::line(json!({ "vanished": id.to_string() }))?;
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
    }
    if !report.findings.is_empty() {
        output::line(differences(&report.findings, dry_run))?;
    }
    for id in &report.by_hand {
        output::line(format!("by hand: {id} is open; was it carried out since the backup?"))?;
    }
    for id in &report.vanished {
        output::line(format!(
            "vanished: {id} was acknowledged, and is not here: have its business send it again, under the same reference"
        ))?;
    }
    if dry_run {
        output::line("Dry run: nothing was booked and nothing let go. Run it without --dry-run.")?;
    }
    output::line(match (report.held.is_some(), report.let_go) {
        (false, _) => "Nothing is held.",
        (true, true) => "Withdrawals and webhooks go on.",
        (true, false) => "Withdrawals and webhooks are still held.",
    })
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
