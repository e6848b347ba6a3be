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

/// How a business is to appear to its payout users.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = BrandRequest)]
pub struct Request {
    /// The name to show instead of the name of the business, 1 to 100 characters. Null to show that name.
    // `Option::deserialize` makes both fields required: if one could be left out, a misunderstanding would remove its
    // value.
    #[serde(deserialize_with = "Option::deserialize")]
    #[schema(min_length = 1, max_length = 100, required)]
    name: Option<String>,
    /// The colour of buttons and links, `#rrggbb`. Null for the default colour.
    #[serde(deserialize_with = "Option::deserialize")]
    #[schema(pattern = "^#[0-9a-fA-F]{6}$", required)]
    colour: Option<String>,
}

/// Sets the name and the colour that payout users see at `/pay`.
///
/// Both fields are required, and null removes a value. The logo stays. A colour that would not be readable on a light
/// or a dark page is made darker or lighter there, as much as necessary.
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
