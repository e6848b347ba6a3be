//! `payout_requests_total{route,outcome}`: the outcomes of requests that may move money.

use axum::body::Body;
use axum::extract::Request;
use axum::http::{Method, Response, StatusCode};
use axum::middleware::Next;
use metrics::{counter, describe_counter, describe_histogram, gauge};

use crate::http::metrics::duration::REQUEST_DURATION;
use crate::http::request_id::route;

const REQUESTS: &str = "payout_requests_total";
const COMMIT_UNKNOWN: &str = "payout_commit_unknown_total";

/// The routes whose POST requests are counted.
const ROUTES: [&str; 6] = [
    "/payout/create",
    "/payout/withdraw",
    "/pay/withdraw",
    "/v1/allocations",
    "/v1/batches",
    "/v1/balance/top-up",
];

/// The response header of a request whose key was used before: nothing was done again.
pub const IDEMPOTENT_REPLAYED: &str = "idempotent-replayed";

/// The outcome of a request. A 500 has no outcome: it appears in the durations, by its status class.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Outcome {
    /// It was carried out or accepted.
    Accepted,
    /// It got the response of an earlier request.
    Replayed,
    /// Its key was used for another request.
    Conflict,
    /// It is malformed.
    Invalid,
    /// It is well formed, but not allowed or not possible.
    Refused,
    /// It cannot be done now.
    Overloaded,
}

/// Marks a 400 response to a well-formed request whose money is not there.
#[derive(Debug, Clone, Copy)]
pub struct WellFormedRequest;

/// Marks a 200 response to a dry run.
#[derive(Debug, Clone, Copy)]
pub struct DryRunAnswer;

impl Outcome {
    const ALL: [Self; 6] =
        [Self::Accepted, Self::Replayed, Self::Conflict, Self::Invalid, Self::Refused, Self::Overloaded];

    const fn as_str(self) -> &'static str {
        match self {
            Self::Accepted => "accepted",
            Self::Replayed => "replayed",
            Self::Conflict => "conflict",
            Self::Invalid => "invalid",
            Self::Refused => "refused",
            Self::Overloaded => "overloaded",
        }
    }

    fn of(response: &Response<Body>) -> Option<Self> {
        if response.headers().contains_key(IDEMPOTENT_REPLAYED) {
            return Some(Self::Replayed);
        }
        match response.status() {
            StatusCode::OK if response.extensions().get::<DryRunAnswer>().is_some() => None,
            StatusCode::OK | StatusCode::CREATED | StatusCode::ACCEPTED => Some(Self::Accepted),
            StatusCode::UNPROCESSABLE_ENTITY => Some(Self::Conflict),
            StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN => Some(Self::Refused),
            StatusCode::BAD_REQUEST if response.extensions().get::<WellFormedRequest>().is_some() => {
                Some(Self::Refused)
            }
            StatusCode::TOO_MANY_REQUESTS | StatusCode::SERVICE_UNAVAILABLE => Some(Self::Overloaded),
            status if status.is_client_error() => Some(Self::Invalid),
            _ => None,
        }
    }
}

/// Describes the metrics, and sets every counter to 0.
pub fn start() {
    describe_counter!(REQUESTS, "Requests that may move money, by route and outcome.");
    describe_counter!(COMMIT_UNKNOWN, "Commits whose reply was lost, by outcome.");
    describe_counter!("payout_wakeups_total", "Wake-ups by hints.");
    describe_histogram!(REQUEST_DURATION, "Seconds from the head of a request to the head of its response.");
    for route in ROUTES {
        for outcome in Outcome::ALL {
            counter!(REQUESTS, "route" => route, "outcome" => outcome.as_str()).absolute(0);
        }
    }
    for resolved in ["committed", "aborted"] {
        counter!(COMMIT_UNKNOWN, "resolved" => resolved).absolute(0);
    }
    counter!("payout_wakeups_total", "source" => "hint").absolute(0);
    gauge!("payout_build_info", "version" => env!("CARGO_PKG_VERSION")).set(1.0);
}

/// Counts a request that was refused before routing.
pub fn count_unrouted(method: &Method, path: &str) {
    if let Some(route) = ROUTES.into_iter().find(|route| *route == path && *method == Method::POST) {
        counter!(REQUESTS, "route" => route, "outcome" => Outcome::Overloaded.as_str()).increment(1);
    }
}

/// Middleware: counts the outcome of a request. A request whose client disconnected is not counted.
pub async fn count(request: Request, next: Next) -> Response<Body> {
    let matched = route(&request);
    let counted = ROUTES.into_iter().find(|route| *route == matched && *request.method() == Method::POST);
    let response = next.run(request).await;
    if let (Some(route), Some(outcome)) = (counted, Outcome::of(&response)) {
        counter!(REQUESTS, "route" => route, "outcome" => outcome.as_str()).increment(1);
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;
    use metrics_exporter_prometheus::PrometheusBuilder;

    #[test]
    fn rejected_requests_are_counted_where_money_moves() {
        let recorder = PrometheusBuilder::new().build_recorder();
        let page = metrics::with_local_recorder(&recorder, || {
            count_unrouted(&Method::POST, "/payout/create");
            count_unrouted(&Method::GET, "/v1/batches");
            count_unrouted(&Method::GET, "/payout/balance");
            recorder.handle().render()
        });
        let counted: Vec<&str> = page.lines().filter(|line| line.starts_with(REQUESTS)).collect();
        assert_eq!(counted, [r#"payout_requests_total{route="/payout/create",outcome="overloaded"} 1"#]);
    }
}
