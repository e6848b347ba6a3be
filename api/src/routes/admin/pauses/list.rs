//! GET /admin/pauses: the pauses in force, since when, by whom, and what each of them holds.

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

/// A pause in force. `POST /admin/resume` takes its scope, ids and name.
#[derive(Debug, Serialize, ToSchema)]
pub struct Pause {
    /// The scope: `all`, `business`, `batch`, `method`, `provider` or `webhooks`.
    #[schema(value_type = PauseScope)]
    scope: String,
    /// The business's id, `biz_…`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    business_id: Option<BusinessId>,
    /// The batch's id, `bat_…`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    batch_id: Option<BatchId>,
    /// The withdrawal method.
    #[serde(skip_serializing_if = "Option::is_none")]
    method: Option<String>,
    /// The provider's name in the configuration.
    #[serde(skip_serializing_if = "Option::is_none")]
    provider: Option<String>,
    /// Whether the payouts of the business are switched off. They are switched on again, not resumed.
    switched_off: bool,
    /// `true` while the business is being moved to another cell. It continues there and is not resumed here.
    #[serde(skip_serializing_if = "Option::is_none")]
    moving: Option<bool>,
    /// When the pause began.
    since: DateTime<Utc>,
    /// Who gave the command, as in the audit log. Absent if this is not known.
    #[serde(skip_serializing_if = "Option::is_none")]
    by: Option<String>,
    /// What the pause holds: the items that are not paid and the withdrawals that are not sent. For a method or a
    /// provider these are withdrawals, for `webhooks` deliveries.
    holds: TouchedItems,
}

/// Lists the pauses in force.
///
/// Pauses of methods, providers and webhooks come first, then that of everything, then those of businesses with their
/// batches. Each pause has when it began, who gave it, and what it holds: items, their amount, and withdrawals that
/// were not sent. The list includes businesses whose payouts are switched off and businesses that are being moved to
/// another cell.
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
