//! `Idempotency-Key` on every route that creates or moves something and has no reference of its own.
//!
//! A handler takes [`Keyed`] and works through [`App::once`]. The first statement of its transaction claims the key,
//! and the last stores the result under it ([`domain::idempotency`]). The same request then gets the same response
//! again. If that is impossible, because what it created has ended since, the response says so. A request is never
//! carried out twice, and a secret that no longer works is never shown.

use axum::body::Body;
use axum::extract::{FromRequestParts, MatchedPath};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, Response, StatusCode};
use axum::response::IntoResponse;
use domain::idempotency::{self, BeginError, Caller, KeyedRequest};
use futures::FutureExt;
use futures::future::BoxFuture;
use serde::Serialize;
use serde::de::DeserializeOwned;
use sqlx::PgConnection;
use utoipa::IntoParams;
use utoipa::openapi::path::{Parameter, ParameterIn};
use utoipa::openapi::schema::{Object, Type};
use utoipa::openapi::{RefOr, Required};

use crate::app::App;
use crate::app::transactions::FEW_STATEMENTS;
use crate::http::extract::{Form, IDEMPOTENCY_KEY, IdempotencyKey, Json};
use crate::http::metrics::requests::IDEMPOTENT_REPLAYED;
use crate::http::problem::{Code, Problem};
use crate::http::refusal::Refusal;
use crate::work::transact::{Evidence, TransactError, Witness, WorkError};

/// The key of a request, if it has one, and the route that the key belongs to.
#[derive(Debug, Clone)]
pub struct Keyed {
    key: Option<IdempotencyKey>,
    route: String,
}

/// The result of a request, and whether an earlier request under its key produced it.
#[derive(Debug, Clone)]
pub struct Outcome<T> {
    /// What was done.
    pub value: T,
    /// Whether an earlier request did it, and this one changed nothing.
    pub replayed: bool,
}

/// Why a request under a key had no effect.
#[derive(Debug, thiserror::Error)]
pub enum OnceError<E> {
    /// The key was used for another request.
    #[error("the key was used for another request")]
    KeyReused,
    /// What the key created cannot be shown again. The text says why, and what to do.
    #[error("what the key created no longer exists")]
    Gone(String),
    /// The work itself refused.
    #[error("the work was refused")]
    Work(#[source] E),
}

impl<S: Send + Sync> FromRequestParts<S> for Keyed {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Refusal> {
        let key = IdempotencyKey::from_headers(&parts.headers)?;
        let path = parts.extensions.get::<MatchedPath>().map_or("unmatched", MatchedPath::as_str);
        Ok(Self { key, route: format!("{} {path}", parts.method) })
    }
}

impl IntoParams for Keyed {
    fn into_params(_: impl Fn() -> Option<ParameterIn>) -> Vec<Parameter> {
        let schema = Object::builder().schema_type(Type::String).min_length(Some(1)).max_length(Some(255));
        let parameter = Parameter::builder()
            .name("Idempotency-Key")
            .parameter_in(ParameterIn::Header)
            .required(Required::False)
            .description(Some(
                "Carries the request out once: for 30 days the same request under the same key is answered the same, with \
                 `Idempotent-Replayed: true`. Each route is a namespace of its own.",
            ))
            .schema(Some(RefOr::T(schema.build().into())));
        vec![parameter.build()]
    }
}

impl Keyed {
    /// Reads the key from the field `key` of a page's form, for the route that the form is sent to.
    ///
    /// # Errors
    /// [`Refusal::FormWithoutKey`], or the refusal of an invalid key in the header.
    pub fn of_form(route: &str, form: &Form) -> Result<Self, Refusal> {
        Ok(Self { key: Some(key_of_form(form)?), route: format!("POST {route}") })
    }

    /// Returns the key as the client chose it.
    pub fn key(&self) -> Option<&str> {
        self.key.as_ref().map(IdempotencyKey::as_str)
    }

