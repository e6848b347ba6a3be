//! GET /dashboard/transactions.csv: the whole list of transactions as a CSV file.
//!
//! The file is written page by page as the browser reads it, like the results of a batch. Its length therefore costs
//! neither memory nor a database connection. Each page begins after the last row of the page before (keyset
//! pagination), so no row appears twice.

use std::io;

use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use chrono::SecondsFormat;
use domain::ids::BusinessId;
use domain::ledger::Place;
use domain::ledger::transaction::{self, Filter, Transaction};
use futures::{FutureExt, stream};

use super::Restriction;
use crate::app::App;
use crate::auth::member::Member;
use crate::http::extract::Query;
use crate::routes::dashboard::frame::PageError;
use crate::routes::v1::batches::results::get::guarded;
use crate::routes::v1::transactions::list::account_name;

/// The number of rows that are read and written at once.
const ROWS_A_PAGE: i64 = 500;

/// The header row.
const COLUMNS: [&str; 8] =
    ["id", "type", "debit", "credit", "amount_cents", "amount_usd", "payout_user_id", "created_at"];

/// Streams the file.
pub async fn csv(
    State(app): State<App>,
    member: Member,
    Query(asked): Query<Restriction>,
) -> Result<Response, PageError> {
    let pages = Pages { app, business: member.business(), filter: asked.read()?, place: At::Beginning };
    let headers = [
        (CONTENT_TYPE, "text/csv; charset=utf-8"),
        (CONTENT_DISPOSITION, "attachment; filename=\"transactions.csv\""),
    ];
    Ok((headers, Body::from_stream(stream::try_unfold(pages, Pages::next))).into_response())
}

/// The part of the file that is still to be written.
struct Pages {
    app: App,
    business: BusinessId,
    filter: Filter,
    place: At,
}

enum At {
    Beginning,
    Behind(Place),
    End,
}

impl Pages {
    /// Writes the next page. An error closes the connection, so that nobody takes half a file for a whole one.
    async fn next(mut self) -> io::Result<Option<(Bytes, Self)>> {
        let before = match self.place {
            At::Beginning => None,
            At::Behind(place) => Some(place),
            At::End => return Ok(None),
        };
        let (business, filter) = (self.business, self.filter);
        let read =
            self.app.read(move |conn| transaction::list(conn, business, filter, before, ROWS_A_PAGE).boxed());
        let rows = read.await.map_err(|error| {
            tracing::warn!(%error, "a file of transactions was cut off");
            io::Error::other(error)
        })?;
        let mut csv = ::csv::Writer::from_writer(Vec::new());
        if before.is_none() {
            csv.write_record(COLUMNS)?;
        }
        for row in &rows {
            let cells = cells(row);
            csv.write_record(cells.iter().map(|cell| guarded(cell).into_owned()))?;
        }
        self.place = match rows.last() {
            Some(last) if rows.len() as i64 == ROWS_A_PAGE => At::Behind(Place(last.subject_id, last.kind)),
            _ => At::End,
        };
        let page = csv.into_inner().map_err(|error| io::Error::other(error.to_string()))?;
        Ok(Some((page.into(), self)))
    }
}

fn cells(of: &Transaction) -> [String; 8] {
    let cents = of.amount.get();
    [
        of.kind.subject(of.subject_id),
        of.kind.as_str().to_owned(),
        account_name(of.debit).to_owned(),
        account_name(of.credit).to_owned(),
        cents.to_string(),
        format!("{}.{:02}", cents / 100, cents % 100),
        of.payout_user_id.map(|id| id.to_string()).unwrap_or_default(),
        of.created_at.to_rfc3339_opts(SecondsFormat::AutoSi, true),
    ]
}
