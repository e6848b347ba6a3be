//! RFC 9457 problems: the refusals of `/v1` and `/admin`.
//!
//! `code` is the stable name for programs. `detail` is for people and may change. The detail of a 5xx is constant: the
//! internal cause is logged once, with the same `Request-Id`.

use axum::body::Body;
use axum::http::header::{CONTENT_TYPE, RETRY_AFTER, WWW_AUTHENTICATE};
use axum::http::{HeaderValue, Response, StatusCode};
use axum::response::IntoResponse;
use domain::money::Cents;
use serde::{Serialize, Serializer};
use utoipa::ToSchema;

/// The media type of a problem.
const PROBLEM_JSON: HeaderValue = HeaderValue::from_static("application/problem+json");

/// The stable names of what can be wrong. Once published, a name is never changed or reused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, ToSchema)]
#[schema(rename_all = "snake_case")]
pub enum Code {
    /// 400: the body is not JSON, or ended early.
    MalformedBody,
    /// 400: invalid fields or parameters. `errors` lists them.
    InvalidRequest,
    /// 400: an unknown parameter. `errors` names it.
    UnknownParameter,
    /// 400: an unknown field. `errors` names it.
    UnknownField,
    /// 400: an unknown value. `errors` names its field.
    UnknownValue,
    /// 400: `Idempotency-Key` is empty, too long or not printable ASCII.
    InvalidIdempotencyKey,
    /// 400: this route needs an `Idempotency-Key`.
    IdempotencyKeyRequired,
    /// 400: the balance does not cover the amount.
    InsufficientFunds,
    /// 400: the payout balance does not cover an `all_or_nothing` batch. `missing` says by how much.
    InsufficientPayoutBalance,
    /// 401: no credential, or one that is unknown, revoked or of the wrong kind.
    Unauthorized,
    /// 403: payouts of the business are switched off.
    PayoutsDisabled,
    /// 404: no such route or object, or another business's.
    NotFound,
    /// 405: the route has other methods. See `Allow`.
    MethodNotAllowed,
    /// 408: the body came too slowly.
    RequestTimeout,
    /// 409: the object's state does not allow this.
    Conflict,
    /// 413: the body exceeds the route's limit.
    BodyTooLarge,
    /// 415: the body's `Content-Type` is not one this route reads.
    UnsupportedMediaType,
    /// 422: the key was used with another request.
    IdempotencyKeyReused,
    /// 429: too many requests. See `Retry-After`.
    RateLimited,
    /// 500: nothing was or will be done.
    InternalError,
    /// 503: cannot be accepted now, and nothing was recorded. See `Retry-After`.
    ServiceUnavailable,
}

impl Code {
    /// Returns the name as it appears in responses.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::MalformedBody => "malformed_body",
            Self::InvalidRequest => "invalid_request",
            Self::UnknownParameter => "unknown_parameter",
            Self::UnknownField => "unknown_field",
            Self::UnknownValue => "unknown_value",
            Self::InvalidIdempotencyKey => "invalid_idempotency_key",
            Self::IdempotencyKeyRequired => "idempotency_key_required",
            Self::InsufficientFunds => "insufficient_funds",
            Self::InsufficientPayoutBalance => "insufficient_payout_balance",
            Self::Unauthorized => "unauthorized",
            Self::PayoutsDisabled => "payouts_disabled",
            Self::NotFound => "not_found",
            Self::MethodNotAllowed => "method_not_allowed",
            Self::RequestTimeout => "request_timeout",
            Self::Conflict => "conflict",
            Self::BodyTooLarge => "body_too_large",
            Self::UnsupportedMediaType => "unsupported_media_type",
            Self::IdempotencyKeyReused => "idempotency_key_reused",
            Self::RateLimited => "rate_limited",
            Self::InternalError => "internal_error",
            Self::ServiceUnavailable => "service_unavailable",
        }
    }

    /// Returns the HTTP status of this code.
    pub fn status(self) -> StatusCode {
        match self {
            Self::MalformedBody
            | Self::InvalidRequest
            | Self::UnknownParameter
            | Self::UnknownField
            | Self::UnknownValue
            | Self::InvalidIdempotencyKey
            | Self::IdempotencyKeyRequired
            | Self::InsufficientFunds
            | Self::InsufficientPayoutBalance => StatusCode::BAD_REQUEST,
            Self::Unauthorized => StatusCode::UNAUTHORIZED,
            Self::PayoutsDisabled => StatusCode::FORBIDDEN,
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::MethodNotAllowed => StatusCode::METHOD_NOT_ALLOWED,
            Self::RequestTimeout => StatusCode::REQUEST_TIMEOUT,
            Self::Conflict => StatusCode::CONFLICT,
            Self::BodyTooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::UnsupportedMediaType => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::IdempotencyKeyReused => StatusCode::UNPROCESSABLE_ENTITY,
            Self::RateLimited => StatusCode::TOO_MANY_REQUESTS,
            Self::InternalError => StatusCode::INTERNAL_SERVER_ERROR,
            Self::ServiceUnavailable => StatusCode::SERVICE_UNAVAILABLE,
        }
    }
}

impl Serialize for Code {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

/// One thing at fault in a request with several.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct FieldProblem {
    /// The item's place in a batch, from 0; absent outside batches.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub index: Option<u64>,
    /// The line of the file it begins in, from 1; absent where there are no lines.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<u64>,
    /// The field or parameter, as the client wrote it.
    pub field: String,
    /// The stable name of the fault, such as `required` or `too_large`.
    pub code: &'static str,
    /// The fault for people.
    pub message: String,
}

