//! POST /v1/batches

use axum::Extension;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{HeaderValue, Response, StatusCode, header::LOCATION};
use axum::response::IntoResponse;
use domain::batch::Mode;
use domain::ids::BusinessId;
use domain::money::Cents;
use domain::platform::db;
use domain::steering::Credential;

use super::BatchBody;
use super::new_batch::NewBatch;
use crate::app::App;
use crate::app::backpressure::Work;
use crate::auth::PayingMerchant;
use crate::http::answers::Problems;
use crate::http::extract::{IdempotencyKey, Json, MediaType, Packing, Query, media_type, packing};
use crate::http::metrics::requests::{DryRunAnswer, IDEMPOTENT_REPLAYED, WellFormedRequest};
use crate::http::problem::{Code, Problem};
use crate::http::refusal::Refusal;
use crate::http::request_id::RequestId;
use crate::intake::batch::accept::{Accepted, Refused, accept};
use crate::intake::batch::columns::{ColumnSource, TablePreview};
use crate::intake::batch::dry_run::{self, DryRun};
use crate::intake::batch::examine;
use crate::intake::batch::options::{Options, ParsedOptions, late};
use crate::intake::batch::receive::{ReceiveError, Received, receive};
use crate::intake::batch::sender::Sender;
use crate::intake::batch::sink::Purpose;
use crate::work::transact::TransactError;

/// The seconds after which another request that records the same batch has ended. A million items take less than a
/// minute.
const BEING_ACCEPTED_RETRY_AFTER_S: u64 = 10;

/// Accepts a batch of payments, as a whole or not at all.
///
/// The body is `{"items": [{"email", "amount", "reference"?, "metadata"?}]}` with up to 10 000 items, or a stream of up
/// to 1 000 000 items as NDJSON, or as CSV with a header row. It may be compressed with gzip. Under one
/// `Idempotency-Key` a batch is accepted once. The query says how to pay the batch: all of it or what the balance
/// covers, how fast, when, or only as a trial (`dry_run=true`).
#[utoipa::path(
    post, path = "/v1/batches", tag = "batches", security(("secret_key" = [])),
    params(Options, ("Idempotency-Key" = Option<String>, Header, description = "The client's key for the whole batch: required unless dry_run is true")),
    request_body(content(
        (NewBatch = "application/json"), (String = "application/x-ndjson"), (String = "text/csv")
    )),
    responses(
        (status = 202, description = "Accepted, by this request or an earlier one with the same key. `Location` is the batch", body = BatchBody),
        (status = 200, description = "With dry_run=true: what would become of the batch", body = DryRun),
        (status = 403, description = "Payouts are disabled", body = Problem, content_type = "application/problem+json"),
        (status = 409, description = "References of the batch already name other payments", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "The key was already used with another batch", body = Problem, content_type = "application/problem+json"),
        Problems
    )
)]
pub async fn create(
    State(app): State<App>,
    PayingMerchant(caller): PayingMerchant,
    key: Option<IdempotencyKey>,
    Query(options): Query<Options>,
    RequestId(request_id): RequestId,
    request: Request,
) -> Result<Response<Body>, Response<Body>> {
    let chosen = options.read(app.clock.now()).map_err(IntoResponse::into_response)?;
    let form = media_type(request.headers())
        .and_then(|form| Ok((form, packing(request.headers())?)))
        .map_err(IntoResponse::into_response)?;
    let business = caller.business_id;
    if chosen.dry_run {
        let examined =
            examined(&app, business, chosen, (form, ColumnSource::ByHeader), request.into_body()).await;
        let (dry_run, _received) = examined.map_err(IntoResponse::into_response)?;
        return Ok((Extension(DryRunAnswer), Json(dry_run)).into_response());
    }
    let key = key.ok_or_else(|| Refusal::NoIdempotencyKey { what: "A batch" }.into_response())?;
    let received =
        received(&app, business, chosen, (form, ColumnSource::ByHeader), request.into_body()).await;
    let received = received.map_err(IntoResponse::into_response)?;
    let by = Credential::ApiKey(caller.key_id);
    let sender = Sender::of(business, by, key.into_string(), request_id, chosen);
    match accepted(&app, sender, received).await {
        Ok(accepted) => Ok(answer(&accepted)),
        Err(not_accepted) => Err(not_accepted.into_response()),
    }
}

/// Why a batch was not accepted or not examined. Nothing was recorded.
#[derive(Debug)]
pub(crate) enum NotAccepted {
    /// The batch has errors, or cannot be accepted in the present state.
    Problem(Box<Problem>),
    /// An error that any request may get.
    Refusal(Refusal),
    /// The payout balance lacks this amount.
    Insufficient(Cents),
    /// A person has to say what the columns of this table hold.
    Asked(Box<TablePreview>),
}

/// The format of a body, and who says what the columns of a table hold.
pub(crate) type Read = ((MediaType, Packing), ColumnSource);

/// Returns what would become of a batch, and what was received of it.
pub(crate) async fn examined(
    app: &App,
    business: BusinessId,
    chosen: ParsedOptions,
    (form, told): Read,
    body: Body,
) -> Result<(DryRun, Received), NotAccepted> {
    let mut received = receive(&app.upload_slots, business, form, told, Purpose::Examine, body).await?;
    if chosen.scheduled_at.is_some_and(|at| at <= app.clock.now()) {
        return Err(late().into());
    }
    let dry_run = dry_run::run(app, business, chosen.mode, &mut received).await?;
    Ok((dry_run, received))
}

