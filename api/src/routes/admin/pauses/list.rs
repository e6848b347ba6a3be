//! GET /admin/pauses: what is paused, since when, by whom, and what that holds.

use axum::extract::State;
use chrono::{DateTime, Utc};
use domain::ids::{BatchId, BusinessId};
use domain::steering::{self, InForce};
use futures::FutureExt;
use serde::Serialize;
use utoipa::ToSchema;

use crate::app::App;
use crate::auth::Operator;
use crate::http::answers::Problems;
use crate::http::page::{List, ListAnswer, Page, PageQuery};
use crate::http::refusal::Refusal;
use crate::routes::steering::{PauseScope, TouchedItems};

/// A pause in force. Scope, ids and name are what `POST /admin/resume` takes.
#[derive(Debug, Serialize, ToSchema)]
pub struct Pause {
    /// `all`, `business`, `batch`, `method`, `provider` or `webhooks`
    #[schema(value_type = PauseScope)]
    scope: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    business_id: Option<BusinessId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    batch_id: Option<BatchId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    method: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    provider: Option<String>,
    /// Whether the business's payouts are switched off: they are switched on, not resumed.
    switched_off: bool,
    /// `true` while the business is being moved to another cell: it goes on there, and is not resumed here.
    #[serde(skip_serializing_if = "Option::is_none")]
    moving: Option<bool>,
    /// Since when.
    since: DateTime<Utc>,
    /// Who gave it, as in the audit; absent when nobody knows.
    #[serde(skip_serializing_if = "Option::is_none")]
    by: Option<String>,
    /// What it holds: items that are not paid, with the withdrawals that are not sent; of a method or a provider withdrawals,
    /// of webhooks deliveries.
    holds: TouchedItems,
}

/// The pauses in force: what goes out first, then everything, then businesses with their batches.
///
/// Each with since when and by whom it is, and with what it holds: items, their amount, and withdrawals that were not
/// sent. A business whose payouts are switched off is among them, and one that is being moved to another cell.
#[utoipa::path(
    get, path = "/admin/pauses", tag = "operators", security(("operator_token" = [])), params(PageQuery),
    responses((status = 200, body = List<Pause>), Problems)
)]
pub async fn list(
    _: Operator,
    State(app): State<App>,
    page: Page<String>,
) -> Result<ListAnswer<Pause>, Refusal> {
    let (after, fetch, now) = (page.after.clone(), page.fetch(), app.clock.now());
    let rows = app
        .read(move |conn| async move { steering::in_force(conn, after.as_deref(), fetch, now).await }.boxed())
        .await?;
    Ok(page.answer(rows, |row| row.key.clone(), Pause::from))
}

impl From<InForce> for Pause {
    fn from(of: InForce) -> Self {
        let named = |scope: &str| of.name.clone().filter(|_| of.scope == scope);
        Self {
            method: named("method"),
            provider: named("provider"),
            scope: of.scope,
            business_id: of.business_id,
            batch_id: of.batch_id,
            switched_off: of.switched_off,
            moving: of.moving.then_some(true),
            since: of.since,
            by: of.by,
            holds: of.holds.into(),
        }
    }
}
