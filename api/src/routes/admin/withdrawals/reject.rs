//! POST /admin/withdrawals/{id}/reject: an operator will not pay the withdrawal out.

use axum::body::Body;
use axum::extract::State;
use axum::http::{Response, StatusCode};
use domain::idempotency::Caller;
use domain::ids::WithdrawalId;

use crate::app::App;
use crate::app::once::Keyed;
use crate::auth::Operator;
use crate::http::answers::Problems;
use crate::http::extract::{Json, Path};
use crate::http::problem::Problem;
use crate::http::request_id::RequestId;
use crate::routes::admin::by_operator;
use crate::routes::v1::withdrawals::{Rejection, Withdrawal, ended_and_noted, whose_by_hand};

/// Rejects a withdrawal that waits for a person, and gives the money back.
///
/// The payout user sees the reason, and the event `payout.rejected` contains it. A person carries out the withdrawals
/// whose provider is `manual`; any other id returns 404. A withdrawal that does not wait for a person yet, or that has
/// ended, returns 409.
#[utoipa::path(
    post, path = "/admin/withdrawals/{id}/reject", tag = "operators", security(("operator_token" = [])), params(("id" = String, Path, description = "`ord_…`"), Keyed), request_body = Rejection,
    responses((status = 200, body = Withdrawal), Problems)
)]
pub async fn reject(
    _: Operator,
    State(app): State<App>,
    RequestId(request_id): RequestId,
    keyed: Keyed,
    Path(id): Path<WithdrawalId>,
    Json(rejection): Json<Rejection>,
) -> Result<Response<Body>, Problem> {
    let asked = keyed.asked(Caller::Operators, &(id, &rejection))?;
    let ending = rejection.ending()?;
    let business = whose_by_hand(&app, id).await?;
    let done = by_operator(&app, request_id);
    let ended = ended_and_noted(&app, asked, (business, id), ending, Some(done)).await?;
    Ok(ended.answer(StatusCode::OK, Withdrawal::from))
}
