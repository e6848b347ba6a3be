//! GET, POST /console/throttles/clear: shows what a throttle slows down, then clears it.

use axum::extract::State;
use axum::http::Uri;
use axum::response::Response;
use domain::steering::Command;

use super::target;
use crate::app::App;
use crate::http::extract::Form;
use crate::http::refusal::Refusal;
use crate::http::request_id::RequestId;
use crate::routes::console::addresses::{CLEAR_THROTTLE, THROTTLES};
use crate::routes::console::commands::{CommandPage, ask, body, carry_out};
use crate::routes::console::frame::PageError;
use crate::routes::steering::TargetBody;

/// The command's addresses and words.
const PLACE: CommandPage = CommandPage {
    page: THROTTLES,
    action: CLEAR_THROTTLE,
    verb: "Clear the throttle of",
    done: "Cleared the throttle of",
    unchanged: "There was no throttle, and nothing was cleared",
};

/// Shows the page that asks for confirmation.
pub async fn show(
    State(app): State<App>,
    request_id: RequestId,
    address: Uri,
) -> Result<Response, PageError> {
    let form = Form::of_query(&address);
    let command = Command::Unthrottle(asked(&form)?.target()?);
    ask(&app, request_id, PLACE, command, &form).await
}

/// Clears the throttle, once for each form.
pub async fn clear(State(app): State<App>, request_id: RequestId, form: Form) -> Result<Response, PageError> {
    let asked = asked(&form)?;
    let command = Command::Unthrottle(asked.target()?);
    carry_out(&app, request_id, PLACE, command, (&form, &asked)).await
}

fn asked(form: &Form) -> Result<TargetBody, Refusal> {
    form.each_once()?;
    body(target(form))
}
