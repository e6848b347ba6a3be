//! The credential of a request finds its cell, wherever the request has the credential, and no tenant sees another's
//! data.

use domain::business::{Mode, api_key};
use secrecy::ExposeSecret;
use serde_json::{Value, json};
use tests::{Cells, RunningApi, World, cells};

use crate::contract::hash_access::pay_user;

const SHOP: &str = "https://shop.example.com";

/// Creates a business of `w` with `balance` cents, and returns its key.
pub async fn tenant(w: &World, balance: i64) -> String {
    w.key(w.business(balance).await).await
}

pub async fn balance(api: &RunningApi, key: &str) -> (u16, Value) {
    let answer = api.get("/v1/balance", key).await;
    (answer.status, answer.json()["payout_balance"].clone())
}

/// Returns a key of a business in each cell. The first business has 100 cents, the next 200.
pub async fn tenants(cells: &Cells) -> Vec<String> {
    let mut keys = Vec::new();
    for (w, balance) in cells.each.iter().zip((1..).map(|n| n * 100)) {
        keys.push(tenant(w, balance).await);
    }
    keys
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_finds_its_business_in_any_cell_and_an_unknown_key_gets_401() {
    cells(3, async |cells| {
        let (api, keys) = (cells.api().await, tenants(cells).await);
        // Once by asking the cells, and once from the cache.
        for _ in 0..2 {
            for (key, has) in keys.iter().zip([100, 200, 300]) {
                assert_eq!(balance(&api, key).await, (200, json!(has)));
            }
        }
        let one = cells.first().api().await;
        let nobody = unknown_key();
        for shown in [nobody.as_str(), "sk_live_1", ""] {
            let (several, alone) = (api.get("/balance", shown).await, one.get("/balance", shown).await);
            assert_eq!((several.status, &several.body), (401, &alone.body), "{shown}");
            assert_eq!(several.header_names(), alone.header_names(), "{shown}");
        }
        one.stop().await;
        api.stop().await;
    })
    .await;
}

/// Returns a well-formed key that does not exist.
pub fn unknown_key() -> String {
    api_key::generate(Mode::Test, &[0x5a; 40]).expose_secret().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_payment_is_made_in_its_cell_and_unknown_to_another_tenant() {
    cells(2, async |cells| {
        let (api, keys) = (cells.api().await, tenants(cells).await);
        let workers = [cells.first().worker(), cells.last().worker()];
        for (place, key) in keys.iter().enumerate() {
            let made = api.pay(key, &[("idempotency-key", "k")], "user@example.com", 10).await;
            assert_eq!(made.status, 201, "{}", made.body);
            let path = format!("/v1/allocations/{}", made.header("allocation-id"));
            assert_eq!(api.get(&path, key).await.status, 200);
            assert_eq!(api.get(&path, &keys[1 - place]).await.status, 404, "the payment is another tenant's");
            let listed = api.get("/v1/allocations", key).await.json();
            assert_eq!(listed["data"].as_array().unwrap().len(), 1, "{listed}");
        }
        let batch = api.batch(&keys[1], "b", "text/csv", "email,amount\nbatch@example.com,7\n").await;
        assert_eq!(batch.status, 202, "{}", batch.body);
        let batches = |w: &World| {
            let pool = w.pool.clone();
            async move {
                sqlx::query_scalar::<_, i64>("select count(*) from batches").fetch_one(&pool).await.unwrap()
            }
        };
        assert_eq!((batches(cells.first()).await, batches(cells.last()).await), (0, 1));
        for worker in workers {
            worker.stop().await;
        }
        api.stop().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hash_is_found_in_header_query_body_and_form() {
    cells(2, async |cells| {
        let (api, worker) = (cells.api().await, cells.last().worker());
        let key = tenant(cells.last(), 1_000).await;
        let hash = pay_user(&api, &key, "user@example.com", 321).await;
        let none: [(&str, &str); 0] = [];
        let in_header = api.as_user("GET", "/payout/balance", &hash, &[], "").await;
        let in_query = api.send("GET", &format!("/payout/balance?payout_hash={hash}"), &none, "").await;
        let body = json!({ "payout_hash": hash }).to_string();
        let in_body = api.send("POST", "/payout/operations", &none, body).await;
        for answer in [&in_header, &in_query, &in_body] {
            assert_eq!(answer.status, 200, "{}", answer.body);
        }
        assert!(in_header.body.contains("321") || in_header.body.contains("3.21"), "{}", in_header.body);
        let form =
            [("content-type", "application/x-www-form-urlencoded".to_owned()), ("origin", api.url.clone())];
        let page = api.send("POST", "/pay", &form, format!("payout_hash={hash}")).await;
        assert_eq!(page.status, 200, "{}", page.body);
        let nobody = api.send("POST", "/pay", &form, format!("payout_hash={}", "0".repeat(64))).await;
        assert_eq!(nobody.status, 401, "{}", nobody.body);
        let two = [("x-payout-hash", "0".repeat(64))];
        let body = json!({ "payout_hash": hash }).to_string();
        assert_eq!(
            api.send("POST", "/payout/operations", &two, body).await.status,
            401,
            "two different hashes"
        );
        worker.stop().await;
        api.stop().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn another_hosts_page_may_call_if_a_business_of_any_cell_allows_it() {
    cells(2, async |cells| {
        let (api, worker) = (cells.api().await, cells.last().worker());
        let key = tenant(cells.last(), 1_000).await;
        let hash = pay_user(&api, &key, "user@example.com", 1).await;
        let ask = async |origin: &str| {
            let asked = [("origin", origin), ("access-control-request-method", "GET")];
            let answer = api.send("OPTIONS", "/payout/balance", &asked, "").await;
            answer.header("access-control-allow-origin").to_owned()
        };
        assert_eq!(ask(SHOP).await, "");
        let headers = [("authorization", format!("Bearer {key}"))];
        let body = json!({ "origins": [SHOP] }).to_string();
        assert_eq!(api.send("PUT", "/v1/allowed-origins", &headers, body).await.status, 200);
        assert_eq!((ask(SHOP).await.as_str(), ask("https://other.example.com").await.as_str()), (SHOP, ""));
        let unknown = "0".repeat(64);
        for (shown, status) in [(hash.as_str(), 200), (unknown.as_str(), 401)] {
            let answer = api.as_user("GET", "/payout/balance", shown, &[("origin", SHOP)], "").await;
            let seen = (answer.status, answer.header("access-control-allow-origin"));
            assert_eq!(seen, (status, SHOP));
        }
        worker.stop().await;
        api.stop().await;
    })
    .await;
}
