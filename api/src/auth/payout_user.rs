//! Authenticating a payout user by its hash.
//!
//! Every cause of a 401 (nothing shown, nonsense, unknown, inactive, expired, two that differ) takes the same path: one
//! look-up by the digest of what was shown, or of nothing if nothing was usable. No hash is remembered, so a payout
//! user who is switched off is out at once.

use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::request::Parts;
use domain::ids::BusinessId;
use domain::payout_user::{self, Holder};
use futures::FutureExt;

use crate::app::App;
use crate::app::allowed_origins::LetIn;
use crate::http::extract::{Form, JsonObject, OptionalRawJson, ShownHash};
use crate::http::refusal::Refusal;

/// The payout user whose hash the header or the query shows; otherwise 401. For routes without a body.
#[derive(Debug, Clone)]
pub struct PayoutUser(pub Holder);

/// The payout user whose hash the header, the JSON body or the query shows; otherwise 401, whatever else is wrong with
/// the body. For routes with a body; `payout_hash` is among its members.
#[derive(Debug)]
pub struct PayoutUserWithBody {
    /// The payout user who calls.
    pub holder: Holder,
    /// The body: without members when there is none, `None` when it is not a JSON object.
    pub body: Option<JsonObject>,
}

/// A form of a page, and the payout user whose hash the header or the form's `payout_hash` shows, never an address. A
/// hash that opens nothing is not refused here, because the page tells it.
#[derive(Debug)]
pub struct PayoutUserWithForm {
    /// The payout user who calls, if the hash opens something.
    pub holder: Option<Holder>,
    /// The fields that were filled in.
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
        let let_in = request.extensions().get::<LetIn>().cloned();
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

/// Tells whoever answers browsers that a payout user of `business` is let in.
fn noted(let_in: Option<&LetIn>, business: BusinessId) {
    if let Some(let_in) = let_in {
        let_in.note(business);
    }
}

async fn holder(app: &App, shown: ShownHash) -> Result<Holder, Refusal> {
    super::time_is_known(app)?;
    let (hash, now) = (shown.into_secret(), app.clock.now());
    let found = app
        .read(move |conn| async move { payout_user::authenticate(conn, &hash, now).await }.boxed())
        .await?;
    found.ok_or(Refusal::Unauthorized)
}
