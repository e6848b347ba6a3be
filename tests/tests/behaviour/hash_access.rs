//! A payout user's own routes: what opens them and what does not, what they show, and hashes and secrets that change.

use std::collections::BTreeSet;

use api::config::ApiConfig;
use chrono::Duration;
use domain::clock::Clock;
use domain::hash::{HashVersion, payout_hash};
use domain::ids::BusinessId;
use domain::keyring::Keyring;
use metrics_exporter_prometheus::PrometheusBuilder;
use secrecy::ExposeSecret;
use serde_json::{Value, json};
use tests::proxy::{Cut, Mode, Proxy};
use tests::world::{HASH_SECRET, noon, world_at};
use tests::{Answer, RunningApi, World, world};
use tokio_util::sync::CancellationToken;
use worker::config::WorkerConfig;

const UNAUTHORIZED: &str = r#"{"error":"Unauthorized"}"#;
/// What every answer of these routes has.
const PRIVATE: [&str; 4] = ["cache-control", "content-type", "referrer-policy", "request-id"];
const HASH_ROUTES: [(&str, &str); 3] =
    [("GET", "/payout/balance"), ("GET", "/payout/operations"), ("POST", "/payout/operations")];
const SECOND_SECRET: &str = "another test secret for hashes 9876543210";

/// The hash of a payment to `email`.
async fn paid(api: &RunningApi, key: &str, email: &str, amount: i64) -> String {
    let answer = api.pay(key, &[], email, amount).await;
    assert_eq!(answer.status, 201, "{}", answer.body);
    answer.json()["hash"].as_str().unwrap().to_owned()
}

async fn shown(api: &RunningApi, (method, path): (&str, &str), hash: &str) -> Answer {
    api.send(method, path, &[("x-payout-hash", hash)], "").await
}

/// What a hash opens: 200 everywhere, or 401 everywhere.
async fn opens(api: &RunningApi, hash: &str) -> bool {
    let mut statuses = BTreeSet::new();
    for route in HASH_ROUTES {
        statuses.insert(shown(api, route, hash).await.status);
    }
    assert_eq!(statuses.len(), 1, "{statuses:?}");
    statuses.contains(&200)
}

async fn user_id(api: &RunningApi, key: &str, email: &str) -> String {
    let found = api.get(&format!("/v1/payout-users?email={email}"), key).await.json();
    found["data"][0]["id"].as_str().unwrap().to_owned()
}

async fn patch(api: &RunningApi, key: &str, id: &str, body: &str) {
    let key = [("authorization", format!("Bearer {key}"))];
    let changed = api.send("PATCH", &format!("/v1/payout-users/{id}"), &key, body.to_owned()).await;
    assert_eq!(changed.status, 200, "{}", changed.body);
}

