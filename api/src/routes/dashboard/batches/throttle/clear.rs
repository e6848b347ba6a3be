//! GET, POST /dashboard/batches/{id}/throttle/clear: what would go faster again, and letting it.

use axum::extract::State;
use axum::response::Response;
use domain::ids::BatchId;
use domain::member::Right;
use domain::steering::{Command, Target};

use crate::app::App;
use crate::auth::member::Member;
use crate::http::extract::{Form, Path};
use crate::http::refusal::Refusal;
use crate::http::request_id::RequestId;
use crate::routes::dashboard::addresses::UNTHROTTLE_BATCH;
use crate::routes::dashboard::batches::orders::{Place, ask, batch_of, carry_out};
use crate::routes::dashboard::frame::{Wrong, permitted};

/// How it is told.
const PLACE: Place = Place {
    action: UNTHROTTLE_BATCH,
    verb: "Clear the throttle of",
    done: "Cleared the throttle of",
    note: "Other throttles, of the business or of everything, go on.",
};

/// Asks whether it is meant.
pub async fn show(
    State(app): State<App>,
    member: Member,
    request_id: RequestId,
    wanted: Result<Path<BatchId>, Refusal>,
) -> Result<Response, Wrong> {
    permitted(&member, Right::Money)?;
    let Path(id) = wanted?;
    let command = Command::Unthrottle(Target::Batch(batch_of(&member, id)));
    ask(&app, (&member, request_id), PLACE, (id, command), &Form::default()).await
}

/// Clears it.
pub async fn clear(
    State(app): State<App>,
    member: Member,
    request_id: RequestId,
    wanted: Result<Path<BatchId>, Refusal>,
    form: Form,
) -> Result<Response, Wrong> {
    permitted(&member, Right::Money)?;
    let Path(id) = wanted?;
    let command = Command::Unthrottle(Target::Batch(batch_of(&member, id)));
    carry_out(&app, (&member, request_id), PLACE, (id, command), (&form, &())).await
}
