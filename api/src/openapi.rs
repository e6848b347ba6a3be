//! The API's description of itself: OpenAPI 3.1, made from the routes and types themselves.

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

/// What the document says besides the routes.
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
            .description(Some("The operators' token, on the operators' listener"))
            .build();
        let header = ApiKeyValue::with_description("X-Payout-Hash", "The payout user's hash");
        let query = ApiKeyValue::with_description(
            "payout_hash",
            "The same in the query, where others may read it: for backward compatibility",
        );
        let components = document.components.get_or_insert_default();
        components.add_security_scheme("secret_key", SecurityScheme::Http(scheme));
        components.add_security_scheme("operator_token", SecurityScheme::Http(token));
        components.add_security_scheme("payout_hash", SecurityScheme::ApiKey(ApiKey::Header(header)));
        components.add_security_scheme("payout_hash_in_query", SecurityScheme::ApiKey(ApiKey::Query(query)));
    }
}

/// The description, for the state of the service; it does not change while the process runs.
pub const DESCRIPTION: Description =
    Description { document: &SERVED, postman: &POSTMAN, parameters: &PARAMETERS };

/// The document as it is served.
pub fn description() -> &'static Value {
    &SERVED
}

static SERVED: LazyLock<Value> =
    LazyLock::new(|| finish::finish(serde_json::to_value(&*DOCUMENT).unwrap_or_default()));

static POSTMAN: LazyLock<Value> = LazyLock::new(|| postman::collection(&SERVED));

static PARAMETERS: LazyLock<Parameters> = LazyLock::new(|| Parameters::of(&DOCUMENT));

/// What routes and types say.
static DOCUMENT: LazyLock<OpenApi> = LazyLock::new(|| {
    let said = OpenApiRouter::with_openapi(Document::openapi());
    let routes = said.merge(routes::public_routes()).merge(routes::admin_routes());
    let (_router, mut document) = routes.split_for_parts();
    for (path, item) in &mut document.paths.paths {
        operations::name_operations(path, item);
    }
    document
});