async fn rotated(api: &RunningApi, key: &str, id: &str) -> String {
    let answer = api.post(&format!("/v1/payout-users/{id}/rotate-hash"), key, &[], "").await;
    assert_eq!((answer.status, answer.header("cache-control")), (200, "no-store"), "{}", answer.body);
    let hash = answer.json()["hash"].as_str().unwrap().to_owned();
    assert_eq!(answer.body, format!(r#"{{"hash":"{hash}"}}"#));
    hash
}

#[track_caller]
fn refused(answer: &Answer, what: &str) {
    assert_eq!((answer.status, answer.body.as_str()), (401, UNAUTHORIZED), "{what}");
    let mut headers = answer.own_headers();
    headers.retain(|name| *name != "www-authenticate");
    assert_eq!(headers, PRIVATE, "{what}");
    assert_eq!(answer.header("www-authenticate"), "Bearer");
    assert_eq!(answer.header("content-type"), "application/json");
}

#[tokio::test(flavor = "multi_thread")]
async fn every_failure_is_the_same_401() {
    let clock = Clock::set_to(noon());
    world_at(clock.clone(), async |w| {
        let (api, worker) = (w.api().await, w.worker());
        let key = w.key(w.business(1_000).await).await;
        let good = paid(&api, &key, "user@example.com", 1).await;
        let (inactive, expired) =
            (paid(&api, &key, "off@example.com", 1).await, paid(&api, &key, "late@example.com", 1).await);
        patch(&api, &key, &user_id(&api, &key, "off@example.com").await, r#"{"status":"inactive"}"#).await;
        let end = r#"{"expires_at":"2026-03-01T12:00:10Z"}"#;
        patch(&api, &key, &user_id(&api, &key, "late@example.com").await, end).await;
        clock.advance(Duration::seconds(10));
        let rotated_away = paid(&api, &key, "rotated@example.com", 1).await;
        rotated(&api, &key, &user_id(&api, &key, "rotated@example.com").await).await;

        let unknown = "0".repeat(64);
        let upper = good.to_uppercase();
        let longer = format!("{good}0");
        let one = |value: &str| vec![("x-payout-hash", value.to_owned())];
        let mut requests = vec![
            (vec![], String::new(), String::new()),
            ([one(&good), one(&good)].concat(), String::new(), String::new()),
            (vec![("authorization", format!("Bearer {key}"))], String::new(), String::new()),
            (vec![("authorization", format!("Bearer {good}"))], String::new(), String::new()),
            (vec![], format!("?payout_hash={good}&payout_hash={good}"), String::new()),
            (vec![], format!("?Payout_Hash={good}"), String::new()),
            (one(&good), format!("?payout_hash={unknown}"), String::new()),
            (one(&good), "?payout_hash=".to_owned(), String::new()),
        ];
        for hash in ["", "nonsense", &unknown, &upper, &longer, &inactive, &expired, &rotated_away] {
            requests.push((one(hash), String::new(), String::new()));
            requests.push((vec![], format!("?payout_hash={hash}"), String::new()));
        }
        for (headers, query, body) in &requests {
            for (method, path) in HASH_ROUTES {
                let answer = api.send(method, &format!("{path}{query}"), headers, body.clone()).await;
                refused(&answer, &format!("{method} {path} {headers:?} {query}"));
            }
        }
        // Whatever else is wrong with the request: nobody is told before saying who they are.
        for (headers, query, body) in [
            (vec![], "", format!(r#"{{"payout_hash":"{unknown}"}}"#)),
            (vec![], "", format!(r#"{{"payout_hash":"{inactive}"}}"#)),
            (vec![], "", format!(r#"{{"payout_hash":"{good}","payout_hash":"{good}"}}"#)),
            (vec![], "", format!(r#"{{"payout_hash":["{good}"]}}"#)),
            (vec![], "", r#"{"payout_hash":7}"#.to_owned()),
            (vec![], "", r#"{"payout_hash":null}"#.to_owned()),
            (vec![], "", format!(r#"["{good}"]"#)),
            (vec![], "", format!(r#"{{"payout_hash":"{good}""#)),
            (vec![], "?limit=0", "x".repeat(100_000)),
            (vec![("content-type", "text/csv".to_owned())], "", good.clone()),
            (one(&good), "", format!(r#"{{"payout_hash":"{unknown}"}}"#)),
            (one(&unknown), "", format!(r#"{{"payout_hash":"{good}"}}"#)),
            (one(&good), "", r#"{"payout_hash":""}"#.to_owned()),
        ] {
            let answer =
                api.send("POST", &format!("/payout/operations{query}"), &headers, body.clone()).await;
            refused(&answer, &format!("{headers:?} {query} {body:.80}"));
        }
        let query = format!("/payout/operations?payout_hash={good}");
        let body = format!(r#"{{"payout_hash":"{unknown}"}}"#);
        refused(&api.send("POST", &query, &one(""), "").await, "query and an empty header");
        refused(&api.send("POST", &query, &[] as &[(&str, &str)], body).await, "query and body");
        worker.stop().await;
        api.stop().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn header_body_and_query_each_open_and_may_agree() {
    world(async |w| {
        let (api, worker) = (w.api().await, w.worker());
        let key = w.key(w.business(1_000).await).await;
        let hash = paid(&api, &key, "user@example.com", 7).await;
        let header = vec![("x-payout-hash", hash.clone())];
        let in_query = format!("?payout_hash={hash}");
        let in_body = format!(r#"{{"payout_hash":"{hash}"}}"#);
        for (headers, query, body) in [
            (&header, "", ""),
            (&vec![], in_query.as_str(), ""),
            (&vec![], "", in_body.as_str()),
            (&header, &in_query, &in_body),
            (&header, "", r#"{"payout_hash":null,"more":1}"#),
            // Without a body, its type is nobody's concern.
            (&vec![header[0].clone(), ("content-type", "text/plain".to_owned())], "", ""),
        ] {
            let path = format!("/payout/operations{query}");
            let answer = api.send("POST", &path, headers, body.to_owned()).await;
            assert_eq!(answer.status, 200, "{query} {body}: {}", answer.body);
            assert_eq!(answer.own_headers(), PRIVATE);
            assert_eq!(
                (answer.header("cache-control"), answer.header("referrer-policy")),
                ("no-store", "no-referrer")
            );
        }
        for query in ["", &in_query] {
            let balance = api.send("GET", &format!("/payout/balance{query}"), &header, "").await;
            assert_eq!((balance.status, balance.body.as_str()), (200, r#"{"balance":7,"currency":"USD"}"#));
            assert_eq!(balance.own_headers(), PRIVATE);
        }
        // A GET has no body to look at.
        let none: [(&str, &str); 0] = [];
        refused(&api.send("GET", "/payout/operations", &none, in_body.clone()).await, "body of a GET");
        // With a hash that opens, what else is wrong is told.
        for (body, status, error) in [
            ("{", 400, "Invalid request body"),
            ("[]", 400, "Invalid request body"),
            ("a,b", 400, "Invalid request body"),
        ] {
            let answer = api.send("POST", "/payout/operations", &header, body).await;
            assert_eq!((answer.status, answer.json()), (status, json!({"error": error})), "{body}");
        }
        let csv = [header.clone(), vec![("content-type", "text/csv".to_owned())]].concat();
        assert_eq!(api.send("POST", "/payout/operations", &csv, "a,b").await.status, 415);
        let large = "x".repeat(100_000);
        assert_eq!(api.send("POST", "/payout/operations", &header, large).await.status, 413);
        worker.stop().await;
        api.stop().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn operations_are_what_moved_ones_money_newest_first() {
    world_at(Clock::set_to(noon()), async |w| {
        let (one, other) = (w.business(10_000).await, w.business(10_000).await);
        let (api, worker) = (w.api().await, w.worker());
        let (key, other_key) = (w.key(one).await, w.key(other).await);
        let hash = paid(&api, &key, "user@example.com", 1).await;
        let mut expected = Vec::new();
        for amount in 2..=7 {
            let answer = api.pay(&key, &[], "User@Example.com", amount).await;
            expected.insert(0, (answer.header("allocation-id").to_owned(), amount));
        }
        // Others', and what was never paid.
        paid(&api, &key, "user2@example.com", 50).await;
        paid(&api, &other_key, "user@example.com", 60).await;
        assert_eq!(api.pay(&key, &[], "user@example.com", 20_000).await.status, 400);

        let all = shown(&api, ("GET", "/payout/operations"), &hash).await;
        let id = user_id(&api, &key, "user@example.com").await;
        let first = &all.json()["operations"][6];
        // Its members in their order.
        assert_eq!(
            all.body,
            format!(
                r#"{{"id":"{id}","email":"u***@example.com","status":"active","currency":"USD","balance":28,"operations":{},"next_cursor":null}}"#,
                serde_json::value::RawValue::from_string(
                    all.body.split_once(r#""operations":"#).unwrap().1.split_once(r#","next_cursor""#).unwrap().0.to_owned()
                )
                .unwrap()
            )
        );
        assert_eq!(
            *first,
            json!({"id": first["id"], "type": "allocation", "amount": 1, "status": "succeeded", "created_at": "2026-03-01T12:00:00Z"})
        );
        for method in ["GET", "POST"] {
            let (mut seen, mut cursor) = (Vec::new(), String::new());
            loop {
                let page = shown(&api, (method, &format!("/payout/operations?limit=3{cursor}")), &hash).await;
                assert_eq!(page.status, 200, "{}", page.body);
                let page = page.json();
                let operations = page["operations"].as_array().unwrap().clone();
                assert!(operations.len() <= 3);
                seen.extend(operations.iter().map(|one| {
                    (one["id"].as_str().unwrap().to_owned(), one["amount"].as_i64().unwrap())
                }));
                match &page["next_cursor"] {
                    Value::Null => break,
                    next => cursor = format!("&cursor={}", next.as_str().unwrap()),
                }
            }
            assert_eq!(seen.len(), 7);
            assert_eq!(seen[..6], expected, "{method}");
            for wrong in ["limit=101", "limit=0", "limit=x", "cursor=zz", "cursor=7b7d"] {
                let answer = shown(&api, (method, &format!("/payout/operations?{wrong}")), &hash).await;
                assert_eq!(
                    (answer.status, answer.body.as_str()),
                    (400, r#"{"error":"Invalid query"}"#),
                    "{wrong}"
                );
                assert_eq!(answer.own_headers(), PRIVATE);
            }
            assert_eq!(shown(&api, (method, "/payout/operations?limit=100"), &hash).await.status, 200);
        }
        worker.stop().await;
        api.stop().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_merchant_changes_bites_at_once() {
    let clock = Clock::set_to(noon());
    world_at(clock.clone(), async |w| {
        // Two processes: neither remembers what the other one has changed.
        let (api, elsewhere, worker) = (w.api().await, w.api().await, w.worker());
        let key = w.key(w.business(1_000).await).await;
        let hash = paid(&api, &key, "user@example.com", 7).await;
        let id = user_id(&api, &key, "user@example.com").await;
        for (change, open) in [
            (r#"{"status":"inactive"}"#, false),
            (r#"{"status":"active"}"#, true),
            (r#"{"expires_at":"2026-03-01T12:01:00Z"}"#, true),
            (r#"{"expires_at":"2026-03-01T11:59:59Z"}"#, false),
            (r#"{"expires_at":null}"#, true),
        ] {
            patch(&api, &key, &id, change).await;
            assert_eq!((opens(&api, &hash).await, opens(&elsewhere, &hash).await), (open, open), "{change}");
        }
        patch(&api, &key, &id, r#"{"expires_at":"2026-03-01T12:00:05Z"}"#).await;
        clock.advance(Duration::milliseconds(4_999));
        assert!(opens(&api, &hash).await);
        clock.advance(Duration::milliseconds(1));
        assert!(!opens(&api, &hash).await, "the moment itself is too late");
        // The money is there all the while, and comes in, under the same hash.
        assert_eq!(paid(&api, &key, "user@example.com", 1).await, hash);
        assert!(!opens(&api, &hash).await);
        worker.stop().await;
        elsewhere.stop().await;
        api.stop().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rotated_hash_is_dead_at_once_and_the_new_one_is_shown_everywhere() {
    world(async |w| {
        let (api, elsewhere, worker) = (w.api().await, w.api().await, w.worker());
        let key = w.key(w.business(1_000).await).await;
        let csv = "email,amount\nuser@example.com,5\nother@example.com,6\n";
        let batch = api.batch(&key, "b1", "text/csv", csv).await.json()["id"].as_str().unwrap().to_owned();
        w.drained().await;
        let bare = [("idempotency-key", "order-1")];
        let first = api.pay(&key, &bare, "user@example.com", 7).await.json()["hash"].clone();
        let first = first.as_str().unwrap();
        let other = paid(&api, &key, "other@example.com", 7).await;
        let id = user_id(&api, &key, "user@example.com").await;
        let second = rotated(&api, &key, &id).await;
        assert_eq!((opens(&elsewhere, first).await, opens(&elsewhere, &second).await), (false, true));
        // A retry whose answer was lost gives the next one.
        let third = rotated(&api, &key, &id).await;
        assert_eq!(BTreeSet::from([first, &second, &third]).len(), 3);
        assert_eq!((opens(&api, &second).await, opens(&api, &third).await), (false, true));
        assert!(opens(&api, &other).await, "nobody else is concerned");

        assert_eq!(paid(&api, &key, "user@example.com", 1).await, third, "paid again");
        let replayed = api.pay(&key, &bare, "user@example.com", 7).await;
        assert_eq!(replayed.header("idempotent-replayed"), "true");
        assert_eq!(replayed.json()["hash"], third.as_str(), "a replay tells the hash that opens");
        let results = api.get(&format!("/v1/batches/{batch}/results.csv"), &key).await;
        assert!(results.body.contains(&third) && results.body.contains(&other), "{}", results.body);
        assert!(!results.body.contains(first) && !results.body.contains(&second), "{}", results.body);
        let balance = shown(&api, ("GET", "/payout/balance"), &third).await;
        assert_eq!(balance.json()["balance"], 13);

        w.execute("update payout_users set hash_version = 32767 where email = 'user@example.com'").await;
        let last = api.post(&format!("/v1/payout-users/{id}/rotate-hash"), &key, &[], "").await;
        assert_eq!((last.status, last.json()["code"].as_str()), (409, Some("conflict")));
        worker.stop().await;
        elsewhere.stop().await;
        api.stop().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn rotating_at_the_same_time_leaves_one_hash() {
    world(async |w| {
        let (api, worker) = (w.api().await, w.worker());
        let key = w.key(w.business(1_000).await).await;
        let first = paid(&api, &key, "user@example.com", 7).await;
        let id = user_id(&api, &key, "user@example.com").await;
        let all = futures::future::join_all((0..8).map(|_| rotated(&api, &key, &id))).await;
        assert_eq!(all.iter().collect::<BTreeSet<_>>().len(), 8, "each gave another");
        let mut open = 0;
        for hash in all.iter().chain([&first]) {
            open += u32::from(opens(&api, hash).await);
        }
        assert_eq!(open, 1);
        worker.stop().await;
        api.stop().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hash_is_shown_only_if_it_opens_whatever_becomes_of_the_commit() {
    world(async |w| {
        let (api, worker) = (w.api().await, w.worker());
        let proxy = Proxy::to(&w.url).await;
        let cut = w.api_on(ApiConfig { database_url: proxy.url(&w.url), ..w.api_config() }).await;
        let key = w.key(w.business(1_000).await).await;
        let mut current = paid(&api, &key, "user@example.com", 7).await;
        let id = user_id(&api, &key, "user@example.com").await;
        let path = format!("/v1/payout-users/{id}/rotate-hash");
        for n in 1..=3 {
            proxy.cut_next_commit(Cut::Before);
            let answer = cut.post(&path, &key, &[], "").await;
            assert_eq!((answer.status, proxy.cuts()), (503, 2 * n - 1), "{}", answer.body);
            assert!(opens(&api, &current).await, "nothing was changed");
            proxy.cut_next_commit(Cut::After);
            let answer = cut.post(&path, &key, &[], "").await;
            assert_eq!((answer.status, proxy.cuts()), (200, 2 * n), "{}", answer.body);
            let next = answer.json()["hash"].as_str().unwrap().to_owned();
            assert_eq!((opens(&api, &current).await, opens(&api, &next).await), (false, true));
            current = next;
        }
        worker.stop().await;
        cut.stop().await;
        api.stop().await;
    })
    .await;
}

/// An API and a worker with that setting.
async fn with_secret(w: &World, setting: &str) -> (RunningApi, tests::world::RunningWorker) {
    let api = w.api_on(ApiConfig { hash_secret: setting.into(), ..w.api_config() }).await;
    let worker = w.worker_on(WorkerConfig { hash_secret: setting.into(), ..w.worker_config() });
    (api, worker)
}

#[tokio::test(flavor = "multi_thread")]
async fn the_secret_is_replaced_and_no_hash_changes() {
    // The setting's parts are separated by commas: this secret has one.
    let old = HASH_SECRET.replace(',', "");
    let steps = [old.clone(), format!("1:{old},2:{SECOND_SECRET}"), format!("2:{SECOND_SECRET},1:{old}")];
    let keys = Keyring::read(&steps[2].as_str().into()).unwrap();
    let expected = |business: BusinessId, email: &str, secret, number| {
        let version = HashVersion { secret, number };
        payout_hash(&keys, version, business, email).unwrap().expose_secret().to_owned()
    };
    world(async |w| {
        let business = w.business(1_000).await;
        let key = w.key(business).await;
        let mut known: Vec<(String, String)> = Vec::new();
        for (step, setting) in steps.iter().enumerate() {
            let (api, worker) = with_secret(w, setting).await;
            let email = format!("step{step}@example.com");
            known.push((email.clone(), paid(&api, &key, &email, 1).await));
            let secret = if step == 2 { 2 } else { 1 };
            assert_eq!(known[step].1, expected(business, &email, secret, 1), "{email}");
            for (email, hash) in &known {
                assert_eq!(paid(&api, &key, email, 1).await, *hash, "{email} at step {step}");
                assert!(opens(&api, hash).await, "{email} at step {step}");
            }
            if step == 2 {
                let id = user_id(&api, &key, &known[0].0).await;
                let new = rotated(&api, &key, &id).await;
                assert_eq!(new, expected(business, &known[0].0, 2, 2));
                assert_eq!((opens(&api, &known[0].1).await, opens(&api, &new).await), (false, true));
            }
            worker.stop().await;
            api.stop().await;
        }
        // A process that would make hashes that open nothing does not start, and says what is wrong.
        for (setting, line) in [
            (format!("2:{SECOND_SECRET}"), "version 1 of PAYOUT_HASH_SECRET, which is not among those given"),
            (old.clone(), "version 2 of PAYOUT_HASH_SECRET, which is not among those given"),
            (SECOND_SECRET.to_owned(), "version 1 of PAYOUT_HASH_SECRET is not the secret"),
            (format!("2:{SECOND_SECRET},1:short"), "PAYOUT_HASH_SECRET 1: has fewer than 32 bytes"),
        ] {
            let config = WorkerConfig { hash_secret: setting.as_str().into(), ..w.worker_config() };
            let worker = w.worker_on(config).ended().await.unwrap_err().to_string();
            assert!(worker.contains(line), "{worker}");
            let config = ApiConfig { hash_secret: setting.as_str().into(), ..w.api_config() };
            let metrics = PrometheusBuilder::new().build_recorder().handle();
            let ready = |_, _| panic!("it serves");
            let api = api::run::run(config, w.clock.clone(), metrics, CancellationToken::new(), ready).await;
            assert_eq!(api.unwrap_err().to_string(), worker);
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_secret_is_found_out_when_the_database_comes_back() {
    world(async |w| {
        let (api, worker) = (w.api().await, w.worker());
        let proxy = Proxy::to(&w.url).await;
        proxy.set(Mode::Refuse);
        let url = proxy.url(&w.url);
        let config =
            ApiConfig { database_url: url.clone(), hash_secret: SECOND_SECRET.into(), ..w.api_config() };
        let wrong_api = w.api_on(config).await;
        let config =
            WorkerConfig { database_url: url, hash_secret: SECOND_SECRET.into(), ..w.worker_config() };
        let wrong_worker = w.worker_on(config);
        let hash = "0".repeat(64);
        let away = shown(&wrong_api, ("GET", "/payout/balance"), &hash).await;
        assert_eq!((away.status, away.own_headers().contains(&"retry-after")), (503, true));
        proxy.set(Mode::Pass);
        for ended in [
            wrong_api.ended().await.unwrap_err().to_string(),
            wrong_worker.ended().await.unwrap_err().to_string(),
        ] {
            assert!(ended.starts_with("version 1 of PAYOUT_HASH_SECRET is not"), "{ended}");
        }
        worker.stop().await;
        api.stop().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hash_that_this_process_cannot_make_is_no_reason_for_a_lie() {
    let old = HASH_SECRET.replace(',', "");
    world(async |w| {
        let business = w.business(1_000).await;
        let key = w.key(business).await;
        // Told in the wrong order: this API does not know what the worker already uses.
        let (api, first) = with_secret(w, &old).await;
        first.stop().await;
        let (late, worker) = with_secret(w, &format!("2:{SECOND_SECRET},1:{old}")).await;
        let headers = [("idempotency-key", "order-1")];
        let answer = api.pay(&key, &headers, "user@example.com", 7).await;
        assert_eq!((answer.status, answer.json()["status"].as_str()), (202, Some("pending")));
        let found = api.get(answer.header("location"), &key).await;
        assert_eq!(found.json()["status"], "succeeded");
        let hash = late.pay(&key, &headers, "user@example.com", 7).await.json()["hash"].clone();
        assert!(opens(&api, hash.as_str().unwrap()).await, "looking a hash up needs no secret");
        worker.stop().await;
        late.stop().await;
        api.stop().await;
    })
    .await;
}
