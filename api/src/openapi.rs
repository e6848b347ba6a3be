//! The API's description of itself: OpenAPI 3.1, made from the routes and types themselves.

use axum::extract::State;
use serde::Serialize;
use utoipa::openapi::OpenApi;
use utoipa::openapi::security::{Http, HttpAuthScheme, SecurityScheme};
use utoipa::{IntoResponses, Modify, ToSchema};

use crate::extract::Json;
use crate::problem::Problem;
use crate::state::App;

/// What the document says besides the routes.
#[derive(Debug, utoipa::OpenApi)]
#[openapi(
    info(title = "payout", description = "Allocations of money from businesses to payout users. Amounts are integer cents (USD)."),
    modifiers(&SecretKeys)
)]
pub struct Document;

struct SecretKeys;

impl Modify for SecretKeys {
    fn modify(&self, document: &mut OpenApi) {
        let scheme = Http::builder()
            .scheme(HttpAuthScheme::Bearer)
            .description(Some("A secret API key: sk_live_… or sk_test_…"))
            .build();
        document
            .components
            .get_or_insert_default()
            .add_security_scheme("secret_key", SecurityScheme::Http(scheme));
    }
}

/// What any route of `/v1` may answer instead.
#[derive(IntoResponses)]
pub enum Problems {
    /// Fields, parameters or the key are at fault.
    #[response(status = 400, content_type = "application/problem+json")]
    BadRequest(#[to_schema] Problem),
    /// No valid secret key.
    #[response(status = 401, content_type = "application/problem+json")]
    Unauthorized(#[to_schema] Problem),
    /// Nothing was or will be done.
    #[response(status = 500, content_type = "application/problem+json")]
    Internal(#[to_schema] Problem),
    /// Cannot be done now; nothing was recorded. See `Retry-After`.
    #[response(status = 503, content_type = "application/problem+json")]
    Unavailable(#[to_schema] Problem),
}

/// How the seeds' routes say no.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Error)]
pub struct ErrorBody {
    /// A sentence for people, of a fixed catalogue.
    pub error: String,
}

/// The messages of each field at fault; or `error` alone.
#[derive(Debug, Serialize, ToSchema)]
pub struct FieldMessages {
    /// Of the email.
    pub email: Option<Vec<String>>,
    /// Of the amount.
    pub amount: Option<Vec<String>>,
    /// When no field is at fault.
    pub error: Option<String>,
}

/// What any of the seeds' routes may answer instead.
#[derive(IntoResponses)]
pub enum SeedErrors {
    /// No valid secret key.
    #[response(status = 401)]
    Unauthorized(#[to_schema] ErrorBody),
    /// Nothing was or will be debited.
    #[response(status = 500)]
    Internal(#[to_schema] ErrorBody),
    /// Cannot be accepted now; nothing was recorded. See `Retry-After`.
    #[response(status = 503)]
    Unavailable(#[to_schema] ErrorBody),
}

/// GET /openapi.json
#[utoipa::path(get, path = "/openapi.json", tag = "description", responses((status = 200, description = "This document")))]
pub async fn openapi(State(_): State<App>) -> Json<OpenApi> {
    let (_router, document) = crate::public_routes().split_for_parts();
    Json(document)
}
