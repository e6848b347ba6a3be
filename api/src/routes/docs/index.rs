//! GET /docs: the list of guides, and a link to the reference.

use axum::response::Response;
use maud::html;

use super::guides::GUIDES;

/// Shows the page.
pub async fn index() -> Response {
    let main = html! {
        h1 { "Documentation" }
        p { "Guides to read, and a reference in which every call can be tried on this server." }
        @for guide in &GUIDES {
            h2 { a href=(guide.address()) { (guide.title()) } }
            p { (guide.summary()) }
        }
        h2 { a href="/docs/reference" { "Reference and playground" } }
        p { "Every route, field and response. Each call that you try is shown as code in six languages." }
        p { a href="/openapi.json" { "OpenAPI document" } " · " a href="/postman.json" { "Postman collection" } }
    };
    super::between_links("Documentation", main)
}
