//! The refusals of the `/payout` family (`/payout/*`, `/balance`): `{"error": "…"}`, or a map of fields. The contract
//! fixes these bodies byte for byte. Nothing may be added to them.

use axum::body::Body;
use axum::http::header::{CONTENT_TYPE, RETRY_AFTER, WWW_AUTHENTICATE};
use axum::http::{HeaderValue, Response, StatusCode};
use axum::response::IntoResponse;
use serde::ser::{Serialize, SerializeMap, Serializer};

/// The errors in the contract's table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PayoutError {
    /// 400, with the map of invalid fields.
    Fields(PayoutFieldErrors),
    /// 400: the body is not valid for the route (routes without a field map of their own).
    InvalidBody,
    /// 400: a query parameter is not valid for the route.
    InvalidQuery,
    /// 400: the payout balance does not cover the amount.
    InsufficientPayoutBalance,
    /// 400: the payout user's balance does not cover the withdrawal.
    InsufficientBalance,
    /// 400: the key is malformed or missing.
    InvalidIdempotencyKey,
    /// 400: the key is a placeholder that a tool left unfilled.
    PlaceholderIdempotencyKey,
    /// 400: the key came in a header with a similar name.
    MisnamedIdempotencyKey,
    /// 401: no valid credential.
    Unauthorized,
    /// 403: payouts of the business are switched off.
    PayoutsDisabled,
    /// 404: no such route or object.
    NotFound,
    /// 405: the route does not support the method.
    MethodNotAllowed,
    /// 408: the body came too slowly.
    RequestTimeout,
    /// 409: the state does not allow this, for the given reason.
    Conflict(&'static str),
    /// 413: the body exceeds the route's limit.
    BodyTooLarge,
    /// 415: the route does not read this content type.
    UnsupportedMediaType,
    /// 422: the key was used with another request.
    IdempotencyKeyReused,
    /// 429: the business has reached a limit.
    RateLimited {
        /// Seconds until the next try may succeed.
        retry_after_s: u64,
    },
    /// 429: the throttle of everything is reached.
    AllThrottled {
        /// Seconds until the next try may succeed.
        retry_after_s: u64,
    },
    /// 500: nothing was or will be debited.
    Internal,
    /// 503: nothing was recorded.
    Unavailable {
        /// Seconds after which to try again.
        retry_after_s: u64,
    },
}

/// Messages by field, in the order in which they were added. Only invalid fields are in the map.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PayoutFieldErrors(Vec<(&'static str, String)>);

impl PayoutFieldErrors {
    /// Creates an empty map.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds an invalid field. Each field must be added only once.
    #[must_use]
    pub fn with(mut self, field: &'static str, message: impl Into<String>) -> Self {
        self.0.push((field, message.into()));
        self
    }

    /// Returns whether no field is invalid.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl Serialize for PayoutFieldErrors {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for (field, message) in &self.0 {
            map.serialize_entry(field, &[message])?;
        }
        map.end()
    }
}

/// The body `{"error": …}`.
#[derive(serde::Serialize)]
struct ErrorBody {
    error: &'static str,
}

/// The body of 429, the only one with more.
#[derive(Debug, serde::Serialize, utoipa::ToSchema)]
#[schema(as = RateLimited)]
pub struct RateLimitedBody {
    /// `rate_limit_exceeded`
    error: &'static str,
    /// For people.
    message: &'static str,
    /// Whose limit it is.
    r#type: &'static str,
    /// Seconds, as in `Retry-After`.
    retry_after: u64,
}

impl PayoutError {
    fn status(&self) -> StatusCode {
        match self {
            Self::Fields(_)
            | Self::InvalidBody
            | Self::InvalidQuery
            | Self::InsufficientPayoutBalance
            | Self::InsufficientBalance
            | Self::InvalidIdempotencyKey
            | Self::PlaceholderIdempotencyKey
            | Self::MisnamedIdempotencyKey => StatusCode::BAD_REQUEST,
            Self::Unauthorized => StatusCode::UNAUTHORIZED,
            Self::PayoutsDisabled => StatusCode::FORBIDDEN,
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::MethodNotAllowed => StatusCode::METHOD_NOT_ALLOWED,
            Self::RequestTimeout => StatusCode::REQUEST_TIMEOUT,
            Self::Conflict(_) => StatusCode::CONFLICT,
            Self::BodyTooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::UnsupportedMediaType => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::IdempotencyKeyReused => StatusCode::UNPROCESSABLE_ENTITY,
            Self::RateLimited { .. } | Self::AllThrottled { .. } => StatusCode::TOO_MANY_REQUESTS,
            Self::Internal => StatusCode::INTERNAL_SERVER_ERROR,
            Self::Unavailable { .. } => StatusCode::SERVICE_UNAVAILABLE,
        }
    }

