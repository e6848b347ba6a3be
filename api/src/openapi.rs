//! The OpenAPI 3.1 description of the API, generated from the routes and the types.

mod bodies;
#[cfg(test)]
mod committed;
mod examples;
mod finish;
mod limits;
mod operations;
mod postman;
mod webhooks;
mod words;

#[cfg(test)]
mod tests;

use std::sync::LazyLock;

use serde_json::Value;
use utoipa::openapi::OpenApi;
use utoipa::openapi::security::{ApiKey, ApiKeyValue, Http, HttpAuthScheme, SecurityScheme};
use utoipa::{Modify, OpenApi as _};
use utoipa_axum::router::OpenApiRouter;

use crate::http::description::{Description, Parameters};
use crate::http::payout_error::RateLimitedBody;
use crate::routes;

/// The parts of the document that do not come from routes.
#[derive(Debug, utoipa::OpenApi)]
#[openapi(
    info(title = "payout", license(name = "MIT OR Apache-2.0", identifier = "MIT OR Apache-2.0"), description = "Allocations of money from businesses to payout users. Amounts are integer cents (USD)."),
    components(schemas(RateLimitedBody)),
    modifiers(&Credentials)
)]
struct Document;

struct Credentials;

impl Modify for Credentials {
    fn modify(&self, document: &mut OpenApi) {
        let scheme = Http::builder()
            .scheme(HttpAuthScheme::Bearer)
            .description(Some("A secret API key: sk_live_… or sk_test_…"))
            .build();
        let token = Http::builder()
            .scheme(HttpAuthScheme::Bearer)
            .description(Some("The operator token, on the operators' listener"))
            .build();
        let header = ApiKeyValue::with_description("X-Payout-Hash", "The payout user's payout hash");
        let query = ApiKeyValue::with_description(
            "payout_hash",
            "The payout hash in the query string, where logs may keep it. Supported for backward compatibility; prefer the header",
        );
        let components = document.components.get_or_insert_default();
        components.add_security_scheme("secret_key", SecurityScheme::Http(scheme));
        components.add_security_scheme("operator_token", SecurityScheme::Http(token));
        components.add_security_scheme("payout_hash", SecurityScheme::ApiKey(ApiKey::Header(header)));
        components.add_security_scheme("payout_hash_in_query", SecurityScheme::ApiKey(ApiKey::Query(query)));
    }
}

/// The API description that the service keeps in its state. It does not change while the process runs.
pub const DESCRIPTION: Description =
    Description { document: &SERVED, postman: &POSTMAN, parameters: &PARAMETERS };

/// Returns the document as it is served.
pub fn description() -> &'static Value {
    &SERVED
}

static SERVED: LazyLock<Value> =
    LazyLock::new(|| finish::finish(serde_json::to_value(&*DOCUMENT).unwrap_or_default()));

static POSTMAN: LazyLock<Value> = LazyLock::new(|| postman::collection(&SERVED));

static PARAMETERS: LazyLock<Parameters> = LazyLock::new(|| Parameters::of(&DOCUMENT));

/// The document as utoipa generates it from routes and types, not yet completed by `finish`.
static DOCUMENT: LazyLock<OpenApi> = LazyLock::new(|| {
    let said = OpenApiRouter::with_openapi(Document::openapi());
    let routes = said.merge(routes::public_routes()).merge(routes::admin_routes());
    let (_router, mut document) = routes.split_for_parts();
    for (path, item) in &mut document.paths.paths {
        operations::name_operations(path, item);
    }
    document
});
