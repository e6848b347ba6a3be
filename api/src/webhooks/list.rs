//! GET /v1/webhooks

use axum::extract::State;
use domain::ids::WebhookId;
use domain::webhook;
use futures::FutureExt;

use super::Webhook;
use crate::auth::Merchant;
use crate::openapi::Problems;
use crate::page::{List, ListAnswer, Page, PageQuery};
use crate::refusal::Refusal;
use crate::state::App;

/// Endpoints, newest first. The payout webhook is at /v1/payout-webhook.
#[utoipa::path(
    get, path = "/v1/webhooks", tag = "webhooks", security(("secret_key" = [])), params(PageQuery),
    responses((status = 200, body = List<Webhook>), Problems)
)]
pub async fn list(
    State(app): State<App>,
    Merchant(caller): Merchant,
    page: Page<WebhookId>,
) -> Result<ListAnswer<Webhook>, Refusal> {
    let (before, fetch) = (page.after, page.fetch());
    let rows = app.read(move |conn| webhook::list(conn, caller.business_id, before, fetch).boxed()).await?;
    Ok(page.answer(rows, |row| row.id, Webhook::from))
}
