//! GET /admin/businesses

use axum::extract::State;
use domain::business;
use domain::ids::BusinessId;
use futures::FutureExt;

use super::Business;
use crate::app::App;
use crate::auth::Operator;
use crate::http::answers::Problems;
use crate::http::page::{List, ListAnswer, Page, PageQuery};
use crate::http::refusal::Refusal;

/// Lists all businesses, newest first.
///
/// Each has its balances, and whether its payouts are switched on. A page has up to `limit` rows (at most 200).
/// `next_cursor`, also in the `Link` header, leads to the next page.
#[utoipa::path(
    get, path = "/admin/businesses", tag = "operators", security(("operator_token" = [])), params(PageQuery),
    responses((status = 200, body = List<Business>), Problems)
)]
pub async fn list(
    _: Operator,
    State(app): State<App>,
    page: Page<BusinessId>,
) -> Result<ListAnswer<Business>, Refusal> {
    let (before, fetch) = (page.after, page.fetch());
    let rows = app.read(move |conn| business::list(conn, None, before, fetch).boxed()).await?;
    Ok(page.answer(rows, |row| row.id, Business::from))
}
