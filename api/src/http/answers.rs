//! The refusals that the routes of a family may return, for the OpenAPI description.

use std::collections::BTreeMap;

use serde::Serialize;
use utoipa::{IntoResponses, ToSchema};

use crate::http::payout_error::RateLimitedBody;
use crate::http::problem::Problem;

/// The refusals that any route of `/v1` and `/admin` may return.
#[derive(IntoResponses)]
pub enum Problems {
    /// Fields, parameters or the key are at fault.
    #[response(status = 400, content_type = "application/problem+json")]
    BadRequest(Problem),
    /// No valid credential.
    #[response(status = 401, content_type = "application/problem+json")]
    Unauthorized(Problem),
    /// The business has as much on its way as one may have; nothing was recorded. See `Retry-After`.
    #[response(status = 429, content_type = "application/problem+json")]
    RateLimited(Problem),
    /// Nothing was or will be done.
    #[response(status = 500, content_type = "application/problem+json")]
    Internal(Problem),
    /// Cannot be done now; nothing was recorded. See `Retry-After`.
    #[response(status = 503, content_type = "application/problem+json")]
    Unavailable(Problem),
}

/// How the `/payout` family says no.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Error)]
pub struct ErrorBody {
    /// A sentence for people, of a fixed catalogue.
    pub error: String,
}

/// The messages of each field at fault; or `error` alone.
#[derive(Debug, Serialize, ToSchema)]
pub struct FieldMessages {
    /// Of the email.
    pub email: Option<Vec<String>>,
    /// Of the amount.
    pub amount: Option<Vec<String>>,
    /// When no field is at fault.
    pub error: Option<String>,
}

/// The messages of each field of a withdrawal at fault; or `error` alone.
#[derive(Debug, Serialize, ToSchema)]
pub struct WithdrawMessages {
    /// When no field is at fault.
    pub error: Option<String>,
    /// By field: `amount`, `destination.email`, …
    #[serde(flatten)]
    pub fields: BTreeMap<String, Vec<String>>,
}

/// The refusals that any route of the `/payout` family may return.
#[derive(IntoResponses)]
pub enum PayoutErrors {
    /// No valid secret key.
    #[response(status = 401)]
    Unauthorized(ErrorBody),
    /// The business has as much on its way as one may have; nothing was recorded. See `Retry-After`.
    #[response(status = 429)]
    RateLimited(RateLimitedBody),
    /// Nothing was or will be debited.
    #[response(status = 500)]
    Internal(ErrorBody),
    /// Cannot be accepted now; nothing was recorded. See `Retry-After`.
    #[response(status = 503)]
    Unavailable(ErrorBody),
}

/// The refusals that a list of the `/payout` family may return.
#[derive(IntoResponses)]
pub enum InvalidPage {
    /// `limit` or `cursor` is at fault, or the body is not a JSON object.
    #[response(status = 400)]
    BadRequest(ErrorBody),
}

/// The refusals that any route with a payout hash may return.
#[derive(IntoResponses)]
pub enum HashErrors {
    /// No hash, one that opens nothing (any more), or two that differ.
    #[response(status = 401)]
    Unauthorized(ErrorBody),
    /// Nothing was or will be done.
    #[response(status = 500)]
    Internal(ErrorBody),
    /// Cannot be answered now; nothing was recorded. See `Retry-After`.
    #[response(status = 503)]
    Unavailable(ErrorBody),
}
