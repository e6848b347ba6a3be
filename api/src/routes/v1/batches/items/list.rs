//! GET /v1/batches/{id}/items

use axum::extract::State;
use chrono::{DateTime, Utc};
use domain::allocation::Status;
use domain::batch::{self, Batch, Item, ItemCursor, ItemStatus};
use domain::held::HeldBy;
use domain::ids::{AllocationId, BatchId, BusinessId, PayoutUserId};
use domain::money::Cents;
use futures::FutureExt;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::app::App;
use crate::auth::Merchant;
use crate::http::answers::Problems;
use crate::http::extract::{Path, Query, choice};
use crate::http::page::{List, ListAnswer, Page, PageQuery};
use crate::http::problem::Problem;
use crate::routes::v1::batches::get;

/// An item of a batch, with its result.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = BatchItem)]
pub struct ItemBody {
    /// The position in the batch, starting at 0.
    index: i32,
    /// The allocation that pays the item. For a duplicate, the allocation that it repeats.
    #[schema(value_type = String)]
    allocation_id: AllocationId,
    /// The payout user's e-mail address.
    email: String,
    /// The amount, in cents.
    #[schema(value_type = i64)]
    amount: Cents,
    /// The client's reference for the item.
    #[serde(skip_serializing_if = "Option::is_none")]
    reference: Option<String>,
    /// The status: `pending`, `succeeded`, `failed`, `cancelled` or `duplicate`.
    status: &'static str,
    /// For a duplicate, the allocation that it repeats.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    duplicate_of: Option<AllocationId>,
    /// For a duplicate, the status of that allocation: `pending`, `succeeded`, `failed` or `cancelled`.
    #[serde(skip_serializing_if = "Option::is_none")]
    duplicate_status: Option<&'static str>,
    /// What keeps a pending item from being paid at this moment: `business_disabled` (payouts of the business are
    /// switched off), `pause`, `schedule` or `throttle`. Absent if nothing does.
    #[serde(skip_serializing_if = "Option::is_none")]
    held_by: Option<&'static str>,
    /// Why the item was not paid.
    #[serde(skip_serializing_if = "Option::is_none")]
    code: Option<String>,
    /// The payout user who was paid.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    payout_user_id: Option<PayoutUserId>,
    /// When the item ended.
    #[serde(skip_serializing_if = "Option::is_none")]
    finished_at: Option<DateTime<Utc>>,
}

/// The key of a row: the index, and the last allocation up to there that belongs to the batch itself.
pub(crate) type Key = (i32, Option<AllocationId>);

/// The filter. It is text, so that an error can name the parameter.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Restriction {
    /// Only items with this status: `pending`, `succeeded`, `failed`, `cancelled` or `duplicate`.
    status: Option<String>,
}

/// Lists the items of a batch, in the order of the batch.
///
/// Each item has its status, and if it was not paid, a `code` that says why. A duplicate also has the allocation that
/// it repeats and that allocation's status. A page has up to `limit` rows (at most 200). `next_cursor`, also in the
/// `Link` header, leads to the next page.
#[utoipa::path(
    get, path = "/v1/batches/{id}/items", tag = "batches", security(("secret_key" = [])),
    params(("id" = String, Path, description = "bat_…"), Restriction, PageQuery),
    responses((status = 200, body = List<ItemBody>), Problems)
)]
pub async fn list(
    State(app): State<App>,
    Merchant(caller): Merchant,
    Path(id): Path<BatchId>,
    page: Page<Key>,
    Query(restriction): Query<Restriction>,
) -> Result<ListAnswer<ItemBody>, Problem> {
    let status = choice("status", restriction.status, &ItemStatus::ALL, ItemStatus::as_str)?;
    let batch = get::find(&app, caller.business_id, id).await?;
    let held_by = batch.held_by.map(HeldBy::as_str);
    let (rows, end) = rows(&app, caller.business_id, batch, status, &page).await?;
    let held = |item: &Item| held_by.filter(|_| item.item_status() == ItemStatus::Own(Status::Pending));
    Ok(page.answer(rows, |_| end, |item| ItemBody { held_by: held(&item), ..ItemBody::from(item) }))
}

/// Returns the items on a page of `batch`, one more if there is a next page, and the key after which the next page
/// begins.
pub(crate) async fn rows(
    app: &App,
    business: BusinessId,
    batch: Batch,
    status: Option<ItemStatus>,
    page: &Page<Key>,
) -> Result<(Vec<Item>, Key), Problem> {
    let after = page.after.map(|(index, allocation_id)| ItemCursor { index, allocation_id });
    let limit = page.fetch();
    let read = app.read(move |conn| {
        async move { batch::items(conn, business, &batch, status, after, limit).await }.boxed()
    });
    let rows = read.await?;
    let shown = rows.get(..page.limit as usize).unwrap_or(&rows);
    let end = ItemCursor::next_cursor(shown, after).map(|end| (end.index, end.allocation_id));
    Ok((rows, end.unwrap_or_default()))
}

impl From<Item> for ItemBody {
    fn from(item: Item) -> Self {
        Self {
            index: item.index,
            allocation_id: item.allocation_id,
            status: item.item_status().as_str(),
            duplicate_of: item.duplicate.then_some(item.allocation_id),
            duplicate_status: item.duplicate.then_some(item.status.as_str()),
            held_by: None,
            email: item.email,
            amount: item.amount,
            reference: item.reference,
            code: item.code,
            payout_user_id: item.payout_user_id,
            finished_at: item.finished_at,
        }
    }
}
