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

/// The requests of a business over some days.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Usage)]
pub struct Body {
    /// The first day, in UTC.
    from: NaiveDate,
    /// The last day, which is included.
    to: NaiveDate,
    /// Every day from `from` to `to`, oldest first.
    days: Vec<Day>,
    /// Over all days together: the routes that were asked, by outcome.
    routes: Vec<Route>,
}

/// The requests of a day.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = UsageOfDay)]
pub struct Day {
    /// In UTC. It is the day on which a request was answered.
    pub(crate) day: NaiveDate,
    /// How many.
    pub(crate) requests: i64,
    /// Those that were answered with 2xx.
    pub(crate) succeeded: i64,
    /// With 4xx, but 429.
    pub(crate) refused: i64,
    /// With 429.
    pub(crate) rate_limited: i64,
    /// With 5xx.
    pub(crate) failed: i64,
    /// Those whose client left before the answer.
    pub(crate) aborted: i64,
    /// Half of them were answered within so many milliseconds: 5, 10, 20, 50, 100, 200, 500, 1 000, 2 000, 5 000 or 10 000. Null if that
    /// took longer, and without a request.
    pub(crate) p50_ms: Option<u64>,
    /// The same of 95 in 100.
    pub(crate) p95_ms: Option<u64>,
}

/// The requests of a route with one outcome.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = UsageOfRoute)]
pub struct Route {
    /// The method and the pattern of the address, such as `GET /v1/batches/{id}`. `other` is what was counted without its route,
    /// because too many routes were asked at once.
    route: String,
    /// `2xx`, `400`, `403`, `404`, `409`, `422`, `429`, `4xx` (any other), `5xx`, or `aborted`: the client left before the
    /// answer
    outcome: &'static str,
    /// How many.
    requests: i64,
    /// Half of them were answered within so many milliseconds; null if that took longer than 10 000.
    p50_ms: Option<u64>,
    /// The same of 95 in 100.
    p95_ms: Option<u64>,
}

/// Which days.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Days {
    /// The first day, in UTC, such as `2026-11-01`; without it, 30 days are shown.
    #[param(value_type = Option<NaiveDate>)]
    from: Option<String>,
    /// The last day, which is included; without it, today.
    #[param(value_type = Option<NaiveDate>)]
    to: Option<String>,
}

/// How the API was used: requests by day, and by route and outcome.
///
/// Counted are the requests that a secret key of the business has opened. Each counts when it is answered, and is shown up to a
/// minute later. Up to 90 days can be asked for at once, and no more are kept. It is a measure, and not an account: a
/// server that is killed loses what it has counted in its last minute.
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
    /// What was counted on a day.
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
