//! POST /payout/withdrawals/{id}/cancel: takes a withdrawal back while nobody was told of it.

use axum::extract::State;
use axum::http::{Response, StatusCode};
use domain::idempotency::Caller;
use domain::ids::WithdrawalId;
use domain::withdrawal::ending::{By, Ending};
use domain::withdrawal::settle::{self, SettleError};
use domain::withdrawal::{Status, count};
use futures::FutureExt;

use super::operations_post::Body;
use super::withdrawals::{Order, witness_end};
use crate::auth::PayoutUserWithBody;
use crate::extract::Path;
use crate::once::{Keyed, NotOnce};
use crate::openapi::{ErrorBody, HashErrors};
use crate::refusal::Refusal;
use crate::seed_error::SeedError;
use crate::state::App;
use crate::transact::NotDone;
use crate::withdrawals::ended_before;

/// Cancels a withdrawal that is `created`: its amount is back in the balance.
#[utoipa::path(
    post, path = "/payout/withdrawals/{id}/cancel", tag = "payout users themselves",
    security(("payout_hash" = []), ("payout_hash_in_query" = []), ()), request_body = Option<Body>,
    params(("id" = String, Path, description = "`ord_…`"), Keyed),
    responses(
        (status = 200, body = Order),
        (status = 404, description = "No such withdrawal", body = ErrorBody),
        (status = 409, description = "It is not `created` any more", body = ErrorBody),
        HashErrors,
    )
)]
pub async fn withdrawal_cancel(
    State(app): State<App>,
    id: Result<Path<WithdrawalId>, Refusal>,
    keyed: Result<Keyed, Refusal>,
    caller: PayoutUserWithBody,
) -> Result<Response<axum::body::Body>, SeedError> {
    let Path(id) = id.map_err(|refusal| refusal.seed_error())?;
    let (business, user, now) = (caller.holder.business_id, caller.holder.user.id, app.clock.now());
    let asked = keyed.and_then(|keyed| keyed.asked(Caller::PayoutUser(user), &id));
    let cancelled = app
        .once(
            asked.map_err(|refusal| refusal.seed_error())?,
            Some(witness_end()),
            move |conn| {
                let by = By::PayoutUser(user);
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
    Ok(cancelled.answer(StatusCode::OK, Order::from))
}

fn refused(not_done: NotDone<NotOnce<SettleError>>) -> SeedError {
    let not_done = match not_done.without_key() {
        Ok(not_done) => not_done,
        Err(_) => return SeedError::IdempotencyKeyReused,
    };
    match not_done.own_refusal() {
        Ok(SettleError::NoSuchWithdrawal) => SeedError::NotFound,
        Ok(SettleError::NotPermitted(_)) => SeedError::Conflict("Withdrawal can no longer be cancelled"),
        Ok(SettleError::Database(_)) => SeedError::Internal,
        Err(refusal) => refusal.seed_error(),
    }
}
