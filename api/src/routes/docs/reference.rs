//! GET /docs/reference: the API's description, with a form to try each call. The page needs a script.

use axum::response::{IntoResponse, Response};
use maud::html;

use crate::auth::member::SIGN_IN;
use crate::http::html::page;
use crate::pages::assets::{REFERENCE_CSS, REFERENCE_JS, SWAGGER_UI_BUNDLE_JS, SWAGGER_UI_CSS};
use crate::pages::document::Document;
use crate::pages::language::Language;
use crate::routes::dashboard::addresses::PLAYGROUND;

/// Shows the page.
pub async fn reference() -> Response {
    let document = Document {
        language: Language::English,
        title: "Reference",
        header: super::links(),
        // The viewer has its own styles, with which the styles of other pages would interfere.
        styles: &[&SWAGGER_UI_CSS, &REFERENCE_CSS],
        scripts: &[&SWAGGER_UI_BUNDLE_JS, &REFERENCE_JS],
        main: html! {
            noscript { p { "This page needs a script. The " a href="/openapi.json" { "OpenAPI document" } " is for programs, too." } }
            // The page is the same for everybody: its script asks the dashboard who the reader is.
            div id="fill-in" data-from=(PLAYGROUND) aria-live="polite" {
                p { a href=(SIGN_IN) { "Sign in to the dashboard" } " and open this page again to fill in a test key." }
            }
            div id="reference" {}
        },
    };
    page(document.markup()).into_response()
}
