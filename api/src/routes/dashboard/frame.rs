//! The frame of every dashboard page: the navigation, the member and the business of the session, and the error pages.

use axum::http::header::RETRY_AFTER;
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use domain::business::Mode;
use domain::ids::BusinessId;
use domain::member::Permission;
use maud::{Markup, PreEscaped, html};

use super::addresses::{
    ACCOUNT, API_KEYS, AUDIT, BATCHES, HOME, MEMBERS, PAYMENTS, PAYOUT_USERS, SETTINGS, SIGN_OUT,
    TRANSACTIONS, USAGE, WEBHOOKS, WITHDRAWALS,
};
use crate::auth::member::{FOR, Member};
use crate::http::html::page;
use crate::http::problem::{Code, Problem};
use crate::pages::assets::{Asset, CONSOLE_CSS, CONSOLE_JS, PAGES_CSS, PICO_MIN_CSS};
use crate::pages::document::Document;
use crate::pages::language::Language;

/// The stylesheets: those of all pages, and a wider layout.
const STYLES: [&Asset; 3] = [&PICO_MIN_CSS, &PAGES_CSS, &CONSOLE_CSS];

/// The navigation links.
const PAGES: [(&str, &str); 13] = [
    (HOME, "Home"),
    (BATCHES, "Batches"),
    (PAYMENTS, "Payments"),
    (PAYOUT_USERS, "Payout users"),
    (WITHDRAWALS, "Withdrawals"),
    (TRANSACTIONS, "Transactions"),
    (API_KEYS, "API keys"),
    (WEBHOOKS, "Webhooks"),
    (USAGE, "Usage"),
    (SETTINGS, "Settings"),
    (MEMBERS, "Members"),
    (AUDIT, "Audit"),
    (ACCOUNT, "Account"),
];

/// A page with the navigation. `here` is the address of the current page, or of the page that it belongs to.
pub fn shown(member: &Member, here: &str, title: &str, main: Markup) -> Response {
    let session = &member.0;
    let header = html! {
        nav.console aria-label="Dashboard" {
            ul {
                @for (address, name) in PAGES {
                    li { a href=(address) aria-current=[(address == here).then_some("page")] { (name) } }
                }
            }
            form method="post" action=(SIGN_OUT) { button.outline.secondary type="submit" { "Sign out" } }
        }
        p.whom {
            strong { (session.business) }
            @if session.mode == Mode::Test { " (test business: no real money)" }
            " · " (session.email.as_str()) ", " (session.role.as_str())
        }
    };
    let business = member.business();
    bare(StatusCode::OK, title, for_business(header, business), for_business(main, business))
}

/// Binds the markup to `business`: adds the business's id to the addresses of its forms and of its htmx requests. A
/// page that stays open while the session switches to another business then cannot act for that business, nor show its
/// figures ([`signed_in`](crate::auth::member::signed_in)).
///
/// Splitting at quotation marks is safe: maud escapes all others, so each one begins or ends an attribute.
fn for_business(markup: Markup, business: BusinessId) -> Markup {
    const SENT_TO: [&str; 4] = [" action=\"", " formaction=\"", " hx-post=\"", " hx-get=\""];
    let mut html = markup.into_string();
    for attribute in SENT_TO {
        let mut parts = html.split(attribute);
        let mut whole = parts.next().unwrap_or_default().to_owned();
        for part in parts {
            let (address, rest) = part.split_once('"').unwrap_or((part, ""));
            let sign = if address.contains('?') { "&amp;" } else { "?" };
            whole.push_str(&format!("{attribute}{address}{sign}{FOR}={business}\"{rest}"));
        }
        html = whole;
    }
    PreEscaped(html)
}

/// A page without the navigation.
pub fn bare(status: StatusCode, title: &str, header: Markup, main: Markup) -> Response {
    // The dashboard is in English only, as the API and its errors are.
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

/// Checks that the member's role has `right`.
///
/// # Errors
/// 403 if it does not. The page says which roles have it.
pub const fn permitted(member: &Member, right: Permission) -> Result<(), PageError> {
    if member.has(right) { Ok(()) } else { Err(PageError::NotPermitted(right)) }
}

/// Why a page is not shown, or an action was not carried out.
#[derive(Debug)]
pub enum PageError {
    /// An error of the API.
    Problem(Problem),
    /// The member's role does not have this right.
    NotPermitted(Permission),
}

impl<T: Into<Problem>> From<T> for PageError {
    fn from(wrong: T) -> Self {
        Self::Problem(wrong.into())
    }
}

impl IntoResponse for PageError {
    fn into_response(self) -> Response {
        let problem = match self {
            Self::Problem(problem) => problem,
            Self::NotPermitted(right) => return not_permitted(right),
        };
        let main = html! {
            p.fault role="alert" { (problem.detail()) }
            @for fault in problem.errors() {
                @if fault.message != problem.detail() { p { (fault.message) } }
            }
            @if problem.code() == Code::PayoutsDisabled {
                p { "An owner can switch them on in the " a href=(SETTINGS) { "settings" } ", unless an operator switched them off." }
            }
            (way_back())
        };
        let mut response = bare(problem.code().status(), problem.title(), html! {}, main);
        if let Some(seconds) = problem.retry_after_s() {
            response.headers_mut().insert(RETRY_AFTER, HeaderValue::from(seconds));
        }
        response
    }
}

fn not_permitted(right: Permission) -> Response {
    let main = html! {
        p.fault role="alert" { "Your role does not allow this. Ask " (right.held_by()) " of this business." }
        (way_back())
    };
    bare(StatusCode::FORBIDDEN, "Not permitted", html! {}, main)
}

fn way_back() -> Markup {
    html! { p { "Nothing was changed. Go back and try again, or go " a href=(HOME) { "home" } "." } }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_name_the_business_of_their_page() {
        let business: BusinessId = uuid::Uuid::from_u128(0x0190_0000_0000_7000_8000_0000_0000_0001).into();
        let text = "\" action=\"/x\" said somebody";
        let page = html! {
            form method="post" action="/a" { button formaction="/b?c=d" hx-post="/e" title=(text) { (text) } }
            a href="/f" { "f" }
        };
        let shown = for_business(page, business).into_string();
        for sent in [
            "action=\"/a?for=biz_01900000-0000-7000-8000-000000000001\"",
            "formaction=\"/b?c=d&amp;for=biz_01900000-0000-7000-8000-000000000001\"",
            "hx-post=\"/e?for=biz_01900000-0000-7000-8000-000000000001\"",
            "href=\"/f\"",
        ] {
            assert!(shown.contains(sent), "{sent}: {shown}");
        }
        assert_eq!(shown.matches("biz_").count(), 3, "{shown}");
    }
}
