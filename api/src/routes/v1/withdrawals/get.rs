//! GET /v1/withdrawals/{id}

use axum::extract::State;
use domain::ids::{BusinessId, WithdrawalId};
use domain::withdrawal::{self, read};
use futures::FutureExt;

use super::Withdrawal;
use crate::app::App;
use crate::app::held_withdrawals::{Held, held};
use crate::auth::Merchant;
use crate::http::answers::Problems;
use crate::http::extract::{Json, Path};
use crate::http::problem::Problem;
use crate::http::refusal::Refusal;

/// Returns a withdrawal.
///
/// The response has its fees, its destination, and if it was not paid out, a `code` or `reason` that says why.
/// `held_by` says what keeps it from being sent.
#[utoipa::path(
    get, path = "/v1/withdrawals/{id}", tag = "withdrawals", security(("secret_key" = [])),
    params(("id" = String, Path, description = "`ord_…`")),
    responses(
        (status = 200, body = Withdrawal),
        (status = 404, description = "No such withdrawal", body = Problem, content_type = "application/problem+json"),
        Problems,
    )
)]
pub async fn get(
    State(app): State<App>,
    Merchant(caller): Merchant,
    Path(id): Path<WithdrawalId>,
) -> Result<Json<Withdrawal>, Refusal> {
    let (found, held) = found(&app, caller.business_id, id).await?;
    Ok(Json(Withdrawal::shown(found, &held)))
}

/// Returns the withdrawal `id` of `business`, and what holds it.
///
/// # Errors
/// 404 when the business has no such withdrawal.
pub async fn found(
    app: &App,
    business: BusinessId,
    id: WithdrawalId,
) -> Result<(withdrawal::Withdrawal, Held), Refusal> {
    let found = app.read(move |conn| read::get(conn, business, id).boxed()).await?;
    let found = found.ok_or(Refusal::NotFound)?;
    let held = held(app, std::slice::from_ref(&found)).await?;
    Ok((found, held))
}
