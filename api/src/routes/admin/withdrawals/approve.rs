//! POST /admin/withdrawals/{id}/approve: an operator has paid the withdrawal out by hand.

use axum::body::Body;
use axum::extract::State;
use axum::http::{Response, StatusCode};
use domain::idempotency::Caller;
use domain::ids::WithdrawalId;
use domain::withdrawal::ending::Ending;

use crate::app::App;
use crate::app::once::Keyed;
use crate::auth::Operator;
use crate::http::answers::Problems;
use crate::http::extract::{NoBody, Path};
use crate::http::problem::Problem;
use crate::http::request_id::RequestId;
use crate::routes::admin::by_operator;
use crate::routes::v1::withdrawals::{Withdrawal, ended_and_noted, whose_by_hand};

/// Approves a withdrawal that waits for a person: it ends as paid out.
///
/// A person carries out the withdrawals whose provider is `manual`; any other id returns 404. A withdrawal that does
/// not wait for a person yet, or that has ended, returns 409.
#[utoipa::path(
    post, path = "/admin/withdrawals/{id}/approve", tag = "operators", security(("operator_token" = [])), params(("id" = String, Path, description = "`ord_…`"), Keyed),
    responses((status = 200, body = Withdrawal), Problems)
)]
pub async fn approve(
    _: Operator,
    State(app): State<App>,
    RequestId(request_id): RequestId,
    keyed: Keyed,
    Path(id): Path<WithdrawalId>,
    _: NoBody,
) -> Result<Response<Body>, Problem> {
    let business = whose_by_hand(&app, id).await?;
    let asked = keyed.asked(Caller::Operators, &id)?;
    let done = by_operator(&app, request_id);
    let ended =
        ended_and_noted(&app, asked, (business, id), Ending::Succeeded { reference: None }, Some(done))
            .await?;
    Ok(ended.answer(StatusCode::OK, Withdrawal::from))
}
