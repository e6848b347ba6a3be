//! Checks the books: for `payout verify`, and at the end of the demo and of every benchmark figure.

use comfy_table::{Cell, CellAlignment, Table};
use domain::ledger::books::Finding;
use secrecy::SecretString;

use crate::error::CliError;
use crate::output;

/// Checks every law in one read-only REPEATABLE READ transaction, so all see the same moment. Reads every row and
/// writes nothing.
///
/// # Errors
/// If the database fails. A broken law is not an error: see [`balance`].
pub async fn verify(url: &SecretString) -> Result<Vec<Finding>, CliError> {
    Ok(worker::leader::checks::verify(url).await?)
}

/// Returns whether every law holds.
pub fn balance(findings: &[Finding]) -> bool {
    findings.iter().all(|finding| finding.breaches == 0 && finding.off_by.get() == 0)
}

/// Returns the findings as a table.
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
