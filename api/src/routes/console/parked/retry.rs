//! POST /console/parked/retry: gives a parked allocation one more attempt.

use axum::extract::State;
use axum::response::Response;
use domain::idempotency::Caller;
use domain::ids::AllocationId;
use maud::html;

use crate::app::App;
use crate::app::once::Keyed;
use crate::http::extract::Form;
use crate::http::refusal::Refusal;
use crate::http::request_id::RequestId;
use crate::pages::pieces::id;
use crate::routes::admin::dead::retry::retried;
use crate::routes::console::addresses::{PARKED, RETRY};
use crate::routes::console::frame::{PageError, shown};

/// Queues the allocation again, once for each form.
pub async fn retry(State(app): State<App>, request_id: RequestId, form: Form) -> Result<Response, PageError> {
    form.each_once()?;
    let allocation: AllocationId = form.text("id").and_then(|id| id.parse().ok()).ok_or(Refusal::NotFound)?;
    let asked = Keyed::of_form(RETRY, &form)?.asked(Caller::Operators, &allocation)?;
    let done = retried(&app, request_id, allocation, asked).await?;
    let main = html! {
        @if done.replayed {
            p.good role="status" { "This form was sent before, and the allocation " (id(allocation)) " was queued again then." }
            p { "Nothing was done now. If the list has it, it could not be applied and was parked again." }
        } @else {
            p.good role="status" { "The allocation " (id(allocation)) " waits for one more attempt." }
            p { "It is parked again if it cannot be applied." }
        }
        p { a href=(PARKED) { "Back to the list" } }
    };
    Ok(shown(PARKED, "Done", main))
}
