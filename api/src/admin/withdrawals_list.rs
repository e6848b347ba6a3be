//! GET /admin/withdrawals: what waits for a person, of all businesses.

use axum::extract::State;
use domain::ids::{BusinessId, WithdrawalId};
use domain::withdrawal::{self, read};
use futures::FutureExt;
use serde::Serialize;
use utoipa::ToSchema;

use crate::auth::Operator;
use crate::openapi::Problems;
use crate::page::{List, ListAnswer, Page, PageQuery};
use crate::refusal::Refusal;
use crate::state::App;
use crate::withdrawals::Withdrawal;

/// A withdrawal, and whose.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = WaitingWithdrawal)]
pub struct Waiting {
    #[schema(value_type = String)]
    business_id: BusinessId,
    #[serde(flatten)]
    withdrawal: Withdrawal,
}

/// Lists the withdrawals that wait for an approval or a rejection, newest first.
#[utoipa::path(
    get, path = "/admin/withdrawals", tag = "operators", security(("operator_token" = [])), params(PageQuery),
    responses((status = 200, body = List<Waiting>), Problems)
)]
pub async fn list(
    _: Operator,
    State(app): State<App>,
    page: Page<WithdrawalId>,
) -> Result<ListAnswer<Waiting>, Refusal> {
    let (before, fetch) = (page.after, page.fetch());
    let rows = app.read(move |conn| read::waiting_for_a_person(conn, before, fetch).boxed()).await?;
    Ok(page.answer(rows, |row| row.id, Waiting::from))
}

impl From<withdrawal::Withdrawal> for Waiting {
    fn from(of: withdrawal::Withdrawal) -> Self {
        Self { business_id: of.business_id, withdrawal: of.into() }
    }
}
