//! POST /payout/create: pays a payout user and returns the outcome.
//!
//! The contract prescribes the order of checks: 401, 403, fields, key, funds. The extractor does the first two.

use axum::Extension;
use axum::extract::State;
use axum::http::header::{LOCATION, RETRY_AFTER};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Response, StatusCode};
use axum::response::IntoResponse;
use domain::allocation::{NewAllocation, Single, Waiting};
use domain::email::Email;
use domain::ids::AllocationId;
use secrecy::ExposeSecret;
use serde::Serialize;
use utoipa::ToSchema;

use crate::app::App;
use crate::app::outcomes::DEFAULT_WAIT;
use crate::auth::PayingMerchant;
use crate::http::answers::{ErrorBody, FieldMessages, PayoutErrors};
use crate::http::extract::{IdempotencyKey, Json, PREFERENCE_APPLIED, Prefer, RawJson};
use crate::http::metrics::requests::{IDEMPOTENT_REPLAYED, WellFormedRequest};
use crate::http::payout_error::PayoutError;
use crate::http::refusal::RETRY_AFTER_S;
use crate::http::request_id::RequestId;
use crate::intake::fields::create_fields;
use crate::intake::single::{self, AcceptError, Accepted, Outcome};

/// The header with the allocation's id.
const ALLOCATION_ID: HeaderName = HeaderName::from_static("allocation-id");

/// How much to pay, and to whom.
#[derive(ToSchema)]
#[schema(as = PayoutCreate)]
pub struct Body {
    /// The payout user's e-mail address.
    #[schema(format = "email", max_length = 255)]
    pub email: String,
    /// The amount, in cents.
    #[schema(minimum = 1, maximum = 100_000_000)]
    pub amount: i64,
}

/// The result of an allocation that is paid.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = PayoutCreated)]
pub struct Created {
    /// The payout hash, with which the payout user sees and withdraws the money: an opaque string of 64 hex digits.
    hash: String,
}

/// An allocation that is accepted but not yet finished.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = PayoutPending)]
pub struct Pending {
    /// The allocation's id.
    id: String,
    /// Always `pending`.
    status: &'static str,
}

/// Pays a payout user from the business's payout balance.
///
/// The payout user is created if it does not exist. The request waits for the outcome for 10 seconds, or for up to 30
/// with `Prefer: wait=N`. The status 201 means that the credit is committed. With `Prefer: respond-async` the request
/// returns 202 at once. Without an `Idempotency-Key`, a request that is sent twice pays twice. With the same key it
/// pays once, and both requests return the same result.
#[utoipa::path(
    post, path = "/payout/create", tag = "payout", security(("secret_key" = [])), request_body = Body,
    params(
        ("Idempotency-Key" = Option<String>, Header, description = "A key under which a payment is made once: 1 to 255 printable ASCII characters"),
        ("Prefer" = Option<String>, Header, description = "`respond-async`: return 202 at once; `wait=N`: wait up to N seconds, at most 30"),
    ),
    responses(
        (status = 201, description = "The credit is committed", body = Created),
        (status = 202, description = "Accepted. `Location` is where to look for the outcome", body = Pending),
        (status = 400, description = "Invalid fields, a malformed key, or too little payout balance", body = FieldMessages),
        (status = 403, description = "Payouts are disabled", body = ErrorBody),
        (status = 413, description = "The body is too large", body = ErrorBody),
        (status = 415, description = "The Content-Type is not JSON", body = ErrorBody),
        (status = 422, description = "The key was already used with a different request", body = ErrorBody),
        PayoutErrors,
    )
)]
pub async fn create(
    State(app): State<App>,
    PayingMerchant(caller): PayingMerchant,
    RequestId(request_id): RequestId,
    prefer: Prefer,
    headers: HeaderMap,
    RawJson(body): RawJson,
) -> Result<Response<axum::body::Body>, PayoutError> {
    let (email, amount) = create_fields(&body).map_err(crate::intake::fields::FieldErrors::payout_error)?;
    let key = IdempotencyKey::from_headers(&headers)?;
    let unasked_wait = if prefer.respond_async { std::time::Duration::ZERO } else { DEFAULT_WAIT };
    let asked = Single {
        business_id: caller.business_id,
        promised: prefer.respond_async,
        request_id,
        again: false,
        allocation: NewAllocation {
            id: AllocationId::from(app.clock.id()),
            email: email.clone(),
            amount,
            reference: key.map(IdempotencyKey::into_reference),
            metadata: None,
            item_index: None,
        },
    };
    let accepted = single::accept(&app, asked, prefer.wait().unwrap_or(unasked_wait)).await?;
    let outcome = single::outcome(&app, accepted).await;
    let mut response = answer(&app, accepted, outcome, &email).await;
    if let Some(applied) = prefer.applied() {
        response.headers_mut().insert(PREFERENCE_APPLIED, applied);
    }
    Ok(response)
}

impl From<AcceptError> for PayoutError {
    fn from(not_accepted: AcceptError) -> Self {
        match not_accepted {
            AcceptError::KeyReused(_) => Self::IdempotencyKeyReused,
            AcceptError::Refused(refusal) => refusal.payout_error(),
        }
    }
}

fn pending(allocation: AllocationId, look_again_after_s: u64) -> Response<axum::body::Body> {
    let pending = Pending { id: allocation.to_string(), status: "pending" };
    (StatusCode::ACCEPTED, [(RETRY_AFTER, look_again_after_s.to_string())], Json(pending)).into_response()
}

async fn answer(
    app: &App,
    accepted: Accepted,
    outcome: Outcome,
    email: &Email,
) -> Response<axum::body::Body> {
    let Waiting { business_id, allocation_id } = accepted.allocation;
    let mut response = match outcome {
        Outcome::Paid { hash_version } => {
            match app.shown_hash(hash_version, business_id, email.as_str()).await {
                Ok(hash) => (StatusCode::CREATED, Json(Created { hash: hash.expose_secret().to_owned() }))
                    .into_response(),
                // The allocation is paid, but a 201 needs the hash. A 202 leaves the outcome open, so the client asks
                // again with its key.
                Err(error) => {
                    tracing::error!(%error, "a payout user's hash cannot be derived");
                    pending(allocation_id, RETRY_AFTER_S)
                }
            }
        }
        Outcome::Pending => pending(allocation_id, accepted.look_again_after_s(app)),
        Outcome::InsufficientFunds => {
            (Extension(WellFormedRequest), PayoutError::InsufficientPayoutBalance).into_response()
        }
        Outcome::Failed => return PayoutError::Internal.into_response(),
        // Nothing is recorded, so the response names no allocation.
        Outcome::TakenBack => return accepted.taken_back(app).payout_error().into_response(),
    };
    let headers = response.headers_mut();
    if let Ok(id) = HeaderValue::from_str(&allocation_id.to_string()) {
        headers.insert(ALLOCATION_ID, id);
    }
    if let Ok(location) = HeaderValue::from_str(&format!("/v1/allocations/{allocation_id}")) {
        headers.insert(LOCATION, location);
    }
    if accepted.replayed {
        headers.insert(IDEMPOTENT_REPLAYED, HeaderValue::from_static("true"));
    }
    response
}