/// A problem document. Made with [`Problem::new`], answered with its code's status.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Problem {
    /// `about:blank`: the code says which problem it is, the title is the status's own phrase (RFC 9457, 4.2.1).
    #[serde(rename = "type")]
    kind: &'static str,
    /// The status's phrase.
    title: &'static str,
    /// The HTTP status, repeated for readers of stored bodies.
    status: u16,
    /// The stable name of the problem.
    code: Code,
    /// What is wrong with this request, for people.
    detail: String,
    /// What is at fault, when the fault lies in fields.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    errors: Vec<FieldProblem>,
    /// Whether `errors` was cut at its limit; absent when it was not.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    errors_truncated: bool,
    /// Cents that are missing from a balance, for a refusal that is about money.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<i64>)]
    missing: Option<Cents>,
    /// Seconds, sent as the `Retry-After` header.
    #[serde(skip)]
    retry_after_s: Option<u64>,
}

impl Problem {
    /// Creates a problem with `code` and its status. `detail` is for people.
    pub fn new(code: Code, detail: impl Into<String>) -> Self {
        let status = code.status();
        Self {
            kind: "about:blank",
            title: status.canonical_reason().unwrap_or_default(),
            status: status.as_u16(),
            code,
            detail: detail.into(),
            errors: Vec::new(),
            errors_truncated: false,
            missing: None,
            retry_after_s: None,
        }
    }

    /// Creates a 400 `invalid_request` about fields. The message of a single fault is also the detail, for readers who
    /// look no further.
    pub fn fields(errors: Vec<FieldProblem>) -> Self {
        let detail = match errors.as_slice() {
            [only] => only.message.clone(),
            _ => "The request has invalid fields.".to_owned(),
        };
        Self::new(Code::InvalidRequest, detail).with_errors(errors)
    }

    /// Creates a 400 `invalid_request` about one parameter, with one entry in `errors`.
    pub fn field(field: &str, code: &'static str, message: impl Into<String>) -> Self {
        Self::fields(vec![FieldProblem {
            index: None,
            line: None,
            field: field.into(),
            code,
            message: message.into(),
        }])
    }

    /// Adds the invalid fields.
    #[must_use]
    pub fn with_errors(mut self, errors: Vec<FieldProblem>) -> Self {
        self.errors = errors;
        self
    }

    /// Marks that there are more faults than `errors` lists.
    #[must_use]
    pub fn with_errors_truncated(mut self) -> Self {
        self.errors_truncated = true;
        self
    }

    /// Sets how many cents are missing.
    #[must_use]
    pub fn with_missing(mut self, missing: Cents) -> Self {
        self.missing = Some(missing);
        self
    }

    /// Adds `Retry-After`, in seconds.
    #[must_use]
    pub fn with_retry_after(mut self, seconds: u64) -> Self {
        self.retry_after_s = Some(seconds);
        self
    }

    /// Returns the problem's stable name.
    pub fn code(&self) -> Code {
        self.code
    }

    /// Returns the status's phrase.
    pub fn title(&self) -> &'static str {
        self.title
    }

    /// Returns what is wrong, for people.
    pub fn detail(&self) -> &str {
        &self.detail
    }

    /// Returns the faults, if the problem is about fields.
    pub fn errors(&self) -> &[FieldProblem] {
        &self.errors
    }

    /// Returns after how many seconds to try again, if known.
    pub fn retry_after_s(&self) -> Option<u64> {
        self.retry_after_s
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response<Body> {
        let body = serde_json::to_vec(&self).unwrap_or_default();
        let mut response = (self.code.status(), Body::from(body)).into_response();
        let headers = response.headers_mut();
        headers.insert(CONTENT_TYPE, PROBLEM_JSON);
        if let Some(seconds) = self.retry_after_s {
            headers.insert(RETRY_AFTER, seconds.into());
        }
        if self.code == Code::Unauthorized {
            headers.insert(WWW_AUTHENTICATE, HeaderValue::from_static("Bearer")); // RFC 9110, 15.5.2
        }
        response
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use http_body_util::BodyExt;

    async fn text(response: Response<Body>) -> String {
        String::from_utf8(response.into_body().collect().await.unwrap().to_bytes().to_vec()).unwrap()
    }

    #[tokio::test]
    async fn a_plain_problem_has_no_extensions() {
        let response = Problem::new(Code::NotFound, "No such batch.").into_response();
        assert_eq!(response.status(), 404);
        assert_eq!(response.headers()[CONTENT_TYPE], "application/problem+json");
        assert_eq!(
            text(response).await,
            r#"{"type":"about:blank","title":"Not Found","status":404,"code":"not_found","detail":"No such batch."}"#
        );
    }

    #[tokio::test]
    async fn errors_and_retry_after_are_included() {
        let mut fault = FieldProblem {
            index: None,
            line: None,
            field: "limit".into(),
            code: "too_large",
            message: "At most 200.".into(),
        };
        assert!(!serde_json::to_string(&fault).unwrap().contains("index"));
        fault.index = Some(3);
        let response =
            Problem::fields(vec![fault]).with_errors_truncated().with_retry_after(2).into_response();
        assert_eq!(response.headers()[RETRY_AFTER], "2");
        let body = text(response).await;
        assert!(body.ends_with(
            r#""errors":[{"index":3,"field":"limit","code":"too_large","message":"At most 200."}],"errors_truncated":true}"#
        ));
    }

    #[test]
    fn a_401_names_the_bearer_scheme() {
        let response = Problem::new(Code::Unauthorized, "").into_response();
        assert_eq!(response.headers()[WWW_AUTHENTICATE], "Bearer");
    }
}
