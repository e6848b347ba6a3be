//! GET, POST /dashboard/batches/{id}/retry: shows the failed items, then makes another attempt at each.

use axum::extract::State;
use axum::response::Response;
use domain::ids::BatchId;
use domain::member::Permission;
use domain::steering::Command;

use super::commands::{CommandPage, ask, batch_of, carry_out};
use crate::app::App;
use crate::auth::may_pay;
use crate::auth::member::Member;
use crate::http::extract::{Form, Path};
use crate::http::refusal::Refusal;
use crate::http::request_id::RequestId;
use crate::routes::dashboard::addresses::RETRY_BATCH;
use crate::routes::dashboard::frame::{PageError, permitted};

/// The command's address and words.
const PLACE: CommandPage = CommandPage {
    action: RETRY_BATCH,
    verb: "Retry the failed items of",
    done: "Retrying the failed items of",
    note: "They are the same payments, so none is made twice.",
};

/// Shows the page that asks for confirmation.
pub async fn show(
    State(app): State<App>,
    member: Member,
    request_id: RequestId,
    wanted: Result<Path<BatchId>, Refusal>,
) -> Result<Response, PageError> {
    permitted(&member, Permission::Money)?;
    may_pay(&app, member.business(), member.0.payouts_enabled).await?;
    let Path(id) = wanted?;
    let command = Command::Retry(batch_of(&member, id));
    ask(&app, (&member, request_id), PLACE, (id, command), &Form::default()).await
}

/// Retries the failed items, once for each form.
pub async fn retry(
    State(app): State<App>,
    member: Member,
    request_id: RequestId,
    wanted: Result<Path<BatchId>, Refusal>,
    form: Form,
) -> Result<Response, PageError> {
    permitted(&member, Permission::Money)?;
    may_pay(&app, member.business(), member.0.payouts_enabled).await?;
    let Path(id) = wanted?;
    let command = Command::Retry(batch_of(&member, id));
    carry_out(&app, (&member, request_id), PLACE, (id, command), (&form, &())).await
}
