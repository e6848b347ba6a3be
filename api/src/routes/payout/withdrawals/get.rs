//! GET /payout/withdrawals/{id}

use axum::extract::State;
use domain::ids::WithdrawalId;
use domain::withdrawal::read;
use futures::FutureExt;

use super::Order;
use crate::app::App;
use crate::app::held_withdrawals::held;
use crate::auth::PayoutUser;
use crate::http::answers::{ErrorBody, HashErrors};
use crate::http::extract::{Json, Path};
use crate::http::refusal::Refusal;

/// A withdrawal of the payout user whose hash is shown.
///
/// Its `status` is `created` until its provider was told, then `processing` until it ends. One that failed has a `code`, one
/// that was rejected a `reason`, and the amount of either is back in the balance.
#[utoipa::path(
    get, path = "/payout/withdrawals/{id}", tag = "payout users themselves",
    security(("payout_hash" = []), ("payout_hash_in_query" = [])),
    params(("id" = String, Path, description = "`ord_…`")),
    responses((status = 200, body = Order), (status = 404, description = "No such withdrawal", body = ErrorBody), HashErrors)
)]
pub async fn get(
    State(app): State<App>,
    PayoutUser(holder): PayoutUser,
    id: Result<Path<WithdrawalId>, Refusal>,
) -> Result<Json<Order>, Refusal> {
    let Path(id) = id?;
    let found = app.read(move |conn| read::get(conn, holder.business_id, id).boxed()).await?;
    let own = found.filter(|order| order.payout_user_id == holder.user.id).ok_or(Refusal::NotFound)?;
    let held = held(&app, std::slice::from_ref(&own)).await?;
    Ok(Json(Order::shown(own, &held)))
}
