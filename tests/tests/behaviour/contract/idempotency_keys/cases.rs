//! A world with an object for every route, and for each route a request and a different one to send under the same key.

use chrono::TimeDelta;
use domain::allocation::Lane;
use domain::business::Mode;
use serde_json::json;
use tests::api::OPERATOR_TOKEN;
use tests::{Answer, RunningApi, World, eventually};

use super::create_object;
use crate::contract::hash_access::user_id;
use crate::queue::poison::POISON;
use crate::withdrawals::lifecycle::{BY_HAND, User, gift_card, user};

/// The routes, in the order in which they are tested.
pub const ROUTES: [&str; 21] = [
    "/v1/api-keys",
    "/v1/api-keys/{id}/roll",
    "/v1/webhooks",
    "/v1/webhooks/{id}/redeliver",
    "/v1/webhooks/{id}/test",
    "/v1/webhooks/{id}/rotate-secret",
    "/payout/withdrawals/{id}/cancel",
    // The payout user does not call the following routes.
    "/v1/payout-users/{id}/rotate-hash",
    "/v1/batches/{id}/pause",
    "/v1/batches/{id}/resume",
    "/v1/batches/{id}/cancel",
    "/v1/batches/{id}/retry",
    "/v1/withdrawals/{id}/approve",
    "/v1/withdrawals/{id}/reject",
    "/admin/withdrawals/{id}/approve",
    "/admin/withdrawals/{id}/reject",
    "/admin/dead/{id}/retry",
    "/admin/pause",
    "/admin/resume",
    "/admin/businesses",
    "/admin/businesses/{id}/fund",
];

/// A request, and a different one for the same route.
pub struct Case {
    pub route: &'static str,
    pub path: String,
    pub body: String,
    pub other: (String, String),
}

/// The objects that the routes act on.
pub struct Fixture {
    api: RunningApi,
    user: User,
    payout_user: String,
    api_key: String,
    webhook: String,
    waiting: String,
    failed: String,
    /// Six orders that wait for a person.
    orders: Vec<String>,
    /// An order that was not handed over to the person.
    untold: String,
    parked: String,
}

const ENDPOINT: &str = r#"{"url":"http://127.0.0.1:9/","events":["balance.low"]}"#;

