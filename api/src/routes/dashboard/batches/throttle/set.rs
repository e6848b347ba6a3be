//! GET, POST /dashboard/batches/{id}/throttle: shows what a throttle would slow down, then sets it.

use axum::extract::State;
use axum::http::Uri;
use axum::response::Response;
use domain::ids::BatchId;
use domain::member::Permission;
use domain::money::Cents;
use domain::steering::{Command, Target};
use domain::throttle::Rates;

use crate::app::App;
use crate::auth::member::Member;
use crate::http::extract::{Form, Path, whole_number};
use crate::http::problem::Problem;
use crate::http::refusal::Refusal;
use crate::http::request_id::RequestId;
use crate::routes::dashboard::addresses::THROTTLE_BATCH;
use crate::routes::dashboard::batches::commands::{CommandPage, ask, batch_of, carry_out};
use crate::routes::dashboard::frame::{PageError, permitted};

/// The command's address and words.
const PLACE: CommandPage =
    CommandPage { action: THROTTLE_BATCH, verb: "Throttle", done: "Throttled", note: "" };

/// Shows the page that asks for confirmation.
pub async fn show(
    State(app): State<App>,
    member: Member,
    request_id: RequestId,
    wanted: Result<Path<BatchId>, Refusal>,
    address: Uri,
) -> Result<Response, PageError> {
    permitted(&member, Permission::Money)?;
    let Path(id) = wanted?;
    let form = Form::of_query(&address);
    let command = Command::Throttle(Target::Batch(batch_of(&member, id)), rates(&form)?);
    ask(&app, (&member, request_id), PLACE, (id, command), &form).await
}

/// Sets the throttle, once for each form.
pub async fn set(
    State(app): State<App>,
    member: Member,
    request_id: RequestId,
    wanted: Result<Path<BatchId>, Refusal>,
    form: Form,
) -> Result<Response, PageError> {
    permitted(&member, Permission::Money)?;
    let Path(id) = wanted?;
    let rates = rates(&form)?;
    let command = Command::Throttle(Target::Batch(batch_of(&member, id)), rates);
    let said = (rates.max_per_second, rates.max_cents_per_second);
    carry_out(&app, (&member, request_id), PLACE, (id, command), (&form, &said)).await
}

/// Reads the rates of a form. Money is written in dollars, as the pages show it.
fn rates(form: &Form) -> Result<Rates, Problem> {
    form.each_once()?;
    let not_whole = || Problem::field("max_per_second", "invalid", "Write items a second as 1500 or 1,500.");
    let not_money = || Problem::field("money", "invalid", "Write dollars a second as 12 or 12.34.");
    let per_second = form.text("max_per_second").map(|text| whole_number(text).ok_or_else(not_whole));
    let money = form.text("money").map(|text| Cents::written(text).ok_or_else(not_money)).transpose()?;
    Ok(Rates::new(per_second.transpose()?, money.map(Cents::get))?)
}
