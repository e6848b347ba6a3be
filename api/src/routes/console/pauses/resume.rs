//! GET, POST /console/pauses/resume: shows what would go on, then resumes it.

use axum::extract::State;
use axum::http::Uri;
use axum::response::Response;

use super::asked;
use crate::app::App;
use crate::http::extract::Form;
use crate::http::request_id::RequestId;
use crate::routes::console::addresses::{PAUSES, RESUME};
use crate::routes::console::commands::{CommandPage, ask, carry_out};
use crate::routes::console::frame::PageError;

/// The command's addresses and words.
const PLACE: CommandPage = CommandPage {
    page: PAUSES,
    action: RESUME,
    verb: "Resume",
    done: "Resumed",
    unchanged: "It was not paused, and nothing was resumed",
};

/// Shows the page that asks for confirmation.
pub async fn show(
    State(app): State<App>,
    request_id: RequestId,
    address: Uri,
) -> Result<Response, PageError> {
    let form = Form::of_query(&address);
    let command = asked(&form)?.resume(&app.methods)?;
    ask(&app, request_id, PLACE, command, &form).await
}

/// Carries the command out, once for each form.
pub async fn resume(
    State(app): State<App>,
    request_id: RequestId,
    form: Form,
) -> Result<Response, PageError> {
    let body = asked(&form)?;
    let command = body.resume(&app.methods)?;
    carry_out(&app, request_id, PLACE, command, (&form, &body)).await
}
