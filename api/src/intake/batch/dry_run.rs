//! POST /v1/batches?dry_run=true: what would become of a batch. It runs the real checks and records nothing.

use domain::batch::Mode;
use domain::business;
use domain::ids::BusinessId;
use domain::money::Cents;
use futures::FutureExt;
use serde::Serialize;
use utoipa::ToSchema;

use super::examine::{Duplicate, EarlierUse, examine};
use super::lines::Lines;
use super::receive::Received;
use super::sink::Checked;
use crate::app::App;
use crate::http::problem::FieldProblem;
use crate::http::refusal::Refusal;

/// What would become of a batch if it were sent now.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = BatchDryRun)]
pub struct DryRun {
    /// Always `true`.
    pub(crate) dry_run: bool,
    /// Whether the batch would be accepted: it has no errors and, for `all_or_nothing`, no money is missing.
    pub(crate) valid: bool,
    /// The mode: `best_effort` or `all_or_nothing`.
    pub(crate) mode: &'static str,
    /// The number of items.
    pub(crate) counts: Counts,
    /// The sums of their amounts, in cents.
    pub(crate) amounts: Amounts,
    /// The payout balance now, in cents.
    #[schema(value_type = i64)]
    pub(crate) payout_balance_before: Cents,
    /// The payout balance after every valid item that is no duplicate is paid or set aside, in cents. Negative if the
    /// balance does not suffice. Other pending payments are not taken into account.
    #[schema(value_type = i64)]
    pub(crate) payout_balance_after: Cents,
    /// How much the payout balance lacks, in cents. An `all_or_nothing` batch would be rejected, and some items of a
    /// `best_effort` batch would fail.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<i64>)]
    pub(crate) missing: Option<Cents>,
    /// The errors by item: the first 1,000.
    pub(crate) errors: Vec<FieldProblem>,
    /// The number of further errors.
    pub(crate) errors_more: u64,
    /// The items that would not be paid again: the first 1,000.
    pub(crate) duplicates: Vec<DuplicateItem>,
    /// The number of further duplicates.
    pub(crate) duplicates_more: u64,
}

/// An item that would not be paid again, because it repeats a recorded allocation or an earlier item of the batch.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = BatchDryRunDuplicate)]
pub struct DuplicateItem {
    /// The item's position in the batch, starting at 0.
    pub(crate) index: u64,
    /// The line of the file on which the item begins, starting at 1. Absent if the format has no lines.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) line: Option<u64>,
    /// The reference of both.
    pub(crate) reference: String,
    /// The allocation that the item repeats, if that is recorded.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) duplicate_of: Option<String>,
    /// The status of that allocation: `pending` or `succeeded`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) duplicate_status: Option<&'static str>,
    /// The index of the item that it repeats, if that is an item of this batch.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) same_as_index: Option<u64>,
    /// The line on which that item begins.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) same_as_line: Option<u64>,
}

/// The number of items, by what would become of them.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = BatchDryRunCounts)]
pub struct Counts {
    /// All items.
    pub(crate) total: u64,
    /// Items that would not be paid again: their reference is known or occurs twice, with the same content.
    pub(crate) duplicate: u64,
    /// Items that were requested before and ended unpaid: they would be tried again.
    pub(crate) next_attempt: u64,
    /// Items with an error. A single one is enough to reject the batch.
    pub(crate) invalid: u64,
}

/// The sums of amounts in cents, by what would become of the items.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = BatchDryRunAmounts)]
pub struct Amounts {
    /// All items without an error.
    pub(crate) total: i64,
    /// Items that would not be paid again.
    pub(crate) duplicate: i64,
}

impl DuplicateItem {
    fn of(item: Duplicate, lines: &Lines) -> Self {
        let Duplicate { index, reference, earlier } = item;
        let (recorded, same_as_index) = match earlier {
            EarlierUse::Allocation(id, status) => (Some((id, status)), None),
            EarlierUse::Item(first) => (None, Some(first)),
        };
        Self {
            index,
            line: lines.of(index),
            reference,
            duplicate_of: recorded.map(|(id, _)| id.to_string()),
            duplicate_status: recorded.map(|(_, status)| status.as_str()),
            same_as_index,
            same_as_line: same_as_index.and_then(|first| lines.of(first)),
        }
    }
}

/// Examines the batch. A body that cannot be read as items was rejected before, as it would be without `dry_run`.
pub(crate) async fn run(
    app: &App,
    business: BusinessId,
    mode: Mode,
    received: &mut Received,
) -> Result<DryRun, Refusal> {
    let mut faults = std::mem::take(&mut received.checked.faults);
    let examined = examine(app, business, received, &mut faults).await?;
    let balances =
        app.read(move |conn| async move { business::balances(conn, business).await }.boxed()).await?;
    let before = balances.ok_or(Refusal::Internal)?.payout_balance;
    let Checked { spool, faulty, .. } = &received.checked;
    let amounts = Amounts {
        total: spool.amount.get() - examined.conflict_amount,
        duplicate: examined.duplicate_amount,
    };
    let after = Cents::new(before.get() - (amounts.total - amounts.duplicate));
    let missing = Cents::ZERO.checked_sub(after).filter(|missing| *missing > Cents::ZERO);
    let counts = Counts {
        total: u64::from(spool.items) + faulty.len() as u64,
        duplicate: examined.duplicates,
        next_attempt: examined.next_attempts,
        invalid: faulty.len() as u64 + examined.conflicts,
    };
    let duplicates_more = examined.duplicates - examined.listed.len() as u64;
    let lines = &received.checked.lines;
    let duplicates = examined.listed.into_iter().map(|item| DuplicateItem::of(item, lines)).collect();
    let (errors, errors_more) = faults.into_parts();
    Ok(DryRun {
        dry_run: true,
        valid: errors.is_empty() && (mode == Mode::BestEffort || missing.is_none()),
        mode: mode.as_str(),
        counts,
        amounts,
        payout_balance_before: before,
        payout_balance_after: after,
        missing,
        errors,
        errors_more,
        duplicates,
        duplicates_more,
    })
}
