//! GET /v1/withdrawals/{id}

use axum::extract::State;
use domain::ids::WithdrawalId;
use domain::withdrawal::read;
use futures::FutureExt;

use super::Withdrawal;
use crate::app::App;
use crate::app::held_withdrawals::held;
use crate::auth::Merchant;
use crate::http::answers::Problems;
use crate::http::extract::{Json, Path};
use crate::http::problem::Problem;
use crate::http::refusal::Refusal;

/// One withdrawal.
///
/// With its fees, its destination, and the `code` or `reason` of an end without a payment; `held_by` says that a pause
/// holds it.
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
    let found = app.read(move |conn| read::get(conn, caller.business_id, id).boxed()).await?;
    let found = found.ok_or(Refusal::NotFound)?;
    let held = held(&app, std::slice::from_ref(&found)).await?;
    Ok(Json(Withdrawal::shown(found, &held)))
}
