//! Where somebody goes on whom the provider has proved to one cell, and who is a member of another. A code of a provider works once, and
//! in the cell that has asked for it, so the sign-in is begun again there; the provider knows the browser by now, and asks nothing.

use axum::http::{StatusCode, Uri};
use axum::response::Response;
use domain::cell::Number;
use maud::html;

use super::super::addresses::PROVIDER;
use super::super::frame::bare;
use crate::app::oidc::Oidc;
use crate::auth::member::SIGN_IN;
use crate::http::extract::Form;

/// The name of the cell in the address of the page.
const IN: &str = "in";

/// The name of the cell in the address where a sign-in begins.
const CELL: &str = "cell";

/// The address of the page that leads to the cell.
pub fn address(number: Number) -> String {
    format!("{SIGN_IN}?{IN}={number}")
}

/// The cell that the page is to lead to.
pub fn shown(address: &Uri) -> Option<Number> {
    named(address, IN)
}

/// The cell that a sign-in is to begin in.
pub fn begins_in(address: &Uri) -> Option<Number> {
    named(address, CELL)
}

fn named(address: &Uri, name: &str) -> Option<Number> {
    Form::of_query(address).text(name).and_then(Number::read)
}

/// The page.
pub fn page(number: Number, oidc: &Oidc) -> Response {
    let main = html! {
        p { "Your business is on another server of this service. Sign in there: " (oidc.name) " knows you by now." }
        p { a role="button" href={ (PROVIDER) "?" (CELL) "=" (number) } { "Sign in with " (oidc.name) } }
    };
    bare(StatusCode::OK, "One more step", html! {}, main)
}
