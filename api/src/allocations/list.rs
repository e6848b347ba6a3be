//! GET /v1/allocations

use axum::extract::State;
use domain::allocation::{self, Filter, Status};
use domain::ids::AllocationId;
use futures::FutureExt;
use serde::Deserialize;
use utoipa::IntoParams;

use super::{Allocation, what_holds};
use crate::auth::Merchant;
use crate::extract::{Query, choice, parameter, time};
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
    /// With this reference, or paid under this `Idempotency-Key`.
    reference: Option<String>,
    /// Accepted at this time or later (RFC 3339).
    from: Option<String>,
    /// Accepted before this time (RFC 3339).
    to: Option<String>,
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
    let shown = rows.get(..page.limit as usize).unwrap_or(&rows);
    let held = what_holds(&app, caller.business_id, shown).await?;
    Ok(page.answer(rows, |row| row.id, |row| Allocation::shown(row, &held)))
}

impl Restriction {
    fn read(self) -> Result<Filter, Refusal> {
        Ok(Filter {
            email: parameter("email", self.email, |text| text.parse().ok())?,
            status: choice("status", self.status, &Status::ALL, Status::as_str)?,
            batch_id: parameter("batch_id", self.batch_id, |text| text.parse().ok())?,
            reference: self.reference,
            created_from: time("from", self.from)?,
            created_before: time("to", self.to)?,
        })
    }
}
