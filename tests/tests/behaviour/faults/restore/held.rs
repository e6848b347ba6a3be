//! While a restore is held, nothing new is sent to providers and endpoints, and payments continue. The tests also show
//! what is needed to release the restore.

use chrono::TimeDelta;
use domain::business::Mode;
use domain::restore as fence;
use domain::withdrawal::methods::MethodSettings;
use serde_json::json;
use tests::provider::{Manners, NAME, Provider};
use tests::{Process, Receiver, RunningApi, World, eventually, world};
use worker::config::WorkerConfig;

use super::clients::paypal_methods;
use super::reports::{count_open_orders, reconcile};

/// Makes the database look like a copy: its row has the id of another server.
const MOVE: &str = "update restore_state set system_identifier = system_identifier - 1";

/// Forgets the orders and their transfers.
const FORGET: &str = "alter table transfers disable trigger all; alter table withdrawals disable trigger all;
    delete from transfers where kind in ('withdrawal', 'payout', 'fee'); delete from withdrawals;
    alter table transfers enable trigger all; alter table withdrawals enable trigger all;
    alter table transfers enable always trigger transfers_are_append_only;
    alter table withdrawals enable always trigger withdrawals_are_kept,
        enable always trigger what_was_asked_stays, enable always trigger an_end_stays";

