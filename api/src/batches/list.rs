//! GET /v1/batches

use axum::extract::State;
use domain::batch;
use domain::ids::BatchId;
use futures::FutureExt;

use super::BatchBody;
use crate::auth::Merchant;
use crate::openapi::Problems;
use crate::page::{List, ListAnswer, Page, PageQuery};
use crate::refusal::Refusal;
use crate::state::App;

/// The business's batches, newest first.
#[utoipa::path(
    get, path = "/v1/batches", tag = "batches", security(("secret_key" = [])), params(PageQuery),
    responses((status = 200, body = List<BatchBody>), Problems)
)]
pub async fn list(
    State(app): State<App>,
    Merchant(caller): Merchant,
    page: Page<BatchId>,
) -> Result<ListAnswer<BatchBody>, Refusal> {
    let (business, before, limit, now) = (caller.business_id, page.after, page.fetch(), app.clock.now());
    let batches = app
        .read(move |conn| async move { batch::list(conn, business, None, before, limit, now).await }.boxed());
    Ok(page.answer(batches.await?, |batch| batch.id, |batch| BatchBody::from(&batch)))
}
