//! GET /payout/operations

use axum::extract::State;

use super::operations::{Operations, OperationsPage};
use crate::auth::PayoutUser;
use crate::extract::Json;
use crate::openapi::{HashErrors, InvalidPage};
use crate::page::PageQuery;
use crate::refusal::Refusal;
use crate::state::App;

/// The payout user whose hash is shown, and what moved its money, newest first. `limit` is at most 100.
#[utoipa::path(
    get, path = "/payout/operations", tag = "payout users themselves",
    security(("payout_hash" = []), ("payout_hash_in_query" = [])), params(PageQuery),
    responses((status = 200, body = Operations), InvalidPage, HashErrors)
)]
pub async fn operations_get(
    State(app): State<App>,
    PayoutUser(holder): PayoutUser,
    page: OperationsPage,
) -> Result<Json<Operations>, Refusal> {
    Operations::of(&app, holder, &page).await.map(Json)
}
