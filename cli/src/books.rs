//! `payout verify`, and the last lines of the demo and of every figure of the benchmark.

use comfy_table::{Cell, CellAlignment, Table};
use domain::books::{self, Finding, Law};
use domain::db::{self, Role};
use secrecy::SecretString;
use sqlx::Connection;

use crate::error::CliError;
use crate::output;

/// Checks every law at one moment: in one read-only REPEATABLE READ transaction. Reads every row, writes nothing.
///
/// # Errors
/// When the database fails. A breach is no error: see [`balance`].
pub async fn verify(url: &SecretString) -> Result<Vec<Finding>, CliError> {
    let mut conn = db::connect(url, Role::Operator).await?;
    let mut moment = conn.begin_with("begin isolation level repeatable read read only").await?;
    let mut findings = Vec::with_capacity(Law::ALL.len());
    for law in Law::ALL {
        findings.push(books::check(&mut moment, law).await?);
    }
    moment.rollback().await?;
    Ok(findings)
}

/// Whether no law is broken.
pub fn balance(findings: &[Finding]) -> bool {
    findings.iter().all(|finding| finding.breaches == 0 && finding.off_by.get() == 0)
}

/// The findings for people.
pub fn table(findings: &[Finding]) -> Table {
    let mut table = output::table(&["", "law", "checked", "breaches", "off by"]);
    for finding in findings {
        let right = |text: String| Cell::new(text).set_alignment(CellAlignment::Right);
        let verdict = if finding.breaches == 0 { "ok" } else { "BROKEN" };
        table.add_row([
            Cell::new(verdict),
            Cell::new(finding.law.as_str()),
            right(output::grouped(finding.checked)),
            right(output::grouped(finding.breaches)),
            right(finding.off_by.to_string()),
        ]);
    }
    table
}
