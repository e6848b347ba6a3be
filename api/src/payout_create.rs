//! POST /payout/create: an allocation, answered with its outcome.
//!
//! The order of checks is the contract's: 401, 403, fields, key, funds; the first two are the extractor's.

use axum::Extension;
use axum::extract::State;
use axum::http::header::{LOCATION, RETRY_AFTER};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Response, StatusCode};
use axum::response::IntoResponse;
use domain::allocation::Waiting;
use domain::email::Email;
use domain::hash::payout_hash;
use domain::ids::AllocationId;
use domain::money::Cents;
use secrecy::ExposeSecret;
use serde::Serialize;
use utoipa::ToSchema;

use crate::acceptance::{self, Accepted, Asked, DEFAULT_WAIT, NotAccepted, Outcome};
use crate::auth::PayingMerchant;
use crate::extract::{IdempotencyKey, Json, PREFERENCE_APPLIED, Prefer, RawJson, create_fields};
use crate::openapi::{ErrorBody, FieldMessages, SeedErrors};
use crate::refusal::RETRY_AFTER_S;
use crate::request_id::RequestId;
use crate::request_metrics::{IDEMPOTENT_REPLAYED, WellFormed};
use crate::seed_error::SeedError;
use crate::state::App;

/// The header that names the allocation.
const ALLOCATION_ID: HeaderName = HeaderName::from_static("allocation-id");

/// What to allocate, and to whom.
#[derive(ToSchema)]
#[schema(as = PayoutCreate)]
pub struct Body {
    /// The payout user's address.
    #[schema(format = "email", max_length = 255)]
    pub email: String,
    /// Cents.
    #[schema(minimum = 1, maximum = 100_000_000)]
    pub amount: i64,
}

/// It is paid.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = PayoutCreated)]
pub struct Created {
    /// What the payout user shows to see and withdraw the money: 64 hex digits, opaque.
    hash: String,
}

/// It is accepted and not yet finished.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = PayoutPending)]
pub struct Pending {
    /// The allocation.
    id: String,
    /// `pending`
    status: &'static str,
}

/// Moves money from the business's payout balance to a payout user, who is created if need be.
#[utoipa::path(
    post, path = "/payout/create", tag = "payout", security(("secret_key" = [])), request_body = Body,
    params(
        ("Idempotency-Key" = Option<String>, Header, description = "A key that pays once: 1 to 255 printable ASCII characters"),
        ("Prefer" = Option<String>, Header, description = "`respond-async`: answer 202 at once; `wait=N`: wait up to N ≤ 30 seconds"),
    ),
    responses(
        (status = 201, description = "The credit is committed", body = Created),
        (status = 202, description = "Accepted; see Location", body = Pending),
        (status = 400, description = "Fields at fault, a malformed key, or too little payout balance", body = FieldMessages),
        (status = 403, description = "Payouts are disabled", body = ErrorBody),
        (status = 413, description = "Too large", body = ErrorBody),
        (status = 415, description = "Not JSON by its type", body = ErrorBody),
        (status = 422, description = "The key was used with another request", body = ErrorBody),
        SeedErrors,
    )
)]
pub async fn payout_create(
    State(app): State<App>,
    PayingMerchant(caller): PayingMerchant,
    request_id: RequestId,
    prefer: Prefer,
    headers: HeaderMap,
    RawJson(body): RawJson,
) -> Result<Response<axum::body::Body>, SeedError> {
    let (email, amount) = create_fields(&body, |text| text.parse::<Email>().is_ok())
        .map_err(crate::extract::FieldErrors::seed_error)?;
    let email: Email = email.parse().map_err(|_| SeedError::Internal)?;
    let key = IdempotencyKey::from_headers(&headers)?;
    let unasked_wait = if prefer.respond_async { std::time::Duration::ZERO } else { DEFAULT_WAIT };
    let asked = Asked {
        business_id: caller.business_id,
        email: email.clone(),
        amount: Cents::new(amount),
        reference: key.map(IdempotencyKey::into_string),
        metadata: None,
        request_id,
        promised: prefer.respond_async,
        again: false,
        wait: prefer.wait().unwrap_or(unasked_wait),
    };
    let accepted = acceptance::accept(&app, asked).await?;
    let outcome = acceptance::outcome(&app, accepted).await;
    let mut response = answer(&app, accepted, outcome, &email);
    if let Some(applied) = prefer.applied() {
        response.headers_mut().insert(PREFERENCE_APPLIED, applied);
    }
    Ok(response)
}

impl From<NotAccepted> for SeedError {
    fn from(not_accepted: NotAccepted) -> Self {
        match not_accepted {
            NotAccepted::KeyReused(_) => Self::IdempotencyKeyReused,
            NotAccepted::Refused(refusal) => refusal.seed_error(),
        }
    }
}

fn pending(allocation: AllocationId, look_again_after_s: u64) -> Response<axum::body::Body> {
    let pending = Pending { id: allocation.to_string(), status: "pending" };
    (StatusCode::ACCEPTED, [(RETRY_AFTER, look_again_after_s.to_string())], Json(pending)).into_response()
}

fn answer(app: &App, accepted: Accepted, outcome: Outcome, email: &Email) -> Response<axum::body::Body> {
    let Waiting { business_id, allocation_id } = accepted.allocation;
    let mut response = match outcome {
        Outcome::Paid { hash_version } => {
            match payout_hash(&app.hash_keys, hash_version, business_id, email.as_str()) {
                Ok(hash) => (StatusCode::CREATED, Json(Created { hash: hash.expose_secret().to_owned() }))
                    .into_response(),
                // It is paid, and no answer but this one leaves that open: under its key it is asked for again.
                Err(error) => {
                    tracing::error!(%error, "a payout user's hash cannot be told");
                    pending(allocation_id, RETRY_AFTER_S)
                }
            }
        }
        Outcome::Pending => pending(allocation_id, accepted.look_again_after_s(app)),
        Outcome::InsufficientFunds => {
            (Extension(WellFormed), SeedError::InsufficientPayoutBalance).into_response()
        }
        Outcome::Failed => return SeedError::Internal.into_response(),
        // Nothing is recorded, so there is nothing to name.
        Outcome::TakenBack => return accepted.taken_back(app).seed_error().into_response(),
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
