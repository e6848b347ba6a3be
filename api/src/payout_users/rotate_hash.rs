//! POST /v1/payout-users/{id}/rotate-hash: for a hash that has leaked.
//!
//! Every call gives the next hash, and takes no `Idempotency-Key`: the answer to a retry would have to show a hash that
//! is stored nowhere, or one that another call has ended since. A client whose answer was lost calls again: what it never
//! saw is dead then, nobody is locked out, and no money moves.

use axum::extract::State;
use axum::http::HeaderValue;
use axum::http::header::CACHE_CONTROL;
use axum::response::IntoResponse;
use domain::ids::PayoutUserId;
use domain::payout_user::{self, RotateError, Rotated};
use futures::FutureExt;
use secrecy::ExposeSecret;
use serde::Serialize;
use utoipa::ToSchema;

use crate::auth::Merchant;
use crate::extract::{Json, NoBody, Path};
use crate::openapi::Problems;
use crate::problem::{Code, Problem};
use crate::refusal::Refusal;
use crate::state::App;
use crate::transact::{NotDone, Witness, WorkError};

/// A payout user's new hash.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = RotatedHash)]
pub struct Body {
    /// What the payout user shows from now on: 64 hex digits, opaque.
    hash: String,
}

/// Gives a payout user a new hash; the old one opens nothing from then on. A call whose answer was lost can be repeated:
/// each gives the next hash.
#[utoipa::path(
    post, path = "/v1/payout-users/{id}/rotate-hash", tag = "payout users", security(("secret_key" = [])),
    params(("id" = String, Path, description = "`usr_…`")),
    responses(
        (status = 200, body = Body),
        (status = 404, description = "No such payout user", body = Problem, content_type = "application/problem+json"),
        (status = 409, description = "It was rotated 32,766 times", body = Problem, content_type = "application/problem+json"),
        Problems,
    )
)]
pub async fn rotate_hash(
    State(app): State<App>,
    Merchant(caller): Merchant,
    Path(id): Path<PayoutUserId>,
    _: NoBody,
) -> Result<impl IntoResponse, Problem> {
    let (business, keys, now) = (caller.business_id, app.hash_keys.clone(), app.clock.now());
    // A hash that is shown and not stored would lock its user out.
    let witness: Witness<Rotated> = Box::new(move |rotated, conn| {
        let version = rotated.version;
        async move { payout_user::has_hash(conn, business, id, version).await }.boxed()
    });
    let rotated = app
        .transact_witnessed(witness, move |conn| {
            async move { payout_user::rotate_hash(conn, &keys, business, id, now).await }.boxed()
        })
        .await?;
    let body = Body { hash: rotated.hash.expose_secret().to_owned() };
    Ok(([(CACHE_CONTROL, HeaderValue::from_static("no-store"))], Json(body)))
}

impl WorkError for RotateError {
    fn split(self) -> Result<Self, sqlx::Error> {
        match self {
            Self::Database(error) => Err(error),
            refusal => Ok(refusal),
        }
    }
}

impl From<NotDone<RotateError>> for Problem {
    fn from(not_done: NotDone<RotateError>) -> Self {
        match not_done.own_refusal() {
            Ok(RotateError::NoSuchUser) => Refusal::NotFound.problem(),
            Ok(RotateError::TooOften) => {
                Self::new(Code::Conflict, "This payout user's hash was rotated as often as it can be.")
            }
            Ok(RotateError::Database(_)) => Refusal::Internal.problem(),
            Err(refusal) => refusal.problem(),
        }
    }
}
