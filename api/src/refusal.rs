//! What is refused before any endpoint decides: unknown routes, unreadable bodies, bad headers.
//!
//! Extractors and fallbacks serve both families of routes, so a refusal does not choose its shape. It answers as a
//! [`Problem`] and leaves itself in the response's extensions; [`shape_by_route`] at the edge rewrites it into the
//! seeds' shape when the request was for one of the seeds' routes.

use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::header::{ACCEPT_ENCODING, CONNECTION, CONTENT_LENGTH, CONTENT_TYPE, RETRY_AFTER};
use axum::http::{HeaderValue, Response, StatusCode};
use axum::middleware::Next;
use axum::response::IntoResponse;
use domain::db::Database;
use domain::pace::Pace;

use crate::extract::{ENCODINGS, UnknownName};
use crate::problem::{Code, Problem};
use crate::seed_error::SeedError;
use crate::transact::NotDone;

/// A request that no endpoint has judged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// No such route, or a path parameter that can name nothing.
    NotFound,
    /// The route exists, the method does not; `Allow` is set by the router.
    MethodNotAllowed,
    /// No usable credential of a merchant, or of a payout user.
    Unauthorized,
    /// The operators' token was not shown.
    NotAnOperator,
    /// No provider has signed this.
    NotAProvider,
    /// The business has payouts switched off.
    PayoutsDisabled,
    /// The body is over the route's limit.
    BodyTooLarge,
    /// The body stopped coming, or dripped; the connection is closed.
    BodyStalled,
    /// The connection broke inside the body.
    BodyCut,
    /// The body is not packed as `Content-Encoding` says.
    NotGzip,
    /// `Content-Encoding` names something else than can be unpacked.
    UnsupportedEncoding,
    /// `Content-Type` names something else than the route reads.
    UnsupportedMediaType {
        /// What it reads, for people.
        taken: &'static str,
    },
    /// Not JSON; what and where, for people.
    MalformedJson(String),
    /// JSON of another shape than the route reads.
    UnexpectedJson {
        /// The field at fault, as a path; empty when it is the whole.
        field: String,
        /// What is wrong with it, for people.
        message: String,
    },
    /// A parameter, a field or a value that is not known.
    Unknown(UnknownName),
    /// A query parameter at fault.
    InvalidParameter {
        /// Its name, `query` when the query as a whole is at fault.
        field: &'static str,
        /// What is wrong with it, for people.
        message: String,
    },
    /// `Idempotency-Key` is malformed or repeated.
    InvalidIdempotencyKey,
    /// `Idempotency-Key` is what a tool writes where a key was to be filled in.
    PlaceholderIdempotencyKey,
    /// A handler failed in a way it does not know itself.
    Internal,
    /// The database is away: nothing was recorded.
    Unavailable,
    /// So much work of the business waits that it may not add to it: nothing was recorded.
    RateLimited {
        /// Seconds until the next try may succeed.
        retry_after_s: u64,
    },
    /// Everything is throttled, and waiting would take longer than its client does: nothing was recorded.
    AllThrottled {
        /// Seconds until the next try may succeed.
        retry_after_s: u64,
    },
    /// So much work waits that nobody may add to it, or what is asked for is paused: nothing was recorded.
    Overloaded {
        /// Seconds until the next try may succeed.
        retry_after_s: u64,
    },
}

/// Seconds after which a client may try again what failed once. While the database is known to be away,
/// [`shape_by_route`] says more.
pub const RETRY_AFTER_S: u64 = 1;

/// What the database's absence does to every request is said now and then; why it is away, `domain::db::watch` says.
static UNAVAILABLE: Pace = Pace::new();

