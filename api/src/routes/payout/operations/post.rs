//! POST /payout/operations: the same as GET, for callers that send the hash in the body.

use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;

use super::{Operations, OperationsPage};
use crate::app::App;
use crate::auth::PayoutUserWithBody;
use crate::http::answers::{HashErrors, InvalidPage};
use crate::http::extract::Json;
use crate::http::page::PageQuery;
use crate::http::payout_error::PayoutError;
use crate::http::refusal::Refusal;

/// The payout hash, unless the `X-Payout-Hash` header has it.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = PayoutHash)]
pub struct Body {
    /// 64 hex digits.
    pub payout_hash: Option<String>,
}

/// Lists what moved a payout user's money, for a hash in the body.
///
/// The same as `GET /payout/operations`, but no log of URLs contains the hash. A withdrawal has the status of its
/// order; `limit` is at most 100, and `next_cursor` leads to the next page.
#[utoipa::path(
    post, path = "/payout/operations", tag = "payout users themselves",
    security(("payout_hash" = []), ("payout_hash_in_query" = []), ()), params(PageQuery), request_body = Option<Body>,
    responses((status = 200, body = Operations), InvalidPage, HashErrors)
)]
pub async fn post(
    State(app): State<App>,
    page: Result<OperationsPage, Refusal>,
    caller: PayoutUserWithBody,
) -> Result<Json<Operations>, PayoutError> {
    caller.body.ok_or(PayoutError::InvalidBody)?;
    let page = page.map_err(|refusal| refusal.payout_error())?;
    Operations::of(&app, caller.holder, &page).await.map(Json).map_err(|refusal| refusal.payout_error())
}
