//! The merchant, the operator and the payout user see why accepted work waits: `held_by` names the pause, the throttle
//! or the schedule, and operations have the status of withdrawals.

use std::time::{Duration, Instant};

use domain::allocation::Lane;
use domain::clock::Clock;
use domain::steering::{Command, Target};
use domain::throttle::Rates;
use serde_json::{Value, json};
use tests::steer::carry_out;
use tests::{Process, World, eventually, world};

use super::held_requests::{pay_at_once, steer};
use crate::steering::pauses::{payee, withdraw};

/// The balance and the operator's list of businesses show that work waits for a throttle.
#[tokio::test(flavor = "multi_thread")]
async fn the_balance_and_the_business_list_show_a_throttle() {
    world(async |w| {
        let (business, other) = (w.business(2_000).await, w.business(1_000).await);
        let (api, worker) = (w.api().await, w.worker());
        let (key, other_key) = (w.key(business).await, w.key(other).await);
        let held_by = async |key: &str| api.get("/v1/balance", key).await.json()["held_by"].clone();
        let listed = async || {
            let (_, printed) = Process::payout(w, &["business", "list", "--json"]).await;
            let rows: Vec<Value> = printed.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
            let of = |id| rows.iter().find(|row| row["id"] == json!(id)).unwrap()["held_by"].clone();
            [of(business), of(other)]
        };
        carry_out(w, Command::Throttle(Target::Business(business), Rates::new(None, Some(1)).unwrap())).await;
        w.queue(business, Lane::Interactive, &[("a@example.com", 100); 15]).await;
        eventually("the business waits for tokens", async || {
            (held_by(&key).await == "throttle").then_some(())
        })
        .await;
        assert_eq!(held_by(&other_key).await, Value::Null);
        assert_eq!(listed().await, [json!("throttle"), Value::Null]);
        let (_, table) = Process::payout(w, &["business", "list"]).await;
        assert!(table.contains("held by") && table.contains("throttle"), "{table}");
        steer(&api, "pause", json!({"scope": "business", "business_id": other})).await;
        assert_eq!(listed().await, [json!("throttle"), json!("pause")]);
        carry_out(w, Command::Unthrottle(Target::Business(business))).await;
        w.drained().await;
        assert_eq!(held_by(&key).await, Value::Null);
        assert_eq!(listed().await, [Value::Null, json!("pause")]);
        worker.stop().await;
        api.stop().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn accepted_work_shows_in_held_by_why_it_waits() {
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
        assert_eq!(api.post(&format!("{path}/cancel"), &key, &[], "").await.status, 200);
        let cancelled = api.get(&path, &key).await.json();
        assert!(cancelled["status"] == "paused" && cancelled["cancelled_at"].is_string(), "{cancelled}");
        let began = Instant::now();
        let body = r#"{"email":"w@example.com","amount":1}"#;
        let accepted = api.post("/v1/allocations", &key, &[("prefer", "wait=30")], body).await;
        assert!(began.elapsed() < Duration::from_secs(30));
        assert_eq!((accepted.status, &accepted.json()["held_by"]), (202, &json!("pause")));
        assert_eq!(accepted.header("retry-after"), "30");
        let asynchronous = pay_at_once(&api, &key, &[("prefer", "respond-async")]).await;
        assert_eq!((asynchronous.status, asynchronous.header("retry-after")), (202, "30"));
        steer(&api, "resume", json!({"scope": "all"})).await;
        assert_eq!(api.post(&format!("{path}/resume"), &key, &[], "").await.status, 200);
        let worker = w.worker();
        eventually("the rest is paid", async || (w.queue_status().await.ready == 0).then_some(())).await;
        worker.stop().await;
        api.stop().await;
    })
    .await;
}

/// The CLI lists pauses, and the gauge behind the alert for a forgotten pause shows their age.
#[tokio::test(flavor = "multi_thread")]
async fn the_pauses_and_status_commands_show_every_pause() {
    world(async |w: &World| {
        let business = w.business(1_000).await;
        w.queue(business, Lane::Interactive, &[("a@example.com", 7)]).await;
        w.execute("insert into providers (name, introduced_at) values ('acme', now())").await;
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
        assert!(age().await.by_operators > 4.0 * 3_600.0, "the pause is old enough for the alert");
        for target in [&business.to_string(), "method:crypto", "provider:acme", "webhooks"] {
            assert!(Process::payout(w, &["resume", target]).await.0, "{target}");
        }
        assert!(age().await.by_operators.abs() < f64::EPSILON);
        let actions: i64 = sqlx::query_scalar("select count(*) from audit").fetch_one(&w.pool).await.unwrap();
        assert_eq!(actions, 8);
        let worker = w.worker();
        w.drained().await;
        let (_, status) = Process::payout(w, &["status"]).await;
        assert!(status.contains("workers: led by ") && status.contains("pauses: none"), "{status}");
        worker.stop().await;
    })
    .await;
}

/// A payout user sees the status of a withdrawal. No two rows have the same id.
#[tokio::test(flavor = "multi_thread")]
async fn operations_show_the_status_of_a_withdrawal() {
    world(async |w| {
        let methods = tests::provider::Provider::start(tests::provider::Manners::Good).await.methods();
        let api = w.api_with_methods(&methods).await;
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
        let worker = w.worker_with_methods(&methods);
        eventually("the order waits for a person", async || {
            (state(&refused).await == "processing").then_some(())
        })
        .await;
        eventually("the order waits for a person", async || {
            (state(&paid).await == "processing").then_some(())
        })
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
