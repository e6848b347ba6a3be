//! `Idempotency-Key`. The API's own description says which routes accept it, so a new route without an entry here
//! fails. A repeated request is carried out once and gets the first response, even if that response was lost.

mod cases;

use std::collections::BTreeSet;

use chrono::TimeDelta;
use domain::clock::Clock;
use futures::future::join_all;
use serde_json::{Value, json};
use tests::api::OPERATOR_TOKEN;
use tests::proxy::{Cut, Proxy};
use tests::world::{noon, world_at};
use tests::{Answer, RunningApi, World, world};

use self::cases::{Case, Fixture};
use crate::contract::hash_access::{hash_is_accepted, pay_user, user_id};

/// Routes whose key is a column of the row that they create, so it works for ever.
const BY_REFERENCE: [&str; 5] =
    ["/payout/create", "/payout/withdraw", "/v1/allocations", "/v1/balance/top-up", "/v1/batches"];

/// POST routes without a key, and why. Other methods have none either: they read, or they set a state.
const WITHOUT_KEY: [(&str, &str); 2] = [
    ("/payout/operations", "it reads"),
    ("/providers/{name}/callback", "it says how an order has ended, which it does once"),
];

/// The header as a client sends it.
const KEY: (&str, &str) = ("idempotency-key", "my key");

#[test]
fn every_post_route_that_changes_something_accepts_a_key() {
    let document = api::routes::public_routes().merge(api::routes::admin_routes()).to_openapi();
    let document = serde_json::to_value(document).unwrap();
    let mut posted = BTreeSet::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            let parameters = operation["parameters"].as_array().cloned().unwrap_or_default();
            let described = parameters.iter().any(|one| one["name"] == "Idempotency-Key");
            let needed = method == "post" && WITHOUT_KEY.iter().all(|(none, _)| none != path);
            assert_eq!(described, needed, "{method} {path}");
            if needed && !BY_REFERENCE.contains(&path.as_str()) {
                posted.insert(path.clone());
            }
        }
    }
    let tried: BTreeSet<String> = cases::ROUTES.iter().map(|route| (*route).to_owned()).collect();
    assert_eq!(posted, tried, "a route was added or removed: update `cases`");
}

/// Returns everything that a request could have changed, as text.
async fn state_snapshot(w: &World) -> String {
    sqlx::query_scalar(
        "select concat_ws(' ', (select count(*) from api_keys), (select count(*) from businesses),
             (select count(*) from audit), (select count(*) from transfers), (select count(*) from events),
             (select count(*) from balance_moves), (select sum(secret_version) from webhook_endpoints),
             (select sum(hash_version) from payout_users), (select count(*) from api_keys where rolled_to is not null))",
    )
    .fetch_one(&w.pool)
    .await
    .unwrap()
}

