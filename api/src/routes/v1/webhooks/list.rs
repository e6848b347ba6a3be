//! GET /v1/webhooks

use axum::extract::State;
use domain::ids::WebhookId;
use domain::webhook;
use futures::FutureExt;

use super::Webhook;
use crate::app::App;
use crate::auth::Merchant;
use crate::http::answers::Problems;
use crate::http::page::{List, ListAnswer, Page, PageQuery};
use crate::http::refusal::Refusal;

/// Lists webhook endpoints, newest first.
///
/// Secrets are not returned. The payout webhook is at `/v1/payout-webhook`. A page has up to `limit` rows (at most
/// 200). `next_cursor`, also in the `Link` header, leads to the next page.
#[utoipa::path(
    get, path = "/v1/webhooks", tag = "webhooks", security(("secret_key" = [])), params(PageQuery),
    responses((status = 200, body = List<Webhook>), Problems)
)]
pub async fn list(
    State(app): State<App>,
    Merchant(caller): Merchant,
    page: Page<WebhookId>,
) -> Result<ListAnswer<Webhook>, Refusal> {
    let (before, fetch, business) = (page.after, page.fetch(), caller.business_id);
    let (rows, held) = app
        .read(move |conn| {
            async move {
                let rows = webhook::list(conn, business, before, fetch).await?;
                Ok((rows, webhook::held(conn).await?))
            }
            .boxed()
        })
        .await?;
    Ok(page.answer(rows, |row| row.id, |row| Webhook::shown(row, held)))
}
