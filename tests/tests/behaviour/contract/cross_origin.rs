//! Cross-origin access: a browser lets a page read the responses to a payout user's hash only if the user's business
//! allows the page's origin.

use api::app::admission::AdmissionLimits;
use api::app::door::DoorLimits;
use api::config::{ApiConfig, Limits};
use serde_json::json;
use tests::proxy::{Mode, Proxy};
use tests::{Answer, RunningApi, eventually, world};

use crate::contract::hash_access::pay_user;

const SHOP: &str = "https://shop.example.com";
const OTHER: &str = "https://other.example.com";

async fn allow_origins(api: &RunningApi, key: &str, origins: &[&str]) -> Answer {
    let key = [("authorization", format!("Bearer {key}"))];
    api.send("PUT", "/v1/allowed-origins", &key, json!({ "origins": origins }).to_string()).await
}

/// Sends a browser's preflight request.
async fn preflight(api: &RunningApi, path: &str, origin: &str) -> Answer {
    let asked = [
        ("origin", origin),
        ("access-control-request-method", "POST"),
        ("access-control-request-headers", "x-payout-hash, idempotency-key, content-type"),
    ];
    api.send("OPTIONS", path, &asked, "").await
}

/// Returns the status, and the origin whose pages may read the response.
async fn get_from_origin(api: &RunningApi, path: &str, origin: &str, hash: &str) -> (u16, String) {
    let answer = api.send("GET", path, &[("origin", origin), ("x-payout-hash", hash)], "").await;
    (answer.status, answer.header("access-control-allow-origin").to_owned())
}

#[tokio::test(flavor = "multi_thread")]
async fn only_an_allowed_origin_may_call_and_read_payout_routes() {
    world(async |w| {
        let (api, worker) = (w.api().await, w.worker());
        let (key, other_key) = (w.key(w.business(1_000).await).await, w.key(w.business(1_000).await).await);
        let hash = pay_user(&api, &key, "user@example.com", 300).await;
        assert_eq!(preflight(&api, "/payout/withdraw", SHOP).await.header("access-control-allow-origin"), "");
        assert_eq!(get_from_origin(&api, "/payout/balance", SHOP, &hash).await, (200, String::new()));

        assert_eq!(allow_origins(&api, &key, &[SHOP]).await.status, 200);
        assert_eq!(allow_origins(&api, &other_key, &[OTHER]).await.status, 200);
        for path in ["/payout/withdraw", "/payout/operations", "/payout/withdrawals/wdr_1/cancel"] {
            let asked = preflight(&api, path, SHOP).await;
            assert_eq!(asked.status, 200, "{path}");
            assert_eq!(asked.header("access-control-allow-origin"), SHOP, "{path}");
            assert_eq!(asked.header("access-control-allow-methods"), "GET,POST");
            assert_eq!(
                asked.header("access-control-allow-headers"),
                "x-payout-hash,idempotency-key,content-type"
            );
            assert_eq!(asked.header("access-control-max-age"), "600");
            assert_eq!(asked.header("access-control-allow-credentials"), "", "cookies give no access");
        }
        assert_eq!(get_from_origin(&api, "/payout/balance", SHOP, &hash).await, (200, SHOP.to_owned()));
        let answer =
            api.send("GET", "/payout/balance", &[("origin", SHOP), ("x-payout-hash", &hash)], "").await;
        assert_eq!(
            answer.header("access-control-expose-headers"),
            "retry-after,request-id,idempotent-replayed"
        );
        assert_eq!(
            get_from_origin(&api, "/payout/balance", OTHER, &hash).await,
            (200, String::new()),
            "another business's page"
        );
        assert_eq!(
            get_from_origin(&api, "/payout/balance", OTHER, "nobody's").await,
            (401, OTHER.to_owned()),
            "the 401 of an expired link is readable"
        );
        for origin in ["https://shop.example.com.evil.example", "null", "https://SHOP.example.com"] {
            assert_eq!(
                preflight(&api, "/payout/withdraw", origin).await.header("access-control-allow-origin"),
                ""
            );
            assert_eq!(get_from_origin(&api, "/payout/balance", origin, &hash).await, (200, String::new()));
        }

        // An origin that is removed is refused.
        assert_eq!(allow_origins(&api, &key, &[]).await.status, 200);
        assert_eq!(get_from_origin(&api, "/payout/balance", SHOP, &hash).await, (200, String::new()));
        worker.stop().await;
        api.stop().await;
    })
    .await;
}

