//! GET /v1/allocations

use axum::extract::State;
use domain::allocation::{self, Filter, Status};
use domain::held::Held;
use domain::ids::{AllocationId, BusinessId};
use futures::FutureExt;
use serde::Deserialize;
use utoipa::IntoParams;

use super::{Allocation, find_holds};
use crate::app::App;
use crate::auth::Merchant;
use crate::http::answers::Problems;
use crate::http::extract::{Query, choice, interval, parameter};
use crate::http::page::{List, ListAnswer, Page, PageQuery};
use crate::http::refusal::Refusal;

/// The filter. Its fields are text, so that an error can name the parameter.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Restriction {
    /// Only allocations for this e-mail address.
    pub email: Option<String>,
    /// Only allocations with this status: `pending`, `succeeded`, `failed` or `cancelled`.
    pub status: Option<String>,
    /// Only items of this batch.
    pub batch_id: Option<String>,
    /// Only the allocation with this reference or `Idempotency-Key`.
    pub reference: Option<String>,
    /// Only allocations accepted at this time or later (RFC 3339).
    pub from: Option<String>,
    /// Only allocations accepted before this time (RFC 3339).
    pub to: Option<String>,
}

/// Lists allocations, newest first.
///
/// The list can be filtered by e-mail address, reference, status, batch and time. A page has up to `limit` rows (at
/// most 200). `next_cursor`, also in the `Link` header, leads to the next page.
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
    let (rows, held) = found(&app, caller.business_id, restriction.read()?, &page).await?;
    Ok(page.answer(rows, |row| row.id, |row| Allocation::shown(row, &held)))
}

/// Returns the allocations of `business` on `page`, one more than it shows, and what holds those that it shows.
///
/// # Errors
/// When the database does not answer.
pub async fn found(
    app: &App,
    business: BusinessId,
    filter: Filter,
    page: &Page<AllocationId>,
) -> Result<(Vec<allocation::Allocation>, Held), Refusal> {
    let (before, fetch) = (page.after, page.fetch());
    let rows = app
        .read(move |conn| {
            async move { allocation::list(conn, business, &filter, before, fetch).await }.boxed()
        })
        .await?;
    let shown = rows.get(..page.limit as usize).unwrap_or(&rows);
    let held = find_holds(app, business, shown).await?;
    Ok((rows, held))
}

/// The sentence about a text that cannot be a reference.
const NOT_A_REFERENCE: &str = "not a reference, which has 1 to 255 printable ASCII characters";

impl Restriction {
    /// Reads the filter.
    ///
    /// # Errors
    /// The first parameter that cannot be read, by its name.
    pub fn read(self) -> Result<Filter, Refusal> {
        let (created_from, created_before) = interval(self.from, self.to)?;
        Ok(Filter {
            email: parameter("email", self.email, str::parse)?,
            status: choice("status", self.status, &Status::ALL, Status::as_str)?,
            batch_id: parameter("batch_id", self.batch_id, str::parse)?,
            reference: parameter("reference", self.reference, |text| {
                text.parse().map_err(|_| NOT_A_REFERENCE)
            })?,
            created_from,
            created_before,
        })
    }
}
