//! GET, POST /console/throttles/set: what a throttle would slow down, and the throttle.

use axum::extract::State;
use axum::http::Uri;
use axum::response::Response;

use super::asked;
use crate::app::App;
use crate::http::extract::Form;
use crate::http::request_id::RequestId;
use crate::routes::console::addresses::{SET_THROTTLE, THROTTLES};
use crate::routes::console::frame::Wrong;
use crate::routes::console::orders::{Place, ask, carry_out};

/// How it is told.
const PLACE: Place = Place {
    page: THROTTLES,
    action: SET_THROTTLE,
    verb: "Throttle",
    done: "Throttled",
    unchanged: "It has this throttle already, and nothing was done",
};

/// Asks whether it is meant.
pub async fn show(State(app): State<App>, request_id: RequestId, address: Uri) -> Result<Response, Wrong> {
    let form = Form::of_query(&address);
    ask(&app, request_id, PLACE, asked(&form)?.command()?, &form).await
}

/// Sets it.
pub async fn set(State(app): State<App>, request_id: RequestId, form: Form) -> Result<Response, Wrong> {
    let request = asked(&form)?;
    carry_out(&app, request_id, PLACE, request.command()?, (&form, &request)).await
}
