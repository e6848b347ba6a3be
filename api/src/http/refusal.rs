//! Refusals before any endpoint decides: unknown routes, unreadable bodies, invalid headers.
//!
//! Extractors and fallbacks serve several families of routes, so a refusal does not choose its shape. It becomes a
//! [`Problem`], and stays in the response's extensions. The edge rewrites it into the shape of the request's family
//! ([`crate::http::family`]).

use axum::body::Body;
use axum::http::header::{ACCEPT_ENCODING, CONNECTION};
use axum::http::{HeaderValue, Response};
use axum::response::IntoResponse;
use domain::platform::db;
use domain::platform::pace::Pace;

use crate::http::extract::UnknownName;
use crate::http::payout_error::PayoutError;
use crate::http::problem::{Code, FieldProblem, Problem};
use crate::work::transact::TransactError;

/// A request that is refused before its endpoint runs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// No such object, or another business's.
    NotFound,
    /// An object of which there can be one does not exist. The text says how to create it.
    NoneSet(&'static str),
    /// A path parameter cannot be the name of anything. The text says why.
    NoSuchName(String),
    /// No route has this path. The text suggests what may have been meant.
    NoSuchAddress(String),
    /// The route exists, but not the method. The router sets `Allow`.
    MethodNotAllowed {
        /// The methods of the route, for people.
        known: String,
    },
    /// No valid credential of a merchant or a payout user.
    Unauthorized,
    /// The operators' token is missing or wrong.
    NotAnOperator,
    /// No provider has signed this request.
    NotAProvider,
    /// Payouts of the business are switched off.
    PayoutsDisabled,
    /// The body exceeds the route's limit.
    BodyTooLarge,
    /// The body stalled or came too slowly. The connection is closed.
    BodyStalled,
    /// The connection broke inside the body.
    BodyCut,
    /// The body is not compressed as `Content-Encoding` says.
    NotGzip,
    /// `Content-Encoding` names an unsupported encoding.
    UnsupportedEncoding,
    /// `Content-Type` names a type that the route does not read.
    UnsupportedMediaType {
        /// The types that the route reads, for people.
        taken: &'static str,
        /// Whether it is a form, in which browsers and `curl -F` send files.
        is_form: bool,
    },
    /// The body is not JSON. The text says what is wrong, and where.
    MalformedJson(String),
    /// The JSON has another shape than the route expects. The field name is empty if the whole body is wrong.
    UnexpectedJson(FieldProblem),
    /// The route reads no body, but the request has one.
    UnexpectedBody,
    /// An unknown parameter, field or value.
    Unknown(UnknownName),
    /// A query parameter is invalid.
    InvalidParameter {
        /// The parameter's name, or `query` if the query as a whole is invalid.
        field: String,
        /// What is wrong, for people.
        message: String,
    },
    /// The route needs an `Idempotency-Key`, and there is none.
    NoIdempotencyKey {
        /// The action that needs the key, for people.
        what: &'static str,
    },
    /// A form of a page came without the key that the page put into it.
    FormWithoutKey,
    /// `Idempotency-Key` is malformed or repeated.
    InvalidIdempotencyKey,
    /// `Idempotency-Key` is a placeholder that a tool left unfilled.
    PlaceholderIdempotencyKey,
    /// The key came in a header with a similar name.
    MisnamedIdempotencyKey,
    /// A handler failed with an internal error.
    Internal,
    /// The database is unavailable: nothing was recorded.
    Unavailable,
    /// The business is being moved between databases: nothing was recorded.
    Elsewhere,
    /// Too much work of the business waits for it to add more: nothing was recorded.
    RateLimited {
        /// Seconds until the next try may succeed.
        retry_after_s: u64,
    },
    /// Everything is throttled, and the payment would take longer than the client waits: nothing was recorded.
    AllThrottled {
        /// Seconds until the next try may succeed.
        retry_after_s: u64,
    },
    /// Too much work waits for anybody to add more, or the request is paused: nothing was recorded.
    Overloaded {
        /// Seconds until the next try may succeed.
        retry_after_s: u64,
    },
}

