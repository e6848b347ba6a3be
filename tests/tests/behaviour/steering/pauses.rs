//! A pause holds unsent withdrawals of everything, a business, a method or a provider, and unsent webhooks. A
//! withdrawal that may have been sent is followed to its end, and a person may still decide about an order that was
//! handed over before the pause.

use domain::business::Mode;
use domain::event::EventType;
use domain::webhook;
use serde_json::{Value, json};
use tests::provider::{Manners, Provider};
use tests::steer::{accept, finished};
use tests::{Answer, Receiver, RunningApi, World, eventually, world};

use crate::webhooks::outbox::{endpoint, record_events};

/// A live business with one payout user, and the user's hash.
pub struct Payee {
    pub business: domain::ids::BusinessId,
    pub key: String,
    pub hash: String,
}

pub async fn payee(w: &World, api: &RunningApi) -> Payee {
    let business = w.business_of(Mode::Live, 10_000).await;
    let key = w.key(business).await;
    let worker = w.worker();
    let paid = api.pay(&key, &[], "user@example.com", 10_000).await;
    worker.stop().await;
    Payee { business, key, hash: paid.json()["hash"].as_str().unwrap().to_owned() }
}

/// Requests a withdrawal of 1,003 cents, and returns its id.
pub async fn withdraw(api: &RunningApi, hash: &str, provider: &str) -> String {
    let destination = match provider {
        "gift_card" => json!({"product": "p", "email": "a@example.com"}),
        _ => json!({"email": "a@example.com"}),
    };
    let body = json!({"amount": 1_003, "provider": provider, "destination": destination}).to_string();
    let made = api.as_user("POST", "/payout/withdraw", hash, &[], body).await;
    assert_eq!(made.status, 201, "{}", made.body);
    made.json()["id"].as_str().unwrap().to_owned()
}

async fn pause(api: &RunningApi, of: &Value) -> Answer {
    let done = api.operate_with("POST", "/admin/pause", of.to_string()).await;
    assert_eq!(done.status, 200, "{}", done.body);
    done
}

pub(super) async fn resume(api: &RunningApi, of: &Value) -> Answer {
    let done = api.operate_with("POST", "/admin/resume", of.to_string()).await;
    assert_eq!(done.status, 200, "{}", done.body);
    done
}

pub(super) async fn withdrawal(api: &RunningApi, key: &str, id: &str) -> Value {
    api.get(&format!("/v1/withdrawals/{id}"), key).await.json()
}

pub(super) async fn wait_for_status(api: &RunningApi, key: &str, id: &str, status: &str) {
    eventually(&format!("{id} is {status}"), async || {
        (withdrawal(api, key, id).await["status"] == status).then_some(())
    })
    .await;
}

