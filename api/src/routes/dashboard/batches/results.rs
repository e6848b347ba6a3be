//! GET /dashboard/batches/{id}/results.csv: all items and their outcomes, in the API's format. No cell is a formula.
//!
//! A payout hash opens its user's money, so the file has no hashes if the member may not move money.

use axum::extract::State;
use axum::response::Response;
use domain::ids::BatchId;
use domain::member::Permission;

use crate::app::App;
use crate::auth::member::Member;
use crate::http::extract::Path;
use crate::http::refusal::Refusal;
use crate::routes::dashboard::frame::PageError;
use crate::routes::v1::batches::get::find;
use crate::routes::v1::batches::results::get::{Hashes, file};

/// Streams the file.
pub async fn results(
    State(app): State<App>,
    member: Member,
    wanted: Result<Path<BatchId>, Refusal>,
) -> Result<Response, PageError> {
    let Path(id) = wanted?;
    let batch = find(&app, member.business(), id).await?;
    let hashes = if member.has(Permission::Money) { Hashes::Shown } else { Hashes::LeftOut };
    Ok(file(app, member.business(), batch, hashes))
}