/// The supported encodings, for people and for `Accept-Encoding`.
const ENCODINGS: &str = "gzip";

/// Seconds until a client may retry a single failure. While the database is known to be away, [`crate::http::family`]
/// raises this.
pub const RETRY_AFTER_S: u64 = 1;

/// Seconds until a client may retry while its business is being moved: the switch takes seconds.
const RETRY_AFTER_MOVE_S: u64 = 2;

/// The pace of log lines about requests that fail because of the database. `domain::watch` logs that it is away.
static UNAVAILABLE: Pace = Pace::new();

/// The sentence about an id.
const NOT_FOUND: &str = "No object with this id was found. The lists show the ids that exist.";
/// The sentence about a merchant's credential.
const SEND_A_KEY: &str = "The API key is missing, unknown, revoked, expired or public (pk_). Send a secret key of the \
                          business as `Authorization: Bearer sk_live_…` (or sk_test_…).";
/// The sentence about an operator's credential.
const SEND_THE_TOKEN: &str = "The operator token is missing or wrong. Send PAYOUT_OPERATOR_TOKEN of this process as \
                              `Authorization: Bearer …`.";
/// The sentence about a provider's signature.
const SIGN: &str = "Sign with the provider's secret: Payout-Timestamp in Unix seconds, at most five minutes off, and \
     Payout-Signature, the lower-case hex HMAC-SHA256 over `callback.{timestamp}.{body}`.";
/// The sentence about a long body.
const TOO_LARGE: &str = "The request body is too large. The limit is 64 KiB, and for a batch 8 MiB as JSON or 512 MiB \
                         as CSV or NDJSON, also after decompression.";
/// The sentence about an `Idempotency-Key` that is malformed.
const NOT_A_KEY: &str = "Idempotency-Key must be sent once, with 1 to 255 printable ASCII characters.";
/// The sentence about a business that is being moved.
const ELSEWHERE: &str = "The business is being moved between databases, and nothing was recorded: send the same request again in a moment.";
/// The sentence about payouts that are switched off.
const PAYOUTS_OFF: &str = "Payouts of the business are switched off, so nothing was recorded. Ask the operators to switch them on \
                           (`payout business enable`), and send the request again.";
const MISNAMED: &str = "The header of the key is called Idempotency-Key: send the key under that name, so that \
                        the request is carried out once.";
const PLACEHOLDER: &str = "Idempotency-Key is a placeholder that was not filled in. Send a value of your own: a new \
                           one for each request, and the same one when you repeat a request.";