/// The payout user's business decides which origins are allowed, wherever the request has the hash.
#[tokio::test(flavor = "multi_thread")]
async fn a_hash_in_the_body_follows_the_same_origin_rules() {
    world(async |w| {
        let (api, worker) = (w.api().await, w.worker());
        let (key, other_key) = (w.key(w.business(1_000).await).await, w.key(w.business(1_000).await).await);
        let hash = pay_user(&api, &key, "user@example.com", 10).await;
        assert_eq!(allow_origins(&api, &key, &[SHOP]).await.status, 200);
        assert_eq!(allow_origins(&api, &other_key, &[OTHER]).await.status, 200);
        let shown = async |origin: &str, body: serde_json::Value| {
            let answer =
                api.send("POST", "/payout/operations", &[("origin", origin)], body.to_string()).await;
            (answer.status, answer.header("access-control-allow-origin").to_owned())
        };
        let body = json!({ "payout_hash": hash });
        assert_eq!(shown(SHOP, body.clone()).await, (200, SHOP.to_owned()));
        assert_eq!(shown(OTHER, body).await, (200, String::new()), "another business's page");
        assert_eq!(shown(OTHER, json!({})).await, (401, OTHER.to_owned()));
        worker.stop().await;
        api.stop().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn responses_are_not_cached_and_vary_by_origin() {
    world(async |w| {
        let api = w.api().await;
        let put = api.send("PUT", "/payout/balance", &[("origin", SHOP)], "").await;
        for (answer, status) in [(preflight(&api, "/payout/balance", SHOP).await, 200), (put, 405)] {
            assert_eq!(answer.status, status);
            assert_eq!((answer.header("cache-control"), answer.header("vary")), ("no-store", "origin"));
        }
        api.stop().await;
    })
    .await;
}

/// Without permission to read the 503, a page sees only a network error.
#[tokio::test(flavor = "multi_thread")]
async fn an_allowed_page_can_read_the_503_while_the_database_is_away() {
    world(async |w| {
        let proxy = Proxy::to(&w.url).await;
        let api = RunningApi::on(&proxy.url(&w.url), 4).await;
        let worker = w.worker();
        let key = w.key(w.business(1_000).await).await;
        let hash = pay_user(&api, &key, "user@example.com", 10).await;
        assert_eq!(allow_origins(&api, &key, &[SHOP, OTHER]).await.status, 200);
        assert_eq!(get_from_origin(&api, "/payout/balance", SHOP, &hash).await, (200, SHOP.to_owned()));
        proxy.set(Mode::Refuse);
        assert_eq!(get_from_origin(&api, "/payout/balance", SHOP, &hash).await, (503, SHOP.to_owned()));
        let asked = preflight(&api, "/payout/balance", SHOP).await;
        assert_eq!((asked.status, asked.header("access-control-allow-origin")), (200, SHOP));
        assert_eq!(
            get_from_origin(&api, "/payout/balance", OTHER, &hash).await,
            (503, String::new()),
            "the API has seen no request of this origin"
        );
        proxy.set(Mode::Pass);
        eventually("the database is back", async || {
            (get_from_origin(&api, "/payout/balance", OTHER, &hash).await == (200, OTHER.to_owned()))
                .then_some(())
        })
        .await;
        worker.stop().await;
        api.stop().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_allowed_page_can_read_the_503_of_an_overloaded_api() {
    world(async |w| {
        let one = DoorLimits { all: 1, of_one: 1 };
        let admission = AdmissionLimits { others: one, ..AdmissionLimits::default() };
        let limits = Limits { admission, ..Limits::default() };
        let api = w.api_on(ApiConfig { limits, ..w.api_config() }).await;
        let worker = w.worker();
        let key = w.key(w.business(1_000).await).await;
        let hash = pay_user(&api, &key, "user@example.com", 10).await;
        assert_eq!(allow_origins(&api, &key, &[SHOP, OTHER]).await.status, 200);
        assert_eq!(get_from_origin(&api, "/payout/balance", SHOP, &hash).await, (200, SHOP.to_owned()));
        // The request inside waits for this transaction.
        let mut holds = w.pool.begin().await.unwrap();
        sqlx::query("lock table payout_users in access exclusive mode").execute(&mut *holds).await.unwrap();
        let inside = get_from_origin(&api, "/payout/balance", SHOP, &hash);
        let meanwhile = async {
            eventually("the place is taken", async || {
                let waiting =
                    "select count(*) from pg_locks where not granted and relation = 'payout_users'::regclass";
                let waiting: i64 = sqlx::query_scalar(waiting).fetch_one(&w.pool).await.unwrap();
                (waiting > 0).then_some(())
            })
            .await;
            assert_eq!(get_from_origin(&api, "/payout/balance", SHOP, &hash).await, (503, SHOP.to_owned()));
            let asked = preflight(&api, "/payout/withdrawals/ord_1/cancel", SHOP).await;
            assert_eq!((asked.status, asked.header("access-control-allow-origin")), (200, SHOP));
            assert_eq!(get_from_origin(&api, "/payout/balance", OTHER, &hash).await, (503, String::new()));
            holds.commit().await.unwrap();
        };
        let (answered, ()) = futures::future::join(inside, meanwhile).await;
        assert_eq!(answered, (200, SHOP.to_owned()));
        worker.stop().await;
        api.stop().await;
    })
    .await;
}

/// Secret keys are not for browsers.
#[tokio::test(flavor = "multi_thread")]
async fn merchant_routes_allow_no_cross_origin_access() {
    world(async |w| {
        let api = w.api().await;
        let key = w.key(w.business(1_000).await).await;
        assert_eq!(allow_origins(&api, &key, &[SHOP]).await.status, 200);
        for path in ["/payout/create", "/balance", "/v1/allocations", "/v1/allowed-origins"] {
            let asked = preflight(&api, path, SHOP).await;
            assert_eq!((asked.status, asked.header("access-control-allow-origin")), (405, ""), "{path}");
        }
        let bearer = format!("Bearer {key}");
        let answer = api.send("GET", "/balance", &[("origin", SHOP), ("authorization", &bearer)], "").await;
        assert_eq!((answer.status, answer.header("access-control-allow-origin")), (200, ""));
        api.stop().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn allowed_origins_are_stored_sorted_and_an_invalid_list_changes_nothing() {
    world(async |w| {
        let api = w.api().await;
        let key = w.key(w.business(0).await).await;
        let kept = async || api.get("/v1/allowed-origins", &key).await.json();
        assert_eq!(kept().await, json!({ "origins": [] }));
        let set = allow_origins(&api, &key, &[SHOP, "http://localhost:5173", OTHER, SHOP]).await;
        assert_eq!(set.json(), json!({ "origins": ["http://localhost:5173", OTHER, SHOP] }));
        assert_eq!(kept().await, set.json());
        for (wrong, index, said) in [
            (vec![SHOP, "https://shop.example.com/"], Some(1), "without a path or a slash at the end"),
            (vec!["http://shop.example.com"], Some(0), "must begin with https://"),
            (vec!["*"], Some(0), "written as browsers send it"),
            (vec![SHOP; 21], None, "At most 20"),
        ] {
            let refused = allow_origins(&api, &key, &wrong).await;
            assert_eq!(refused.status, 400, "{}", refused.body);
            let fault = &refused.json()["errors"][0];
            assert_eq!(fault["index"].as_u64(), index, "{fault}");
            assert_eq!(fault["field"], "origins");
            assert!(fault["message"].as_str().unwrap().contains(said), "{fault}");
            assert_eq!(kept().await, set.json());
        }
        api.stop().await;
    })
    .await;
}
