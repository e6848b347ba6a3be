//! GET /admin/withdrawals: what waits for a person, of all businesses.

use axum::extract::State;
use domain::ids::{BusinessId, WithdrawalId};
use domain::withdrawal::read;
use futures::FutureExt;
use serde::Serialize;

use crate::auth::Operator;
use crate::page::{ListAnswer, Page};
use crate::refusal::Refusal;
use crate::state::App;
use crate::withdrawals::Withdrawal;

/// A withdrawal, and whose.
#[derive(Debug, Serialize)]
pub struct Waiting {
    business_id: BusinessId,
    #[serde(flatten)]
    withdrawal: Withdrawal,
}

/// Lists the withdrawals that wait for an approval or a rejection, newest first.
pub async fn list(
    _: Operator,
    State(app): State<App>,
    page: Page<WithdrawalId>,
) -> Result<ListAnswer<Waiting>, Refusal> {
    let (before, fetch) = (page.after, page.fetch());
    let rows = app.read(move |conn| read::waiting_for_a_person(conn, before, fetch).boxed()).await?;
    Ok(page.answer(
        rows,
        |row| row.id,
        |row| Waiting { business_id: row.business_id, withdrawal: row.into() },
    ))
}
