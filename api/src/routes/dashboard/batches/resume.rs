//! GET, POST /dashboard/batches/{id}/resume: shows what would be paid, then resumes the batch.

use axum::extract::State;
use axum::response::Response;
use domain::ids::BatchId;
use domain::member::Permission;
use domain::steering::{Command, Target};

use super::commands::{CommandPage, ask, batch_of, carry_out};
use crate::app::App;
use crate::auth::member::Member;
use crate::http::extract::{Form, Path};
use crate::http::refusal::Refusal;
use crate::http::request_id::RequestId;
use crate::routes::dashboard::addresses::RESUME_BATCH;
use crate::routes::dashboard::frame::{PageError, permitted};

/// The command's address and words.
const PLACE: CommandPage = CommandPage { action: RESUME_BATCH, verb: "Resume", done: "Resumed", note: "" };

/// Shows the page that asks for confirmation.
pub async fn show(
    State(app): State<App>,
    member: Member,
    request_id: RequestId,
    wanted: Result<Path<BatchId>, Refusal>,
) -> Result<Response, PageError> {
    permitted(&member, Permission::Money)?;
    let Path(id) = wanted?;
    let command = Command::Resume(Target::Batch(batch_of(&member, id)));
    ask(&app, (&member, request_id), PLACE, (id, command), &Form::default()).await
}

/// Resumes the batch, once for each form.
pub async fn resume(
    State(app): State<App>,
    member: Member,
    request_id: RequestId,
    wanted: Result<Path<BatchId>, Refusal>,
    form: Form,
) -> Result<Response, PageError> {
    permitted(&member, Permission::Money)?;
    let Path(id) = wanted?;
    let command = Command::Resume(Target::Batch(batch_of(&member, id)));
    carry_out(&app, (&member, request_id), PLACE, (id, command), (&form, &())).await
}
