//! Leads a person whom the provider has proved to one cell, but who is a member of another cell, to that cell. A
//! provider's code works once, and only in the cell that asked for it, so the sign-in begins again there. By then the
//! provider knows the browser and asks nothing.

use axum::http::{StatusCode, Uri};
use axum::response::Response;
use domain::cell::Number;
use maud::html;

use super::super::addresses::PROVIDER;
use super::super::frame::bare;
use crate::app::oidc::Oidc;
use crate::auth::member::SIGN_IN;
use crate::http::extract::Form;

/// The query parameter with the cell, in the address of this page.
const IN: &str = "in";

/// The query parameter with the cell, in the address where a sign-in begins.
const CELL: &str = "cell";

/// Returns the address of the page that leads to the cell.
pub fn address(number: Number) -> String {
    format!("{SIGN_IN}?{IN}={number}")
}

/// Returns the cell that this page leads to, if the address names one.
pub fn shown(address: &Uri) -> Option<Number> {
    named(address, IN)
}

/// Returns the cell in which a sign-in begins, if the address names one.
pub fn begins_in(address: &Uri) -> Option<Number> {
    named(address, CELL)
}

fn named(address: &Uri, name: &str) -> Option<Number> {
    Form::of_query(address).text(name).and_then(Number::read)
}

/// The page that leads to the cell.
pub fn page(number: Number, oidc: &Oidc) -> Response {
    let main = html! {
        p { "Your business is on another server of this service. Sign in there: " (oidc.name) " already knows you." }
        p { a role="button" href={ (PROVIDER) "?" (CELL) "=" (number) } { "Sign in with " (oidc.name) } }
    };
    bare(StatusCode::OK, "One more step", html! {}, main)
}