/// Waits until a worker has noticed that the restore is held, and `api` reports it.
async fn wait_until_noticed(w: &World, api: &RunningApi) {
    // A worker that finds work four times a second notices within a second.
    eventually("a worker notices the restore", async || {
        let mut conn = w.pool.acquire().await.unwrap();
        fence::state(&mut conn).await.unwrap().filter(|state| state.held.is_some())
    })
    .await;
    eventually("the API reports that the restore is held", async || {
        let ready = api.operate("GET", "/readyz").await;
        (ready.status == 200 && ready.body == fence::READY_AND_HELD).then_some(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_held_restore_sends_nothing_outside_and_payments_continue() {
    world(async |w| {
        let provider = Provider::start(Manners::Good).await;
        let receiver = Receiver::start().await;
        let methods = paypal_methods(&provider);
        let api = w.api_with_methods(&methods).await;
        let business = w.business_of(Mode::Live, 100_000).await;
        let key = w.key(business).await;
        let hook = json!({"url": receiver.url, "events": ["payout.created"]}).to_string();
        assert_eq!(api.post("/v1/webhooks", &key, &[], hook).await.status, 201);
        let worker = w.worker_with_methods(&methods);
        let hash =
            api.pay(&key, &[], "a@example.com", 50_000).await.json()["hash"].as_str().unwrap().to_owned();
        let order = async |amount: i64| {
            let body =
                json!({"amount": amount, "provider": "paypal", "destination": {"email": "a@example.com"}});
            let made = api.as_user("POST", "/payout/withdraw", &hash, &[], body.to_string()).await;
            assert_eq!(made.status, 201, "{}", made.body);
            made.json()["id"].as_str().unwrap().to_owned()
        };
        order(1_001).await;
        eventually("the order is carried out", async || (count_open_orders(w).await == 0).then_some(()))
            .await;
        eventually("the webhook arrives", async || (receiver.received().len() == 1).then_some(())).await;

        w.execute(MOVE).await;
        let held = order(1_002).await;
        let paid = api.pay(&key, &[], "b@example.com", 1_000).await;
        assert_eq!(paid.status, 201, "payments go on");
        wait_until_noticed(w, &api).await;
        let cancelled =
            api.as_user("POST", &format!("/payout/withdrawals/{held}/cancel"), &hash, &[], "{}").await;
        assert_eq!(cancelled.status, 409, "the order may have been sent before the restore");
        eventually("the provider is asked about the order, which may have been sent", async || {
            let asked: i64 = sqlx::query_scalar("select max(attempts)::bigint from withdrawal_queue")
                .fetch_one(&w.pool)
                .await
                .unwrap();
            (asked > 1).then_some(())
        })
        .await;
        assert_eq!((provider.books().len(), receiver.received().len()), (1, 1));
        let (_, lines) = reconcile(w, &methods, &["--dry-run"]).await;
        assert!(!lines.is_empty());
        assert_eq!(provider.generation(), 1, "a dry run does not raise the generation");

        // An array is not a page, so it does not prove that the list is empty.
        provider.behave(Manners::ByPosition);
        let (clear, lines) = reconcile(w, &methods, &[]).await;
        assert!(!clear && lines.last().unwrap()["held"] == true, "{lines:?}");
        provider.behave(Manners::Good);

        let (clear, lines) = reconcile(w, &methods, &[]).await;
        assert!(clear, "{lines:?}");
        eventually("the order is carried out", async || (count_open_orders(w).await == 0).then_some(()))
            .await;
        eventually("the webhook arrives", async || (receiver.received().len() == 2).then_some(())).await;
        // The generation is the second in which the restore was noticed, so a later restore of any backup gets a higher
        // one.
        let generation = provider.generation();
        assert!(
            (w.clock.now().timestamp() - 600..=w.clock.now().timestamp()).contains(&generation),
            "{generation}"
        );
        worker.stop().await;
        api.stop().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_list_a_person_must_decide_and_a_key_still_pays_once() {
    world(async |w| {
        let provider = Provider::start(Manners::Good).await;
        provider.disable_list();
        let methods = paypal_methods(&provider);
        let api = w.api_with_methods(&methods).await;
        let business = w.business_of(Mode::Live, 100_000).await;
        let key = w.key(business).await;
        let worker = w.worker_with_methods(&methods);
        let hash =
            api.pay(&key, &[], "a@example.com", 1_001).await.json()["hash"].as_str().unwrap().to_owned();
        let order = async || {
            let body =
                json!({"amount": 1_001, "provider": "paypal", "destination": {"email": "a@example.com"}});
            let headers = [("idempotency-key", "mine")];
            let made = api.as_user("POST", "/payout/withdraw", &hash, &headers, body.to_string()).await;
            assert_eq!(made.status, 201, "{}", made.body);
        };
        order().await;
        eventually("the order is carried out", async || (count_open_orders(w).await == 0).then_some(()))
            .await;
        // As if the backup had been older: neither the order nor its transfers are known.
        w.execute(FORGET).await;
        w.execute("update payout_users set balance = 1001").await;
        let (held, _) = Process::payout(w, &["restore", "begin"]).await;
        assert!(held);
        let (clear, lines) = reconcile(w, &methods, &[]).await;
        assert!(!clear && lines.last().unwrap()["held"] == true, "{lines:?}");
        assert_eq!(lines[0], json!({"provider": NAME, "says": "it cannot list its orders"}));
        let (clear, lines) = reconcile(w, &methods, &["--accept-differences"]).await;
        assert!(clear && lines.last().unwrap()["released"] == true, "{lines:?}");
        order().await;
        eventually("the order is carried out", async || (count_open_orders(w).await == 0).then_some(()))
            .await;
        let books = provider.books();
        assert_eq!(books.len(), 1, "the provider recognises the order by its key");
        assert!(books.values().all(|entry| entry.told == 2));
        worker.stop().await;
        api.stop().await;
    })
    .await;
}

/// A worker from before the restore was frozen with an order in hand. It sends the order after the providers know the
/// new generation.
#[tokio::test(flavor = "multi_thread")]
async fn the_leader_tells_providers_the_new_generation_before_it_releases() {
    world(async |w| {
        let provider = Provider::start(Manners::Good).await;
        let methods = MethodSettings { document: paypal_methods(&provider).into() };
        let config = WorkerConfig { methods, reconcile_after_failover: true, ..w.worker_config() };
        let worker = w.worker_on(config.clone());
        let state = async || {
            let mut conn = w.pool.acquire().await.unwrap();
            fence::state(&mut conn).await.unwrap()
        };
        eventually("the worker leads", state).await;
        // The state of a promoted standby.
        w.execute("update restore_state set timeline = timeline - 1").await;
        eventually("the restore is released", async || {
            state().await.filter(|state| state.generation > 1 && state.held.is_none())
        })
        .await;
        assert_eq!(Some(provider.generation()), state().await.map(|state| state.generation));
        worker.stop().await;
    })
    .await;
}

/// A copy has paid through the same providers. They refuse the original since then, so the original is reconciled. The
/// order that was refused to the original is for the same money that the copy has paid out.
#[tokio::test(flavor = "multi_thread")]
async fn an_order_refused_to_the_original_does_not_repeat_a_copys_payment() {
    world(async |w| {
        let provider = Provider::start(Manners::Good).await;
        let methods = paypal_methods(&provider);
        let api = w.api_with_methods(&methods).await;
        let key = w.key(w.business_of(Mode::Live, 100_000).await).await;
        let worker = w.worker_with_methods(&methods);
        let paid = api.pay(&key, &[], "a@example.com", 10_000).await;
        let hash = paid.json()["hash"].as_str().unwrap().to_owned();
        let order = async || {
            let body =
                json!({"amount": 9_001, "provider": "paypal", "destination": {"email": "a@example.com"}});
            let made = api.as_user("POST", "/payout/withdraw", &hash, &[], body.to_string()).await;
            assert_eq!(made.status, 201, "{}", made.body);
        };
        order().await;
        eventually("the order is carried out", async || (count_open_orders(w).await == 0).then_some(()))
            .await;
        w.execute(FORGET).await;
        w.execute("update payout_users set balance = 10000").await;
        provider.set_generation(2);
        order().await;
        eventually("the order is sent and refused", async || {
            let unknown: Option<i64> = sqlx::query_scalar(
                "select count(*) from withdrawal_queue where unknown_since is not null having count(*) > 0",
            )
            .fetch_optional(&w.pool)
            .await
            .unwrap();
            unknown.map(drop)
        })
        .await;
        // Longer ago than the time that providers are asked about.
        w.execute("update withdrawal_queue set sent_at = sent_at - interval '1 hour'").await;
        let (begun, _) = Process::payout(w, &["restore", "begin"]).await;
        assert!(begun);
        let (clear, lines) = reconcile(w, &methods, &[]).await;
        assert!(!clear && lines.last().unwrap()["held"] == true, "{lines:?}");
        assert!(lines.iter().any(|line| line["disputed"].is_string()), "{lines:?}");
        let (paused, printed) = Process::payout(w, &["pause", "provider:stubb"]).await;
        assert!(!paused && printed.contains("known providers: manual, sandbox, stub"), "{printed}");
        let mistyped = (w.clock.now() + TimeDelta::days(365)).to_rfc3339();
        let (begun, printed) = Process::payout(w, &["restore", "begin", "--of", &mistyped]).await;
        assert!(!begun && printed.contains("is in the future"), "{printed}");
        let copied_at = (w.clock.now() - TimeDelta::hours(2)).to_rfc3339();
        let (begun, _) = Process::payout(w, &["restore", "begin", "--of", &copied_at]).await;
        assert!(begun);
        let (clear, lines) = reconcile(w, &methods, &[]).await;
        assert!(clear && lines.last().unwrap()["released"] == true, "{lines:?}");
        assert_eq!(count_open_orders(w).await, 0, "this database's order was cancelled");
        worker.stop().await;
        api.stop().await;
        assert_eq!(provider.books().len(), 1);
    })
    .await;
}
