//! GET /v1/batches/{id}/results.csv: all items of a batch with their results, as a file.
//!
//! The file is written page by page as the client reads it. Each page is a read of its own, so memory, transactions and
//! database connections do not depend on the number of items or the speed of the client. A client that reads slowly is
//! not cut off while it reads ([`crate::http::serve`]). Each row is true when it is written.

use std::borrow::Cow;
use std::io;

use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::Response;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::IntoResponse;
use chrono::SecondsFormat;
use domain::allocation::Status;
use domain::batch::{self, Batch, Item, ItemCursor};
use domain::ids::{BatchId, BusinessId};
use futures::{FutureExt, stream};
use secrecy::ExposeSecret;

use crate::app::App;
use crate::app::secrets::HashError;
use crate::auth::Merchant;
use crate::http::answers::Problems;
use crate::http::extract::Path;
use crate::http::problem::Problem;
use crate::routes::v1::batches::get;

/// The number of items that are read and written at once: some 80 kB of text, which this process holds for a slow
/// client.
const ITEMS_A_PAGE: i64 = 500;

/// The header row.
const COLUMNS: [&str; 12] = [
    "index",
    "reference",
    "email",
    "amount",
    "status",
    "code",
    "allocation_id",
    "payout_user_id",
    "hash",
    "finished_at",
    "duplicate_of",
    "duplicate_status",
];

/// Returns the results of a batch as CSV.
///
/// The file has one row per item, in the order of the batch. It is written while the client reads it, and each row is
/// true when it is written. Items that are paid have the payout hash.
#[utoipa::path(
    get, path = "/v1/batches/{id}/results.csv", tag = "batches", security(("secret_key" = [])),
    params(("id" = String, Path, description = "bat_…")),
    responses((status = 200, body = String, content_type = "text/csv"), Problems)
)]
pub async fn get(
    State(app): State<App>,
    Merchant(caller): Merchant,
    Path(id): Path<BatchId>,
) -> Result<Response<Body>, Problem> {
    let batch = get::find(&app, caller.business_id, id).await?;
    Ok(file(app, caller.business_id, batch, Hashes::Shown))
}

/// Whether the file contains payout hashes. Anybody who has a hash can withdraw its user's money.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Hashes {
    /// The hashes of paid items.
    Shown,
    /// None: the column is empty.
    LeftOut,
}

/// Returns the results file of a batch.
pub(crate) fn file(app: App, business: BusinessId, batch: Batch, hashes: Hashes) -> Response<Body> {
    let headers = [
        (CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()),
        (CONTENT_DISPOSITION, format!("attachment; filename=\"{}.csv\"", batch.id)),
    ];
    let pages = Pages { app, business, batch, hashes, place: Place::Beginning };
    let body = Body::from_stream(stream::try_unfold(pages, Pages::next));
    (headers, body).into_response()
}

/// The part of the file that is still to be written.
struct Pages {
    app: App,
    business: BusinessId,
    batch: Batch,
    hashes: Hashes,
    place: Place,
}

enum Place {
    Beginning,
    After(ItemCursor),
    End,
}

impl Pages {
    /// Writes the next page. An error closes the connection, so that the client does not take half a file for a whole
    /// one.
    async fn next(mut self) -> io::Result<Option<(Bytes, Self)>> {
        let after = match self.place {
            Place::Beginning => None,
            Place::After(cursor) => Some(cursor),
            Place::End => return Ok(None),
        };
        let (business, batch) = (self.business, self.batch.clone());
        let items = self
            .app
            .read(move |conn| {
                async move { batch::items(conn, business, &batch, None, after, ITEMS_A_PAGE).await }.boxed()
            })
            .await
            .map_err(|error| {
                tracing::warn!(%error, "a results file was cut off");
                io::Error::other(error)
            })?;
        let mut csv = csv::Writer::from_writer(Vec::new());
        if after.is_none() {
            csv.write_record(COLUMNS)?;
        }
        for item in &items {
            let row = row(&self.app, business, self.hashes, item).await.map_err(|error| {
                tracing::error!(%error, "a results file was cut off");
                io::Error::other(error)
            })?;
            csv.write_record(row.iter().map(AsRef::as_ref))?;
        }
        self.place = match ItemCursor::next_cursor(&items, after) {
            Some(cursor) if items.len() as i64 == ITEMS_A_PAGE => Place::After(cursor),
            _ => Place::End,
        };
        let page = csv.into_inner().map_err(|error| io::Error::other(error.to_string()))?;
        Ok(Some((page.into(), self)))
    }
}

async fn row<'a>(
    app: &App,
    business: BusinessId,
    hashes: Hashes,
    item: &'a Item,
) -> Result<[Cow<'a, str>; 12], HashError> {
    let hash = match (item.status, item.hash_version) {
        (Status::Succeeded, Some(version)) if hashes == Hashes::Shown => {
            app.shown_hash(version, business, &item.email).await?.expose_secret().to_owned()
        }
        _ => String::new(),
    };
    let finished_at = item.finished_at.map(|time| time.to_rfc3339_opts(SecondsFormat::AutoSi, true));
    Ok([
        item.index.to_string().into(),
        guarded(item.reference.as_deref().unwrap_or_default()),
        guarded(&item.email),
        item.amount.get().to_string().into(),
        item.item_status().as_str().into(),
        guarded(item.code.as_deref().unwrap_or_default()),
        item.allocation_id.to_string().into(),
        item.payout_user_id.map(|id| id.to_string()).unwrap_or_default().into(),
        hash.into(),
        finished_at.unwrap_or_default().into(),
        if item.duplicate { item.allocation_id.to_string().into() } else { "".into() },
        if item.duplicate { item.status.as_str().into() } else { "".into() },
    ])
}

/// Guards a cell against spreadsheets, which execute a cell that begins like a formula. An apostrophe in front makes it
/// text.
pub fn guarded(cell: &str) -> Cow<'_, str> {
    if cell.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{cell}").into() } else { cell.into() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_cell_can_be_a_formula() {
        for cell in ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"] {
            assert_eq!(guarded(cell), format!("'{cell}"));
        }
        for cell in ["", "a=1", "1-1", "'=1"] {
            assert_eq!(guarded(cell), cell);
        }
    }
}
