//! Middleware of all pages: the headers that all have in common, and the rule that only pages of this host send forms
//! to it.
//!
//! A browser names the page that sends a form in `Origin`. A form from another host, or without `Origin`, is refused
//! before anything is read. So a page elsewhere cannot act with the credentials in a reader's browser. A proxy must
//! pass `Host` on.

use axum::body::Body;
use axum::extract::Request;
use axum::http::header::{HOST, ORIGIN};
use axum::http::{HeaderMap, HeaderName, Response, StatusCode};
use axum::middleware::Next;

use crate::http::html;

/// The header in which a browser says how near to this host the sending page is.
const SEC_FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// The answer to a form from elsewhere.
const FROM_ELSEWHERE: &str = "This form was not sent by a page of this service, so nothing was done. Open the page here and send it again. \
     (Origin must name the same host as Host; a proxy in between must hand both on.)";

/// Guards the pages.
pub async fn guard(request: Request, next: Next) -> Response<Body> {
    let acts = !request.method().is_safe();
    let mut response = if acts && !is_from_here(request.headers()) {
        html::sentence(StatusCode::FORBIDDEN, "Not from here", FROM_ELSEWHERE)
    } else {
        next.run(request).await
    };
    html::protect(response.headers_mut());
    response
}

/// Whether a link of a page of this host was followed, or the address was typed, as far as the browser says (over plain http it
/// says nothing).
pub fn is_link_of_here(headers: &HeaderMap) -> bool {
    headers.get(SEC_FETCH_SITE).is_none_or(|site| site == "same-origin" || site == "none")
}

fn is_from_here(headers: &HeaderMap) -> bool {
    let one = |name: &HeaderName| {
        let mut values = headers.get_all(name).iter();
        values.next().filter(|_| values.next().is_none()).and_then(|value| value.to_str().ok())
    };
    let said_near = headers.get(SEC_FETCH_SITE).is_none_or(|site| site == "same-origin");
    let origin = one(&ORIGIN).and_then(|origin| origin.split_once("://"));
    let named =
        origin.filter(|(scheme, _)| matches!(*scheme, "http" | "https")).map(|(_, authority)| authority);
    said_near && named.zip(one(&HOST)).is_some_and(|(origin, host)| origin.eq_ignore_ascii_case(host))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn from_here(pairs: &[(HeaderName, &'static str)]) -> bool {
        let mut headers = HeaderMap::new();
        for (name, value) in pairs {
            headers.append(name, value.parse().unwrap());
        }
        is_from_here(&headers)
    }

    #[test]
    fn only_the_same_host_is_here() {
        let host = (HOST, "pay.example:8080");
        assert!(from_here(&[host.clone(), (ORIGIN, "http://pay.example:8080")]));
        assert!(from_here(&[
            host.clone(),
            (ORIGIN, "https://PAY.example:8080"),
            (SEC_FETCH_SITE, "same-origin")
        ]));
        for others in [
            &[][..],
            &[(ORIGIN, "null")],
            &[(ORIGIN, "http://pay.example")],
            &[(ORIGIN, "http://evil.example")],
            &[(ORIGIN, "ftp://pay.example:8080")],
            &[(ORIGIN, "http://pay.example:8080"), (ORIGIN, "http://pay.example:8080")],
            &[(ORIGIN, "http://pay.example:8080"), (SEC_FETCH_SITE, "same-site")],
            &[(ORIGIN, "http://pay.example:8080"), (SEC_FETCH_SITE, "cross-site")],
        ] {
            let with_host: Vec<_> = others.iter().cloned().chain([host.clone()]).collect();
            assert!(!from_here(&with_host), "{others:?}");
        }
        assert!(!from_here(&[(ORIGIN, "http://pay.example:8080")]));
    }
}
