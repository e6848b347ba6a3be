//! The frame of every console page: the navigation and the error pages.

use axum::http::header::RETRY_AFTER;
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use domain::platform::in_cell;
use maud::{Markup, html};

use super::addresses::{
    AUDIT, BOOKS, BUSINESSES, CELLS, OVERVIEW, PARKED, PAUSES, SIGN_OUT, SYSTEM, THROTTLES, WITHDRAWALS,
};
use crate::http::html::page;
use crate::http::problem::Problem;
use crate::pages::assets::{Asset, CONSOLE_CSS, CONSOLE_JS, PAGES_CSS, PICO_MIN_CSS};
use crate::pages::document::Document;
use crate::pages::language::Language;

/// The stylesheets: those of all pages, and a wider layout.
const STYLES: [&Asset; 3] = [&PICO_MIN_CSS, &PAGES_CSS, &CONSOLE_CSS];

/// The navigation links.
const PAGES: [(&str, &str); 9] = [
    (OVERVIEW, "Overview"),
    (BUSINESSES, "Businesses"),
    (THROTTLES, "Throttles"),
    (PAUSES, "Pauses"),
    (PARKED, "Parked"),
    (WITHDRAWALS, "Withdrawals"),
    (BOOKS, "Books"),
    (SYSTEM, "System"),
    (AUDIT, "Audit"),
];

/// A page with the navigation. `here` is the address of the current page, or of the page that it belongs to.
pub fn shown(here: &str, title: &str, main: Markup) -> Response {
    whole(StatusCode::OK, here, title, main)
}

fn whole(status: StatusCode, here: &str, title: &str, main: Markup) -> Response {
    let header = html! {
        nav.console aria-label="Console" {
            ul {
                @if let Some(number) = in_cell::number() {
                    li { a href=(CELLS) aria-current=[(here == CELLS).then_some("page")] { "Cell " (number) } }
                }
                @for (address, name) in PAGES {
                    li { a href=(address) aria-current=[(address == here).then_some("page")] { (name) } }
                }
            }
            form method="post" action=(SIGN_OUT) { button.outline.secondary type="submit" { "Sign out" } }
        }
    };
    bare(status, title, header, main)
}

/// A page without the navigation.
pub fn bare(status: StatusCode, title: &str, header: Markup, main: Markup) -> Response {
    // The console is in English only, as the commands and their errors are.
    let document = Document {
        language: Language::English,
        title: &format!("{title} · payout"),
        header,
        styles: &STYLES,
        scripts: &[&CONSOLE_JS],
        main: html! { h1 { (title) } (main) },
    };
    (status, page(document.markup())).into_response()
}

/// Why a page is not shown, or a command was not carried out. The error page has the navigation.
#[derive(Debug)]
pub struct PageError {
    problem: Problem,
    /// What to do, if trying again does not help.
    instead: Option<&'static str>,
}

impl PageError {
    /// Returns an error with advice that replaces "try again".
    pub const fn but(problem: Problem, instead: &'static str) -> Self {
        Self { problem, instead: Some(instead) }
    }
}

impl<T: Into<Problem>> From<T> for PageError {
    fn from(wrong: T) -> Self {
        Self { problem: wrong.into(), instead: None }
    }
}

impl IntoResponse for PageError {
    fn into_response(self) -> Response {
        let Self { problem, instead } = self;
        let main = html! {
            p.fault role="alert" { (problem.detail()) }
            @for fault in problem.errors() {
                @if fault.message != problem.detail() { p { (fault.message) } }
            }
            @if let Some(instead) = instead { p { (instead) } }
            @else { p { "Nothing was changed. Go back and try again, or look at the " a href=(OVERVIEW) { "overview" } "." } }
        };
        let mut response = whole(problem.code().status(), "", problem.title(), main);
        if let Some(seconds) = problem.retry_after_s() {
            response.headers_mut().insert(RETRY_AFTER, HeaderValue::from(seconds));
        }
        response
    }
}
