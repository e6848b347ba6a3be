//! GET /payout/operations

use axum::extract::State;

use super::{Operations, OperationsPage};
use crate::app::App;
use crate::auth::PayoutUser;
use crate::http::answers::{HashErrors, InvalidPage};
use crate::http::extract::Json;
use crate::http::page::PageQuery;
use crate::http::refusal::Refusal;

/// Lists what moved a payout user's money, newest first.
///
/// The response also has the payout user and its balance. A withdrawal has the status of its order. `limit` is at most
/// 100, and `next_cursor` leads to the next page.
#[utoipa::path(
    get, path = "/payout/operations", tag = "payout users themselves",
    security(("payout_hash" = []), ("payout_hash_in_query" = [])), params(PageQuery),
    responses((status = 200, body = Operations), InvalidPage, HashErrors)
)]
pub async fn get(
    State(app): State<App>,
    PayoutUser(holder): PayoutUser,
    page: OperationsPage,
) -> Result<Json<Operations>, Refusal> {
    Operations::of(&app, holder, &page).await.map(Json)
}
