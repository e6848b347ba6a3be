//! GET /admin/businesses

use axum::extract::State;
use domain::business;
use domain::ids::BusinessId;
use futures::FutureExt;

use super::Business;
use crate::auth::Operator;
use crate::openapi::Problems;
use crate::page::{List, ListAnswer, Page, PageQuery};
use crate::refusal::Refusal;
use crate::state::App;

/// All businesses, newest first.
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