impl Fixture {
    /// Creates the objects, on a clock that stands still until a test moves it.
    pub async fn create(w: &World) -> Self {
        let api = w.api_with_methods(BY_HAND).await;
        let user = user(w, &api, Mode::Live, 10_000).await;
        w.fund(user.business, 1_000).await;
        w.execute(POISON).await;
        let parked = w.queue(user.business, Lane::Interactive, &[("poison@example.com", 10)]).await;
        let worker = w.worker_with_methods(BY_HAND);
        let dear = r#"{"items":[{"email":"dear@example.com","amount":100000000}]}"#;
        let failed = create_batch(&api, &user.key, dear).await;
        let mut orders = Vec::new();
        for _ in 0..6 {
            orders.push(user.order(&api, gift_card(1_000)).await);
        }
        for order in &orders {
            user.wait_for_status(&api, order, "processing").await;
        }
        eventually("the poison is parked", async || {
            w.clock.advance(TimeDelta::seconds(400));
            (w.queue_status().await.dead == 1).then_some(())
        })
        .await;
        worker.stop().await;
        let waiting =
            create_batch(&api, &user.key, r#"{"items":[{"email":"cheap@example.com","amount":1}]}"#).await;
        let untold = user.order(&api, gift_card(1_000)).await;
        let id = async |path: &str, body: &str| {
            create_object(&api, &user.key, path, body).await["id"].as_str().unwrap().to_owned()
        };
        Self {
            payout_user: user_id(&api, &user.key, "user@example.com").await,
            api_key: id("/v1/api-keys", r#"{"name":"to roll"}"#).await,
            webhook: id("/v1/webhooks", ENDPOINT).await,
            parked: parked[0].to_string(),
            waiting,
            failed,
            orders,
            untold,
            user,
            api,
        }
    }

    /// Sends a request with the credential that the route requires.
    pub async fn call(&self, path: &str, headers: &[(&str, &str)], body: &str) -> Answer {
        if path.starts_with("/payout/") {
            return self.api.as_user("POST", path, &self.user.hash, headers, body.to_owned()).await;
        }
        if !path.starts_with("/admin/") {
            return self.api.post(path, &self.user.key, headers, body.to_owned()).await;
        }
        let bearer = format!("Bearer {OPERATOR_TOKEN}");
        let mut all = headers.to_vec();
        all.push(("authorization", &bearer));
        self.api.send_to(&self.api.ops_url, "POST", path, &all, body.to_owned()).await
    }

    pub async fn stop(self) {
        self.api.stop().await;
    }

    /// Returns one case for each of [`ROUTES`]. The other request has another body, or another object if the route has
    /// no body.
    pub fn cases(&self) -> Vec<Case> {
        let why = r#"{"reason":"We do not sell these."}"#;
        let since = r#"{"since":"2026-01-01T00:00:00Z"}"#;
        let funding = |amount: i64| {
            json!({"amount": amount, "account": "balance", "reference": format!("wire-{amount}")}).to_string()
        };
        let (business, orders) = (self.user.business.to_string(), &self.orders);
        let about = |route: &'static str, id: &str, body: &str, other: (&str, &str)| Case {
            route,
            path: route.replace("{id}", id),
            body: body.to_owned(),
            other: (route.replace("{id}", other.0), other.1.to_owned()),
        };
        let (rolled, endpoint) = (self.api_key.as_str(), self.webhook.as_str());
        let (user, waiting) = (self.payout_user.as_str(), self.waiting.as_str());
        let cases = [
            ("", r#"{"name":"a"}"#, "", r#"{"name":"b"}"#),
            (rolled, r#"{"overlap_seconds":60}"#, rolled, r#"{"overlap_seconds":61}"#),
            ("", ENDPOINT, "", r#"{"url":"http://127.0.0.1:9/","events":["payout.*"]}"#),
            (endpoint, since, endpoint, r#"{"since":"2026-01-02T00:00:00Z"}"#),
            (endpoint, "", "whk_01900000-0000-7000-8000-000000000001", ""),
            (endpoint, "", "whk_01900000-0000-7000-8000-000000000001", ""),
            (&self.untold, "", &orders[5], ""),
            (user, "", "usr_01900000-0000-7000-8000-000000000001", ""),
            (waiting, "", &self.failed, ""),
            (waiting, "", &self.failed, ""),
            (waiting, "", &self.failed, ""),
            (&self.failed, "", waiting, ""),
            (&orders[0], "", &orders[5], ""),
            (&orders[1], why, &orders[5], why),
            (&orders[2], "", &orders[5], ""),
            (&orders[3], why, &orders[3], r#"{"reason":"We do."}"#),
            (&self.parked, "", "alc_01900000-0000-7000-8000-000000000001", ""),
            ("", r#"{"scope":"webhooks"}"#, "", r#"{"scope":"all"}"#),
            ("", r#"{"scope":"webhooks"}"#, "", r#"{"scope":"all"}"#),
            ("", r#"{"name":"New"}"#, "", r#"{"name":"New","mode":"test"}"#),
            (&business, &funding(7), &business, &funding(8)),
        ];
        let tried = ROUTES.iter().zip(cases);
        tried.map(|(route, (id, body, id2, body2))| about(route, id, body, (id2, body2))).collect()
    }
}

async fn create_batch(api: &RunningApi, key: &str, items: &str) -> String {
    let accepted = api.batch(key, items, "application/json", items.to_owned()).await;
    assert_eq!(accepted.status, 202, "{}", accepted.body);
    accepted.json()["id"].as_str().unwrap().to_owned()
}
