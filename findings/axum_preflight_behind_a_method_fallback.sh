#!/usr/bin/env bash
# axum 0.8.9 with tower-http 0.6.11: a CorsLayer does not answer preflights if `Router::method_not_allowed_fallback` is called
# after `Router::layer`.
#
# `Router::layer(CorsLayer)` wraps all responses of the router so far, including its 405s. So a preflight (OPTIONS) of a route that
# has only a GET gets 200 with `access-control-allow-origin`. `method_not_allowed_fallback` replaces the 405s together with their
# layers. A preflight is such a request, so the fallback answers it outside of the layer: 405 without the header, and browsers
# block the call. The GET itself still goes through the layer, and looks right when tried by hand. In the other order, first the
# fallback and then the layer, everything works.
#
# Seen:
#   layer alone:              OPTIONS 200 with the header, GET 200 with the header
#   layer, then the fallback: OPTIONS 405 without the header, GET 200 with the header
#   fallback, then the layer: OPTIONS 200 with the header, GET 200 with the header
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
mkdir src
cat >Cargo.toml <<'TOML'
[package]
name = "preflight"
version = "0.1.0"
edition = "2021"

[dependencies]
axum = { version = "=0.8.9", default-features = false }
tokio = { version = "1", features = ["macros", "rt"] }
tower = { version = "=0.5.3", features = ["util"] }
tower-http = { version = "=0.6.11", features = ["cors"] }

[workspace]
TOML
cat >src/main.rs <<'RUST'
use axum::body::Body;
use axum::http::{Request, StatusCode};
use axum::routing::get;
use axum::Router;
use tower::ServiceExt;
use tower_http::cors::{Any, CorsLayer};

async fn ask(router: &Router, method: &str) -> String {
    let request = Request::builder()
        .method(method)
        .uri("/")
        .header("origin", "https://shop.example.com")
        .header("access-control-request-method", "GET")
        .body(Body::empty())
        .unwrap();
    let answer = router.clone().oneshot(request).await.unwrap();
    let with = if answer.headers().contains_key("access-control-allow-origin") { "with" } else { "without" };
    format!("{method} {} {with} the header", answer.status().as_u16())
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let routes = || Router::new().route("/", get(|| async { "content" }));
    let cors = || CorsLayer::new().allow_origin(Any);
    let refused = || async { StatusCode::METHOD_NOT_ALLOWED };
    for (name, router) in [
        ("layer alone:             ", routes().layer(cors())),
        ("layer, then the fallback:", routes().layer(cors()).method_not_allowed_fallback(refused)),
        ("fallback, then the layer:", routes().method_not_allowed_fallback(refused).layer(cors())),
    ] {
        println!("{name} {}, {}", ask(&router, "OPTIONS").await, ask(&router, "GET").await);
    }
}
RUST
cargo run --quiet 2>/dev/null | tee seen
diff seen - <<'EXPECTED'
layer alone:              OPTIONS 200 with the header, GET 200 with the header
layer, then the fallback: OPTIONS 405 without the header, GET 200 with the header
fallback, then the layer: OPTIONS 200 with the header, GET 200 with the header
EXPECTED
