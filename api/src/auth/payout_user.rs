//! Authenticates a payout user by its hash.
//!
//! Every cause of a 401 (no hash, malformed, unknown, inactive, expired, two that differ) takes the same path: one
//! look-up by the digest of the hash, or of an empty text if there is no usable hash. No hash is cached, so an inactive
//! payout user is rejected at once.

use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::request::Parts;
use domain::ids::BusinessId;
use domain::payout_user::{self, HashHolder};
use futures::FutureExt;

use crate::app::App;
use crate::app::allowed_origins::AuthenticatedBusiness;
use crate::http::extract::{Form, JsonObject, OptionalRawJson, ShownHash};
use crate::http::refusal::Refusal;

/// The payout user whose hash is in the header or the query. Otherwise the request is rejected with 401. For routes
/// without a body.
#[derive(Debug, Clone)]
pub struct PayoutUser(pub HashHolder);

/// The payout user whose hash is in the header, the JSON body or the query. Otherwise the request is rejected with 401,
/// whatever else is wrong with the body. For routes with a body, which may contain `payout_hash`.
#[derive(Debug)]
pub struct PayoutUserWithBody {
    /// The authenticated payout user.
    pub holder: HashHolder,
    /// The body: empty if there is none, `None` if it is not a JSON object.
    pub body: Option<JsonObject>,
}

/// A form of a page, and the payout user whose hash is in the header or in the form's `payout_hash`, never in the URL.
/// An invalid hash is not refused here, because the page reports it.
#[derive(Debug)]
pub struct PayoutUserWithForm {
    /// The authenticated payout user, if the hash is valid.
    pub holder: Option<HashHolder>,
    /// The fields of the form.
    pub form: Form,
}

impl FromRequest<App> for PayoutUserWithForm {
    type Rejection = Refusal;

    async fn from_request(request: Request, app: &App) -> Result<Self, Refusal> {
        let headers = request.headers().clone();
        let form = Form::from_request(request, app).await?;
        match holder(app, ShownHash::of_form(&headers, &form)).await {
            Ok(holder) => Ok(Self { holder: Some(holder), form }),
            Err(Refusal::Unauthorized) => Ok(Self { holder: None, form }),
            Err(refusal) => Err(refusal),
        }
    }
}

impl FromRequestParts<App> for PayoutUser {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Refusal> {
        let holder = holder(app, ShownHash::of_head(&parts.headers, &parts.uri)).await?;
        noted(parts.extensions.get(), holder.business_id);
        Ok(Self(holder))
    }
}

impl FromRequest<App> for PayoutUserWithBody {
    type Rejection = Refusal;

    async fn from_request(request: Request, app: &App) -> Result<Self, Refusal> {
        let shown = ShownHash::of_head(request.headers(), request.uri());
        let let_in = request.extensions().get::<AuthenticatedBusiness>().cloned();
        let read = OptionalRawJson::from_request(request, app).await;
        let body = read.map(|OptionalRawJson(bytes)| match bytes.as_ref() {
            [] => Some(JsonObject::default()),
            bytes => JsonObject::read(bytes),
        });
        let shown = match &body {
            Ok(Some(object)) => shown.or(ShownHash::of_body(object)),
            _ => shown,
        };
        let holder = holder(app, shown).await?;
        noted(let_in.as_ref(), holder.business_id);
        Ok(Self { holder, body: body? })
    }
}

/// Records in `let_in` that a payout user of `business` is authenticated.
fn noted(let_in: Option<&AuthenticatedBusiness>, business: BusinessId) {
    if let Some(let_in) = let_in {
        let_in.note(business);
    }
}

async fn holder(app: &App, shown: ShownHash) -> Result<HashHolder, Refusal> {
    super::time_is_known(app)?;
    let (hash, now) = (shown.into_secret(), app.clock.now());
    let found = app
        .read(move |conn| async move { payout_user::authenticate(conn, &hash, now).await }.boxed())
        .await?;
    found.ok_or(Refusal::Unauthorized)
}
