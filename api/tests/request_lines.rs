//! Tests what a log line says about a request. The test has its own process: tracing caches for all threads whether a
//! line is enabled, and tests without a subscriber would disable it.

use std::io::{self, Write};
use std::sync::{Arc, Mutex};

use api::http::request_id::{NewId, attach};
use axum::Router;
use axum::body::Body;
use axum::http::Request;
use axum::middleware::from_fn_with_state;
use axum::routing::get;
use tower::ServiceExt;
use uuid::Uuid;

#[derive(Clone, Default)]
struct Lines(Arc<Mutex<Vec<u8>>>);

impl Write for Lines {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().map_err(|_| io::Error::other("poisoned"))?.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[test]
fn a_log_line_has_the_request_id_and_the_route_but_no_secret() {
    let lines = Lines::default();
    let writer = lines.clone();
    let subscriber = tracing_subscriber::fmt().with_writer(move || writer.clone()).with_ansi(false).finish();
    let new_id: NewId = || Uuid::from_u128(7);
    let router = Router::new()
        .route("/payout/withdrawals/{id}", get(|| async { tracing::info!("looking") }))
        .layer(from_fn_with_state(new_id, attach));
    let request = Request::get("/payout/withdrawals/ord_9?payout_hash=secret").body(Body::empty()).unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    tracing::subscriber::with_default(subscriber, || runtime.block_on(router.oneshot(request))).unwrap();

    let text = String::from_utf8(lines.0.lock().unwrap().clone()).unwrap();
    let span =
        r#"request{id=00000000-0000-0000-0000-000000000007 method="GET" route="/payout/withdrawals/{id}"}"#;
    assert!(text.contains(span) && text.contains("looking"), "{text}");
    assert!(!text.contains("secret") && !text.contains("ord_9"), "{text}");
}