impl Refusal {
    /// As RFC 9457 has it.
    pub fn problem(&self) -> Problem {
        match self {
            Self::NotFound => Problem::new(Code::NotFound, "There is nothing at this address."),
            Self::MethodNotAllowed => {
                Problem::new(Code::MethodNotAllowed, "This address does not know the method; see Allow.")
            }
            Self::Unauthorized => Problem::new(
                Code::Unauthorized,
                "Send a secret key of the business as `Authorization: Bearer sk_live_…` (or sk_test_…). None came, or one that is \
                 unknown, revoked, expired or public (pk_).",
            ),
            Self::NotAnOperator => Problem::new(
                Code::Unauthorized,
                "Send the operators' token (PAYOUT_OPERATOR_TOKEN of this process) as `Authorization: Bearer …`. None came, or \
                 another one.",
            ),
            Self::NotAProvider => Problem::new(
                Code::Unauthorized,
                "Sign with the provider's secret: Payout-Timestamp in Unix seconds, at most five minutes off, and \
                 Payout-Signature, the lower-case hex HMAC-SHA256 over `callback.{timestamp}.{body}`.",
            ),
            Self::PayoutsDisabled => Problem::new(Code::PayoutsDisabled, "Payouts are currently disabled."),
            Self::BodyTooLarge => Problem::new(
                Code::BodyTooLarge,
                "The request body is too large, as it came or unpacked: at most 64 KiB; a batch 8 MiB as JSON, 512 MiB as CSV or \
                 NDJSON.",
            ),
            Self::BodyStalled => Problem::new(Code::RequestTimeout, "The request body came too slowly."),
            Self::BodyCut => Problem::new(Code::MalformedBody, "The request body ended early."),
            Self::NotGzip => {
                Problem::new(Code::MalformedBody, "The body is not gzip, though Content-Encoding says so.")
            }
            Self::UnsupportedEncoding => Problem::new(
                Code::UnsupportedMediaType,
                format!(
                    "This Content-Encoding is not taken: send {ENCODINGS}, or the body as it is, without the header."
                ),
            ),
            Self::UnsupportedMediaType { taken } => Problem::new(
                Code::UnsupportedMediaType,
                format!(
                    "This address does not read this Content-Type. It reads {taken}. (curl says \
                     application/x-www-form-urlencoded until it is told the type with -H.)"
                ),
            ),
            Self::MalformedJson(detail) => Problem::new(Code::MalformedBody, detail),
            Self::UnexpectedJson { field, message } if field.is_empty() => {
                Problem::new(Code::InvalidRequest, message)
            }
            Self::UnexpectedJson { field, message } => Problem::field(field, "invalid", message),
            Self::Unknown(unknown) => unknown.problem(),
            Self::InvalidParameter { field, message } => Problem::field(field, "invalid", message),
            Self::InvalidIdempotencyKey => Problem::new(
                Code::InvalidIdempotencyKey,
                "Idempotency-Key must be sent once, with 1 to 255 printable ASCII characters.",
            ),
            Self::PlaceholderIdempotencyKey => Problem::new(
                Code::InvalidIdempotencyKey,
                "Idempotency-Key is a placeholder that was not filled in. Send a value of your own, a new one for each request \
                 and the same one when it is sent again.",
            ),
            Self::Internal => Problem::new(Code::InternalError, "Internal server error"),
            Self::Unavailable => Problem::new(Code::ServiceUnavailable, "Service temporarily unavailable")
                .with_retry_after(RETRY_AFTER_S),
            Self::RateLimited { retry_after_s } | Self::AllThrottled { retry_after_s } => {
                Problem::new(Code::RateLimited, "Too many payout requests").with_retry_after(*retry_after_s)
            }
            Self::Overloaded { retry_after_s } => {
                Problem::new(Code::ServiceUnavailable, "Service temporarily unavailable")
                    .with_retry_after(*retry_after_s)
            }
        }
    }

    /// As the seeds have it.
    pub fn seed_error(&self) -> SeedError {
        match self {
            Self::NotFound => SeedError::NotFound,
            Self::MethodNotAllowed => SeedError::MethodNotAllowed,
            Self::Unauthorized | Self::NotAnOperator | Self::NotAProvider => SeedError::Unauthorized,
            Self::PayoutsDisabled => SeedError::PayoutsDisabled,
            Self::BodyTooLarge => SeedError::BodyTooLarge,
            Self::BodyStalled => SeedError::RequestTimeout,
            Self::UnsupportedMediaType { .. } | Self::UnsupportedEncoding => SeedError::UnsupportedMediaType,
            Self::BodyCut | Self::NotGzip | Self::MalformedJson(_) | Self::UnexpectedJson { .. } => {
                SeedError::InvalidBody
            }
            Self::InvalidParameter { .. } | Self::Unknown(_) => SeedError::InvalidQuery,
            Self::InvalidIdempotencyKey => SeedError::InvalidIdempotencyKey,
            Self::PlaceholderIdempotencyKey => SeedError::PlaceholderIdempotencyKey,
            Self::Internal => SeedError::Internal,
            Self::Unavailable => SeedError::Unavailable { retry_after_s: RETRY_AFTER_S },
            Self::RateLimited { retry_after_s } => SeedError::RateLimited { retry_after_s: *retry_after_s },
            Self::AllThrottled { retry_after_s } => SeedError::AllThrottled { retry_after_s: *retry_after_s },
            Self::Overloaded { retry_after_s } => SeedError::Unavailable { retry_after_s: *retry_after_s },
        }
    }
}

