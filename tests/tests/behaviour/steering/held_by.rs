//! Everything that waits shows what holds it. A restore or a pause holds withdrawals and webhooks, and disabled payouts
//! hold everything of a business.

use chrono::TimeDelta;
use domain::event::EventType;
use domain::withdrawal::lease;
use secrecy::ExposeSecret;
use serde_json::{Value, json};
use tests::provider::{Manners, Provider};
use tests::{Command, Process, Receiver, RunningApi, World, eventually, world};

use crate::steering::pauses::{payee, withdraw};
use crate::webhooks::outbox::{endpoint, record_events};

async fn steer(api: &RunningApi, action: &str, of: &Value) -> Value {
    let done = api.operate_with("POST", &format!("/admin/{action}"), of.to_string()).await;
    assert_eq!(done.status, 200, "{}", done.body);
    done.json()
}

async fn set_payouts_enabled(api: &RunningApi, business: domain::ids::BusinessId, on: bool) {
    let body = json!({"payouts_enabled": on}).to_string();
    let done = api.operate_with("PATCH", &format!("/admin/businesses/{business}"), body).await;
    assert_eq!(done.status, 200, "{}", done.body);
}

/// Returns what holds the withdrawal `id`, as its merchant sees it, by its id and in the list.
async fn held_by(api: &RunningApi, key: &str, id: &str) -> Value {
    let shown = api.get(&format!("/v1/withdrawals/{id}"), key).await.json();
    let list = api.get("/v1/withdrawals", key).await.json();
    let listed = list["data"].as_array().unwrap().iter().find(|one| one["id"] == json!(id)).unwrap();
    assert_eq!(&shown, listed);
    shown["held_by"].clone()
}

/// Runs the program with a key or on the database, and returns the rows that it prints.
async fn print_rows(w: &World, by_key: Option<(&RunningApi, &str)>, words: &[&str]) -> Vec<Value> {
    let settings = match by_key {
        Some((api, key)) => vec![("PAYOUT_API_URL", api.url.as_str()), ("PAYOUT_API_KEY", key)],
        None => vec![("DATABASE_URL", w.url.expose_secret())],
    };
    let ended = Command::run(words, &settings).await;
    assert_eq!(ended.code, Some(0), "{words:?}: {ended:?}");
    ended.objects()
}

/// A restore holds orders that were not sent, and orders that may have been sent before and whose outcome is still
/// unknown.
#[tokio::test(flavor = "multi_thread")]
async fn a_withdrawal_held_by_a_restore_says_so() {
    world(async |w| {
        let provider = Provider::start(Manners::Good).await;
        let methods = provider.methods();
        let api = w.api_with_methods(&methods).await;
        let one = payee(w, &api).await;
        let before = withdraw(&api, &one.hash, "paypal").await;
        assert_eq!(held_by(&api, &one.key, &before).await, Value::Null);
        let (begun, output) = Process::payout(w, &["restore", "begin"]).await;
        assert!(begun, "{output}");
        let after = withdraw(&api, &one.hash, "paypal").await;
        let orders = [&before, &after];
        for id in orders {
            assert_eq!(held_by(&api, &one.key, id).await, "restore");
            let path = format!("/payout/withdrawals/{id}");
            let own = api.as_user("GET", &path, &one.hash, &[], "").await.json();
            assert_eq!((&own["status"], &own["held_by"]), (&json!("created"), &json!("restore")));
        }
        let worker = w.worker_with_methods(&methods);
        eventually("the provider was asked and does not know the order", async || {
            let shown = api.get(&format!("/v1/withdrawals/{before}"), &one.key).await.json();
            (shown["status"] == "processing" && shown["held_by"] == "restore").then_some(())
        })
        .await;
        assert!(provider.books().is_empty());
        let mine = print_rows(w, Some((&api, &one.key)), &["withdrawals", "list", "--json"]).await;
        assert!(mine.iter().all(|row| row["held_by"] == "restore"), "{mine:?}");
        let created = ["withdrawals", "list", "--json", "--status", "created"];
        let all = print_rows(w, None, &created).await;
        assert_eq!((all.len(), &all[0]["id"], &all[0]["held_by"]), (1, &json!(after), &json!("restore")));
        let listed = api.operate("GET", "/admin/withdrawals?status=created").await.json();
        assert_eq!(listed["data"], json!(all));
        let settings = [("PAYOUT_API_URL", api.url.as_str()), ("PAYOUT_API_KEY", one.key.as_str())];
        let table = Command::run(&["withdrawals", "list"], &settings).await;
        assert!(table.out.contains("held by") && table.out.contains("restore"), "{table:?}");
        // A pause is shown first, because releasing the restore sends nothing until the pause is resumed.
        steer(&api, "pause", &json!({"scope": "method", "method": "paypal"})).await;
        for id in orders {
            assert_eq!(held_by(&api, &one.key, id).await, "pause");
        }
        steer(&api, "resume", &json!({"scope": "method", "method": "paypal"})).await;
        // One of the methods has a person as its provider, who cannot be asked.
        let reconcile = ["restore", "reconcile", "--methods", &methods, "--accept-differences"];
        let (released, output) = Process::payout(w, &reconcile).await;
        assert!(released, "{output}");
        for id in orders {
            eventually("the withdrawal is carried out", async || {
                let shown = api.get(&format!("/v1/withdrawals/{id}"), &one.key).await.json();
                (shown["status"] == "succeeded" && shown.get("held_by").is_none()).then_some(())
            })
            .await;
        }
        worker.stop().await;
        api.stop().await;
    })
    .await;
}

