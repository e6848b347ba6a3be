//! `payout_http_request_duration_seconds{route,status_class}`: the time from the end of a request's head to the head of
//! its response.

use std::time::Instant;

use axum::body::Body;
use axum::extract::Request;
use axum::http::{Response, StatusCode};
use axum::middleware::Next;
use metrics::SharedString;

use crate::http::request_id::route;

/// The name of the metric, for the code that sets its buckets.
pub const REQUEST_DURATION: &str = "payout_http_request_duration_seconds";

/// Middleware: records how long a request took. If its client disconnects first, the request is recorded as `aborted`.
pub async fn record_duration(request: Request, next: Next) -> Response<Body> {
    let mut timed =
        Timed { begun: Instant::now(), route: route(&request).to_owned().into(), status_class: "aborted" };
    let response = next.run(request).await;
    timed.status_class = status_class(response.status().as_u16());
    response
}

/// Records a response that was given before routing.
pub fn record_unrouted(status: StatusCode) {
    let status_class = status_class(status.as_u16());
    metrics::histogram!(REQUEST_DURATION, "route" => "unmatched", "status_class" => status_class).record(0.0);
}

/// Records its duration when dropped, which also happens if the request's future is dropped.
struct Timed {
    begun: Instant,
    route: SharedString,
    status_class: &'static str,
}

impl Drop for Timed {
    fn drop(&mut self) {
        let route = std::mem::replace(&mut self.route, SharedString::const_str(""));
        metrics::histogram!(REQUEST_DURATION, "route" => route, "status_class" => self.status_class)
            .record(self.begun.elapsed());
    }
}

/// Returns the class of a status, such as `2xx`.
fn status_class(status: u16) -> &'static str {
    match status {
        100..=199 => "1xx",
        200..=299 => "2xx",
        300..=399 => "3xx",
        400..=499 => "4xx",
        _ => "5xx",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::Router;
    use axum::middleware::from_fn;
    use axum::routing::get;
    use metrics_exporter_prometheus::PrometheusBuilder;
    use tower::ServiceExt;

    #[test]
    fn labels_are_the_route_pattern_and_the_status_class() {
        let recorder = PrometheusBuilder::new().build_recorder();
        let handle = recorder.handle();
        let router = Router::new()
            .route("/v1/batches/{id}", get(|| async {}))
            .route("/slow", get(std::future::pending::<()>))
            .layer(from_fn(record_duration));
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        metrics::with_local_recorder(&recorder, || {
            runtime.block_on(async {
                for path in ["/v1/batches/bat_1?payout_hash=secret", "/nowhere/secret"] {
                    let request = Request::get(path).body(Body::empty()).unwrap();
                    router.clone().oneshot(request).await.unwrap();
                }
                let mut left = router.clone().oneshot(Request::get("/slow").body(Body::empty()).unwrap());
                assert!(futures::poll!(&mut left).is_pending());
                drop(left);
            });
        });
        let page = handle.render();
        for labels in [
            r#"{route="/v1/batches/{id}",status_class="2xx""#,
            r#"{route="unmatched",status_class="4xx""#,
            r#"{route="/slow",status_class="aborted""#,
        ] {
            assert!(page.contains(labels), "{labels} is missing in {page}");
        }
        assert!(!page.contains("secret"));
    }
}
