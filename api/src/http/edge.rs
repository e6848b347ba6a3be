//! The layers around every route: fallbacks, ids, timing, the shape of refusals, and panics.

use axum::Router;
use axum::extract::MatchedPath;
use axum::http::Uri;
use axum::http::header::CONNECTION;
use axum::middleware::{from_fn, from_fn_with_state};
use domain::watch::Database;
use tower::ServiceBuilder;

use crate::http::description::Description;
use crate::http::family::shape_by_route;
use crate::http::metrics::duration;
use crate::http::refusal::{RETRY_AFTER_S, Refusal};
use crate::http::request_id::{self, NewId};
use crate::http::{addresses, panic_shield};

/// Adds fallbacks to a complete router: for unknown paths, and for methods that a path does not support. Inner routers
/// may be merged but not nested, because nesting hides the full path from extractors.
pub fn with_fallbacks(routes: Router, description: Description) -> Router {
    routes
        .fallback(async move |address: Uri| {
            Refusal::NoSuchAddress(addresses::no_such_address(description, address.path()))
        })
        .method_not_allowed_fallback(async move |route: MatchedPath| Refusal::MethodNotAllowed {
            known: addresses::methods(description, route.as_str()),
        })
}

/// Returns the router for connections above the limit. It answers every request with 503, and closes the connection.
pub fn busy(new_id: NewId) -> Router {
    let refused = async || ([(CONNECTION, "close")], Refusal::Overloaded { retry_after_s: RETRY_AFTER_S });
    with_layers(Router::new().fallback(refused), new_id, Database::unwatched())
}

/// Wraps a router in its layers. Outermost first: the id (so that every log line has it), the duration, the shape of
/// refusals, the panic shield.
pub fn with_layers(routes: Router, new_id: NewId, database: Database) -> Router {
    routes
        // One layer for four: four layers would each box every request's future once more.
        .layer(
            ServiceBuilder::new()
                .layer(from_fn_with_state(new_id, request_id::attach))
                .layer(from_fn(duration::record_duration))
                .layer(from_fn_with_state(database, shape_by_route))
                .layer(from_fn(panic_shield::catch_panic)),
        )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::request_id::{REQUEST_ID, RequestId};
    use axum::body::Body;
    use axum::http::{Request, Response};
    use axum::routing::{get, post};
    use http_body_util::BodyExt;
    use tower::ServiceExt;
    use uuid::Uuid;

    const ID: &str = "0190163d-8694-739b-aea5-966c26f8ad91";

    fn routes() -> Router {
        let routes = Router::new()
            .route("/payout/create", post(|| async {}))
            .route("/balance", get(|| async {}))
            .route("/v1/allocations", get(|id: RequestId| async move { id.to_string() }))
            .route("/v1/panics", get(async || -> () { panic!("on purpose") }))
            .route("/payout/panics", get(async || -> () { panic!("on purpose") }));
        let routes = with_fallbacks(routes, crate::openapi::DESCRIPTION);
        with_layers(routes, || Uuid::parse_str(ID).unwrap(), Database::unwatched())
    }

    async fn call(method: &str, path: &str) -> (Response<()>, String) {
        let request = Request::builder().method(method).uri(path).body(Body::empty()).unwrap();
        let (parts, body) = routes().oneshot(request).await.unwrap().into_parts();
        let body = body.collect().await.unwrap().to_bytes().to_vec();
        (Response::from_parts(parts, ()), String::from_utf8(body).unwrap())
    }

    #[tokio::test]
    async fn every_response_has_the_request_id_and_handlers_see_it() {
        for path in ["/v1/allocations", "/nowhere", "/payout/nowhere", "/v1/panics"] {
            assert_eq!(call("GET", path).await.0.headers()[REQUEST_ID], ID);
        }
        assert_eq!(call("GET", "/v1/allocations").await.1, ID);
    }

    #[tokio::test]
    async fn an_unknown_route_gets_404_in_the_format_of_its_family() {
        for path in ["/payout/nowhere", "/payout", "/payout/"] {
            let (response, body) = call("GET", path).await;
            assert_eq!((response.status().as_u16(), body.as_str()), (404, r#"{"error":"Not found"}"#));
            assert_eq!(response.headers()["content-type"], "application/json");
        }
        let (response, body) = call("GET", "/payouts").await;
        assert_eq!(response.headers()["content-type"], "application/problem+json");
        assert!(body.contains(r#""code":"not_found""#));
    }

    #[tokio::test]
    async fn an_unknown_method_gets_405_with_the_allowed_methods() {
        let (response, body) = call("GET", "/payout/create").await;
        assert_eq!((response.status().as_u16(), body.as_str()), (405, r#"{"error":"Method not allowed"}"#));
        assert_eq!(response.headers()["allow"], "POST");
        let (response, body) = call("DELETE", "/balance").await;
        assert_eq!((response.status().as_u16(), body.as_str()), (405, r#"{"error":"Method not allowed"}"#));
        let (response, body) = call("DELETE", "/v1/allocations").await;
        assert_eq!(response.headers()["allow"], "GET,HEAD");
        assert!(body.contains(r#""code":"method_not_allowed""#) && body.contains("GET, POST"), "{body}");
    }

    #[tokio::test]
    async fn a_panic_gets_500_without_its_message() {
        let (response, body) = call("GET", "/payout/panics").await;
        assert_eq!(
            (response.status().as_u16(), body.as_str()),
            (500, r#"{"error":"Internal server error"}"#)
        );
        let (response, body) = call("GET", "/v1/panics").await;
        assert_eq!(response.status(), 500);
        assert!(body.contains(r#""code":"internal_error""#) && !body.contains("on purpose"));
    }
}
