//! GET /admin/businesses

use axum::extract::State;
use domain::business;
use domain::ids::BusinessId;
use futures::FutureExt;

use super::Business;
use crate::auth::Operator;
use crate::page::{ListAnswer, Page};
use crate::refusal::Refusal;
use crate::state::App;

/// All businesses, newest first.
pub async fn list(
    _: Operator,
    State(app): State<App>,
    page: Page<BusinessId>,
) -> Result<ListAnswer<Business>, Refusal> {
    let (before, fetch) = (page.after, page.fetch());
    let rows = app.read(move |conn| business::list(conn, None, before, fetch).boxed()).await?;
    Ok(page.answer(rows, |row| row.id, Business::from))
}