    /// Returns the request of `caller` under its key. `request` must hold everything that the request means, including
    /// the ids in its path.
    ///
    /// # Errors
    /// [`Refusal::Internal`] if the request cannot be serialised.
    pub fn asked(self, caller: Caller, request: &impl Serialize) -> Result<Option<KeyedRequest>, Refusal> {
        let Some(key) = self.key else { return Ok(None) };
        KeyedRequest::new(caller, self.route, key.as_str(), request).map(Some).map_err(|error| {
            tracing::error!(%error, "cannot serialise a request as JSON");
            Refusal::Internal
        })
    }
}

/// Reads the key from the field `key` of a page's form, for routes that handle their keys themselves.
///
/// # Errors
/// The same as [`Keyed::of_form`].
pub fn key_of_form(form: &Form) -> Result<IdempotencyKey, Refusal> {
    let missing = || Refusal::FormWithoutKey;
    let key = form.text("key").and_then(|key| HeaderValue::from_str(key).ok()).ok_or_else(missing)?;
    IdempotencyKey::from_headers(&HeaderMap::from_iter([(IDEMPOTENCY_KEY, key)]))?.ok_or_else(missing)
}

impl App {
    /// Does `work` once under its key, or every time without a key. `made` selects what is stored of the result. For a
    /// repeated request, `again` turns what was stored into the result, in a transaction that changes nothing.
    ///
    /// # Errors
    /// [`TransactError`]: nothing was changed.
    pub async fn once<T, M, E, W, A>(
        &self,
        asked: Option<KeyedRequest>,
        witness: Option<Witness<T>>,
        work: W,
        made: fn(&T) -> M,
        again: A,
    ) -> Result<Outcome<T>, TransactError<OnceError<E>>>
    where
        T: Send + Sync + 'static,
        M: Serialize + DeserializeOwned + Send + Sync + 'static,
        E: WorkError + From<sqlx::Error>,
        W: for<'c> FnOnce(&'c mut PgConnection) -> BoxFuture<'c, Result<T, E>> + Send + 'static,
        A: for<'c> FnOnce(&'c mut PgConnection, M) -> BoxFuture<'c, Result<T, OnceError<E>>> + Send + 'static,
    {
        let evidence = Evidence { witness: witness.map(witness_of_outcome), transaction_id: None };
        let now = self.clock.now();
        self.transact_on(FEW_STATEMENTS, evidence, move |conn| {
            async move {
                let Some(asked) = asked else {
                    return Ok(Outcome {
                        value: work(conn).await.map_err(OnceError::Work)?,
                        replayed: false,
                    });
                };
                let before = idempotency::begin(conn, &asked, now).await.map_err(OnceError::of)?;
                if let Some(before) = before {
                    return Ok(Outcome { value: again(conn, before).await?, replayed: true });
                }
                let value = work(conn).await.map_err(OnceError::Work)?;
                let kept = idempotency::keep(conn, &asked, &made(&value)).await;
                kept.map_err(OnceError::database)?;
                Ok(Outcome { value, replayed: false })
            }
            .boxed()
        })
        .await
    }
}

/// Makes a witness of an outcome. A replay needs no witness, because it wrote nothing.
fn witness_of_outcome<T: Send + Sync + 'static>(witness: Witness<T>) -> Witness<Outcome<T>> {
    Box::new(
        move |outcome, conn| {
            if outcome.replayed { async { Ok(true) }.boxed() } else { witness(&outcome.value, conn) }
        },
    )
}

/// The `again` for results that are stored completely.
pub fn replayed<T: Send + 'static, E: 'static>(
    _conn: &mut PgConnection,
    made: T,
) -> BoxFuture<'_, Result<T, OnceError<E>>> {
    async move { Ok(made) }.boxed()
}

impl<T> Outcome<T> {
    /// Returns the response. It is the same for a replay, except for the header `Idempotent-Replayed`.
    pub fn answer<B: Serialize>(self, status: StatusCode, body: impl FnOnce(T) -> B) -> Response<Body> {
        let mut response = (status, Json(body(self.value))).into_response();
        if self.replayed {
            response.headers_mut().insert(IDEMPOTENT_REPLAYED, HeaderValue::from_static("true"));
        }
        response
    }
}

impl<E> OnceError<E> {
    /// The database failed.
    pub fn database(error: sqlx::Error) -> Self
    where
        E: From<sqlx::Error>,
    {
        Self::Work(error.into())
    }

    fn of(error: BeginError) -> Self
    where
        E: From<sqlx::Error>,
    {
        match error {
            BeginError::KeyReused => Self::KeyReused,
            BeginError::Database(error) => Self::database(error),
        }
    }
}

impl<E: WorkError> WorkError for OnceError<E> {
    fn split(self) -> Result<Self, sqlx::Error> {
        match self {
            Self::Work(error) => error.split().map(Self::Work),
            refusal => Ok(refusal),
        }
    }
}

impl<E> TransactError<OnceError<E>> {
    /// Separates the refusals of the key itself, as the error, from all other failures.
    ///
    /// # Errors
    /// [`OnceError::KeyReused`] and [`OnceError::Gone`].
    pub fn without_key(self) -> Result<TransactError<E>, OnceError<E>> {
        match self {
            Self::Refused(OnceError::Work(error)) => Ok(TransactError::Refused(error)),
            Self::Refused(refusal) => Err(refusal),
            Self::Unavailable(error) => Ok(TransactError::Unavailable(error)),
            Self::Failed(error) => Ok(TransactError::Failed(error)),
            Self::Panicked(panicked) => Ok(TransactError::Panicked(panicked)),
        }
    }
}

impl<E> From<TransactError<OnceError<E>>> for Problem
where
    Self: From<TransactError<E>>,
{
    fn from(not_done: TransactError<OnceError<E>>) -> Self {
        match not_done.without_key() {
            Ok(not_done) => not_done.into(),
            Err(OnceError::Gone(detail)) => Self::new(Code::Conflict, detail),
            Err(_) => Self::new(
                Code::IdempotencyKeyReused,
                "Idempotency-Key was already used with different parameters.",
            ),
        }
    }
}
