//! POST /v1/payout-users/{id}/rotate-hash: replaces a hash that has leaked.
//!
//! Without an `Idempotency-Key` every call gives the next hash. With a key, the same request returns the same hash
//! again, as long as it is the user's hash. Once another call has replaced the hash, the response says so and contains
//! no hash.

use axum::body::Body;
use axum::extract::State;
use axum::http::header::CACHE_CONTROL;
use axum::http::{HeaderValue, Response, StatusCode};
use domain::idempotency::{Caller, KeyedRequest};
use domain::ids::{BusinessId, PayoutUserId};
use domain::payout_user::{self, RotateError, Rotated};
use domain::secrets::hash;
use domain::secrets::keyring::{self, Keyring};
use futures::FutureExt;
use secrecy::ExposeSecret;
use serde::Serialize;
use sqlx::PgConnection;
use utoipa::ToSchema;

use crate::app::App;
use crate::app::once::{Keyed, OnceError, Outcome};
use crate::app::secrets::unproven_secret;
use crate::auth::Merchant;
use crate::http::answers::Problems;
use crate::http::extract::{NoBody, Path};
use crate::http::problem::{Code, Problem};
use crate::http::refusal::Refusal;
use crate::work::transact::{TransactError, Witness, WorkError};

/// A payout user's new hash.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = RotatedHash)]
pub struct Answer {
    /// The new payout hash: an opaque string of 64 hex digits.
    hash: String,
}

/// Gives a payout user a new hash.
///
/// The old hash stops working at once. Each call gives another hash, except for the same request under the same
/// `Idempotency-Key`. If the hash that such a key returned has been replaced, the request returns 409.
#[utoipa::path(
    post, path = "/v1/payout-users/{id}/rotate-hash", tag = "payout users", security(("secret_key" = [])),
    params(("id" = String, Path, description = "`usr_…`"), Keyed),
    responses(
        (status = 200, body = Answer),
        (status = 404, description = "No such payout user", body = Problem, content_type = "application/problem+json"),
        (status = 409, description = "The hash was rotated 32,766 times, which is the limit", body = Problem, content_type = "application/problem+json"),
        Problems,
    )
)]
pub async fn rotate_hash(
    State(app): State<App>,
    Merchant(caller): Merchant,
    keyed: Keyed,
    Path(id): Path<PayoutUserId>,
    _: NoBody,
) -> Result<Response<Body>, Problem> {
    let business = caller.business_id;
    let asked = keyed.asked(Caller::Business(business), &id)?;
    let rotated = rotated(&app, asked, (business, id)).await?;
    let mut response =
        rotated.answer(StatusCode::OK, |rotated| Answer { hash: rotated.hash.expose_secret().to_owned() });
    response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Ok(response)
}

/// Gives the payout user `id` of `business` its next hash, once under a key.
///
/// # Errors
/// 404; 409 when no further hash is possible, or when the hash that the key returned has been replaced.
pub async fn rotated(
    app: &App,
    asked: Option<KeyedRequest>,
    (business, id): (BusinessId, PayoutUserId),
) -> Result<Outcome<Rotated>, Problem> {
    let now = app.clock.now();
    let (keys, again_keys) = (app.hash_keys.clone(), app.hash_keys.clone());
    // A hash that is returned but not stored would lock its user out.
    let witness: Witness<Rotated> = Box::new(move |rotated, conn| {
        let version = rotated.version;
        async move { payout_user::has_hash(conn, business, id, version).await }.boxed()
    });
    let rotated = app
        .once(
            asked,
            Some(witness),
            move |conn| async move { payout_user::rotate_hash(conn, &keys, business, id, now).await }.boxed(),
            |rotated| rotated.version.number,
            move |conn, number| {
                async move { rotated_before(conn, &again_keys, (business, id), number).await }.boxed()
            },
        )
        .await?;
    Ok(rotated)
}

/// Returns the hash with this number, if it is still the user's hash.
async fn rotated_before(
    conn: &mut PgConnection,
    keys: &Keyring,
    (business, id): (BusinessId, PayoutUserId),
    number: i16,
) -> Result<Rotated, OnceError<RotateError>> {
    let user = payout_user::get(conn, business, id).await.map_err(OnceError::database)?;
    let user = user.ok_or(OnceError::Work(RotateError::NoSuchUser))?;
    if user.hash_version.number != number {
        return Err(OnceError::Gone(
            "The hash that this Idempotency-Key returned was replaced. Rotate it again with a new Idempotency-Key."
                .to_owned(),
        ));
    }
    let checked = keyring::check(conn, keys, user.hash_version.secret).await;
    checked.map_err(|unproven| OnceError::Work(unproven.into()))?;
    let hash = hash::payout_hash(keys, user.hash_version, business, user.email.as_str());
    let hash = hash.map_err(|unknown| OnceError::database(sqlx::Error::Configuration(Box::new(unknown))))?;
    Ok(Rotated { hash, version: user.hash_version })
}

impl WorkError for RotateError {
    fn split(self) -> Result<Self, sqlx::Error> {
        match self {
            Self::Database(error) => Err(error),
            refusal => Ok(refusal),
        }
    }
}

impl From<TransactError<RotateError>> for Problem {
    fn from(not_done: TransactError<RotateError>) -> Self {
        match not_done.from_work_error() {
            Ok(RotateError::NoSuchUser) => Refusal::NotFound.problem(),
            Ok(RotateError::TooOften) => Self::new(
                Code::Conflict,
                "This payout user's hash was rotated 32,766 times, which is the limit.",
            ),
            Ok(RotateError::Secret(unproven)) => unproven_secret(&unproven).problem(),
            Ok(RotateError::Database(_)) => Refusal::Internal.problem(),
            Err(refusal) => refusal.problem(),
        }
    }
}
