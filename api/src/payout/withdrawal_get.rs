//! GET /payout/withdrawals/{id}

use axum::extract::State;
use domain::ids::WithdrawalId;
use domain::withdrawal::read;
use futures::FutureExt;

use super::withdrawals::Order;
use crate::auth::PayoutUser;
use crate::extract::{Json, Path};
use crate::openapi::{ErrorBody, HashErrors};
use crate::refusal::Refusal;
use crate::state::App;

/// A withdrawal of the payout user whose hash is shown.
#[utoipa::path(
    get, path = "/payout/withdrawals/{id}", tag = "payout users themselves",
    security(("payout_hash" = []), ("payout_hash_in_query" = [])),
    params(("id" = String, Path, description = "`ord_…`")),
    responses((status = 200, body = Order), (status = 404, description = "No such withdrawal", body = ErrorBody), HashErrors)
)]
pub async fn withdrawal_get(
    State(app): State<App>,
    PayoutUser(holder): PayoutUser,
    id: Result<Path<WithdrawalId>, Refusal>,
) -> Result<Json<Order>, Refusal> {
    let Path(id) = id?;
    let found = app.read(move |conn| read::get(conn, holder.business_id, id).boxed()).await?;
    let own = found.filter(|order| order.payout_user_id == holder.user.id);
    own.map(|order| Json(order.into())).ok_or(Refusal::NotFound)
}
