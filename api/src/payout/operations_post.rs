//! POST /payout/operations: as GET, for those who show the hash in the body.

use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;

use super::operations::{Operations, OperationsPage};
use crate::auth::PayoutUserWithBody;
use crate::extract::Json;
use crate::openapi::{HashErrors, InvalidPage};
use crate::page::PageQuery;
use crate::refusal::Refusal;
use crate::seed_error::SeedError;
use crate::state::App;

/// The hash, unless the header shows it.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = PayoutHash)]
pub struct Body {
    /// 64 hex digits.
    pub payout_hash: Option<String>,
}

/// The payout user whose hash is shown, and what moved its money, newest first. `limit` is at most 100.
#[utoipa::path(
    post, path = "/payout/operations", tag = "payout users themselves",
    security(("payout_hash" = []), ("payout_hash_in_query" = []), ()), params(PageQuery), request_body = Option<Body>,
    responses((status = 200, body = Operations), InvalidPage, HashErrors)
)]
pub async fn operations_post(
    State(app): State<App>,
    page: Result<OperationsPage, Refusal>,
    caller: PayoutUserWithBody,
) -> Result<Json<Operations>, SeedError> {
    caller.body.ok_or(SeedError::InvalidBody)?;
    let page = page.map_err(|refusal| refusal.seed_error())?;
    Operations::of(&app, caller.holder, &page).await.map(Json).map_err(|refusal| refusal.seed_error())
}