pub(super) async fn count(w: &World, query: &'static str) -> i64 {
    sqlx::query_scalar(query).fetch_one(&w.pool).await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pause_holds_unsent_orders_and_follows_sent_ones_to_their_end() {
    world(async |w| {
        let provider = Provider::start(Manners::Silent).await;
        let methods = provider.methods();
        let api = w.api_with_methods(&methods).await;
        let one = payee(w, &api).await;
        let worker = w.worker_with_methods(&methods);
        let sent = withdraw(&api, &one.hash, "paypal").await;
        eventually("the order was sent", async || provider.books().contains_key(&sent).then_some(())).await;
        let scopes = [
            json!({"scope": "all"}),
            json!({"scope": "business", "business_id": one.business}),
            json!({"scope": "method", "method": "paypal"}),
            json!({"scope": "provider", "provider": tests::provider::NAME}),
        ];
        let mut held = Vec::new();
        for scope in &scopes {
            pause(&api, scope).await;
            let id = withdraw(&api, &one.hash, "paypal").await;
            // The worker still asks about the order it has sent, so it has also looked for new orders.
            let asked = || provider.books()[&sent].asked;
            let before = asked();
            eventually("the provider is asked again", async || (asked() > before).then_some(())).await;
            assert!(!provider.books().contains_key(&id), "{scope} does not hold");
            let shown = withdrawal(&api, &one.key, &id).await;
            assert_eq!(
                (&shown["status"], &shown["held_by"]),
                (&json!("created"), &json!("pause")),
                "{scope}"
            );
            assert!(withdrawal(&api, &one.key, &sent).await.get("held_by").is_none());
            let pauses = api.operate("GET", "/admin/pauses").await.json();
            let one_pause = &pauses["data"][0];
            assert_eq!(
                (&one_pause["scope"], &one_pause["by"]),
                (&scope["scope"], &json!("operator")),
                "{pauses}"
            );
            let orders = &one_pause["holds"]["withdrawals"];
            assert_eq!(
                (&orders["held"], &orders["under_way"]),
                (&json!(1), &json!(1 + held.len())),
                "{pauses}"
            );
            assert_eq!(pause(&api, scope).await.json()["items"], 0, "a repeated command changes nothing");
            resume(&api, scope).await;
            eventually("the order is sent", async || provider.books().contains_key(&id).then_some(())).await;
            held.push(id);
        }
        pause(&api, &scopes[0]).await;
        let cancelled = withdraw(&api, &one.hash, "paypal").await;
        let path = format!("/payout/withdrawals/{cancelled}/cancel");
        assert_eq!(api.as_user("POST", &path, &one.hash, &[], "").await.status, 200);
        provider.behave(Manners::Good);
        for id in held.iter().chain([&sent]) {
            wait_for_status(&api, &one.key, id, "succeeded").await;
        }
        resume(&api, &scopes[0]).await;
        assert!(provider.books().values().all(|entry| entry.told == 1), "{:?}", provider.books());
        worker.stop().await;
        api.stop().await;
    })
    .await;
}

/// An order that its provider does not know was not sent: a pause holds it.
#[tokio::test(flavor = "multi_thread")]
async fn an_order_unknown_to_its_provider_is_not_sent_during_a_pause() {
    world(async |w| {
        let provider = Provider::start(Manners::Good).await;
        let methods = provider.methods();
        let away = methods.replace(&provider.port().to_string(), "9");
        let api = w.api_with_methods(&methods).await;
        let one = payee(w, &api).await;
        let id = withdraw(&api, &one.hash, "paypal").await;
        let attempts =
            async || count(w, "select coalesce(max(attempts), 0)::bigint from withdrawal_queue").await;
        let worker = w.worker_with_methods(&away);
        eventually("the order was tried", async || (attempts().await > 0).then_some(())).await;
        worker.stop().await;
        let all = json!({"scope": "all"});
        assert_eq!(pause(&api, &all).await.json()["withdrawals"]["under_way"], 1);
        let before = attempts().await;
        let worker = w.worker_with_methods(&methods);
        eventually("the provider was asked twice", async || {
            let recorded = count(w, "select count(*) from withdrawal_queue where not calling").await;
            (attempts().await >= before + 2 && recorded == 1).then_some(())
        })
        .await;
        assert!(provider.books().is_empty());
        resume(&api, &all).await;
        wait_for_status(&api, &one.key, &id, "succeeded").await;
        worker.stop().await;
        api.stop().await;
    })
    .await;
}

/// A person's decision counts if the order was handed over before the pause, and not otherwise.
#[tokio::test(flavor = "multi_thread")]
async fn during_a_pause_a_person_can_decide_only_orders_handed_over_before() {
    world(async |w| {
        let provider = Provider::start(Manners::Good).await;
        let methods = provider.methods();
        let api = w.api_with_methods(&methods).await;
        let one = payee(w, &api).await;
        let worker = w.worker_with_methods(&methods);
        let [paid, refused] =
            [withdraw(&api, &one.hash, "gift_card").await, withdraw(&api, &one.hash, "gift_card").await];
        let waiting =
            async || api.operate("GET", "/admin/withdrawals").await.json()["data"].as_array().unwrap().len();
        eventually("both wait for a person", async || (waiting().await == 2).then_some(())).await;
        let all = json!({"scope": "all"});
        let about = pause(&api, &all).await.json()["withdrawals"].clone();
        assert_eq!(
            (&about["held"], &about["under_way"]),
            (&json!(0), &json!(2)),
            "a person may have paid them"
        );
        let held = withdraw(&api, &one.hash, "gift_card").await;
        let path = |id: &str, word: &str| format!("/v1/withdrawals/{id}/{word}");
        assert_eq!(api.post(&path(&held, "approve"), &one.key, &[], "").await.status, 409);
        assert_eq!(api.post(&path(&paid, "approve"), &one.key, &[], "").await.status, 200);
        let reason = r#"{"reason":"no"}"#;
        assert_eq!(api.post(&path(&refused, "reject"), &one.key, &[], reason).await.status, 200);
        assert_eq!(waiting().await, 0);
        resume(&api, &all).await;
        eventually("the held order waits for a person", async || (waiting().await == 1).then_some(())).await;
        // The audit log has an operator's decision, but no merchant's decision on its own withdrawals.
        let by_operator = format!("/admin/withdrawals/{held}/approve");
        assert_eq!(api.operate("POST", &by_operator).await.status, 200);
        let audit = api.operate("GET", "/admin/audit").await.json();
        let entries = audit["data"].as_array().unwrap();
        let entry = &entries[0];
        assert_eq!(
            (&entry["action"], &entry["scope"], &entry["withdrawal_id"], &entry["amount"]),
            (&json!("approve"), &json!("withdrawal"), &json!(held), &json!(1_003)),
            "{audit}"
        );
        assert_eq!((entries.len(), &entry["credential"]), (3, &json!("operator")), "{audit}");
        worker.stop().await;
        api.stop().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn paused_webhooks_wait_and_are_delivered_after_resume() {
    world(async |w| {
        let (api, business) = (w.api().await, w.business(100).await);
        let receiver = Receiver::start().await;
        let id = endpoint(w, business, &receiver.url, &[EventType::AllocationSucceeded]).await;
        let webhooks = json!({"scope": "webhooks"});
        pause(&api, &webhooks).await;
        let worker = w.worker();
        record_events(w, business, EventType::AllocationSucceeded, 3).await;
        // Everything else continues, because pauses of payments are separate.
        let batch = accept(w, business, 1, None).await;
        finished(w, business, batch).await;
        let now = w.clock.now() + chrono::TimeDelta::seconds(1);
        let mut tx = w.pool.begin().await.unwrap();
        assert!(webhook::candidates(&mut tx, now, 10).await.unwrap().is_empty());
        assert!(webhook::take(&mut tx, business, id, 10, now).await.unwrap().is_empty());
        let delay = webhook::oldest_due_age(&mut tx, now).await.unwrap();
        assert!(delay < 0.001, "a paused delivery is not a delay");
        tx.rollback().await.unwrap();
        let pauses = api.operate("GET", "/admin/pauses").await.json();
        assert_eq!(
            (&pauses["data"][0]["scope"], &pauses["data"][0]["holds"]["items"]),
            (&json!("webhooks"), &json!(4))
        );
        assert!(receiver.received().is_empty());
        resume(&api, &webhooks).await;
        eventually("the webhooks arrive", async || (receiver.received().len() == 4).then_some(())).await;
        worker.stop().await;
        api.stop().await;
    })
    .await;
}

/// Holds a worker in the middle of taking an order, until the test releases it.
const HOLD: &str = "
    create table held_orders as select true as held;
    create function hold() returns trigger language plpgsql as $$
    begin
        while (select held from held_orders) loop perform pg_sleep(0.01); end loop;
        return new;
    end $$;
    create trigger hold before update on withdrawal_queue for each row execute function hold();";
const RELEASE: &str = "update held_orders set held = false";

/// Several workers are in the middle of taking orders. The pause is committed after them, and from then on only the
/// orders that they took are sent.
#[tokio::test(flavor = "multi_thread")]
async fn no_order_is_sent_after_a_pause_is_committed() {
    world(async |w| {
        let provider = Provider::start(Manners::Silent).await;
        let methods = provider.methods();
        let api = w.api_with_methods(&methods).await;
        let one = payee(w, &api).await;
        w.execute(HOLD).await;
        for _ in 0..9 {
            withdraw(&api, &one.hash, "paypal").await;
        }
        let workers = [w.worker_with_methods(&methods), w.worker_with_methods(&methods), w.worker_with_methods(&methods)];
        let sleeping = "select count(*) from pg_stat_activity where datname = current_database() and wait_event = 'PgSleep'";
        eventually("two are taking orders", async || (count(w, sleeping).await >= 2).then_some(())).await;
        let waiting = "select count(*) from pg_stat_activity
                       where datname = current_database() and wait_event_type = 'Lock' and wait_event = 'advisory'";
        let all = json!({"scope": "all"});
        let release = async {
            eventually("the pause waits for the workers", async || (count(w, waiting).await > 0).then_some(())).await;
            w.execute(RELEASE).await;
        };
        let (paused, ()) = futures::join!(pause(&api, &all), release);
        let sent = "select count(*) from withdrawals where status <> 'created'";
        let taken = count(w, sent).await;
        assert_eq!(paused.json()["withdrawals"]["held"], 9 - taken);
        // The workers ask about all of them, while they look for others.
        eventually("the orders that were taken are asked about", async || {
            let books = provider.books();
            let asked = books.values().filter(|entry| entry.asked >= 2).count();
            (i64::try_from(asked).unwrap() == taken).then_some(())
        })
        .await;
        assert_eq!((count(w, sent).await, i64::try_from(provider.books().len()).unwrap()), (taken, taken));
        provider.behave(Manners::Good);
        resume(&api, &all).await;
        eventually("all orders end", async || {
            (count(w, "select count(*) from withdrawal_queue").await == 0).then_some(())
        })
        .await;
        for worker in workers {
            worker.stop().await;
        }
        api.stop().await;
    })
    .await;
}
