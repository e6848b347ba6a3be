//! POST /v1/withdrawals/{id}/reject

use axum::body::Body;
use axum::extract::State;
use axum::http::Response;
use domain::idempotency::Caller;
use domain::ids::WithdrawalId;

use super::{Rejection, Withdrawal, end_by_hand};
use crate::app::App;
use crate::app::once::Keyed;
use crate::auth::Merchant;
use crate::http::answers::Problems;
use crate::http::extract::{Json, Path};
use crate::http::problem::Problem;

/// Rejects a withdrawal that waits for a person, and gives the money back to the payout user.
///
/// The payout user sees the reason, and the event `payout.rejected` contains it. A withdrawal that does not wait for a
/// person returns 409.
#[utoipa::path(
    post, path = "/v1/withdrawals/{id}/reject", tag = "withdrawals", security(("secret_key" = [])), request_body = Rejection,
    params(("id" = String, Path, description = "`ord_…`"), Keyed),
    responses(
        (status = 200, body = Withdrawal),
        (status = 404, description = "No such withdrawal", body = Problem, content_type = "application/problem+json"),
        (status = 409, description = "The withdrawal does not wait for a person", body = Problem, content_type = "application/problem+json"),
        Problems,
    )
)]
pub async fn reject(
    State(app): State<App>,
    Merchant(caller): Merchant,
    keyed: Keyed,
    Path(id): Path<WithdrawalId>,
    Json(rejection): Json<Rejection>,
) -> Result<Response<Body>, Problem> {
    let business = caller.business_id;
    let asked = keyed.asked(Caller::Business(business), &(id, &rejection))?;
    end_by_hand(&app, asked, (business, id), rejection.ending()?).await
}
