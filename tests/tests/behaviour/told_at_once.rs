//! Who waits for what is held is told at once: what holds it, and when to come again; nothing is recorded. Who does not wait
//! is accepted, and shown what holds it. A key's outcome is answered all the same.

use std::time::{Duration, Instant};

use domain::allocation::Lane;
use domain::clock::Clock;
use domain::steering::{Order, Target};
use domain::throttle::Rates;
use serde_json::{Value, json};
use tests::steer::order;
use tests::{Answer, Process, RunningApi, World, eventually, world};

use crate::pauses::{payee, withdraw};

const UNAVAILABLE: &str = r#"{"error":"Service temporarily unavailable"}"#;

/// How long a client waits that does not say.
const WAIT: Duration = Duration::from_secs(10);

async fn steer(api: &RunningApi, action: &str, of: Value) {
    let done = api.operate_with("POST", &format!("/admin/{action}"), of.to_string()).await;
    assert_eq!(done.status, 200, "{}", done.body);
}

/// A payment, and that it was answered without waiting.
async fn at_once(api: &RunningApi, key: &str, headers: &[(&str, &str)]) -> Answer {
    let began = Instant::now();
    let answer = api.pay(key, headers, "late@example.com", 10).await;
    assert!(began.elapsed() < WAIT, "it waited for {:?}", began.elapsed());
    answer
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pause_is_told_at_once_and_a_known_key_keeps_its_outcome() {
    world(async |w| {
        let (business, other) = (w.business(1_000).await, w.business(1_000).await);
        let (api, second) = (w.api().await, w.api().await);
        let (key, other_key) = (w.key(business).await, w.key(other).await);
        let worker = w.worker();
        let named = [("idempotency-key", "before")];
        let paid = api.pay(&key, &named, "a@example.com", 10).await;
        assert_eq!(paid.status, 201, "{}", paid.body);
        for scope in [json!({"scope": "business", "business_id": business}), json!({"scope": "all"})] {
            steer(&api, "pause", scope.clone()).await;
            let recorded = w.recorded().await;
            let refused = at_once(&api, &key, &[("idempotency-key", "new")]).await;
            assert_eq!((refused.status, refused.body.as_str()), (503, UNAVAILABLE));
            assert!(refused.header("retry-after").parse::<u64>().unwrap() >= 30);
            assert_eq!(at_once(&api, &key, &[]).await.status, 503);
            assert_eq!(w.recorded().await, recorded, "nothing is recorded");
            let again = api.pay(&key, &named, "a@example.com", 10).await;
            assert_eq!((again.status, &again.body), (201, &paid.body));
            assert_eq!(again.header("idempotent-replayed"), "true");
            assert_eq!(api.pay(&key, &named, "a@example.com", 11).await.status, 422);
            // Another process sees it within a second or so.
            eventually("the other sees it", async || {
                (at_once(&second, &key, &[("prefer", "wait=1")]).await.header("retry-after") == "30")
                    .then_some(())
            })
            .await;
            let elsewhere = api.pay(&other_key, &[], "b@example.com", 1).await;
            assert_eq!(elsewhere.status, if scope["scope"] == "all" { 503 } else { 201 });
            steer(&api, "resume", scope).await;
            assert_eq!(api.pay(&key, &[], "c@example.com", 1).await.status, 201);
        }
        worker.stop().await;
        api.stop().await;
        second.stop().await;
    })
    .await;
}

/// It was accepted before the pause: nobody pays it, and its client is told when its wait ends, or its twin comes.
#[tokio::test(flavor = "multi_thread")]
async fn what_raced_a_pause_is_told_when_its_wait_ends() {
    world(async |w| {
        let business = w.business(1_000).await;
        let (api, key) = (w.api().await, w.key(business).await);
        let headers = [("prefer", "wait=30"), ("idempotency-key", "raced")];
        let racing = api.pay(&key, &headers, "a@example.com", 10);
        let pausing = async {
            eventually("it is recorded", async || (w.recorded().await > 0).then_some(())).await;
            steer(&api, "pause", json!({"scope": "all"})).await;
            let twin = at_once(&api, &key, &[("prefer", "wait=0")]).await;
            assert_eq!(twin.status, 503);
            api.pay(&key, &headers, "a@example.com", 10).await
        };
        let (raced, twin) = futures::join!(racing, pausing);
        for told in [raced, twin] {
            assert_eq!(
                (told.status, told.body.as_str(), told.header("retry-after")),
                (503, UNAVAILABLE, "30")
            );
        }
        assert_eq!(w.recorded().await, 0);
        api.stop().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_throttle_says_whose_limit_it_is_and_the_true_wait() {
    world(async |w| {
        let business = w.business(1_000_000).await;
        let (api, key) = (w.api().await, w.key(business).await);
        for (target, kind) in [(Target::Business(business), "business"), (Target::All, "all")] {
            let worker = w.worker();
            order(w, Order::Throttle(target, Rates::new(None, Some(100)).unwrap())).await;
            // It uses the tokens of 50 s, once the api has seen that the throttle before is gone.
            eventually("it is paid", async || {
                let paid = api.pay(&key, &[], "a@example.com", 5_000).await;
                assert!([201, 429].contains(&paid.status), "{}", paid.body);
                (paid.status == 201).then_some(())
            })
            .await;
            let refused = eventually("there are no tokens", async || {
                Some(at_once(&api, &key, &[("prefer", "wait=1")]).await).filter(|answer| answer.status == 429)
            })
            .await;
            assert_eq!(at_once(&api, &key, &[]).await.status, 429);
            let told = refused.json();
            assert_eq!((&told["error"], &told["type"]), (&json!("rate_limit_exceeded"), &json!(kind)));
            let wait = told["retry_after"].as_u64().unwrap();
            assert!((20..=51).contains(&wait), "{wait}");
            assert_eq!(refused.header("retry-after"), wait.to_string());
            let accepted =
                api.post("/v1/allocations", &key, &[], r#"{"email":"b@example.com","amount":10}"#).await;
            assert_eq!((accepted.status, &accepted.json()["held_by"]), (202, &json!("throttle")));
            let id = accepted.json()["id"].as_str().unwrap().to_owned();
            assert_eq!(api.get(&format!("/v1/allocations/{id}"), &key).await.json()["held_by"], "throttle");
            order(w, Order::Unthrottle(target)).await;
            w.drained().await;
            worker.stop().await;
            eventually("it is paid as before", async || {
                let paid = api.get(&format!("/v1/allocations/{id}"), &key).await.json();
                (paid["status"] == "succeeded" && paid.get("held_by").is_none()).then_some(())
            })
            .await;
        }
        api.stop().await;
    })
    .await;
}

/// What was not served in its time is not served at once: a client that comes again as soon as it may only waits again.
#[tokio::test(flavor = "multi_thread")]
async fn without_a_worker_nobody_is_told_to_come_again_at_once() {
    world(async |w| {
        let business = w.business(1_000).await;
        let (api, key) = (w.api().await, w.key(business).await);
        let answer = eventually("the api knows that nobody leads", async || {
            let answer = api.pay(&key, &[("prefer", "wait=1")], "a@example.com", 10).await;
            (answer.header("retry-after") == "30").then_some(answer)
        })
        .await;
        assert_eq!((answer.status, answer.body.as_str()), (503, UNAVAILABLE));
        assert_eq!(w.recorded().await, 0);
        api.stop().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_accepted_shows_what_holds_it() {
    world(async |w| {
        let business = w.business(1_000).await;
        let (api, key) = (w.api().await, w.key(business).await);
        let csv = "email,amount\na@example.com,10\n";
        let upload = async |name: &str, query: &str| {
            let headers = [("idempotency-key", name), ("content-type", "text/csv")];
            api.post(&format!("/v1/batches{query}"), &key, &headers, csv).await.json()
        };
        let tomorrow = (Clock::System.now() + chrono::TimeDelta::days(1)).format("%FT%TZ").to_string();
        let scheduled = upload("later", &format!("?scheduled_at={tomorrow}")).await;
        assert_eq!(scheduled["held_by"], "schedule", "{scheduled}");
        let batch = upload("now", "").await;
        assert!(batch.get("held_by").is_none(), "{batch}");
        let path = format!("/v1/batches/{}", batch["id"].as_str().unwrap());
        assert_eq!(api.post(&format!("{path}/pause"), &key, &[], "").await.status, 200);
        assert_eq!(api.get(&path, &key).await.json()["held_by"], "pause");
        assert_eq!(api.get(&format!("{path}/items"), &key).await.json()["data"][0]["held_by"], "pause");
        let held: Vec<Value> = api.get("/v1/batches", &key).await.json()["data"]
            .as_array()
            .unwrap()
            .iter()
            .map(|batch| batch["held_by"].clone())
            .collect();
        assert_eq!(held, [json!("pause"), json!("schedule")]);
        w.queue(business, Lane::Interactive, &[("s@example.com", 1)]).await;
        let listed = api.get("/v1/allocations", &key).await.json();
        let holds: Vec<Option<&str>> =
            listed["data"].as_array().unwrap().iter().map(|one| one["held_by"].as_str()).collect();
        assert_eq!(holds, [None, Some("pause"), Some("schedule")], "{listed}");
        assert!(api.get("/v1/balance", &key).await.json().get("held_by").is_none());

        steer(&api, "pause", json!({"scope": "all"})).await;
        for path in ["/v1/balance", &path] {
            assert_eq!(api.get(path, &key).await.json()["held_by"], "pause", "{path}");
        }
        let began = Instant::now();
        let body = r#"{"email":"w@example.com","amount":1}"#;
        let accepted = api.post("/v1/allocations", &key, &[("prefer", "wait=30")], body).await;
        assert!(began.elapsed() < Duration::from_secs(30));
        assert_eq!((accepted.status, &accepted.json()["held_by"]), (202, &json!("pause")));
        assert_eq!(accepted.header("retry-after"), "30");
        let asynchronous = at_once(&api, &key, &[("prefer", "respond-async")]).await;
        assert_eq!((asynchronous.status, asynchronous.header("retry-after")), (202, "30"));
        steer(&api, "resume", json!({"scope": "all"})).await;
        assert_eq!(api.post(&format!("{path}/cancel"), &key, &[], "").await.status, 200);
        let worker = w.worker();
        eventually("the rest is paid", async || (w.queue_status().await.ready == 0).then_some(())).await;
        worker.stop().await;
        api.stop().await;
    })
    .await;
}

/// The command tells it too, and the gauge that pages for a pause that was forgotten.
#[tokio::test(flavor = "multi_thread")]
async fn the_command_lists_pauses_and_says_how_it_stands() {
    world(async |w: &World| {
        let business = w.business(1_000).await;
        w.queue(business, Lane::Interactive, &[("a@example.com", 7)]).await;
        for target in [&business.to_string(), "method:crypto", "provider:acme", "webhooks"] {
            let (well, printed) = Process::payout(w, &["pause", target]).await;
            assert!(well, "{target}: {printed}");
        }
        for wrong in ["method:cash", "provider:", "everything"] {
            assert!(!Process::payout(w, &["pause", wrong]).await.0, "{wrong}");
        }
        let (_, lines) = Process::payout(w, &["pauses", "--json"]).await;
        let pauses: Vec<Value> = lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        let scopes: Vec<&str> = pauses.iter().map(|pause| pause["scope"].as_str().unwrap()).collect();
        assert_eq!(scopes, ["method", "provider", "webhooks", "business"]);
        let by = w.cli_credential().await;
        assert!(pauses.iter().all(|pause| pause["by"] == json!(by)), "{lines}");
        assert_eq!((&pauses[3]["holds"]["items"], &pauses[3]["holds"]["amount"]), (&json!(1), &json!(7)));
        let (_, listed) = Process::payout(w, &["business", "list"]).await;
        assert!(listed.contains("paused since"), "{listed}");
        let (_, status) = Process::payout(w, &["status", "--json"]).await;
        let status: Value = serde_json::from_str(&status).unwrap();
        assert_eq!((&status["leader"], status["pauses"].as_array().unwrap().len()), (&Value::Null, 4));
        assert_eq!((&status["queue"]["ready"], &status["restore_held_since"]), (&json!(1), &Value::Null));
        let age = async || {
            let mut conn = w.pool.acquire().await.unwrap();
            domain::steering::oldest(&mut conn, w.clock.now() + chrono::TimeDelta::hours(5)).await.unwrap()
        };
        assert!(age().await.by_operators > 4.0 * 3_600.0, "the alert's time");
        for target in [&business.to_string(), "method:crypto", "provider:acme", "webhooks"] {
            assert!(Process::payout(w, &["resume", target]).await.0, "{target}");
        }
        assert!(age().await.by_operators.abs() < f64::EPSILON);
        let actions: i64 = sqlx::query_scalar("select count(*) from audit").fetch_one(&w.pool).await.unwrap();
        assert_eq!(actions, 8);
        let worker = w.worker();
        w.drained().await;
        let (_, status) = Process::payout(w, &["status"]).await;
        assert!(status.contains("one leads") && status.contains("pauses: none"), "{status}");
        worker.stop().await;
    })
    .await;
}

/// A payout user sees where its order stands, under an id that is no other row's.
#[tokio::test(flavor = "multi_thread")]
async fn operations_show_where_an_order_stands() {
    world(async |w| {
        let methods = tests::provider::Provider::start(tests::provider::Manners::Good).await.methods();
        let api = w.api_paying_out(&methods).await;
        let one = payee(w, &api).await;
        let [paid, refused] =
            [withdraw(&api, &one.hash, "gift_card").await, withdraw(&api, &one.hash, "gift_card").await];
        let shown = async || {
            let page = api.as_user("GET", "/payout/operations", &one.hash, &[], "").await.json();
            let rows: Vec<(String, String, String)> = page["operations"]
                .as_array()
                .unwrap()
                .iter()
                .map(|row| {
                    let text = |name: &str| row[name].as_str().unwrap().to_owned();
                    (text("id"), text("type"), text("status"))
                })
                .collect();
            let ids: std::collections::BTreeSet<&String> = rows.iter().map(|(id, ..)| id).collect();
            assert_eq!(ids.len(), rows.len(), "{rows:?}");
            rows
        };
        let state = async |id: &str| shown().await.into_iter().find(|(row, ..)| row == id).unwrap().2;
        assert_eq!((state(&paid).await, state(&refused).await), ("created".into(), "created".into()));
        let worker = w.worker_paying_out(&methods);
        eventually("they wait for a person", async || (state(&refused).await == "processing").then_some(()))
            .await;
        eventually("they wait for a person", async || (state(&paid).await == "processing").then_some(()))
            .await;
        let by_hand = async |id: &str, word: &str, body: &'static str| {
            let done = api.post(&format!("/v1/withdrawals/{id}/{word}"), &one.key, &[], body).await;
            assert_eq!(done.status, 200, "{}", done.body);
        };
        by_hand(&paid, "approve", "").await;
        by_hand(&refused, "reject", r#"{"reason":"no"}"#).await;
        assert_eq!((state(&paid).await, state(&refused).await), ("succeeded".into(), "rejected".into()));
        let back = shown().await.into_iter().find(|(_, kind, _)| kind == "withdrawal_return").unwrap();
        assert_eq!((back.0, back.2), (refused.replace("ord_", "ret_"), "succeeded".to_owned()));
        worker.stop().await;
        api.stop().await;
    })
    .await;
}