impl Refusal {
    /// Returns the refusal as an RFC 9457 problem.
    pub fn problem(&self) -> Problem {
        match self {
            Self::NotFound => Problem::new(Code::NotFound, NOT_FOUND),
            Self::NoneSet(cure) => Problem::new(Code::NotFound, *cure),
            Self::NoSuchName(why) | Self::NoSuchAddress(why) => Problem::new(Code::NotFound, why),
            Self::MethodNotAllowed { known } => Problem::new(
                Code::MethodNotAllowed,
                format!("This address does not support the method. It supports {known}."),
            ),
            Self::Unauthorized => Problem::new(Code::Unauthorized, SEND_A_KEY),
            Self::NotAnOperator => Problem::new(Code::Unauthorized, SEND_THE_TOKEN),
            Self::NotAProvider => Problem::new(Code::Unauthorized, SIGN),
            Self::PayoutsDisabled => Problem::new(Code::PayoutsDisabled, PAYOUTS_OFF),
            Self::BodyTooLarge => Problem::new(Code::BodyTooLarge, TOO_LARGE),
            Self::BodyStalled => Problem::new(Code::RequestTimeout, "The request body arrived too slowly."),
            Self::BodyCut => Problem::new(Code::MalformedBody, "The request body ended early."),
            Self::NotGzip => Problem::new(
                Code::MalformedBody,
                "The body is not gzip, but Content-Encoding says that it is.",
            ),
            Self::UnsupportedEncoding => Problem::new(
                Code::UnsupportedMediaType,
                format!(
                    "This Content-Encoding is not supported. Send {ENCODINGS}, or an uncompressed body without the header."
                ),
            ),
            Self::UnsupportedMediaType { taken, is_form } => unsupported(taken, *is_form),
            Self::MalformedJson(detail) => Problem::new(Code::MalformedBody, detail),
            Self::UnexpectedJson(fault) if fault.field.is_empty() => {
                Problem::new(Code::InvalidRequest, &fault.message)
            }
            Self::UnexpectedJson(fault) => Problem::fields(vec![fault.clone()]),
            Self::UnexpectedBody => {
                Problem::new(Code::InvalidRequest, "This address reads no body: send none.")
            }
            Self::Unknown(unknown) => unknown.problem(),
            Self::InvalidParameter { field, message } => Problem::field(field, "invalid", message),
            Self::NoIdempotencyKey { what } => Problem::new(
                Code::IdempotencyKeyRequired,
                format!(
                    "{what} needs the header Idempotency-Key. Send a value of your own: a new one for each request, \
                     and the same one when you repeat a request."
                ),
            ),
            Self::FormWithoutKey => Problem::new(
                Code::IdempotencyKeyRequired,
                "The form lacks the key from its page. Open the page again and send the form from there.",
            ),
            Self::InvalidIdempotencyKey => Problem::new(Code::InvalidIdempotencyKey, NOT_A_KEY),
            Self::PlaceholderIdempotencyKey => Problem::new(Code::InvalidIdempotencyKey, PLACEHOLDER),
            Self::MisnamedIdempotencyKey => Problem::new(Code::InvalidIdempotencyKey, MISNAMED),
            Self::Internal => Problem::new(Code::InternalError, "Internal server error"),
            Self::Unavailable => Problem::new(
                Code::ServiceUnavailable,
                "The service is temporarily unavailable: try again later.",
            )
            .with_retry_after(RETRY_AFTER_S),
            Self::Elsewhere => {
                Problem::new(Code::ServiceUnavailable, ELSEWHERE).with_retry_after(RETRY_AFTER_MOVE_S)
            }
            Self::RateLimited { retry_after_s } | Self::AllThrottled { retry_after_s } => {
                Problem::new(Code::RateLimited, "Too many payout requests: try again later.")
                    .with_retry_after(*retry_after_s)
            }
            Self::Overloaded { retry_after_s } => Problem::new(
                Code::ServiceUnavailable,
                "The service is temporarily unavailable: try again later.",
            )
            .with_retry_after(*retry_after_s),
        }
    }