impl<E> NotDone<E> {
    /// The work's own refusal, or, as the error, what to answer for work that could not be done; that is logged here.
    ///
    /// # Errors
    /// [`Refusal::Unavailable`] or [`Refusal::Internal`].
    pub fn own_refusal(self) -> Result<E, Refusal> {
        match self {
            Self::Refused(refusal) => Ok(refusal),
            Self::Unavailable(error) => {
                if let Some(more) = UNAVAILABLE.due() {
                    tracing::warn!(%error, more, "requests are refused: the database is not available");
                }
                Err(Refusal::Unavailable)
            }
            Self::Failed(error) => {
                tracing::error!(%error, "a unit of work failed");
                Err(Refusal::Internal)
            }
            // Logged where it was caught.
            Self::Panicked(_) => Err(Refusal::Internal),
        }
    }
}

impl From<Refusal> for Problem {
    fn from(refusal: Refusal) -> Self {
        refusal.problem()
    }
}

/// Work without refusals of its own.
impl From<NotDone<sqlx::Error>> for Problem {
    fn from(not_done: NotDone<sqlx::Error>) -> Self {
        Refusal::from(not_done).problem()
    }
}

/// Work without refusals of its own.
impl From<NotDone<sqlx::Error>> for Refusal {
    fn from(not_done: NotDone<sqlx::Error>) -> Self {
        not_done.own_refusal().map_or_else(|refusal| refusal, |_| Self::Internal)
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

/// Whether a path belongs to the seeds, whose errors are not problems.
pub fn is_seed_route(path: &str) -> bool {
    path == "/balance" || path == "/payout" || path.starts_with("/payout/")
}

/// Middleware: gives a [`Refusal`] on one of the seeds' routes the seeds' shape. Headers stay. No 503 asks a client to come
/// again sooner than is known to be worth while.
pub async fn shape_by_route(
    State(database): State<Database>,
    request: Request,
    next: Next,
) -> Response<Body> {
    let seeds = is_seed_route(request.uri().path());
    let mut response = shaped(next.run(request).await, seeds);
    no_sooner_than_known(&database, &mut response);
    response
}

/// The answer to a request for `path` that is refused before any router sees it.
pub fn shaped_for(path: &str, refusal: &Refusal) -> Response<Body> {
    if is_seed_route(path) { refusal.seed_error().into_response() } else { refusal.problem().into_response() }
}

/// While the database is known to be away, a 503 says so.
pub fn no_sooner_than_known(database: &Database, response: &mut Response<Body>) {
    if response.status() == StatusCode::SERVICE_UNAVAILABLE
        && let Some(seconds) = database.retry_after_s()
        && let Some(said) = response.headers_mut().get_mut(RETRY_AFTER)
        && said.to_str().ok().and_then(|said| said.parse::<u64>().ok()).is_some_and(|said| said < seconds)
    {
        *said = seconds.into();
    }
}

fn shaped(response: Response<Body>, seeds: bool) -> Response<Body> {
    match response.extensions().get::<Refusal>() {
        Some(refusal) if seeds => {
            let mut shaped = refusal.seed_error().into_response();
            let (mut parts, _problem) = response.into_parts();
            parts.headers.remove(CONTENT_TYPE);
            parts.headers.remove(CONTENT_LENGTH);
            for (name, value) in parts.headers.drain() {
                if let Some(name) = name {
                    shaped.headers_mut().insert(name, value);
                }
            }
            shaped
        }
        _ => response,
    }
}
