//! POST /payout/withdrawals/{id}/cancel: cancels a withdrawal that no provider has been told about.

use axum::extract::State;
use axum::http::{Response, StatusCode};
use domain::idempotency::{Caller, KeyedRequest};
use domain::ids::WithdrawalId;
use domain::payout_user::HashHolder;
use domain::withdrawal::ending::{EndedBy, Ending};
use domain::withdrawal::settle::{self, SettleError};
use domain::withdrawal::{Status, Withdrawal, count};
use futures::FutureExt;

use super::{Order, witness_end};
use crate::app::App;
use crate::app::once::{Keyed, OnceError, Outcome};
use crate::auth::PayoutUserWithBody;
use crate::http::answers::{ErrorBody, HashErrors};
use crate::http::extract::Path;
use crate::http::payout_error::PayoutError;
use crate::http::refusal::Refusal;
use crate::routes::payout::operations::post::Body;
use crate::routes::v1::withdrawals::ended_before;
use crate::work::transact::TransactError;

/// Cancels a withdrawal that is `created`.
///
/// The amount returns to the balance. Once the provider has been told about the withdrawal, it can no longer be
/// cancelled and the request returns 409.
#[utoipa::path(
    post, path = "/payout/withdrawals/{id}/cancel", tag = "payout users themselves",
    security(("payout_hash" = []), ("payout_hash_in_query" = []), ()), request_body = Option<Body>,
    params(("id" = String, Path, description = "`ord_…`"), Keyed),
    responses(
        (status = 200, body = Order),
        (status = 400, description = "The body is not a JSON object, or the key is malformed", body = ErrorBody),
        (status = 404, description = "No such withdrawal", body = ErrorBody),
        (status = 409, description = "The withdrawal is no longer `created`", body = ErrorBody),
        HashErrors,
    )
)]
pub async fn cancel(
    State(app): State<App>,
    id: Result<Path<WithdrawalId>, Refusal>,
    keyed: Result<Keyed, Refusal>,
    caller: PayoutUserWithBody,
) -> Result<Response<axum::body::Body>, PayoutError> {
    let Path(id) = id.map_err(|refusal| refusal.payout_error())?;
    caller.body.ok_or(PayoutError::InvalidBody)?;
    let user = caller.holder.user.id;
    let asked = keyed.and_then(|keyed| keyed.asked(Caller::PayoutUser(user), &id));
    let asked = asked.map_err(|refusal| refusal.payout_error())?;
    Ok(cancelled(&app, &caller.holder, id, asked).await?.answer(StatusCode::OK, Order::from))
}

/// Cancels the withdrawal `id` of `holder`, once under the key of `asked`.
///
/// # Errors
/// If the request is rejected; nothing was changed.
pub async fn cancelled(
    app: &App,
    holder: &HashHolder,
    id: WithdrawalId,
    asked: Option<KeyedRequest>,
) -> Result<Outcome<Withdrawal>, PayoutError> {
    let (business, user, now) = (holder.business_id, holder.user.id, app.clock.now());
    let cancelled = app
        .once(
            asked,
            Some(witness_end()),
            move |conn| {
                let by = EndedBy::PayoutUser(user);
                async move { settle::end(conn, business, id, &by, &Ending::Cancelled, now).await }.boxed()
            },
            |cancelled| cancelled.id,
            move |conn, id| ended_before(conn, business, id).boxed(),
        )
        .await
        .map_err(refused)?;
    if !cancelled.replayed {
        count::finished(cancelled.value.method, Status::Cancelled);
    }
    Ok(cancelled)
}

fn refused(not_done: TransactError<OnceError<SettleError>>) -> PayoutError {
    let not_done = match not_done.without_key() {
        Ok(not_done) => not_done,
        Err(_) => return PayoutError::IdempotencyKeyReused,
    };
    match not_done.from_work_error() {
        Ok(SettleError::NoSuchWithdrawal) => PayoutError::NotFound,
        Ok(SettleError::NotPermitted(_)) => PayoutError::Conflict("Withdrawal can no longer be cancelled"),
        Ok(SettleError::Database(_)) => PayoutError::Internal,
        Err(refusal) => refusal.payout_error(),
    }
}