/// A worker dies with an order that it was free to send. A later pause must not be shown as what holds the order.
#[tokio::test(flavor = "multi_thread")]
async fn a_withdrawal_that_may_have_been_sent_is_not_shown_as_held() {
    world(async |w| {
        let provider = Provider::start(Manners::Good).await;
        let methods = provider.methods();
        let api = w.api_with_methods(&methods).await;
        let one = payee(w, &api).await;
        let id = withdraw(&api, &one.hash, "paypal").await;
        let (begun, output) = Process::payout(w, &["restore", "begin"]).await;
        assert!(begun, "{output}");
        let worker = w.worker_with_methods(&methods);
        eventually("the provider was asked and does not know the order", async || {
            let shown = api.get(&format!("/v1/withdrawals/{id}"), &one.key).await.json();
            (shown["status"] == "processing" && shown["held_by"] == "restore").then_some(())
        })
        .await;
        worker.stop().await;
        let reconcile = ["restore", "reconcile", "--methods", &methods, "--accept-differences"];
        let (released, output) = Process::payout(w, &reconcile).await;
        assert!(released, "{output}");
        let mut taking = w.pool.begin().await.unwrap();
        let now = w.clock.now();
        let taken =
            lease::take(&mut taking, one.business, id.parse().unwrap(), now, now + TimeDelta::minutes(1));
        assert!(taken.await.unwrap().unwrap().may_be_sent);
        taking.commit().await.unwrap();
        steer(&api, "pause", &json!({"scope": "method", "method": "paypal"})).await;
        assert_eq!(held_by(&api, &one.key, &id).await, Value::Null);
        api.stop().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn webhooks_and_deliveries_show_what_holds_them() {
    world(async |w| {
        let (api, business) = (w.api().await, w.business(100).await);
        let key = w.key(business).await;
        let receiver = Receiver::start().await;
        let id = endpoint(w, business, &receiver.url, &[EventType::AllocationSucceeded]).await;
        let put = json!({"url": receiver.url, "events": ["payout.created"]}).to_string();
        let put = api
            .send("PUT", "/v1/payout-webhook", &[("authorization", format!("Bearer {key}").as_str())], put)
            .await;
        assert_eq!(put.status, 200, "{}", put.body);
        let worker = w.worker();
        record_events(w, business, EventType::AllocationSucceeded, 1).await;
        let log = format!("/v1/webhooks/{id}/deliveries");
        let deliveries = async || api.get(&log, &key).await.json()["data"].as_array().unwrap().clone();
        eventually("the first webhook arrives", async || {
            (deliveries().await[0]["status"] == "succeeded").then_some(())
        })
        .await;
        let hold = async || {
            let one = api.get(&format!("/v1/webhooks/{id}"), &key).await.json()["held_by"].clone();
            let list = api.get("/v1/webhooks", &key).await.json()["data"][0]["held_by"].clone();
            let payout = api.get("/v1/payout-webhook", &key).await.json()["held_by"].clone();
            assert_eq!((&list, &payout), (&one, &one));
            one
        };
        assert_eq!(hold().await, Value::Null);
        let webhooks = json!({"scope": "webhooks"});
        steer(&api, "pause", &webhooks).await;
        record_events(w, business, EventType::AllocationSucceeded, 1).await;
        let (begun, _) = Process::payout(w, &["restore", "begin"]).await;
        for by in ["pause", "restore"] {
            assert_eq!(hold().await, by);
            let holds: Vec<Value> = deliveries().await.iter().map(|one| one["held_by"].clone()).collect();
            assert_eq!(holds, [json!(by), Value::Null], "a delivery that has arrived is not held");
            steer(&api, "resume", &webhooks).await;
        }
        assert!(begun && receiver.received().len() == 1);
        let (released, output) = Process::payout(w, &["restore", "reconcile", "--accept-differences"]).await;
        assert!(released, "{output}");
        eventually("the second webhook arrives", async || (receiver.received().len() == 2).then_some(()))
            .await;
        assert_eq!(hold().await, Value::Null);
        worker.stop().await;
        api.stop().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn work_of_a_disabled_business_shows_what_holds_it() {
    world(async |w| {
        let provider = Provider::start(Manners::Good).await;
        let api = w.api_with_methods(&provider.methods()).await;
        let one = payee(w, &api).await;
        let (business, key) = (one.business, one.key.as_str());
        w.fund(business, 1_000).await;
        let batch = api.batch(key, "b", "text/csv", "email,amount\na@example.com,1\n").await.json();
        let batch = format!("/v1/batches/{}", batch["id"].as_str().unwrap());
        let single = r#"{"email":"b@example.com","amount":1}"#;
        let single = api.post("/v1/allocations", key, &[], single).await.json();
        let single = format!("/v1/allocations/{}", single["id"].as_str().unwrap());
        let order = withdraw(&api, &one.hash, "paypal").await;
        set_payouts_enabled(&api, business, false).await;
        // It is paused as well, but resuming would change nothing.
        steer(&api, "pause", &json!({"scope": "all"})).await;
        let hold_of = async |path: &str| api.get(path, key).await.json()["held_by"].clone();
        for path in [&batch, &single, "/v1/balance", &format!("/v1/withdrawals/{order}")] {
            assert_eq!(hold_of(path).await, "business_disabled", "{path}");
        }
        let item = api.get(&format!("{batch}/items"), key).await.json()["data"][0]["held_by"].clone();
        assert_eq!(
            (item, &api.get(&batch, key).await.json()["status"]),
            (json!("business_disabled"), &json!("paused"))
        );
        let rows = print_rows(w, None, &["business", "list", "--json"]).await;
        assert_eq!(rows[0]["held_by"], "business_disabled");
        let shown = print_rows(w, Some((&api, key)), &["batch", "list", "--json"]).await;
        assert_eq!(shown[0]["held_by"], "business_disabled");
        set_payouts_enabled(&api, business, true).await;
        for path in [&batch, &single, "/v1/balance", &format!("/v1/withdrawals/{order}")] {
            assert_eq!(hold_of(path).await, "pause", "{path}");
        }
        api.stop().await;
    })
    .await;
}

/// Disables the business as another process does, so that the API may still have its keys in the cache.
const DISABLED: &str = "insert into pauses (business_id, batch_id, cause, by_operator, paused_at)
    select id, '00000000-0000-0000-0000-000000000000', 'switch', true, now() from businesses";

#[tokio::test(flavor = "multi_thread")]
async fn a_cached_key_pays_nothing_once_its_business_is_seen_disabled() {
    world(async |w| {
        let business = w.business(1_000).await;
        let (api, key) = (w.api().await, w.key(business).await);
        w.execute(DISABLED).await;
        let body = r#"{"email":"a@example.com","amount":1}"#;
        let created = async || api.post("/v1/allocations", &key, &[], body).await.status;
        eventually("the API has noticed it", async || (created().await == 403).then_some(())).await;
        let recorded = w.recorded().await;
        for headers in [&[][..], &[("prefer", "respond-async")]] {
            let refused = api.pay(&key, headers, "b@example.com", 1).await;
            assert_eq!(refused.status, 403, "{}", refused.body);
        }
        let batch = api.batch(&key, "b", "text/csv", "email,amount\na@example.com,1\n").await;
        assert_eq!((batch.status, w.recorded().await), (403, recorded), "{}", batch.body);
        // After reading the database once, the API pays again.
        w.execute("delete from pauses").await;
        assert_eq!(created().await, 202);
        api.stop().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_command_reports_whether_it_changed_anything() {
    world(async |w| {
        let (api, business) = (w.api().await, w.business(100).await);
        let key = w.key(business).await;
        let all = json!({"scope": "all"});
        let webhooks = json!({"scope": "webhooks"});
        for scope in [&all, &webhooks, &json!({"scope": "business", "business_id": business})] {
            let resumed = steer(&api, "resume", scope).await;
            assert_eq!((&resumed["items"], &resumed["changed"]), (&json!(0), &json!(false)), "{scope}");
            assert_eq!(steer(&api, "pause?dry_run=true", scope).await["changed"], true, "{scope}");
            assert_eq!(steer(&api, "pause", scope).await["changed"], true, "{scope}");
            assert_eq!(steer(&api, "pause", scope).await["changed"], false, "{scope}");
            assert_eq!(steer(&api, "resume?dry_run=true", scope).await["changed"], true, "{scope}");
            let resumed = steer(&api, "resume", scope).await;
            assert_eq!((&resumed["items"], &resumed["changed"]), (&json!(0), &json!(true)), "{scope}");
        }
        let batch = api.batch(&key, "b", "text/csv", "email,amount\na@example.com,1\n").await.json();
        let path = format!("/v1/batches/{}", batch["id"].as_str().unwrap());
        let mine = async |command: &str| {
            let done = api.post(&format!("{path}/{command}"), &key, &[], "").await;
            assert_eq!(done.status, 200, "{}", done.body);
            done.json()["changed"].clone()
        };
        assert_eq!(mine("resume").await, false);
        assert_eq!(mine("pause").await, true);
        assert_eq!(mine("pause").await, false);
        assert_eq!(mine("resume").await, true);
        for message in ["It was not paused", "Nothing waited for this pause alone"] {
            let (resumed, printed) = Process::payout(w, &["resume", "webhooks"]).await;
            assert!(resumed && printed.contains(message), "{printed}");
            steer(&api, "pause", &webhooks).await;
        }
        api.stop().await;
    })
    .await;
}
