//! GET /admin/throttles: the throttles of everything, of businesses and of batches.

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

/// A throttle in force. Without a business it applies to everything, without a batch to a business.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Throttle)]
pub struct Throttle {
    /// The scope: `all`, `business` or `batch`.
    #[schema(value_type = Scope)]
    scope: &'static str,
    /// The business's id, `biz_…`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    business_id: Option<BusinessId>,
    /// The batch's id, `bat_…`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    batch_id: Option<BatchId>,
    /// The maximum number of allocations a second, over all workers together.
    max_per_second: Option<i64>,
    /// The maximum number of cents a second, over all workers together.
    max_cents_per_second: Option<i64>,
    /// When the throttle was set.
    changed_at: DateTime<Utc>,
}

/// Lists the throttles in force, starting with that of everything.
///
/// The list has the throttles of everything, of businesses, and of batches, including those that batches were created
/// with. A page has up to `limit` rows (at most 200). `next_cursor`, also in the `Link` header, leads to the next page.
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
