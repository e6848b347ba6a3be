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

/// Returns a withdrawal of a payout user.
///
/// The `status` is `created` until the provider is told about the withdrawal, then `processing` until it ends. A failed
/// withdrawal has a `code`, a rejected one a `reason`. In both cases the amount is back in the balance.
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
