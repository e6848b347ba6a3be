//! GET /v1/allocations

use axum::extract::State;
use domain::allocation::{self, Filter, Status};
use domain::ids::AllocationId;
use futures::FutureExt;
use serde::Deserialize;
use utoipa::IntoParams;

use super::Allocation;
use crate::auth::Merchant;
use crate::extract::{Query, parameter};
use crate::openapi::Problems;
use crate::page::{List, ListAnswer, Page, PageQuery};
use crate::refusal::Refusal;
use crate::state::App;

/// Which allocations: texts, so that each can be refused by name.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Restriction {
    /// Of this address.
    email: Option<String>,
    /// `pending`, `succeeded`, `failed` or `cancelled`
    status: Option<String>,
    /// Of this batch.
    batch_id: Option<String>,
    /// Accepted at this time or later (RFC 3339).
    created_after: Option<String>,
    /// Accepted before this time (RFC 3339).
    created_before: Option<String>,
}

/// Allocations, newest first.
#[utoipa::path(
    get, path = "/v1/allocations", tag = "allocations", security(("secret_key" = [])),
    params(Restriction, PageQuery),
    responses((status = 200, body = List<Allocation>), Problems)
)]
pub async fn list(
    State(app): State<App>,
    Merchant(caller): Merchant,
    page: Page<AllocationId>,
    Query(restriction): Query<Restriction>,
) -> Result<ListAnswer<Allocation>, Refusal> {
    let filter = restriction.read()?;
    let (before, fetch) = (page.after, page.fetch());
    let rows = app
        .read(move |conn| {
            async move { allocation::list(conn, caller.business_id, &filter, before, fetch).await }.boxed()
        })
        .await?;
    Ok(page.answer(rows, |row| row.id, Allocation::from))
}

impl Restriction {
    fn read(self) -> Result<Filter, Refusal> {
        let status = |text: &str| {
            let all = [Status::Pending, Status::Succeeded, Status::Failed, Status::Cancelled];
            all.into_iter().find(|status| status.as_str() == text)
        };
        Ok(Filter {
            email: parameter("email", self.email, |text| text.parse().ok())?,
            status: parameter("status", self.status, status)?,
            batch_id: parameter("batch_id", self.batch_id, |text| text.parse().ok())?,
            created_from: parameter("created_after", self.created_after, |text| text.parse().ok())?,
            created_before: parameter("created_before", self.created_before, |text| text.parse().ok())?,
        })
    }
}
