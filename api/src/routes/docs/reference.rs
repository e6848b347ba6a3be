//! GET /docs/reference: the description of the API, to read and to try. It needs a script.

use axum::response::{IntoResponse, Response};
use maud::html;

use crate::auth::member::SIGN_IN;
use crate::http::html::page;
use crate::pages::assets::{REFERENCE_CSS, REFERENCE_JS, SWAGGER_UI_BUNDLE_JS, SWAGGER_UI_CSS};
use crate::pages::document::Document;
use crate::pages::language::Language;
use crate::routes::dashboard::addresses::PLAYGROUND;

/// The page.
pub async fn reference() -> Response {
    let document = Document {
        language: Language::English,
        title: "Reference",
        header: super::links(),
        // The viewer has styles of its own, with which those of other pages would interfere.
        styles: &[&SWAGGER_UI_CSS, &REFERENCE_CSS],
        scripts: &[&SWAGGER_UI_BUNDLE_JS, &REFERENCE_JS],
        main: html! {
            noscript { p { "This page needs a script. The " a href="/openapi.json" { "OpenAPI document" } " is for programs, too." } }
            // For everybody the same: a script asks the dashboard who reads it.
            div id="fill-in" data-from=(PLAYGROUND) aria-live="polite" {
                p { a href=(SIGN_IN) { "Sign in to the dashboard" } " and open this page again to have a test key filled in." }
            }
            div id="reference" {}
        },
    };
    page(document.markup()).into_response()
}
