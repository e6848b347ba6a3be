//! GET /v1/batches

use axum::extract::State;
use domain::batch::{self, Status};
use domain::ids::BatchId;
use futures::FutureExt;
use serde::Deserialize;
use utoipa::IntoParams;

use super::BatchBody;
use crate::app::App;
use crate::auth::Merchant;
use crate::http::answers::Problems;
use crate::http::extract::{Query, choice, interval};
use crate::http::page::{List, ListAnswer, Page, PageQuery};
use crate::http::refusal::Refusal;

/// The filter. Its fields are text, so that an error can name the parameter.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Restriction {
    /// Only batches with this status: `accepted`, `processing`, `paused`, `completed` or `cancelled`.
    status: Option<String>,
    /// Only batches accepted at this time or later (RFC 3339).
    from: Option<String>,
    /// Only batches accepted before this time (RFC 3339).
    to: Option<String>,
}

/// Lists the batches of the business, newest first.
///
/// The list can be filtered by status and time. A page has up to `limit` rows (at most 200). `next_cursor`, also in the
/// `Link` header, leads to the next page.
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
    let (from, to) = interval(restriction.from, restriction.to)?;
    let filter = batch::Filter {
        status: choice("status", restriction.status, &Status::ALL, Status::as_str)?,
        from,
        to,
        ..batch::Filter::default()
    };
    let (business, before, limit, now) = (caller.business_id, page.after, page.fetch(), app.clock.now());
    let batches = app.read(move |conn| {
        async move { batch::list(conn, business, filter, before, limit, now).await }.boxed()
    });
    Ok(page.answer(batches.await?, |batch| batch.id, |batch| BatchBody::from(&batch)))
}
