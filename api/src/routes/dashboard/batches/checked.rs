//! The result of checking a file, as the page shows it.

use chrono::{DateTime, Utc};
use domain::batch::Mode;
use domain::money::Cents;
use maud::{Markup, html};

use super::columns::converted;
use super::new::faults;
use crate::http::extract::MediaType;
use crate::http::problem::{FieldProblem, Problem};
use crate::intake::batch::columns::TablePreview;
use crate::intake::batch::dry_run::{DryRun, DuplicateItem};
use crate::intake::batch::recipients::Recipients;
use crate::pages::document::time;
use crate::pages::pieces::{count, wide};

/// The result of checking a file.
#[derive(Debug)]
pub struct Examined {
    /// The outcome of the dry run.
    pub(crate) dry_run: DryRun,
    /// Counts of the people whom the file would pay.
    pub(crate) recipients: Recipients,
    /// SHA-256 over the meaning of its items, in hex.
    pub(crate) digest: String,
    /// The file's format.
    pub(crate) form: MediaType,
    /// When the file would be paid: at once if `None`.
    pub(crate) scheduled_at: Option<DateTime<Utc>>,
    /// The first rows of the table, if a person has said what its columns hold.
    pub(crate) sheet: Option<TablePreview>,
}

/// Shows the whole result.
pub fn answer(of: &Examined) -> Markup {
    let dry_run = &of.dry_run;
    html! {
        h2 { "What would happen" }
        (result(dry_run))
        (facts(of))
        @if of.form == MediaType::Csv && of.sheet.is_none() {
            p { "Amounts are read as cents: 100 is $1.00. If they are dollars, tick the box above to say what each column holds, and check the file again." }
        }
        @if of.recipients.unnamed > 0 {
            p {
                (number(of.recipients.unnamed)) " items have no reference. If they are sent again, in this file or another one, they are paid again."
            }
        }
        @if let Some(sheet) = &of.sheet { (converted(sheet)) }
        @if !dry_run.errors.is_empty() {
            h3 { "Errors" }
            (faults(&Problem::fields(dry_run.errors.clone())))
            (more(dry_run.errors_more))
            @if may_be_dollars(of) {
                p { "If the amounts are in dollars, tick the box above to say what each column holds, and check the file again." }
            }
        }
        @if !dry_run.duplicates.is_empty() {
            h3 { "What would not be paid again" }
            (wide("What would not be paid again", duplicates(&dry_run.duplicates)))
            (more(dry_run.duplicates_more))
        }
    }
}

fn result(of: &DryRun) -> Markup {
    let all_or_nothing = of.mode == Mode::AllOrNothing.as_str();
    html! {
        @if of.counts.invalid > 0 {
            p.fault role="alert" {
                "Errors: " (number(of.counts.invalid)) " of " (number(of.counts.total))
                " items. One error is enough to reject the whole file: correct them, and check it again."
            }
        } @else if let Some(missing) = of.missing {
            @if all_or_nothing {
                p.fault role="alert" { "The payout balance lacks " (missing) ", so the batch would be rejected. Top it up, or choose another mode." }
            } @else {
                p.fault role="alert" { "The payout balance lacks " (missing) ": if it is paid as it stands, some items fail." }
            }
        } @else {
            p.good role="status" { "No errors: the file can be paid." }
        }
    }
}

fn facts(of: &Examined) -> Markup {
    let Examined { dry_run, recipients, scheduled_at, .. } = of;
    let (counts, amounts) = (&dry_run.counts, &dry_run.amounts);
    html! {
        dl.facts id="facts" {
            dt { "Items" } dd { (number(counts.total)) }
            dt { "Amount" } dd id="amount" { strong { (Cents::new(amounts.total - amounts.duplicate)) } }
            dt { "Recipients" }
            dd id="recipients" {
                (number(recipients.all)) ": " (number(recipients.all - recipients.known)) " new, "
                (number(recipients.known)) " known"
            }
            dt { "Not paid again" } dd { (number(counts.duplicate)) " items, " (Cents::new(amounts.duplicate)) }
            dt { "Tried again" } dd { (number(counts.next_attempt)) " items that ended unpaid before" }
            dt { "Errors" } dd { (number(counts.invalid)) " items" }
            dt { "Payout balance now" } dd { (dry_run.payout_balance_before) }
            dt { "Payout balance after" } dd id="after" { (dry_run.payout_balance_after) }
            dt { "To be paid" } dd { @if let Some(at) = scheduled_at { (time(*at)) } @else { "at once" } }
        }
    }
}

/// Returns whether amounts of a table are not whole cents, while nobody has said which unit they are in.
fn may_be_dollars(of: &Examined) -> bool {
    let no_cents = |fault: &FieldProblem| fault.field == "amount" && fault.code == "not_an_integer";
    of.form == MediaType::Csv && of.sheet.is_none() && of.dry_run.errors.iter().any(no_cents)
}

fn duplicates(of: &[DuplicateItem]) -> Markup {
    html! {
        table {
            thead { tr { th { "Line" } th { "Reference" } th { "Repeats" } } }
            tbody {
                @for item in of {
                    tr {
                        td { (number(item.line.unwrap_or(item.index))) }
                        td { (item.reference) }
                        td {
                            @if let Some(known) = &item.duplicate_of { code.id { (known) } }
                            @if let Some(status) = item.duplicate_status { small { (status) } }
                            @if let Some(line) = item.same_as_line.or(item.same_as_index) { "line " (number(line)) }
                        }
                    }
                }
            }
        }
    }
}

fn more(n: u64) -> Markup {
    html! { @if n > 0 { p { "And " (number(n)) " more." } } }
}

fn number(n: u64) -> String {
    count(i64::try_from(n).unwrap_or(i64::MAX))
}