    /// Returns the refusal in the shape of the `/payout` family.
    pub fn payout_error(&self) -> PayoutError {
        match self {
            Self::NotFound | Self::NoneSet(_) | Self::NoSuchName(_) | Self::NoSuchAddress(_) => {
                PayoutError::NotFound
            }
            Self::MethodNotAllowed { .. } => PayoutError::MethodNotAllowed,
            Self::Unauthorized | Self::NotAnOperator | Self::NotAProvider => PayoutError::Unauthorized,
            Self::PayoutsDisabled => PayoutError::PayoutsDisabled,
            Self::BodyTooLarge => PayoutError::BodyTooLarge,
            Self::BodyStalled => PayoutError::RequestTimeout,
            Self::UnsupportedMediaType { .. } | Self::UnsupportedEncoding => {
                PayoutError::UnsupportedMediaType
            }
            Self::BodyCut
            | Self::NotGzip
            | Self::MalformedJson(_)
            | Self::UnexpectedJson(_)
            | Self::UnexpectedBody => PayoutError::InvalidBody,
            Self::InvalidParameter { .. } | Self::Unknown(_) => PayoutError::InvalidQuery,
            Self::NoIdempotencyKey { .. } | Self::FormWithoutKey | Self::InvalidIdempotencyKey => {
                PayoutError::InvalidIdempotencyKey
            }
            Self::PlaceholderIdempotencyKey => PayoutError::PlaceholderIdempotencyKey,
            Self::MisnamedIdempotencyKey => PayoutError::MisnamedIdempotencyKey,
            Self::Internal => PayoutError::Internal,
            Self::Unavailable => PayoutError::Unavailable { retry_after_s: RETRY_AFTER_S },
            Self::Elsewhere => PayoutError::Unavailable { retry_after_s: RETRY_AFTER_MOVE_S },
            Self::RateLimited { retry_after_s } => PayoutError::RateLimited { retry_after_s: *retry_after_s },
            Self::AllThrottled { retry_after_s } => {
                PayoutError::AllThrottled { retry_after_s: *retry_after_s }
            }
            Self::Overloaded { retry_after_s } => PayoutError::Unavailable { retry_after_s: *retry_after_s },
        }
    }
}

impl<E> TransactError<E> {
    /// Returns the work's own refusal. Any other failure is logged here and returned as the error.
    ///
    /// # Errors
    /// [`Refusal::Unavailable`], [`Refusal::Elsewhere`] or [`Refusal::Internal`].
    pub fn from_work_error(self) -> Result<E, Refusal> {
        match self {
            Self::Refused(refusal) => Ok(refusal),
            Self::Unavailable(error) if db::is_elsewhere(&error) => Err(Refusal::Elsewhere),
            Self::Unavailable(error) => {
                if let Some(suppressed) = db::due_unless_away(&UNAVAILABLE) {
                    tracing::warn!(%error, suppressed, "requests are refused: the database is not available");
                }
                Err(Refusal::Unavailable)
            }
            Self::Failed(error) => {
                tracing::error!(%error, "a unit of work failed");
                Err(Refusal::Internal)
            }
            // The panic was logged where it was caught.
            Self::Panicked(_) => Err(Refusal::Internal),
        }
    }
}

/// Returns the problem of a body whose type is not among those `taken`. A form gets a hint of its own.
fn unsupported(taken: &str, is_form: bool) -> Problem {
    let detail = if is_form {
        format!(
            "This address does not accept forms (multipart/form-data). Send the content alone as the body, with its own \
             Content-Type: {taken}. (With curl: --data-binary @FILE and -H in place of -F.)"
        )
    } else {
        format!(
            "This address does not accept this Content-Type. Send one Content-Type header with one of: {taken}. (curl \
             sends application/x-www-form-urlencoded unless -H sets the type.)"
        )
    };
    Problem::new(Code::UnsupportedMediaType, detail)
}

impl From<Refusal> for Problem {
    fn from(refusal: Refusal) -> Self {
        refusal.problem()
    }
}

/// For work without refusals of its own.
impl From<TransactError<sqlx::Error>> for Problem {
    fn from(not_done: TransactError<sqlx::Error>) -> Self {
        Refusal::from(not_done).problem()
    }
}

/// For work without refusals of its own.
impl From<TransactError<sqlx::Error>> for Refusal {
    fn from(not_done: TransactError<sqlx::Error>) -> Self {
        not_done.from_work_error().map_or_else(|refusal| refusal, |_| Self::Internal)
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response<Body> {
        let mut response = self.problem().into_response();
        if self == Self::BodyStalled {
            response.headers_mut().insert(CONNECTION, HeaderValue::from_static("close"));
        }
        if self == Self::UnsupportedEncoding {
            // RFC 9110, 15.5.16.
            response.headers_mut().insert(ACCEPT_ENCODING, HeaderValue::from_static(ENCODINGS));
        }
        response.extensions_mut().insert(self);
        response
    }
}
