//! POST /v1/batches

use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{HeaderValue, Response, StatusCode, header::LOCATION};
use axum::response::IntoResponse;
use chrono::{DateTime, Duration, SubsecRound, Utc};
use domain::allocation::Lane;
use serde::Deserialize;
use utoipa::IntoParams;

use super::BatchBody;
use super::accept::{Accepted, Refused, Sender, accept, is_being_accepted};
use super::receive::{NotReceived, receive};
use crate::auth::PayingMerchant;
use crate::extract::{IdempotencyKey, Json, Query, media_type};
use crate::openapi::Problems;
use crate::problem::{Code, Problem};
use crate::refusal::Refusal;
use crate::request_id::RequestId;
use crate::request_metrics::IDEMPOTENT_REPLAYED;
use crate::state::App;
use crate::transact::NotDone;

/// Seconds after which a batch that somebody else is accepting has been: a million items take less than a minute.
const BEING_ACCEPTED_RETRY_AFTER_S: u64 = 10;

/// How far ahead a batch can be scheduled.
const MAX_AHEAD: Duration = Duration::days(366);

/// How a batch is to be carried out. What this version cannot do is refused, for to ignore it would be to do something
/// else than was asked.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Options {
    /// `best_effort`, which is also what happens without it.
    mode: Option<String>,
    /// Not offered yet; `false` is taken.
    dry_run: Option<String>,
    /// Not offered yet.
    max_per_second: Option<String>,
    /// When its items become ready: a time to come, at most a year ahead (RFC 3339, e.g. `2026-12-24T18:00:00Z`).
    #[param(value_type = Option<DateTime<Utc>>)]
    scheduled_at: Option<String>,
}

/// Accepts a batch, whole or not at all: `{"items": [{"email", "amount", "reference"?, "metadata"?}]}` with up to
/// 10 000 items, or a stream of up to 1 000 000 as NDJSON or CSV with a header row.
#[utoipa::path(
    post, path = "/v1/batches", tag = "batches", security(("secret_key" = [])),
    params(Options, ("Idempotency-Key" = String, Header, description = "The client's key for the whole batch.")),
    request_body(content(
        (serde_json::Value = "application/json"), (String = "application/x-ndjson"), (String = "text/csv")
    )),
    responses((status = 202, body = BatchBody), Problems)
)]
pub async fn create(
    State(app): State<App>,
    PayingMerchant(caller): PayingMerchant,
    key: Option<IdempotencyKey>,
    Query(options): Query<Options>,
    RequestId(request_id): RequestId,
    request: Request,
) -> Result<Response<Body>, Response<Body>> {
    let key = key.ok_or_else(|| {
        Problem::new(Code::IdempotencyKeyRequired, "A batch needs an Idempotency-Key.").into_response()
    })?;
    options.check().map_err(IntoResponse::into_response)?;
    app.backpressure
        .admit(caller.business_id, Lane::Bulk, std::time::Instant::now())
        .map_err(IntoResponse::into_response)?;
    let scheduled_at = options.scheduled_at(app.clock.now()).map_err(IntoResponse::into_response)?;
    let form = media_type(request.headers()).map_err(IntoResponse::into_response)?;
    let received = receive(&app.receiving, form, request.into_body()).await;
    let received = received.map_err(|not_received| match not_received {
        NotReceived::Problem(problem) => problem.into_response(),
        NotReceived::Refusal(refusal) => refusal.into_response(),
    })?;
    let sender = Sender { business_id: caller.business_id, key: key.into_string(), request_id, scheduled_at };
    match accept(&app, sender, received).await {
        Ok(accepted) => Ok(answer(&accepted)),
        Err(not_done) => Err(refuse(not_done)),
    }
}

impl Options {
    fn check(&self) -> Result<(), Problem> {
        let absent = |value: &Option<String>, name| match value {
            None => Ok(()),
            Some(_) => Err(Problem::field(name, "not_supported", format!("{name} is not offered yet."))),
        };
        match self.mode.as_deref() {
            None | Some("best_effort") => {}
            Some("all_or_nothing") => absent(&self.mode, "mode")?,
            Some(_) => return Err(Problem::field("mode", "invalid", "mode must be best_effort.")),
        }
        if self.dry_run.as_deref() != Some("false") {
            absent(&self.dry_run, "dry_run")?;
        }
        absent(&self.max_per_second, "max_per_second")
    }

    /// In microseconds, as it is stored. Whether it is still to come is checked when the batch is new.
    fn scheduled_at(&self, now: DateTime<Utc>) -> Result<Option<DateTime<Utc>>, Problem> {
        let Some(text) = &self.scheduled_at else { return Ok(None) };
        let time = DateTime::parse_from_rfc3339(text).map(|time| time.to_utc().trunc_subsecs(6));
        match time {
            Ok(time) if time <= now + MAX_AHEAD => Ok(Some(time)),
            Ok(_) => {
                Err(Problem::field("scheduled_at", "too_large", "scheduled_at is at most a year ahead."))
            }
            Err(_) => {
                let message = "scheduled_at must be a time like 2026-12-24T18:00:00Z (in a query, + is %2B).";
                Err(Problem::field("scheduled_at", "invalid", message))
            }
        }
    }
}

/// It was to be paid before now.
fn late() -> Problem {
    Problem::field("scheduled_at", "too_small", "scheduled_at must be a time to come.")
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

fn refuse(not_done: NotDone<Refused>) -> Response<Body> {
    if let NotDone::Unavailable(error) = &not_done
        && is_being_accepted(error)
    {
        let detail = "Another request with the same key or references is being accepted.";
        return Problem::new(Code::Conflict, detail)
            .with_retry_after(BEING_ACCEPTED_RETRY_AFTER_S)
            .into_response();
    }
    match not_done.own_refusal() {
        Ok(Refused::KeyReused) => {
            Problem::new(Code::IdempotencyKeyReused, "Idempotency-Key was already used with another batch.")
                .into_response()
        }
        Ok(Refused::ReferenceConflicts(conflicts)) => {
            let detail = "References of the batch were already used with another email or amount.";
            conflicts.on(Problem::new(Code::Conflict, detail)).into_response()
        }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_done_yet_is_refused() {
        let some = |text: &str| Some(text.to_owned());
        let none = Options::default;
        for fine in [
            none(),
            Options { mode: some("best_effort"), ..none() },
            Options { dry_run: some("false"), ..none() },
        ] {
            assert_eq!(fine.check(), Ok(()));
        }
        for refused in [
            Options { mode: some("all_or_nothing"), ..none() },
            Options { mode: some("x"), ..none() },
            Options { dry_run: some("true"), ..none() },
            Options { max_per_second: some("5"), ..none() },
        ] {
            assert_eq!(refused.check().map_err(|problem| problem.code()), Err(Code::InvalidRequest));
        }
    }

    #[test]
    fn a_batch_is_scheduled_at_most_a_year_ahead() {
        let now = DateTime::UNIX_EPOCH;
        let read = |text: &str| {
            let options = Options { scheduled_at: Some(text.to_owned()), ..Options::default() };
            options.scheduled_at(now).map_err(|problem| problem.code())
        };
        assert_eq!(Options::default().scheduled_at(now), Ok(None));
        assert_eq!(read("1970-01-02T02:00:00+02:00"), Ok(Some(now + Duration::days(1))));
        for wrong in ["", "tomorrow", "1970-01-02", "1970-01-02T00:00:00", "1972-01-02T00:00:00Z"] {
            assert_eq!(read(wrong), Err(Code::InvalidRequest), "{wrong}");
        }
    }
}
