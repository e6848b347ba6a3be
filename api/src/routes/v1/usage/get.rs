//! GET /v1/usage: how many requests a business has made, and how long they took.

use std::collections::BTreeMap;

use axum::extract::State;
use chrono::NaiveDate;
use domain::usage::{Latencies, Outcome, Sum};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::{Range, Used, used};
use crate::app::App;
use crate::auth::Merchant;
use crate::http::answers::Problems;
use crate::http::extract::{Json, Query};
use crate::http::refusal::Refusal;

/// The requests of a business in a range of days.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Usage)]
pub struct Body {
    /// The first day, in UTC.
    from: NaiveDate,
    /// The last day, inclusive.
    to: NaiveDate,
    /// Every day from `from` to `to`, oldest first.
    days: Vec<Day>,
    /// The routes that were requested, by outcome, over all days together.
    routes: Vec<Route>,
}

/// The requests of one day.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = UsageOfDay)]
pub struct Day {
    /// The day in UTC. A request counts on the day on which it was answered.
    pub(crate) day: NaiveDate,
    /// The number of requests.
    pub(crate) requests: i64,
    /// The requests answered with 2xx.
    pub(crate) succeeded: i64,
    /// The requests answered with 4xx other than 429.
    pub(crate) refused: i64,
    /// The requests answered with 429.
    pub(crate) rate_limited: i64,
    /// The requests answered with 5xx.
    pub(crate) failed: i64,
    /// The requests whose client disconnected before the response.
    pub(crate) aborted: i64,
    /// The median latency: half of the requests were answered within this many milliseconds. The value is 5, 10, 20,
    /// 50, 100, 200, 500, 1 000, 2 000, 5 000 or 10 000. Null if the median is higher, or if there were no requests.
    pub(crate) p50_ms: Option<u64>,
    /// The 95th percentile of the latency, in the same way.
    pub(crate) p95_ms: Option<u64>,
}

/// The requests for a route with one outcome.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = UsageOfRoute)]
pub struct Route {
    /// The method and the pattern of the path, such as `GET /v1/batches/{id}`. `other` stands for requests that were
    /// counted without their route, because too many routes were requested at once.
    route: String,
    /// The outcome: `2xx`, `400`, `403`, `404`, `409`, `422`, `429`, `4xx` (any other), `5xx`, or `aborted` (the client
    /// disconnected before the response).
    outcome: &'static str,
    /// The number of requests.
    requests: i64,
    /// The median latency: half of the requests were answered within this many milliseconds. Null if it is
    /// above 10 000.
    p50_ms: Option<u64>,
    /// The 95th percentile of the latency, in the same way.
    p95_ms: Option<u64>,
}

/// The range of days.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Days {
    /// The first day, in UTC, such as `2026-11-01`. By default, 30 days are shown.
    #[param(value_type = Option<NaiveDate>)]
    from: Option<String>,
    /// The last day, inclusive. Defaults to today.
    #[param(value_type = Option<NaiveDate>)]
    to: Option<String>,
}

/// Returns the API usage of the business: requests by day, and by route and outcome.
///
/// Requests with a secret key of the business are counted. A request counts when it is answered, and appears up to a
/// minute later. At most 90 days can be requested at once, and older days are not kept. The numbers are for monitoring,
/// not for billing: a server that is killed loses the counts of its last minute.
#[utoipa::path(
    get, path = "/v1/usage", tag = "usage", security(("secret_key" = [])), params(Days),
    responses((status = 200, body = Body), Problems)
)]
pub async fn get(
    State(app): State<App>,
    Merchant(caller): Merchant,
    Query(days): Query<Days>,
) -> Result<Json<Body>, Refusal> {
    let range = Range::read(days.from, days.to, app.clock.now().date_naive())?;
    let Used { days, routes } = used(&app, caller.business_id, range).await?;
    Ok(Json(Body {
        from: range.from,
        to: range.to,
        days: days.iter().map(|(day, outcomes)| Day::of(*day, outcomes)).collect(),
        routes: routes.into_iter().map(Route::from).collect(),
    }))
}

impl Day {
    /// Returns what was counted on a day.
    pub(crate) fn of(day: NaiveDate, outcomes: &BTreeMap<Outcome, Latencies>) -> Self {
        let mut all = Latencies::default();
        let mut this = Self {
            day,
            requests: 0,
            succeeded: 0,
            refused: 0,
            rate_limited: 0,
            failed: 0,
            aborted: 0,
            p50_ms: None,
            p95_ms: None,
        };
        for (outcome, latencies) in outcomes {
            all.add(latencies);
            *match outcome {
                Outcome::Succeeded => &mut this.succeeded,
                Outcome::RateLimited => &mut this.rate_limited,
                Outcome::Failed => &mut this.failed,
                Outcome::Aborted => &mut this.aborted,
                Outcome::Invalid
                | Outcome::Forbidden
                | Outcome::NotFound
                | Outcome::Conflict
                | Outcome::Refused
                | Outcome::OtherRefusal => &mut this.refused,
            } += latencies.requests();
        }
        Self { requests: all.requests(), p50_ms: all.within_ms(50), p95_ms: all.within_ms(95), ..this }
    }
}

impl From<Sum<String>> for Route {
    fn from(of: Sum<String>) -> Self {
        Self {
            route: of.of,
            outcome: of.outcome.as_str(),
            requests: of.latencies.requests(),
            p50_ms: of.latencies.within_ms(50),
            p95_ms: of.latencies.within_ms(95),
        }
    }
}