    /// Returns the text under `error`. The field map and 429 have their own bodies.
    fn text(&self) -> &'static str {
        match self {
            Self::Fields(_) => "",
            Self::InvalidBody => "Invalid request body",
            Self::InvalidQuery => "Invalid query",
            Self::InsufficientPayoutBalance => "Insufficient payout balance",
            Self::InsufficientBalance => "Insufficient balance",
            Self::InvalidIdempotencyKey => "Invalid Idempotency-Key",
            Self::PlaceholderIdempotencyKey => {
                "Idempotency-Key is a placeholder. Send a value of your own, a new one for each payment"
            }
            Self::MisnamedIdempotencyKey => {
                "The header of the key is called Idempotency-Key. Send the key under that name"
            }
            Self::Unauthorized => "Unauthorized",
            Self::PayoutsDisabled => "Payouts are currently disabled. Please enable them in Settings.",
            Self::NotFound => "Not found",
            Self::MethodNotAllowed => "Method not allowed",
            Self::RequestTimeout => "Request timeout",
            Self::Conflict(text) => text,
            Self::BodyTooLarge => "Request body too large",
            Self::UnsupportedMediaType => "Unsupported content type",
            Self::IdempotencyKeyReused => "Idempotency-Key was already used with different parameters",
            Self::RateLimited { .. } | Self::AllThrottled { .. } => "rate_limit_exceeded",
            Self::Internal => "Internal server error",
            Self::Unavailable { .. } => "Service temporarily unavailable",
        }
    }

    fn body(&self) -> Vec<u8> {
        let written = match self {
            Self::Fields(fields) => serde_json::to_vec(fields),
            Self::RateLimited { retry_after_s } => self.rate_limited("business", *retry_after_s),
            Self::AllThrottled { retry_after_s } => self.rate_limited("all", *retry_after_s),
            _ => serde_json::to_vec(&ErrorBody { error: self.text() }),
        };
        written.unwrap_or_default()
    }

    fn rate_limited(&self, of: &'static str, retry_after: u64) -> serde_json::Result<Vec<u8>> {
        let (error, message) = (self.text(), "Too many payout requests");
        serde_json::to_vec(&RateLimitedBody { error, message, r#type: of, retry_after })
    }

    fn retry_after_s(&self) -> Option<u64> {
        match self {
            Self::RateLimited { retry_after_s }
            | Self::AllThrottled { retry_after_s }
            | Self::Unavailable { retry_after_s } => Some(*retry_after_s),
            _ => None,
        }
    }
}

impl IntoResponse for PayoutError {
    fn into_response(self) -> Response<Body> {
        let mut response = (self.status(), Body::from(self.body())).into_response();
        let headers = response.headers_mut();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        if let Some(seconds) = self.retry_after_s() {
            headers.insert(RETRY_AFTER, seconds.into());
        }
        if self == Self::Unauthorized {
            headers.insert(WWW_AUTHENTICATE, HeaderValue::from_static("Bearer")); // RFC 9110, 15.5.2
        }
        response
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use http_body_util::BodyExt;

    async fn answer(error: PayoutError) -> (u16, String) {
        let response = error.into_response();
        assert_eq!(response.headers()[CONTENT_TYPE], "application/json");
        let status = response.status().as_u16();
        let body = response.into_body().collect().await.unwrap().to_bytes();
        (status, String::from_utf8(body.to_vec()).unwrap())
    }

    #[tokio::test]
    async fn errors_match_the_contract_byte_for_byte() {
        let table = [
            (PayoutError::InsufficientPayoutBalance, 400, r#"{"error":"Insufficient payout balance"}"#),
            (PayoutError::InvalidIdempotencyKey, 400, r#"{"error":"Invalid Idempotency-Key"}"#),
            (PayoutError::Unauthorized, 401, r#"{"error":"Unauthorized"}"#),
            (
                PayoutError::PayoutsDisabled,
                403,
                r#"{"error":"Payouts are currently disabled. Please enable them in Settings."}"#,
            ),
            (
                PayoutError::IdempotencyKeyReused,
                422,
                r#"{"error":"Idempotency-Key was already used with different parameters"}"#,
            ),
            (
                PayoutError::RateLimited { retry_after_s: 7 },
                429,
                r#"{"error":"rate_limit_exceeded","message":"Too many payout requests","type":"business","retry_after":7}"#,
            ),
            (PayoutError::Internal, 500, r#"{"error":"Internal server error"}"#),
            (
                PayoutError::Unavailable { retry_after_s: 1 },
                503,
                r#"{"error":"Service temporarily unavailable"}"#,
            ),
        ];
        for (error, status, body) in table {
            assert_eq!(answer(error).await, (status, body.to_owned()));
        }
    }

    #[tokio::test]
    async fn field_errors_keep_their_order() {
        let fields = PayoutFieldErrors::new().with("email", "E.").with("amount", "A.");
        assert_eq!(
            answer(PayoutError::Fields(fields)).await,
            (400, r#"{"email":["E."],"amount":["A."]}"#.to_owned())
        );
    }

    #[test]
    fn the_time_to_wait_is_the_header_retry_after() {
        let response = PayoutError::Unavailable { retry_after_s: 3 }.into_response();
        assert_eq!(response.headers()[RETRY_AFTER], "3");
    }
}
