//! POST /v1/withdrawals/{id}/approve

use axum::body::Body;
use axum::extract::State;
use axum::http::Response;
use domain::idempotency::Caller;
use domain::ids::WithdrawalId;
use domain::withdrawal::ending::Ending;

use super::{Withdrawal, end_by_hand};
use crate::app::App;
use crate::app::once::Keyed;
use crate::auth::Merchant;
use crate::http::answers::Problems;
use crate::http::extract::{NoBody, Path};
use crate::http::problem::Problem;

/// Approves a withdrawal that waits for a person: it ends as paid out.
///
/// Withdrawals whose provider is `manual` wait for a person. The event `payout.succeeded` is sent. A withdrawal that
/// does not wait for a person returns 409.
#[utoipa::path(
    post, path = "/v1/withdrawals/{id}/approve", tag = "withdrawals", security(("secret_key" = [])),
    params(("id" = String, Path, description = "`ord_…`"), Keyed),
    responses(
        (status = 200, body = Withdrawal),
        (status = 404, description = "No such withdrawal", body = Problem, content_type = "application/problem+json"),
        (status = 409, description = "The withdrawal does not wait for a person", body = Problem, content_type = "application/problem+json"),
        Problems,
    )
)]
pub async fn approve(
    State(app): State<App>,
    Merchant(caller): Merchant,
    keyed: Keyed,
    Path(id): Path<WithdrawalId>,
    _: NoBody,
) -> Result<Response<Body>, Problem> {
    let business = caller.business_id;
    let asked = keyed.asked(Caller::Business(business), &id)?;
    end_by_hand(&app, asked, (business, id), Ending::Succeeded { reference: None }).await
}
