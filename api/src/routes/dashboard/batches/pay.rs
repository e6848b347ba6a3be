//! POST /dashboard/batches/pay: pays the file that was checked, once under the form's key.

use axum::extract::{Request, State};
use axum::http::header::LOCATION;
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use domain::ids::BatchId;
use domain::member::Permission;

use super::address;
use super::columns::to_pay;
use super::new::{asked, kind, options, wrong};
use crate::app::App;
use crate::app::once::Keyed;
use crate::auth::may_pay;
use crate::auth::member::Member;
use crate::http::extract::{Form, FormWithFile};
use crate::http::html::{HX_REDIRECT, HX_REQUEST};
use crate::http::problem::{Code, Problem};
use crate::http::refusal::Refusal;
use crate::http::request_id::RequestId;
use crate::intake::batch::columns::TablePreview;
use crate::intake::batch::sender::Sender;
use crate::routes::dashboard::addresses::{BATCH, PAY_BATCH};
use crate::routes::dashboard::frame::{PageError, permitted};
use crate::routes::v1::batches::create::{NotAccepted, accepted, received};

/// The error if the file is not the one that was checked.
const OTHER: &str = "This is not the file that was checked, or the file or the description of its columns has changed since. Check it again, then pay it.";

/// Pays the file, and redirects to the batch.
pub async fn pay(
    State(app): State<App>,
    member: Member,
    request_id: RequestId,
    request: Request,
) -> Result<Response, PageError> {
    permitted(&member, Permission::Money)?;
    may_pay(&app, member.business(), member.0.payouts_enabled).await?;
    let by_itself = request.headers().contains_key(HX_REQUEST);
    let sent = match FormWithFile::read(request).await {
        Ok(sent) => sent,
        Err(refusal) => return Ok(wrong(&member, &app, &Form::default(), None, &refusal.problem())),
    };
    let form = sent.form.clone();
    match of_file(&app, &member, request_id, sent).await {
        Ok(batch) => Ok(to_batch(batch, by_itself)?),
        Err(Refused::Other) => Ok(wrong(&member, &app, &form, None, &Problem::new(Code::Conflict, OTHER))),
        Err(Refused::Asked(sheet)) => Ok(asked(&member, &app, &form, &sheet)),
        Err(Refused::Problem(problem)) => Ok(wrong(&member, &app, &form, form.text("checked"), &problem)),
    }
}

/// Why nothing was paid.
enum Refused {
    /// The file is not the one that was checked.
    Other,
    /// The answers about the columns belong to another table.
    Asked(Box<TablePreview>),
    /// Any other reason, as the API reports it.
    Problem(Box<Problem>),
}

impl<T: Into<Problem>> From<T> for Refused {
    fn from(problem: T) -> Self {
        Self::Problem(Box::new(problem.into()))
    }
}

async fn of_file(
    app: &App,
    member: &Member,
    RequestId(request_id): RequestId,
    sent: FormWithFile,
) -> Result<BatchId, Refused> {
    let FormWithFile { form, file_name, file, rest } = sent;
    let keyed = Keyed::of_form(PAY_BATCH, &form)?;
    let key = keyed.key().ok_or(Refusal::NoIdempotencyKey { what: "A form" })?.to_owned();
    let unchecked =
        || Problem::field("file", "unchecked", "Check the file first: only a checked file is paid.");
    let checked = form.text("checked").ok_or_else(unchecked)?;
    let chosen = options(&form)?.read(app.clock.now())?;
    let read = (kind(&file_name)?, to_pay(&form)?);
    let received = match received(app, member.business(), chosen, read, file).await {
        Err(NotAccepted::Asked(sheet)) => return Err(Refused::Asked(sheet)),
        received => received.map_err(NotAccepted::problem)?,
    };
    rest.is_empty().await?;
    if hex::encode(received.checked.spool.fingerprint) != checked {
        return Err(Refused::Other);
    }
    let sender = Sender::of(member.business(), member.credential(), key, request_id, chosen);
    let accepted = accepted(app, sender, received).await.map_err(told)?;
    Ok(accepted.batch.id)
}

/// Returns why the batch was not accepted, with amounts in dollars.
fn told(not_accepted: NotAccepted) -> Problem {
    match not_accepted {
        NotAccepted::Insufficient(missing) => {
            let detail = format!("The payout balance lacks {missing}: top it up, or choose another mode.");
            Problem::new(Code::InsufficientPayoutBalance, detail).with_missing(missing)
        }
        other => other.problem(),
    }
}

/// Redirects to the page of the batch. A form that is sent twice leads to the same batch twice.
fn to_batch(id: BatchId, by_itself: bool) -> Result<Response, Refusal> {
    let to = HeaderValue::from_str(&address(BATCH, id)).map_err(|_| Refusal::Internal)?;
    Ok(if by_itself {
        (StatusCode::NO_CONTENT, [(HX_REDIRECT, to)]).into_response()
    } else {
        (StatusCode::SEE_OTHER, [(LOCATION, to)]).into_response()
    })
}
