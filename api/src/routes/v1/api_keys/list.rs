//! GET /v1/api-keys

use axum::extract::State;
use domain::business::api_key;
use domain::ids::ApiKeyId;
use futures::FutureExt;

use super::ApiKey;
use crate::app::App;
use crate::auth::Merchant;
use crate::http::answers::Problems;
use crate::http::page::{List, ListAnswer, Page, PageQuery};
use crate::http::refusal::Refusal;

/// Lists the API keys of the business, newest first, including revoked and expired keys.
///
/// The keys themselves are not returned, because they are not stored. A page has up to `limit` rows (at most 200).
/// `next_cursor`, also in the `Link` header, leads to the next page.
#[utoipa::path(
    get, path = "/v1/api-keys", tag = "api keys", security(("secret_key" = [])), params(PageQuery),
    responses((status = 200, body = List<ApiKey>), Problems)
)]
pub async fn list(
    State(app): State<App>,
    Merchant(caller): Merchant,
    page: Page<ApiKeyId>,
) -> Result<ListAnswer<ApiKey>, Refusal> {
    let (before, fetch) = (page.after, page.fetch());
    let rows = app.read(move |conn| api_key::list(conn, caller.business_id, before, fetch).boxed()).await?;
    Ok(page.answer(rows, |row| row.id, ApiKey::from))
}
