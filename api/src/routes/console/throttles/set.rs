//! GET, POST /console/throttles/set: shows what a throttle would slow down, then sets it.

use axum::extract::State;
use axum::http::Uri;
use axum::response::Response;

use super::asked;
use crate::app::App;
use crate::http::extract::Form;
use crate::http::request_id::RequestId;
use crate::routes::console::addresses::{SET_THROTTLE, THROTTLES};
use crate::routes::console::commands::{CommandPage, ask, carry_out};
use crate::routes::console::frame::PageError;

/// The command's addresses and words.
const PLACE: CommandPage = CommandPage {
    page: THROTTLES,
    action: SET_THROTTLE,
    verb: "Throttle",
    done: "Throttled",
    unchanged: "It has this throttle already, and nothing was done",
};

/// Shows the page that asks for confirmation.
pub async fn show(
    State(app): State<App>,
    request_id: RequestId,
    address: Uri,
) -> Result<Response, PageError> {
    let form = Form::of_query(&address);
    ask(&app, request_id, PLACE, asked(&form)?.command()?, &form).await
}

/// Sets the throttle, once for each form.
pub async fn set(State(app): State<App>, request_id: RequestId, form: Form) -> Result<Response, PageError> {
    let request = asked(&form)?;
    carry_out(&app, request_id, PLACE, request.command()?, (&form, &request)).await
}
