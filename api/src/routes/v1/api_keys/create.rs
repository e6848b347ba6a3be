//! POST /v1/api-keys

use axum::body::Body;
use axum::extract::State;
use axum::http::{Response, StatusCode};
use chrono::{DateTime, Utc};
use domain::business::api_key;
use domain::idempotency::{Caller, KeyedRequest};
use domain::ids::BusinessId;
use futures::FutureExt;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{Issued, KeyCreation, NewKey, check_name, witness};
use crate::app::App;
use crate::app::once::{Keyed, Outcome};
use crate::auth::Merchant;
use crate::http::answers::Problems;
use crate::http::extract::{Json, Time};
use crate::http::problem::Problem;
use crate::intake::fields::expiry;

/// An API key to create.
#[derive(Debug, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ApiKeyRequest)]
pub struct Request {
    /// The name of the key.
    #[schema(min_length = 1, max_length = 200)]
    name: String,
    /// When the key expires. By default it never does.
    #[schema(value_type = Option<DateTime<Utc>>)]
    expires_at: Option<Time>,
}

/// Creates an API key.
///
/// The key of a live business begins with `sk_live_`, that of a test business with `sk_test_`. Only a digest of the key
/// is stored, so it is never returned again, except for the same request under the same `Idempotency-Key`.
#[utoipa::path(
    post, path = "/v1/api-keys", tag = "api keys", security(("secret_key" = [])), params(Keyed), request_body = Request,
    responses(
        (status = 201, description = "Created. The key is returned only once", body = NewKey),
        (status = 409, description = "The business has too many keys", body = Problem, content_type = "application/problem+json"),
        Problems,
    )
)]
pub async fn create(
    State(app): State<App>,
    Merchant(caller): Merchant,
    keyed: Keyed,
    Json(request): Json<Request>,
) -> Result<Response<Body>, Problem> {
    Ok(created(&app, caller.business_id, keyed, request).await?.answer(StatusCode::CREATED, Issued::shown))
}

/// Creates the requested key, once under its idempotency key.
///
/// # Errors
/// Why no key was created.
pub async fn created(
    app: &App,
    business: BusinessId,
    keyed: Keyed,
    request: Request,
) -> Result<Outcome<Issued>, Problem> {
    check_name(&request.name)?;
    let expires_at = request.expires_at.map(|Time(end)| end);
    if let Some(end) = expires_at {
        expiry::check_future(end, app.clock.now())?;
    }
    let (key, name) = (keyed.key().map(str::to_owned), request.name.clone());
    let asked = keyed.asked(Caller::Business(business), &request)?;
    let wanted = Wanted { name, expires_at, replaces: Replaces::None };
    issued(app, business, (key.as_deref(), asked), wanted).await
}

/// The key to create.
#[derive(Debug)]
pub struct Wanted {
    /// The name of the key.
    pub name: String,
    /// When the key expires.
    pub expires_at: Option<DateTime<Utc>>,
    /// Which keys end when it is created.
    pub replaces: Replaces,
}

/// Which keys end when a key is created.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Replaces {
    /// No keys.
    None,
    /// The keys of the same name that have an expiry.
    Passing,
}

/// Creates the key `wanted`, once under an idempotency key. `asked` is the request under that key.
///
/// # Errors
/// Why no key was created.
pub async fn issued(
    app: &App,
    business: BusinessId,
    (key, asked): (Option<&str>, Option<KeyedRequest>),
    wanted: Wanted,
) -> Result<Outcome<Issued>, Problem> {
    let (making, now) = (KeyCreation::begin(app, key)?, app.clock.now());
    let (first, again) = (making.clone(), making);
    let Wanted { name, expires_at, replaces } = wanted;
    let issued = app
        .once(
            asked,
            Some(witness(business)),
            move |conn| {
                async move {
                    if replaces == Replaces::Passing {
                        api_key::revoke_passing(conn, business, &name, now).await?;
                    }
                    first.carry_out(conn, business, name, expires_at).await
                }
                .boxed()
            },
            Issued::made,
            move |conn, made| async move { again.again(conn, business, made).await }.boxed(),
        )
        .await?;
    if replaces == Replaces::Passing {
        app.key_cache.forget();
    }
    Ok(issued)
}
