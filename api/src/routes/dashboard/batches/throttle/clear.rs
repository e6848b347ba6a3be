//! GET, POST /dashboard/batches/{id}/throttle/clear: shows what a throttle slows down, then clears it.

use axum::extract::State;
use axum::response::Response;
use domain::ids::BatchId;
use domain::member::Permission;
use domain::steering::{Command, Target};

use crate::app::App;
use crate::auth::member::Member;
use crate::http::extract::{Form, Path};
use crate::http::refusal::Refusal;
use crate::http::request_id::RequestId;
use crate::routes::dashboard::addresses::UNTHROTTLE_BATCH;
use crate::routes::dashboard::batches::commands::{CommandPage, ask, batch_of, carry_out};
use crate::routes::dashboard::frame::{PageError, permitted};

/// The command's address and words.
const PLACE: CommandPage = CommandPage {
    action: UNTHROTTLE_BATCH,
    verb: "Clear the throttle of",
    done: "Cleared the throttle of",
    note: "Other throttles, on the business or on everything, stay in force.",
};

/// Shows the page that asks for confirmation.
pub async fn show(
    State(app): State<App>,
    member: Member,
    request_id: RequestId,
    wanted: Result<Path<BatchId>, Refusal>,
) -> Result<Response, PageError> {
    permitted(&member, Permission::Money)?;
    let Path(id) = wanted?;
    let command = Command::Unthrottle(Target::Batch(batch_of(&member, id)));
    ask(&app, (&member, request_id), PLACE, (id, command), &Form::default()).await
}

/// Clears the throttle, once for each form.
pub async fn clear(
    State(app): State<App>,
    member: Member,
    request_id: RequestId,
    wanted: Result<Path<BatchId>, Refusal>,
    form: Form,
) -> Result<Response, PageError> {
    permitted(&member, Permission::Money)?;
    let Path(id) = wanted?;
    let command = Command::Unthrottle(Target::Batch(batch_of(&member, id)));
    carry_out(&app, (&member, request_id), PLACE, (id, command), (&form, &())).await
}
