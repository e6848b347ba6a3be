//! `/docs`: the guides, and the API reference, in which every call can be tried.

pub mod guide;
mod guides;
pub mod index;
pub mod reference;

use axum::response::{IntoResponse, Response};
use maud::{Markup, html};

use self::guides::GUIDES;
use crate::http::html::page;
use crate::pages::document::Document;
use crate::pages::language::Language;

/// A page with the navigation of the documentation. The guides are in English.
fn between_links(title: &str, main: Markup) -> Response {
    let document =
        Document { language: Language::English, title, header: links(), styles: &[], scripts: &[], main };
    page(document.markup()).into_response()
}

fn links() -> Markup {
    html! {
        nav.guides aria-label="Guides" {
            details {
                summary { "Documentation" }
                ul {
                    li { a href="/docs" { "Overview" } }
                    @for guide in &GUIDES { li { a href=(guide.address()) { (guide.title()) } } }
                    li { a href="/docs/reference" { "Reference and playground" } }
                }
            }
        }
    }
}
