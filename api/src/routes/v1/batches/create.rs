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
use crate::http::metrics::requests::{IDEMPOTENT_REPLAYED, WellFormed};
use crate::http::problem::{Code, Problem};
use crate::http::refusal::Refusal;
use crate::http::request_id::RequestId;
use crate::intake::batch::accept::{Accepted, Refused, Sender, accept};
use crate::intake::batch::dry_run::{self, DryRun};
use crate::intake::batch::examine;
use crate::intake::batch::options::{Chosen, Options, late};
use crate::intake::batch::receive::{NotReceived, Received, receive};
use crate::intake::batch::sink::Purpose;
use crate::work::transact::NotDone;

/// Seconds after which another request that is recording the same batch has ended. A million items take less than a
/// minute.
const BEING_ACCEPTED_RETRY_AFTER_S: u64 = 10;

/// Accepts a batch, whole or not at all.
///
/// It is `{"items": [{"email", "amount", "reference"?, "metadata"?}]}` with up to 10 000 items, or a stream of up to 1
/// 000 000 as NDJSON or as CSV with a header row; it may be packed with gzip. Under one `Idempotency-Key` a batch is
/// accepted once. How it is to be paid stands in the query: all of it or what the balance covers, how fast, when, or
/// only a trial (`dry_run=true`).
#[utoipa::path(
    post, path = "/v1/batches", tag = "batches", security(("secret_key" = [])),
    params(Options, ("Idempotency-Key" = Option<String>, Header, description = "The client's key for the whole batch: required unless dry_run is true.")),
    request_body(content(
        (NewBatch = "application/json"), (String = "application/x-ndjson"), (String = "text/csv")
    )),
    responses(
        (status = 202, description = "Accepted, now or before; see Location", body = BatchBody),
        (status = 200, description = "With dry_run=true: what would become of it", body = DryRun),
        (status = 403, description = "Payouts are disabled", body = Problem, content_type = "application/problem+json"),
        (status = 409, description = "References name something else", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "The key was used with another batch", body = Problem, content_type = "application/problem+json"),
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
    if chosen.dry_run {
        let received = received(&app, caller.business_id, form, Purpose::Examine, request).await?;
        return dry_run::answer(&app, caller.business_id, chosen, received).await;
    }
    let key = key.ok_or_else(|| Refusal::NoIdempotencyKey { what: "A batch" }.into_response())?;
    let work = if chosen.scheduled_at.is_some() { Work::Scheduled } else { Work::Batch };
    app.backpressure
        .admit(caller.business_id, work, std::time::Instant::now())
        .map_err(IntoResponse::into_response)?;
    let received = received(&app, caller.business_id, form, Purpose::Record, request).await?;
    let Chosen { mode, scheduled_at, rates, .. } = chosen;
    let sender = Sender {
        business_id: caller.business_id,
        key: key.into_string(),
        request_id,
        scheduled_at,
        by: Credential::ApiKey(caller.key_id),
        mode,
        rates,
    };
    if mode == Mode::AllOrNothing {
        let missing =
            examine::missing(&app, &sender, &received).await.map_err(IntoResponse::into_response)?;
        if let Some(missing) = missing {
            return Err(insufficient(missing));
        }
    }
    match accept(&app, sender, received).await {
        Ok(accepted) => Ok(answer(&accepted)),
        Err(not_done) => Err(refuse(not_done)),
    }
}

async fn received(
    app: &App,
    business: BusinessId,
    form: (MediaType, Packing),
    purpose: Purpose,
    request: Request,
) -> Result<Received, Response<Body>> {
    let received = receive(&app.upload_slots, business, form, purpose, request.into_body()).await;
    received.map_err(|not_received| match not_received {
        NotReceived::Problem(problem) => problem.into_response(),
        NotReceived::Refusal(refusal) => refusal.into_response(),
    })
}

fn answer(accepted: &Accepted) -> Response<Body> {
    let batch = &accepted.batch;
    tracing::info!(
        batch = %batch.id, items = batch.counts.total, duplicates = batch.counts.duplicate,
        replayed = accepted.replayed, "accepted a batch"
    );
    let mut response = (StatusCode::ACCEPTED, Json(BatchBody::from(batch))).into_response();
    if let Ok(location) = HeaderValue::from_str(&format!("/v1/batches/{}", batch.id)) {
        response.headers_mut().insert(LOCATION, location);
    }
    if accepted.replayed {
        response.headers_mut().insert(IDEMPOTENT_REPLAYED, HeaderValue::from_static("true"));
    }
    response
}

/// The answer when money is missing. Too little money is no fault of the request's form.
fn insufficient(missing: Cents) -> Response<Body> {
    let detail = format!("The payout balance does not cover the batch: {} cents are missing.", missing.get());
    let problem = Problem::new(Code::InsufficientPayoutBalance, detail).with_missing(missing);
    (Extension(WellFormed), problem).into_response()
}

fn refuse(not_done: NotDone<Refused>) -> Response<Body> {
    if let NotDone::Unavailable(error) = &not_done
        // Another request was recording the same key, or the same references, all the while.
        && db::is_lock_timeout(error)
    {
        let detail = "Another request with the same key or references is being accepted.";
        return Problem::new(Code::Conflict, detail)
            .with_retry_after(BEING_ACCEPTED_RETRY_AFTER_S)
            .into_response();
    }
    match not_done.own_refusal() {
        Ok(Refused::KeyReused(earlier, differs)) => {
            let detail = format!(
                "Idempotency-Key was already used with another batch, {earlier}. What differs: {differs}. Send this one under a \
                 key of its own."
            );
            Problem::new(Code::IdempotencyKeyReused, detail).into_response()
        }
        Ok(Refused::ReferenceConflicts(conflicts)) => {
            let detail = "References of the batch were already used with another email or amount.";
            conflicts.on(Problem::new(Code::Conflict, detail)).into_response()
        }
        Ok(Refused::Insufficient(missing)) => insufficient(missing),
        Ok(Refused::AccountBusy) => Refusal::Unavailable.into_response(),
        Ok(Refused::Late) => late().into_response(),
        Ok(Refused::Spool(error)) => {
            tracing::error!(%error, "a spooled batch cannot be read");
            Refusal::Internal.into_response()
        }
        Ok(Refused::Database(error)) => {
            tracing::error!(%error, "a batch could not be recorded");
            Refusal::Internal.into_response()
        }
        Err(refusal) => refusal.into_response(),
    }
}
