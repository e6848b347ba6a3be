//! GET /v1/payout-users/{id}

use axum::extract::State;
use domain::ids::PayoutUserId;
use domain::payout_user;
use futures::FutureExt;

use super::PayoutUser;
use crate::app::App;
use crate::auth::Merchant;
use crate::http::answers::Problems;
use crate::http::extract::{Json, Path};
use crate::http::problem::Problem;
use crate::http::refusal::Refusal;

/// Returns a payout user.
///
/// The response has the balance, whether the payout hash is active, and when it expires.
#[utoipa::path(
    get, path = "/v1/payout-users/{id}", tag = "payout users", security(("secret_key" = [])),
    params(("id" = String, Path, description = "`usr_…`")),
    responses(
        (status = 200, body = PayoutUser),
        (status = 404, description = "No such payout user", body = Problem, content_type = "application/problem+json"),
        Problems,
    )
)]
pub async fn get(
    State(app): State<App>,
    Merchant(caller): Merchant,
    Path(id): Path<PayoutUserId>,
) -> Result<Json<PayoutUser>, Refusal> {
    let found = app.read(move |conn| payout_user::get(conn, caller.business_id, id).boxed()).await?;
    found.map(|user| Json(user.into())).ok_or(Refusal::NotFound)
}
