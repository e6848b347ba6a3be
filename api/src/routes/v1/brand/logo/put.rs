//! PUT /v1/brand/logo

use axum::extract::State;
use domain::business::brand::InvalidLogo;
use utoipa::ToSchema;

use crate::app::App;
use crate::auth::Merchant;
use crate::http::answers::Problems;
use crate::http::extract::{Json, Picture};
use crate::http::problem::Problem;
use crate::http::refusal::Refusal;
use crate::routes::v1::brand::{Brand, no_logo, with_logo};

/// The bytes of a picture.
#[derive(Debug, ToSchema)]
#[schema(value_type = String, format = Binary)]
pub struct LogoPicture(#[expect(dead_code, reason = "it describes the body")] Vec<u8>);

/// Sets the logo that payout users see at `/pay`.
///
/// The body is a PNG, JPEG or WebP picture of up to 64 KiB and up to 1,024 pixels wide and high, without animation. The
/// format is detected from its bytes. SVG is rejected, because it may contain scripts. The logo is always shown on
/// white, also in dark mode.
#[utoipa::path(
    put, path = "/v1/brand/logo", tag = "payout users", security(("secret_key" = [])),
    request_body(content(
        (LogoPicture = "image/png"), (LogoPicture = "image/jpeg"), (LogoPicture = "image/webp"),
        (LogoPicture = "application/octet-stream")
    )),
    responses((status = 200, body = Brand), Problems)
)]
pub async fn put(
    State(app): State<App>,
    Merchant(caller): Merchant,
    picture: Result<Picture, Refusal>,
) -> Result<Json<Brand>, Problem> {
    let Picture(bytes) = picture.map_err(|refusal| match refusal {
        Refusal::BodyTooLarge => no_logo(InvalidLogo::TooLong),
        refusal => refusal.problem(),
    })?;
    Ok(Json(with_logo(&app, caller.business_id, bytes).await?.into()))
}
