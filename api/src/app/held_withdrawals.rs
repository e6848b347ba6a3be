//! Finds what holds withdrawals that are not sent yet, for the responses that show them.

use std::collections::BTreeMap;

use domain::held::HeldBy;
use domain::ids::{BusinessId, WithdrawalId};
use domain::withdrawal::{self, Status, read};
use futures::FutureExt;

use crate::app::App;
use crate::http::refusal::Refusal;

/// The held withdrawals, and what holds each.
pub type Held = BTreeMap<WithdrawalId, HeldBy>;

/// Returns what holds each held withdrawal of `rows`.
///
/// # Errors
/// If the database does not answer.
pub async fn held(app: &App, rows: &[withdrawal::Withdrawal]) -> Result<Held, Refusal> {
    let ids = open(rows);
    if ids.is_empty() {
        return Ok(Held::new());
    }
    Ok(app.read(move |conn| async move { read::held(conn, &ids).await }.boxed()).await?)
}

/// Returns the withdrawals of `rows` that can be held: all that have not ended.
pub fn open(rows: &[withdrawal::Withdrawal]) -> Vec<(BusinessId, WithdrawalId)> {
    let open = rows.iter().filter(|row| matches!(row.status, Status::Created | Status::Processing));
    open.map(|row| (row.business_id, row.id)).collect()
}
