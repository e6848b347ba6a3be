//! GET /admin/throttles: how fast everything, businesses and batches may go.

use axum::extract::State;
use chrono::{DateTime, Utc};
use domain::ids::{BatchId, BusinessId};
use domain::throttle;
use futures::FutureExt;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::app::App;
use crate::auth::Operator;
use crate::http::answers::Problems;
use crate::http::page::{List, ListAnswer, Page, PageQuery};
use crate::http::refusal::Refusal;
use crate::routes::steering::Scope;

/// A throttle in force: of everything when it names no business, of a business when it names no batch.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Throttle)]
pub struct Throttle {
    #[schema(value_type = Scope)]
    scope: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    business_id: Option<BusinessId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    batch_id: Option<BatchId>,
    max_per_second: Option<i64>,
    max_cents_per_second: Option<i64>,
    changed_at: DateTime<Utc>,
}

/// The throttles in force, everything's first.
///
/// Of everything, of businesses, and of batches, those that batches have brought themselves included. A page has up to
/// `limit` rows (at most 200); `next_cursor`, also in the header `Link`, leads to the next.
#[utoipa::path(
    get, path = "/admin/throttles", tag = "operators", security(("operator_token" = [])), params(PageQuery),
    responses((status = 200, body = List<Throttle>), Problems)
)]
pub async fn list(
    _: Operator,
    State(app): State<App>,
    page: Page<(Uuid, Uuid)>,
) -> Result<ListAnswer<Throttle>, Refusal> {
    let (after, fetch) = (page.after, page.fetch());
    let rows = app.read(move |conn| throttle::list(conn, after, fetch).boxed()).await?;
    Ok(page.answer(rows, throttle::Throttled::key, Throttle::from))
}

impl From<throttle::Throttled> for Throttle {
    fn from(of: throttle::Throttled) -> Self {
        Self {
            scope: match (of.business_id, of.batch_id) {
                (None, _) => "all",
                (Some(_), None) => "business",
                (Some(_), Some(_)) => "batch",
            },
            business_id: of.business_id,
            batch_id: of.batch_id,
            max_per_second: of.rates.max_per_second,
            max_cents_per_second: of.rates.max_cents_per_second,
            changed_at: of.changed_at,
        }
    }
}
