//! GET /v1/withdrawals

use axum::extract::State;
use domain::ids::WithdrawalId;
use domain::withdrawal::Status;
use domain::withdrawal::read::{self, Filter};
use futures::FutureExt;
use serde::Deserialize;
use utoipa::IntoParams;

use super::{Withdrawal, held};
use crate::auth::Merchant;
use crate::extract::{Query, choice, parameter, time};
use crate::openapi::Problems;
use crate::page::{List, ListAnswer, Page, PageQuery};
use crate::refusal::Refusal;
use crate::state::App;

/// Which withdrawals: texts, so that each can be refused by name.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Restriction {
    /// `created`, `processing`, `succeeded`, `failed`, `rejected` or `cancelled`
    status: Option<String>,
    /// Of this payout user, `usr_…`.
    payout_user_id: Option<String>,
    /// Asked for at this time or later (RFC 3339).
    from: Option<String>,
    /// Asked for before this time (RFC 3339).
    to: Option<String>,
}

/// Withdrawals, newest first.
#[utoipa::path(
    get, path = "/v1/withdrawals", tag = "withdrawals", security(("secret_key" = [])),
    params(Restriction, PageQuery),
    responses((status = 200, body = List<Withdrawal>), Problems)
)]
pub async fn list(
    State(app): State<App>,
    Merchant(caller): Merchant,
    page: Page<WithdrawalId>,
    Query(restriction): Query<Restriction>,
) -> Result<ListAnswer<Withdrawal>, Refusal> {
    let filter = Filter {
        status: choice("status", restriction.status, &Status::ALL, Status::as_str)?,
        payout_user_id: parameter("payout_user_id", restriction.payout_user_id, |text| text.parse().ok())?,
        from: time("from", restriction.from)?,
        to: time("to", restriction.to)?,
    };
    let (before, fetch) = (page.after, page.fetch());
    let rows =
        app.read(move |conn| read::list(conn, caller.business_id, filter, before, fetch).boxed()).await?;
    let shown = rows.get(..page.limit as usize).unwrap_or(&rows);
    let held = held(&app, caller.business_id, shown).await?;
    Ok(page.answer(rows, |row| row.id, |row| Withdrawal::shown(row, &held)))
}
