//! POST /v1/api-keys/{id}/roll: creates a successor, and ends the old key after an overlap.

use axum::body::Body;
use axum::extract::State;
use axum::http::{Response, StatusCode};
use chrono::TimeDelta;
use domain::business::api_key;
use domain::idempotency::Caller;
use domain::ids::{ApiKeyId, BusinessId};
use futures::FutureExt;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{Issued, KeyCreation, NewKey, witness};
use crate::app::App;
use crate::app::once::{Keyed, Outcome};
use crate::auth::Merchant;
use crate::http::answers::Problems;
use crate::http::extract::{Json, Path};
use crate::http::problem::Problem;

/// The longest overlap, in seconds (7 days): time to deploy the new key everywhere, but not to forget the old one.
const MAX_OVERLAP_SECONDS: u32 = 7 * 24 * 60 * 60;

/// The shortest overlap, in seconds, for a key that rolls itself: time to repeat the request if the response was lost.
/// No other key could repeat it.
const MIN_OWN_OVERLAP_SECONDS: u32 = 60;

/// How to roll a key.
#[derive(Debug, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ApiKeyRoll)]
pub struct Request {
    /// For how many seconds both keys work. 0 ends the old key at once. At least 60 if a key rolls itself.
    #[schema(maximum = 604_800)]
    overlap_seconds: u32,
}

/// Rolls an API key: creates a key with the same name and ends the old key after an overlap.
///
/// The old key works for `overlap_seconds` more, or until its own expiry if that is sooner. Both keys are then in the
/// list. A key can be rolled only once: afterwards, only revoking it can end it sooner.
#[utoipa::path(
    post, path = "/v1/api-keys/{id}/roll", tag = "api keys", security(("secret_key" = [])),
    params(("id" = String, Path, description = "`key_…`"), Keyed), request_body = Request,
    responses(
        (status = 201, description = "The new key, which is returned only once", body = NewKey),
        (status = 404, description = "No such key", body = Problem, content_type = "application/problem+json"),
        (status = 409, description = "The key has ended or was already rolled", body = Problem, content_type = "application/problem+json"),
        Problems,
    )
)]
pub async fn roll(
    State(app): State<App>,
    Merchant(caller): Merchant,
    keyed: Keyed,
    Path(id): Path<ApiKeyId>,
    Json(request): Json<Request>,
) -> Result<Response<Body>, Problem> {
    request.check(caller.key_id == id)?;
    let rolled = rolled(&app, caller.business_id, keyed, id, request).await?;
    Ok(rolled.answer(StatusCode::CREATED, Issued::shown))
}

/// Rolls the key `id` of a business, once under an idempotency key, and returns its successor.
///
/// # Errors
/// Why the key was not rolled.
pub async fn rolled(
    app: &App,
    business: BusinessId,
    keyed: Keyed,
    id: ApiKeyId,
    request: Request,
) -> Result<Outcome<Issued>, Problem> {
    request.check(false)?;
    let making = KeyCreation::begin(app, keyed.key())?;
    let asked = keyed.asked(Caller::Business(business), &(id, &request))?;
    let now = app.clock.now();
    let end = now + TimeDelta::seconds(request.overlap_seconds.into());
    let (first, again) = (making.clone(), making);
    let issued = app
        .once(
            asked,
            Some(witness(business)),
            move |conn| {
                async move {
                    let old = api_key::roll(conn, business, id, first.id(), end, now).await?;
                    let issued = first.carry_out(conn, business, old.name, None).await?;
                    Ok(issued.with_previous_until(old.expires_at))
                }
                .boxed()
            },
            Issued::made,
            move |conn, made| async move { again.again(conn, business, made).await }.boxed(),
        )
        .await?;
    app.key_cache.forget();
    Ok(issued)
}

impl Request {
    fn check(&self, rolls_itself: bool) -> Result<(), Problem> {
        if self.overlap_seconds > MAX_OVERLAP_SECONDS {
            let message = format!("overlap_seconds must be at most {MAX_OVERLAP_SECONDS}.");
            return Err(Problem::field("overlap_seconds", "too_large", message));
        }
        if rolls_itself && self.overlap_seconds < MIN_OWN_OVERLAP_SECONDS {
            let message = format!(
                "overlap_seconds must be at least {MIN_OWN_OVERLAP_SECONDS} when a key rolls itself: if the response \
                 is lost, only this key can request it again. To end the old key sooner, revoke it with the new one."
            );
            return Err(Problem::field("overlap_seconds", "too_small", message));
        }
        Ok(())
    }
}