/// Receives a batch to accept, if the backlog has room for it.
pub(crate) async fn received(
    app: &App,
    business: BusinessId,
    chosen: ParsedOptions,
    (form, told): Read,
    body: Body,
) -> Result<Received, NotAccepted> {
    let work = if chosen.scheduled_at.is_some() { Work::Scheduled } else { Work::Batch };
    app.backpressure.admit(business, work, std::time::Instant::now())?;
    Ok(receive(&app.upload_slots, business, form, told, Purpose::Record, body).await?)
}

/// Accepts a batch that was received.
pub(crate) async fn accepted(app: &App, sender: Sender, received: Received) -> Result<Accepted, NotAccepted> {
    if sender.mode == Mode::AllOrNothing
        && let Some(missing) = examine::missing(app, &sender, &received).await?
    {
        return Err(NotAccepted::Insufficient(missing));
    }
    let accepted = accept(app, sender, received).await.map_err(refuse)?;
    let batch = &accepted.batch;
    tracing::info!(
        batch = %batch.id, items = batch.counts.total, duplicates = batch.counts.duplicate,
        replayed = accepted.replayed, "accepted a batch"
    );
    Ok(accepted)
}

fn answer(accepted: &Accepted) -> Response<Body> {
    let batch = &accepted.batch;
    let mut response = (StatusCode::ACCEPTED, Json(BatchBody::from(batch))).into_response();
    if let Ok(location) = HeaderValue::from_str(&format!("/v1/batches/{}", batch.id)) {
        response.headers_mut().insert(LOCATION, location);
    }
    if accepted.replayed {
        response.headers_mut().insert(IDEMPOTENT_REPLAYED, HeaderValue::from_static("true"));
    }
    response
}

fn refuse(not_done: TransactError<Refused>) -> NotAccepted {
    if let TransactError::Unavailable(error) = &not_done
        // Another request was recording the same key or the same references for the whole lock timeout.
        && db::is_lock_timeout(error)
    {
        let detail = "Another request with the same key or references is being accepted.";
        return Problem::new(Code::Conflict, detail).with_retry_after(BEING_ACCEPTED_RETRY_AFTER_S).into();
    }
    match not_done.from_work_error() {
        Ok(Refused::KeyReused(earlier, differs)) => {
            let detail = format!(
                "Idempotency-Key was already used with another batch, {earlier}. The differences are: {differs}. Send \
                 this batch with a new key."
            );
            Problem::new(Code::IdempotencyKeyReused, detail).into()
        }
        Ok(Refused::ReferenceConflicts(conflicts)) => {
            let detail = "Some references of the batch were already used with another email or amount.";
            conflicts.on(Problem::new(Code::Conflict, detail)).into()
        }
        Ok(Refused::Insufficient(missing)) => NotAccepted::Insufficient(missing),
        Ok(Refused::AccountBusy) => NotAccepted::Refusal(Refusal::Unavailable),
        Ok(Refused::Late) => late().into(),
        Ok(Refused::Spool(error)) => {
            tracing::error!(%error, "a spooled batch cannot be read");
            NotAccepted::Refusal(Refusal::Internal)
        }
        Ok(Refused::Database(error)) => {
            tracing::error!(%error, "a batch could not be recorded");
            NotAccepted::Refusal(Refusal::Internal)
        }
        Err(refusal) => NotAccepted::Refusal(refusal),
    }
}

impl NotAccepted {
    /// Returns the problem to show, on a page or in a response.
    pub(crate) fn problem(self) -> Problem {
        match self {
            Self::Problem(problem) => *problem,
            Self::Refusal(refusal) => refusal.problem(),
            Self::Insufficient(missing) => insufficient(missing),
            Self::Asked(sheet) => unsaid(&sheet),
        }
    }
}

fn unsaid(sheet: &TablePreview) -> Problem {
    let what = sheet.wrong.as_deref().unwrap_or("Say what each column holds.");
    Problem::field("columns", "unsaid", what)
}

fn insufficient(missing: Cents) -> Problem {
    let detail = format!("The payout balance does not cover the batch: {missing} is missing.");
    Problem::new(Code::InsufficientPayoutBalance, detail).with_missing(missing)
}

impl IntoResponse for NotAccepted {
    fn into_response(self) -> Response<Body> {
        match self {
            Self::Problem(problem) => problem.into_response(),
            Self::Refusal(refusal) => refusal.into_response(),
            Self::Asked(sheet) => unsaid(&sheet).into_response(),
            // Too little money is not an error of the request's form.
            Self::Insufficient(missing) => {
                (Extension(WellFormedRequest), insufficient(missing)).into_response()
            }
        }
    }
}

impl From<Problem> for NotAccepted {
    fn from(problem: Problem) -> Self {
        Self::Problem(Box::new(problem))
    }
}

impl From<Refusal> for NotAccepted {
    fn from(refusal: Refusal) -> Self {
        Self::Refusal(refusal)
    }
}

impl From<ReceiveError> for NotAccepted {
    fn from(not_received: ReceiveError) -> Self {
        match not_received {
            ReceiveError::Problem(problem) => Self::Problem(problem),
            ReceiveError::Refusal(refusal) => Self::Refusal(refusal),
            ReceiveError::Asked(sheet) => Self::Asked(sheet),
        }
    }
}
