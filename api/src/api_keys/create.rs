//! POST /v1/api-keys

use axum::body::Body;
use axum::extract::State;
use axum::http::{Response, StatusCode};
use chrono::{DateTime, Utc};
use domain::idempotency::Caller;
use futures::FutureExt;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{Issued, Making, NewKey, check_name, witness};
use crate::auth::Merchant;
use crate::expiry;
use crate::extract::Json;
use crate::once::Keyed;
use crate::openapi::Problems;
use crate::problem::Problem;
use crate::state::App;

/// A key to make.
#[derive(Debug, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ApiKeyRequest)]
pub struct Request {
    /// What to call it.
    #[schema(min_length = 1, max_length = 200)]
    name: String,
    /// When it ends by itself; never when absent.
    expires_at: Option<DateTime<Utc>>,
}

/// Makes a key of the business's mode.
#[utoipa::path(
    post, path = "/v1/api-keys", tag = "api keys", security(("secret_key" = [])), params(Keyed), request_body = Request,
    responses(
        (status = 201, description = "The key is shown this once", body = NewKey),
        (status = 409, description = "Too many keys", body = Problem, content_type = "application/problem+json"),
        Problems,
    )
)]
pub async fn create(
    State(app): State<App>,
    Merchant(caller): Merchant,
    keyed: Keyed,
    Json(request): Json<Request>,
) -> Result<Response<Body>, Problem> {
    check_name(&request.name)?;
    if let Some(end) = request.expires_at {
        expiry::check_future(end, app.clock.now())?;
    }
    let business = caller.business_id;
    let making = Making::begin(&app, keyed.key())?;
    let asked = keyed.asked(Caller::Business(business), &request)?;
    let (first, again) = (making.clone(), making);
    let issued = app
        .once(
            asked,
            Some(witness(business)),
            move |conn| first.carry_out(conn, business, request.name, request.expires_at).boxed(),
            Issued::made,
            move |conn, made| async move { again.again(conn, business, made).await }.boxed(),
        )
        .await?;
    Ok(issued.answer(StatusCode::CREATED, Issued::shown))
}
