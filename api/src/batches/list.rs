//! GET /v1/batches

use axum::extract::State;
use domain::batch::{self, Status};
use domain::ids::BatchId;
use futures::FutureExt;
use serde::Deserialize;
use utoipa::IntoParams;

use super::BatchBody;
use crate::auth::Merchant;
use crate::extract::{Query, choice, time};
use crate::openapi::Problems;
use crate::page::{List, ListAnswer, Page, PageQuery};
use crate::refusal::Refusal;
use crate::state::App;

/// Which batches: texts, so that each can be refused by name.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Restriction {
    /// `accepted`, `processing`, `paused`, `completed` or `cancelled`
    status: Option<String>,
    /// Accepted at this time or later (RFC 3339).
    from: Option<String>,
    /// Accepted before this time (RFC 3339).
    to: Option<String>,
}

/// The business's batches, newest first.
#[utoipa::path(
    get, path = "/v1/batches", tag = "batches", security(("secret_key" = [])), params(Restriction, PageQuery),
    responses((status = 200, body = List<BatchBody>), Problems)
)]
pub async fn list(
    State(app): State<App>,
    Merchant(caller): Merchant,
    page: Page<BatchId>,
    Query(restriction): Query<Restriction>,
) -> Result<ListAnswer<BatchBody>, Refusal> {
    let filter = batch::Filter {
        status: choice("status", restriction.status, &Status::ALL, Status::as_str)?,
        from: time("from", restriction.from)?,
        to: time("to", restriction.to)?,
        ..batch::Filter::default()
    };
    let (business, before, limit, now) = (caller.business_id, page.after, page.fetch(), app.clock.now());
    let batches = app.read(move |conn| {
        async move { batch::list(conn, business, filter, before, limit, now).await }.boxed()
    });
    Ok(page.answer(batches.await?, |batch| batch.id, |batch| BatchBody::from(&batch)))
}
