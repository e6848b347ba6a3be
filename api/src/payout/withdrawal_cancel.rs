//! POST /payout/withdrawals/{id}/cancel: takes a withdrawal back while nobody was told of it.

use axum::extract::State;
use domain::ids::WithdrawalId;
use domain::withdrawal::ending::{By, Ending};
use domain::withdrawal::settle::{self, SettleError};
use domain::withdrawal::{Status, count};
use futures::FutureExt;

use super::operations_post::Body;
use super::withdrawals::{Order, witness_end};
use crate::auth::PayoutUserWithBody;
use crate::extract::{Json, Path};
use crate::openapi::{ErrorBody, HashErrors};
use crate::refusal::Refusal;
use crate::seed_error::SeedError;
use crate::state::App;
use crate::transact::NotDone;

/// Cancels a withdrawal that is `created`: its amount is back in the balance.
#[utoipa::path(
    post, path = "/payout/withdrawals/{id}/cancel", tag = "payout users themselves",
    security(("payout_hash" = []), ("payout_hash_in_query" = []), ()), request_body = Option<Body>,
    params(("id" = String, Path, description = "`ord_…`")),
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
    caller: PayoutUserWithBody,
) -> Result<Json<Order>, SeedError> {
    let Path(id) = id.map_err(|refusal| refusal.seed_error())?;
    let (business, user, now) = (caller.holder.business_id, caller.holder.user.id, app.clock.now());
    let cancelled = app
        .transact_witnessed(witness_end(), move |conn| {
            async move { settle::end(conn, business, id, &By::PayoutUser(user), &Ending::Cancelled, now).await }
                .boxed()
        })
        .await
        .map_err(refused)?;
    count::finished(cancelled.method, Status::Cancelled);
    Ok(Json(cancelled.into()))
}

fn refused(not_done: NotDone<SettleError>) -> SeedError {
    match not_done.own_refusal() {
        Ok(SettleError::NoSuchWithdrawal) => SeedError::NotFound,
        Ok(SettleError::NotPermitted(_)) => SeedError::Conflict("Withdrawal can no longer be cancelled"),
        Ok(SettleError::Database(_)) => SeedError::Internal,
        Err(refusal) => refusal.seed_error(),
    }
}
