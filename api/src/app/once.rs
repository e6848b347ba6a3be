//! `Idempotency-Key` on every route that makes or moves something and has no reference of its own for it.
//!
//! A handler takes [`Keyed`] and works by [`App::once`]: the first statement of its transaction is about the key, and
//! the last keeps what was done under it ([`domain::idempotency`]). The same request is then answered the same again.
//! If that cannot be, because what it made has ended since, the answer says so. It is never carried out twice, and no
//! secret is shown that opens nothing.

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
use crate::work::transact::{Evidence, NotDone, Witness, WorkError};

/// The key of a request, if it has one, and the route that it is a key of.
#[derive(Debug, Clone)]
pub struct Keyed {
    key: Option<IdempotencyKey>,
    route: String,
}

/// What a request was answered with, and whether an earlier one under its key had done it.
#[derive(Debug, Clone)]
pub struct Outcome<T> {
    /// What was done.
    pub value: T,
    /// Whether an earlier request had done it, and nothing was done now.
    pub replayed: bool,
}

/// Why a request under a key took no effect.
#[derive(Debug, thiserror::Error)]
pub enum NotOnce<E> {
    /// The key was used for another request.
    #[error("the key was used for another request")]
    KeyReused,
    /// What the key made cannot be shown again. The text says why, and what to do.
    #[error("what the key made is gone")]
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
    /// The key that a form of a page has in its field `key`, on the route that it is sent to.
    ///
    /// # Errors
    /// [`Refusal::FormWithoutKey`] or what a key in the header is refused by.
    pub fn of_form(route: &str, form: &Form) -> Result<Self, Refusal> {
        Ok(Self { key: Some(key_of_form(form)?), route: format!("POST {route}") })
    }

    /// The key as the client chose it.
    pub fn key(&self) -> Option<&str> {
        self.key.as_ref().map(IdempotencyKey::as_str)
    }

    /// What `caller` asks for under its key. `request` must hold everything that the request means, the ids of its path
    /// included.
    ///
    /// # Errors
    /// [`Refusal::Internal`] when the request cannot be written.
    pub fn asked(self, caller: Caller, request: &impl Serialize) -> Result<Option<KeyedRequest>, Refusal> {
        let Some(key) = self.key else { return Ok(None) };
        KeyedRequest::new(caller, self.route, key.as_str(), request).map(Some).map_err(|error| {
            tracing::error!(%error, "a request cannot be written as JSON");
            Refusal::Internal
        })
    }
}

/// The key that a form of a page has in its field `key`, for what knows its keys by itself.
///
/// # Errors
/// As [`Keyed::of_form`].
pub fn key_of_form(form: &Form) -> Result<IdempotencyKey, Refusal> {
    let missing = || Refusal::FormWithoutKey;
    let key = form.text("key").and_then(|key| HeaderValue::from_str(key).ok()).ok_or_else(missing)?;
    IdempotencyKey::from_headers(&HeaderMap::from_iter([(IDEMPOTENCY_KEY, key)]))?.ok_or_else(missing)
}

impl App {
    /// Does `work` once under its key, or every time without one. `made` says what is kept of the result. The same
    /// request finds that, and is answered by `again`, in a transaction that changes nothing.
    ///
    /// # Errors
    /// [`NotDone`]; nothing was changed.
    pub async fn once<T, M, E, W, A>(
        &self,
        asked: Option<KeyedRequest>,
        witness: Option<Witness<T>>,
        work: W,
        made: fn(&T) -> M,
        again: A,
    ) -> Result<Outcome<T>, NotDone<NotOnce<E>>>
    where
        T: Send + Sync + 'static,
        M: Serialize + DeserializeOwned + Send + Sync + 'static,
        E: WorkError + From<sqlx::Error>,
        W: for<'c> FnOnce(&'c mut PgConnection) -> BoxFuture<'c, Result<T, E>> + Send + 'static,
        A: for<'c> FnOnce(&'c mut PgConnection, M) -> BoxFuture<'c, Result<T, NotOnce<E>>> + Send + 'static,
    {
        let evidence = Evidence { witness: witness.map(of_what_was_done), transaction_id: None };
        let now = self.clock.now();
        self.transact_on(FEW_STATEMENTS, evidence, move |conn| {
            async move {
                let Some(asked) = asked else {
                    return Ok(Outcome { value: work(conn).await.map_err(NotOnce::Work)?, replayed: false });
                };
                let before = idempotency::begin(conn, &asked, now).await.map_err(NotOnce::of)?;
                if let Some(before) = before {
                    return Ok(Outcome { value: again(conn, before).await?, replayed: true });
                }
                let value = work(conn).await.map_err(NotOnce::Work)?;
                let kept = idempotency::keep(conn, &asked, &made(&value)).await;
                kept.map_err(NotOnce::database)?;
                Ok(Outcome { value, replayed: false })
            }
            .boxed()
        })
        .await
    }
}

/// The witness of an outcome. A replay needs none: it only looked up what was done, and wrote nothing.
fn of_what_was_done<T: Send + Sync + 'static>(witness: Witness<T>) -> Witness<Outcome<T>> {
    Box::new(
        move |outcome, conn| {
            if outcome.replayed { async { Ok(true) }.boxed() } else { witness(&outcome.value, conn) }
        },
    )
}

/// The way to answer again when everything that is answered was kept.
pub fn as_it_was<T: Send + 'static, E: 'static>(
    _conn: &mut PgConnection,
    made: T,
) -> BoxFuture<'_, Result<T, NotOnce<E>>> {
    async move { Ok(made) }.boxed()
}

impl<T> Outcome<T> {
    /// The answer. It is the same whether the work was done now or before, except for the header that says so.
    pub fn answer<B: Serialize>(self, status: StatusCode, body: impl FnOnce(T) -> B) -> Response<Body> {
        let mut response = (status, Json(body(self.value))).into_response();
        if self.replayed {
            response.headers_mut().insert(IDEMPOTENT_REPLAYED, HeaderValue::from_static("true"));
        }
        response
    }
}

impl<E> NotOnce<E> {
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

impl<E: WorkError> WorkError for NotOnce<E> {
    fn split(self) -> Result<Self, sqlx::Error> {
        match self {
            Self::Work(error) => error.split().map(Self::Work),
            refusal => Ok(refusal),
        }
    }
}

impl<E> NotDone<NotOnce<E>> {
    /// Takes the refusals of the key itself apart, as the error.
    ///
    /// # Errors
    /// [`NotOnce::KeyReused`] and [`NotOnce::Gone`].
    pub fn without_key(self) -> Result<NotDone<E>, NotOnce<E>> {
        match self {
            Self::Refused(NotOnce::Work(error)) => Ok(NotDone::Refused(error)),
            Self::Refused(refusal) => Err(refusal),
            Self::Unavailable(error) => Ok(NotDone::Unavailable(error)),
            Self::Failed(error) => Ok(NotDone::Failed(error)),
            Self::Panicked(panicked) => Ok(NotDone::Panicked(panicked)),
        }
    }
}

impl<E> From<NotDone<NotOnce<E>>> for Problem
where
    Self: From<NotDone<E>>,
{
    fn from(not_done: NotDone<NotOnce<E>>) -> Self {
        match not_done.without_key() {
            Ok(not_done) => not_done.into(),
            Err(NotOnce::Gone(detail)) => Self::new(Code::Conflict, detail),
            Err(_) => Self::new(
                Code::IdempotencyKeyReused,
                "Idempotency-Key was already used with different parameters.",
            ),
        }
    }
}