fn is_key_reused(answer: &Answer) -> bool {
    let code = answer.json()["code"] == "idempotency_key_reused";
    answer.status == 422 && (code || answer.body == crate::contract::payout_create::KEY_REUSED)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_repeated_request_is_carried_out_once_and_a_different_one_refused() {
    world_at(Clock::set_to(noon()), async |w| {
        let fixture = Fixture::create(w).await;
        let cases = fixture.cases();
        assert_eq!(cases.iter().map(|case| case.route).collect::<Vec<_>>(), cases::ROUTES);
        for Case { route, path, body, other } in &cases {
            let malformed = fixture.call(path, &[("idempotency-key", "\"open")], body).await;
            assert_eq!(malformed.status, 400, "{route}: {}", malformed.body);
            let before = state_snapshot(w).await;
            if route.starts_with("/v1/batches/") || ["/admin/pause", "/admin/resume"].contains(route) {
                let preview = fixture.call(&format!("{path}?dry_run=true"), &[KEY], body).await;
                assert_eq!(
                    (preview.status, state_snapshot(w).await),
                    (200, before.clone()),
                    "{route}: a dry run uses no key"
                );
            }
            let first = fixture.call(path, &[KEY], body).await;
            assert!((200..300).contains(&first.status), "{route}: {} {}", first.status, first.body);
            assert_eq!(first.header("idempotent-replayed"), "", "{route}");
            let after = state_snapshot(w).await;
            // A redelivery leaves nothing that this test counts.
            assert!(before != after || route.ends_with("/redeliver"), "{route}: nothing was done");
            let again = fixture.call(path, &[("idempotency-key", "\"my key\"")], body).await;
            assert_eq!((again.status, &again.body), (first.status, &first.body), "{route}");
            assert_eq!(again.header("idempotent-replayed"), "true", "{route}");
            let refused = fixture.call(&other.0, &[KEY], &other.1).await;
            assert!(is_key_reused(&refused), "{route}: {} {}", refused.status, refused.body);
            assert_eq!(state_snapshot(w).await, after, "{route} was carried out once");
        }
        fixture.stop().await;
    })
    .await;
}

/// Sixteen identical requests at the same time, through two processes. Without the key's row, each would create
/// something.
#[tokio::test(flavor = "multi_thread")]
async fn concurrent_duplicates_create_one_object_and_get_one_answer() {
    world(async |w| {
        let (apis, worker) = ([w.api().await, w.api().await], w.worker());
        let business = w.business(1_000).await;
        let key = w.key(business).await;
        pay_user(&apis[0], &key, "user@example.com", 5).await;
        let user = user_id(&apis[0], &key, "user@example.com").await;
        worker.stop().await;
        let rolled =
            create_object(&apis[0], &key, "/v1/api-keys", r#"{"name":"to roll"}"#).await["id"].clone();
        let endpoint = r#"{"url":"http://127.0.0.1:9/","events":["payout.*"]}"#;
        let webhook = create_object(&apis[0], &key, "/v1/webhooks", endpoint).await["id"].clone();
        for (path, body, counted) in [
            ("/v1/api-keys".to_owned(), r#"{"name":"new"}"#, "select count(*) from api_keys"),
            (
                format!("/v1/api-keys/{}/roll", rolled.as_str().unwrap()),
                r#"{"overlap_seconds":60}"#,
                "select count(*) from api_keys",
            ),
            ("/v1/webhooks".to_owned(), endpoint, "select count(*) from webhook_endpoints"),
            (
                format!("/v1/webhooks/{}/rotate-secret", webhook.as_str().unwrap()),
                "",
                "select sum(secret_version) from webhook_endpoints",
            ),
            (
                format!("/v1/payout-users/{user}/rotate-hash"),
                "",
                "select sum(hash_version) from payout_users",
            ),
            ("/admin/businesses".to_owned(), r#"{"name":"New"}"#, "select count(*) from businesses"),
        ] {
            let count = async || -> i64 { sqlx::query_scalar(counted).fetch_one(&w.pool).await.unwrap() };
            let before = count().await;
            let send = |n: usize| {
                let (api, path) = (&apis[n % 2], &path);
                let (base, credential) = if path.starts_with("/admin") {
                    (&api.ops_url, OPERATOR_TOKEN)
                } else {
                    (&api.url, key.as_str())
                };
                let headers = [("authorization", format!("Bearer {credential}")), (KEY.0, KEY.1.to_owned())];
                async move { api.send_to(base, "POST", path, &headers, body).await }
            };
            let answers = join_all((0..16).map(send)).await;
            assert_eq!(count().await, before + 1, "{path}");
            for answer in &answers {
                assert!((200..300).contains(&answer.status), "{path}: {}", answer.body);
                assert_eq!(answer.body, answers[0].body, "{path}");
            }
            let now = answers.iter().filter(|one| one.header("idempotent-replayed").is_empty()).count();
            assert_eq!(now, 1, "{path}");
        }
        for api in apis {
            api.stop().await;
        }
    })
    .await;
}

async fn create_object(api: &RunningApi, key: &str, path: &str, body: &str) -> Value {
    let answer = api.post(path, key, &[], body.to_owned()).await;
    assert!((200..300).contains(&answer.status), "{}", answer.body);
    answer.json()
}

/// A returned API key works, whatever happened to the COMMIT, and a repeated request returns the same key.
#[tokio::test(flavor = "multi_thread")]
async fn a_retry_after_a_lost_answer_returns_the_same_api_key() {
    world(async |w| {
        let (api, key) = (w.api().await, w.key(w.business(0).await).await);
        let proxy = Proxy::to(&w.url).await;
        let cut =
            w.api_on(api::config::ApiConfig { database_url: proxy.url(&w.url), ..w.api_config() }).await;
        let create = async |api: &RunningApi, name: &str| {
            api.post("/v1/api-keys", &key, &[("idempotency-key", name)], r#"{"name":"new"}"#).await
        };
        let keys = async || -> i64 {
            sqlx::query_scalar("select count(*) from api_keys").fetch_one(&w.pool).await.unwrap()
        };
        for (n, at) in [Cut::Before, Cut::After, Cut::Before, Cut::After].into_iter().enumerate() {
            let (name, before) = (format!("key {n}"), keys().await);
            proxy.cut_next_commit(at);
            let first = create(&cut, &name).await;
            assert_eq!(proxy.cuts() as usize, n + 1, "the COMMIT was cut");
            let told = if at == Cut::Before { (503, before) } else { (201, before + 1) };
            assert_eq!((first.status, keys().await), told, "{}", first.body);
            let again = create(&api, &name).await;
            assert_eq!((again.status, keys().await), (201, before + 1), "{}", again.body);
            assert!(at == Cut::Before || again.body == first.body);
            let new = again.json()["key"].as_str().unwrap().to_owned();
            assert_eq!(api.get("/v1/balance", &new).await.status, 200, "the new key works");
        }
        cut.stop().await;
        api.stop().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_retry_whose_secret_is_no_longer_valid_gets_409() {
    world(async |w| {
        let (api, worker) = (w.api().await, w.worker());
        let key = w.key(w.business(1_000).await).await;
        let assert_conflict = |answer: &Answer, of: &str| {
            assert_eq!((answer.status, &answer.json()["code"]), (409, &json!("conflict")), "{}", answer.body);
            assert!(
                answer.body.contains(of) && answer.body.contains("new Idempotency-Key"),
                "{}",
                answer.body
            );
        };
        let again = async |path: &str, body: &str| api.post(path, &key, &[KEY], body.to_owned()).await;

        let made = again("/v1/api-keys", r#"{"name":"new"}"#).await.json();
        let id = made["id"].as_str().unwrap();
        let bearer = [("authorization", format!("Bearer {key}"))];
        assert_eq!(api.send("DELETE", &format!("/v1/api-keys/{id}"), &bearer, "").await.status, 200);
        assert_conflict(&again("/v1/api-keys", r#"{"name":"new"}"#).await, id);

        let endpoint = r#"{"url":"http://127.0.0.1:9/","events":["payout.*"]}"#;
        let made = again("/v1/webhooks", endpoint).await.json();
        let id = made["id"].as_str().unwrap();
        let rotate = format!("/v1/webhooks/{id}/rotate-secret");
        assert_eq!(again(&rotate, "").await.status, 200);
        assert_conflict(&again("/v1/webhooks", endpoint).await, id);
        assert_eq!(api.post(&rotate, &key, &[], "").await.status, 200);
        assert_conflict(&again(&rotate, "").await, id);
        assert_eq!(api.send("DELETE", &format!("/v1/webhooks/{id}"), &bearer, "").await.status, 204);
        assert_conflict(&again(&rotate, "").await, "was deleted");

        pay_user(&api, &key, "user@example.com", 5).await;
        let user = user_id(&api, &key, "user@example.com").await;
        let rotate = format!("/v1/payout-users/{user}/rotate-hash");
        let second = again(&rotate, "").await.json()["hash"].as_str().unwrap().to_owned();
        assert_eq!(again(&rotate, "").await.json()["hash"], second.as_str());
        assert!(hash_is_accepted(&api, &second).await);
        assert_eq!(api.post(&rotate, &key, &[], "").await.status, 200);
        assert_conflict(&again(&rotate, "").await, "replaced");

        let operator = [("authorization", format!("Bearer {OPERATOR_TOKEN}")), (KEY.0, KEY.1.to_owned())];
        let new = async || {
            api.send_to(&api.ops_url, "POST", "/admin/businesses", &operator, r#"{"name":"New"}"#).await
        };
        let made = new().await.json();
        let first = made["api_key"].as_str().unwrap();
        let id = api.get("/v1/api-keys", first).await.json()["data"][0]["id"].as_str().unwrap().to_owned();
        let bearer = [("authorization", format!("Bearer {first}"))];
        assert_eq!(api.send("DELETE", &format!("/v1/api-keys/{id}"), &bearer, "").await.status, 200);
        let ended = new().await;
        let there = format!("payout key create {}", made["id"].as_str().unwrap());
        assert!(ended.status == 409 && ended.body.contains(&there), "{}", ended.body);
        worker.stop().await;
        api.stop().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_belongs_to_one_business_and_a_refused_request_does_not_use_it() {
    world(async |w| {
        let api = w.api().await;
        let (one, two) = (w.key(w.business(0).await).await, w.key(w.business(0).await).await);
        let create =
            async |key: &str, body: &str| api.post("/v1/api-keys", key, &[KEY], body.to_owned()).await;
        // A refused request does not use up its key.
        assert_eq!(create(&one, r#"{"name":""}"#).await.status, 400);
        let nobody = "/v1/webhooks/whk_01900000-0000-7000-8000-000000000001/rotate-secret";
        assert_eq!(api.post(nobody, &one, &[KEY], "").await.status, 404);
        let endpoint = r#"{"url":"http://127.0.0.1:9/","events":["payout.*"]}"#;
        let id = create_object(&api, &one, "/v1/webhooks", endpoint).await["id"].as_str().unwrap().to_owned();
        let rotated = api.post(&format!("/v1/webhooks/{id}/rotate-secret"), &one, &[KEY], "").await;
        assert_eq!(rotated.status, 200, "{}", rotated.body);
        // The same idempotency key of another business, or of another route, is another key.
        let (first, second) = (create(&one, r#"{"name":"a"}"#).await, create(&two, r#"{"name":"b"}"#).await);
        assert_eq!((first.status, second.status), (201, 201), "{} {}", first.body, second.body);
        // Any API key of a business may repeat the request.
        let other = first.json()["key"].as_str().unwrap().to_owned();
        let again = create(&other, r#"{"name":"a"}"#).await;
        assert_eq!((again.status, &again.body), (201, &first.body));
        // Neither the client's idempotency key nor a secret is stored.
        let stored: String =
            sqlx::query_scalar("select string_agg(idempotency_keys::text, ' ') from idempotency_keys")
                .fetch_one(&w.pool)
                .await
                .unwrap();
        assert!(stored.contains("seed") && !stored.contains(KEY.1), "{stored}");
        let random = &other["sk_test_".len()..other.len() - 8];
        for secret in [&random[..16], &random[16..32], &random[64..]] {
            assert!(!stored.contains(secret), "{secret} in {stored}");
        }
        api.stop().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_is_forgotten_after_thirty_days() {
    world_at(Clock::set_to(noon()), async |w| {
        let (api, key) = (w.api().await, w.key(w.business(0).await).await);
        let create =
            async || api.post("/v1/api-keys", &key, &[KEY], r#"{"name":"new"}"#).await.json()["id"].clone();
        let first = create().await;
        let mut conn = w.pool.acquire().await.unwrap();
        w.clock.advance(TimeDelta::days(30));
        worker::leader::retention::remove_old(&mut conn, TimeDelta::days(30), w.clock.now()).await.unwrap();
        assert_eq!(create().await, first);
        w.clock.advance(TimeDelta::seconds(1));
        let worker = w.worker();
        tests::eventually("the leader has removed it", async || {
            let kept: i64 =
                sqlx::query_scalar("select count(*) from idempotency_keys").fetch_one(&w.pool).await.unwrap();
            (kept == 0).then_some(())
        })
        .await;
        worker.stop().await;
        assert_ne!(create().await, first);
        api.stop().await;
    })
    .await;
}
