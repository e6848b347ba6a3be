//! GET /v1/withdrawals/{id}

use axum::extract::State;
use domain::ids::WithdrawalId;
use domain::withdrawal::read;
use futures::FutureExt;

use super::{Withdrawal, held};
use crate::auth::Merchant;
use crate::extract::{Json, Path};
use crate::openapi::Problems;
use crate::problem::Problem;
use crate::refusal::Refusal;
use crate::state::App;

/// One withdrawal.
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
    let held = held(&app, caller.business_id, std::slice::from_ref(&found)).await?;
    Ok(Json(Withdrawal::shown(found, &held)))
}
