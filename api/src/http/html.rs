//! The headers of every page, and refusals as pages. Pages are the third family of routes, for people in browsers.

use axum::body::Body;
use axum::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, REFERRER_POLICY, RETRY_AFTER,
    X_CONTENT_TYPE_OPTIONS,
};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Response, StatusCode};
use axum::response::IntoResponse;
use maud::{DOCTYPE, Markup, html};

use crate::http::problem::Problem;

/// The content security policy of a page: scripts, styles and pictures only from files of this host, forms only to this
/// host, and no framing.
const POLICY: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; form-action 'self'; \
     base-uri 'none'; frame-ancestors 'none'",
);

/// The header that isolates a page from the pages that opened it, or that it opened.
const OPENER_POLICY: HeaderName = HeaderName::from_static("cross-origin-opener-policy");

/// The header with which htmx marks its requests.
pub const HX_REQUEST: HeaderName = HeaderName::from_static("hx-request");

/// The header that makes htmx navigate the whole page.
pub const HX_REDIRECT: HeaderName = HeaderName::from_static("hx-redirect");

/// Returns whether a path belongs to the pages.
pub fn is_page(path: &str) -> bool {
    ["/pay", "/docs", "/dashboard", "/console", "/assets"]
        .iter()
        .any(|root| path.strip_prefix(root).is_some_and(|rest| rest.is_empty() || rest.starts_with('/')))
}

/// Sets the headers that a page has not set itself. Only the reader's browser may keep a page, and only this host
/// receives a referrer: without any, a form would lose its `Origin`.
pub fn set_security_headers(headers: &mut HeaderMap) {
    let mut unless_said = |name, value| {
        headers.entry(name).or_insert(value);
    };
    unless_said(CONTENT_SECURITY_POLICY, POLICY);
    unless_said(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    unless_said(REFERRER_POLICY, HeaderValue::from_static("same-origin"));
    unless_said(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    unless_said(OPENER_POLICY, HeaderValue::from_static("same-origin"));
}

/// Returns a refusal as a page, which says what is wrong and what to do. For a temporary failure it also says how to go
/// on. `acts` tells that the request was to change something.
pub fn refusal(problem: &Problem, acts: bool) -> Response<Body> {
    let code = problem.code();
    let go_on = match (code.status().is_server_error(), acts) {
        (false, _) => html! {},
        // The link leads to the same address, with its query.
        (true, false) => html! { p { "Nothing was changed. " a href="" { "Try again" } " in a moment." } },
        // A form carries a key, so sending it again does not repeat its action.
        (true, true) => html! {
            p {
                "Most likely nothing was done. Go back in a moment, and send the same form again: it is never carried out twice."
            }
        },
    };
    let mut response = short(code.status(), problem.title(), problem.detail(), go_on);
    if let Some(seconds) = problem.retry_after_s() {
        response.headers_mut().insert(RETRY_AFTER, HeaderValue::from(seconds));
    }
    response
}

/// Returns a page with one sentence. It depends on nothing that may be unavailable.
pub fn sentence(status: StatusCode, title: &str, said: &str) -> Response<Body> {
    short(status, title, said, html! {})
}

fn short(status: StatusCode, title: &str, said: &str, go_on: Markup) -> Response<Body> {
    let markup = html! {
        (DOCTYPE)
        html lang="en" {
            head { meta charset="utf-8"; meta name="viewport" content="width=device-width"; title { (title) } }
            body { main { h1 { (title) } p role="alert" { (said) } (go_on) } }
        }
    };
    let mut response = (status, page(markup)).into_response();
    set_security_headers(response.headers_mut());
    response
}

/// Returns a response with markup.
pub fn page(markup: Markup) -> impl IntoResponse {
    ([(CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"))], markup.into_string())
}

#[cfg(test)]
mod tests {
    use http_body_util::BodyExt;

    use crate::http::refusal::Refusal;

    async fn page_of(refusal: Refusal, acts: bool) -> String {
        let body = super::refusal(&refusal.problem(), acts).into_body();
        String::from_utf8(body.collect().await.unwrap().to_bytes().to_vec()).unwrap()
    }

    #[tokio::test]
    async fn only_a_temporary_error_offers_another_try() {
        assert!(page_of(Refusal::Unavailable, false).await.contains("<a href=\"\">Try again</a>"));
        let form = page_of(Refusal::Unavailable, true).await;
        assert!(form.contains("send the same form again") && !form.contains("<a "), "{form}");
        let permanent = page_of(Refusal::NotFound, false).await;
        assert!(!permanent.contains("Try again"), "{permanent}");
    }
}
