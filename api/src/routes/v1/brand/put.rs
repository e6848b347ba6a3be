//! PUT /v1/brand

use axum::extract::State;
use serde::Deserialize;
use utoipa::ToSchema;

use super::{Brand, changed};
use crate::app::App;
use crate::auth::Merchant;
use crate::http::answers::Problems;
use crate::http::extract::Json;
use crate::http::problem::Problem;

/// What a business is to be shown as.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = BrandRequest)]
pub struct Request {
    /// In place of the name of the business: 1 to 100 characters; null for that name.
    // Read so, both must be there: without one, a misunderstanding would take it away.
    #[serde(deserialize_with = "Option::deserialize")]
    #[schema(min_length = 1, max_length = 100, required)]
    name: Option<String>,
    /// Of buttons and links: `#rrggbb`; null for the colour of all pages.
    #[serde(deserialize_with = "Option::deserialize")]
    #[schema(pattern = "^#[0-9a-fA-F]{6}$", required)]
    colour: Option<String>,
}

/// Sets the name and the colour that payout users are shown at `/pay`.
///
/// Null takes one away; both fields must be there. The logo stays. A colour that could not be read on a light or a dark page is
/// shown darker or lighter there, by as much as it takes.
#[utoipa::path(
    put, path = "/v1/brand", tag = "payout users", security(("secret_key" = [])), request_body = Request,
    responses((status = 200, body = Brand), Problems)
)]
pub async fn put(
    State(app): State<App>,
    Merchant(caller): Merchant,
    Json(request): Json<Request>,
) -> Result<Json<Brand>, Problem> {
    let brand = changed(&app, caller.business_id, request.name.as_deref(), request.colour.as_deref()).await?;
    Ok(Json(brand.into()))
}
