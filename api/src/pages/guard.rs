//! Middleware of all pages: sets the headers that all pages share, and accepts forms only from pages of this host.
//!
//! A browser names the origin of the page that sends a form in the `Origin` header. The guard rejects a form from
//! another host, or without `Origin`, before anything is read. So a page elsewhere cannot act with the credentials in a
//! reader's browser (CSRF). A proxy must pass `Host` on.

use axum::body::Body;
use axum::extract::Request;
use axum::http::header::{HOST, ORIGIN};
use axum::http::{HeaderMap, HeaderName, Response, StatusCode};
use axum::middleware::Next;

use crate::http::html;

/// The header in which a browser says how the sending page's site relates to this host.
const SEC_FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// The error for a form from elsewhere.
const FROM_ELSEWHERE: &str = "This form was not sent by a page of this service, so nothing was done. Open the page \
                              here and send it again. (Origin must name the same host as Host, and a proxy must pass \
                              on both headers.)";

/// Checks the request, and sets the shared headers of the response.
pub async fn guard(request: Request, next: Next) -> Response<Body> {
    let acts = !request.method().is_safe();
    let mut response = if acts && !is_from_here(request.headers()) {
        html::sentence(StatusCode::FORBIDDEN, "Not from here", FROM_ELSEWHERE)
    } else {
        next.run(request).await
    };
    html::set_security_headers(response.headers_mut());
    response
}

/// Returns whether the reader followed a link on a page of this host or typed the address, as far as the browser says.
/// Over plain HTTP, browsers do not say.
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
    fn only_a_form_of_the_same_host_is_accepted() {
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
