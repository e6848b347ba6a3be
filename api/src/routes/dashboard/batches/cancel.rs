//! GET, POST /dashboard/batches/{id}/cancel: shows what a cancellation would leave unpaid, then cancels the batch.

use axum::extract::State;
use axum::response::Response;
use domain::ids::BatchId;
use domain::member::Permission;
use domain::steering::Command;

use super::commands::{CommandPage, ask, batch_of, carry_out};
use crate::app::App;
use crate::auth::member::Member;
use crate::http::extract::{Form, Path};
use crate::http::refusal::Refusal;
use crate::http::request_id::RequestId;
use crate::routes::dashboard::addresses::CANCEL_BATCH;
use crate::routes::dashboard::frame::{PageError, permitted};

/// The command's address and words.
const PLACE: CommandPage = CommandPage {
    action: CANCEL_BATCH,
    verb: "Cancel",
    done: "Cancelled",
    note: "This cannot be undone: nothing more of the batch is paid. What is already paid stays paid.",
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
    let command = Command::Cancel(batch_of(&member, id));
    ask(&app, (&member, request_id), PLACE, (id, command), &Form::default()).await
}

/// Cancels the batch, once for each form.
pub async fn cancel(
    State(app): State<App>,
    member: Member,
    request_id: RequestId,
    wanted: Result<Path<BatchId>, Refusal>,
    form: Form,
) -> Result<Response, PageError> {
    permitted(&member, Permission::Money)?;
    let Path(id) = wanted?;
    let command = Command::Cancel(batch_of(&member, id));
    carry_out(&app, (&member, request_id), PLACE, (id, command), (&form, &())).await
}
