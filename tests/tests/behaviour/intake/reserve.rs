//! `all_or_nothing` batches are accepted with their money set aside, or refused with the amount that is missing. The
//! reserve pays only its batch, and what is not paid is returned once. (The laws of the reserve are checked after each
//! test.)

use domain::clock::Clock;
use domain::ids::BusinessId;
use serde_json::{Value, json};
use tests::world::{noon, world_at};
use tests::{Answer, RunningApi, World, eventually, world};

use crate::queue::poison::POISON;
use crate::queue::races::{HOLD, LET_GO};

/// Sends an `all_or_nothing` batch.
async fn upload(api: &RunningApi, key: &str, name: &str, rows: &str, more: &str) -> Answer {
    let headers = [("idempotency-key", name), ("content-type", "text/csv")];
    let body = format!("email,amount,reference\n{rows}");
    api.post(&format!("/v1/batches?mode=all_or_nothing{more}"), key, &headers, body).await
}

#[track_caller]
fn accepted_id(answer: &Answer) -> String {
    assert_eq!(answer.status, 202, "{}", answer.body);
    assert_eq!(answer.json()["mode"], "all_or_nothing");
    answer.json()["id"].as_str().unwrap().to_owned()
}

/// Returns the missing amount of a refusal.
#[track_caller]
fn missing_amount(answer: &Answer) -> i64 {
    assert_eq!((answer.status, answer.header("content-type")), (400, "application/problem+json"));
    let problem = answer.json();
    assert_eq!(problem["code"], "insufficient_payout_balance", "{problem}");
    problem["missing"].as_i64().unwrap()
}

/// Returns the payout balance and the reserve.
async fn balances(api: &RunningApi, key: &str) -> (i64, i64) {
    let balance = api.get("/v1/balance", key).await.json();
    (balance["payout_balance"].as_i64().unwrap(), balance["reserved"].as_i64().unwrap())
}

async fn wait_until_finished(api: &RunningApi, key: &str, id: &str) -> Value {
    eventually("the batch has finished", async || {
        let batch = api.get(&format!("/v1/batches/{id}"), key).await.json();
        (!batch["finished_at"].is_null()).then_some(batch)
    })
    .await
}

async fn steer_batch(api: &RunningApi, key: &str, id: &str, action: &str) -> Value {
    let answer = api.post(&format!("/v1/batches/{id}/{action}"), key, &[], "").await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    answer.json()
}

async fn count(w: &World, query: &'static str) -> i64 {
    sqlx::query_scalar(query).fetch_one(&w.pool).await.unwrap()
}

const LOCK_WAITERS: &str = "select count(*) from pg_stat_activity
                            where datname = current_database() and wait_event_type = 'Lock'";

#[tokio::test(flavor = "multi_thread")]
async fn an_all_or_nothing_batch_reserves_its_money() {
    world(async |w| {
        let business = w.business(100).await;
        let (api, key) = (w.api().await, w.key(business).await);
        let id = accepted_id(&upload(&api, &key, "one", "a@example.com,60,\nb@example.com,30,\n", "").await);
        assert_eq!(balances(&api, &key).await, (10, 90));
        assert_eq!(api.get("/balance", &key).await.body, r#"{"balance":0,"payout_balance":10}"#);
        // The single request is interactive, so it is served before the batch. The balance does not cover it.
        let single = api.pay(&key, &[("prefer", "respond-async")], "c@example.com", 11).await;
        assert_eq!(single.status, 202);
        let worker = w.worker();
        let batch = wait_until_finished(&api, &key, &id).await;
        assert_eq!((&batch["status"], &batch["counts"]["succeeded"]), (&json!("completed"), &json!(2)));
        assert_eq!(w.users(business).await, [("a@example.com".into(), 60), ("b@example.com".into(), 30)]);
        assert_eq!(balances(&api, &key).await, (10, 0));
        let history = api.get("/v1/transactions?type=reservation", &key).await.json();
        assert_eq!((&history["data"][0]["id"], &history["data"][0]["amount"]), (&json!(id), &json!(90)));
        let debits = api.get("/v1/transactions?type=allocation", &key).await.json();
        assert!(debits["data"].as_array().unwrap().iter().all(|one| one["debit"] == "reserve"));
        worker.stop().await;
        api.stop().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_uncovered_batch_is_refused_and_leaves_nothing() {
    world(async |w| {
        let business = w.business(89).await;
        let (api, key) = (w.api().await, w.key(business).await);
        let rows = "a@example.com,60,r1\nb@example.com,30,r2\n";
        let short = upload(&api, &key, "one", rows, "").await;
        assert_eq!(missing_amount(&short), 1);
        assert!(short.body.contains("does not cover the batch: $0.01 is missing."), "{}", short.body);
        assert_eq!((w.recorded().await, balances(&api, &key).await), (0, (89, 0)));
        w.fund(business, 1).await;
        let id = accepted_id(&upload(&api, &key, "one", rows, "").await);
        assert_eq!(balances(&api, &key).await, (0, 90));
        // The same request is answered with the same batch, although the money does not suffice for another. In another
        // mode it is another request.
        let replay = upload(&api, &key, "one", rows, "").await;
        assert_eq!((accepted_id(&replay), replay.header("idempotent-replayed")), (id.clone(), "true"));
        let body = format!("email,amount,reference\n{rows}");
        assert_eq!(api.batch(&key, "one", "text/csv", body).await.status, 422);
        assert_eq!(balances(&api, &key).await, (0, 90));
        let worker = w.worker();
        wait_until_finished(&api, &key, &id).await;
        assert_eq!(balances(&api, &key).await, (0, 0));
        worker.stop().await;
        api.stop().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn no_money_is_reserved_for_duplicates() {
    world(async |w| {
        let business = w.business(110).await;
        let (api, worker, key) = (w.api().await, w.worker(), w.key(business).await);
        assert_eq!(api.pay(&key, &[("idempotency-key", "r1")], "a@example.com", 50).await.status, 201);
        let rows = |amount: i64| {
            format!("a@example.com,50,r1\nb@example.com,{amount},r2\nb@example.com,{amount},r2\n")
        };
        assert_eq!(missing_amount(&upload(&api, &key, "one", &rows(61), "").await), 1);
        let conflict = upload(&api, &key, "one", "a@example.com,51,r1\nb@example.com,100,\n", "").await;
        assert_eq!(conflict.status, 409, "a conflict is reported before missing money");
        assert_eq!(conflict.json()["errors"][0]["line"], 2);
        let id = accepted_id(&upload(&api, &key, "one", &rows(60), "").await);
        let batch = wait_until_finished(&api, &key, &id).await;
        assert_eq!((&batch["counts"]["duplicate"], &batch["amounts"]["duplicate"]), (&json!(2), &json!(110)));
        assert_eq!(balances(&api, &key).await, (0, 0));
        // All items are duplicates, so nothing is set aside and the batch is complete.
        let again = upload(&api, &key, "two", &rows(60), "").await;
        assert_eq!((accepted_id(&again).is_empty(), &again.json()["status"]), (false, &json!("completed")));
        worker.stop().await;
        api.stop().await;
    })
    .await;
}

/// Two batches pass the early check of the balance, are recorded, and reach the account at the same time. The money
/// covers one: that one is accepted, and the other leaves nothing.
#[tokio::test(flavor = "multi_thread")]
async fn two_concurrent_batches_cannot_reserve_the_same_money() {
    world(async |w| {
        let business = w.business(100).await;
        let (api, key) = (w.api().await, w.key(business).await);
        let mut held = w.pool.begin().await.unwrap();
        sqlx::query("select from business_accounts for update").execute(&mut *held).await.unwrap();
        let meet = async {
            eventually("both batches wait for the account", async || {
                (count(w, LOCK_WAITERS).await == 2).then_some(())
            })
            .await;
            held.rollback().await.unwrap();
        };
        let one = upload(&api, &key, "one", "a@example.com,60,\n", "");
        let two = upload(&api, &key, "two", "b@example.com,70,\n", "");
        let (one, two, ()) = futures::join!(one, two, meet);
        let (fits, refused, other) = if one.status == 202 { (&one, &two, 60) } else { (&two, &one, 70) };
        let id = accepted_id(fits);
        assert_eq!(missing_amount(refused), 130 - 100, "the rest of the first does not cover the second");
        assert_eq!(balances(&api, &key).await, (100 - other, other));
        assert_eq!(w.recorded().await, 3, "a batch, its allocation, its queue row");
        let worker = w.worker();
        wait_until_finished(&api, &key, &id).await;
        worker.stop().await;
        api.stop().await;
    })
    .await;
}

/// A transaction that holds the account too long delays a batch. It does not cause a conflict.
#[tokio::test(flavor = "multi_thread")]
async fn a_batch_gets_503_and_leaves_nothing_if_the_account_stays_locked() {
    world(async |w| {
        let business = w.business(100).await;
        let (api, key) = (w.api().await, w.key(business).await);
        let mut held = w.pool.begin().await.unwrap();
        sqlx::query("select from business_accounts for update").execute(&mut *held).await.unwrap();
        let answer = upload(&api, &key, "one", "a@example.com,60,\n", "").await;
        assert_eq!((answer.status, answer.header("retry-after")), (503, "1"), "{}", answer.body);
        assert_eq!(w.recorded().await, 0);
        held.rollback().await.unwrap();
        let id = accepted_id(&upload(&api, &key, "one", "a@example.com,60,\n", "").await);
        let worker = w.worker();
        wait_until_finished(&api, &key, &id).await;
        worker.stop().await;
        api.stop().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn cancelling_a_running_batch_returns_exactly_the_unpaid_amount() {
    world(async |w| {
        w.execute(HOLD).await;
        let business = w.business(20_000).await;
        let (api, key) = (w.api().await, w.key(business).await);
        let mut rows = String::new();
        for n in 0..6_100 {
            let email = if n == 2_050 { "held".to_owned() } else { format!("u{}", n % 40) };
            rows += &format!("{email}@example.com,2,\n");
        }
        let id = accepted_id(&upload(&api, &key, "one", &rows, "").await);
        assert_eq!(balances(&api, &key).await, (7_800, 12_200));
        let worker = w.worker();
        eventually("the third claim is held", async || crate::faults::crashes::is_held(w).await).await;
        assert_eq!(balances(&api, &key).await, (7_800, 8_200), "the first two are paid");
        let let_go = async {
            eventually("the command waits", async || (count(w, LOCK_WAITERS).await > 0).then_some(())).await;
            w.execute(LET_GO).await;
        };
        let (touched, ()) = futures::join!(steer_batch(&api, &key, &id, "cancel"), let_go);
        // The command falls between two claims. On a busy machine, one more claim may have come before it.
        let items = touched["items"].as_i64().unwrap();
        assert!([3_100, 2_100].contains(&items), "{touched}");
        assert_eq!(touched["amount"], 2 * items);
        let batch = wait_until_finished(&api, &key, &id).await;
        assert_eq!((&batch["status"], &batch["counts"]["cancelled"]), (&json!("cancelled"), &json!(items)));
        assert_eq!(balances(&api, &key).await, (7_800 + 2 * items, 0));
        let page = api.get("/v1/transactions?type=reserve_return&limit=1", &key).await.json();
        assert_eq!(
            (&page["data"][0]["debit"], &page["data"][0]["credit"]),
            (&json!("reserve"), &json!("payout_balance"))
        );
        worker.stop().await;
        api.stop().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_parked_item_returns_its_money_and_its_retry_uses_the_balance() {
    for by_operator in [false, true] {
        let clock = Clock::set_to(noon());
        world_at(clock.clone(), async |w| {
            w.execute(POISON).await;
            let business = w.business(6).await;
            let (api, worker, key) = (w.api().await, w.worker(), w.key(business).await);
            let rows = "a@example.com,1,\npoison@example.com,2,\nb@example.com,3,\n";
            let id = accepted_id(&upload(&api, &key, "one", rows, "").await);
            eventually("the other items are paid", async || {
                (w.users(business).await.len() == 2).then_some(())
            })
            .await;
            assert_eq!(
                balances(&api, &key).await,
                (0, 2),
                "an item that waits for its next attempt is still in the reserve"
            );
            let failed = eventually("the poison is parked", async || {
                clock.advance(chrono::Duration::seconds(400));
                let batch = api.get(&format!("/v1/batches/{id}"), &key).await.json();
                (batch["counts"]["failed"] == 1).then_some(batch)
            })
            .await;
            assert_eq!(failed["status"], "completed");
            assert_eq!(balances(&api, &key).await, (2, 0));
            w.check_books().await;
            w.execute("drop trigger poison on payout_users").await;
            let items = api.get(&format!("/v1/batches/{id}/items"), &key).await.json();
            let poison = items["data"][1]["allocation_id"].as_str().unwrap().to_owned();
            if by_operator {
                let retried = api.operate("POST", &format!("/admin/dead/{poison}/retry")).await;
                assert_eq!(retried.status, 200);
            } else {
                assert_eq!(steer_batch(&api, &key, &id, "retry").await["items"], 1);
            }
            eventually("the retry is paid", async || (w.users(business).await.len() == 3).then_some(()))
                .await;
            assert_eq!(balances(&api, &key).await, (0, 0));
            // The money came back, and was paid again: two transactions with the same id, and a page that ends between
            // them.
            let mut cursor = String::new();
            let mut types = Vec::new();
            loop {
                let page = api.get(&format!("/v1/transactions?limit=1{cursor}"), &key).await.json();
                let one = &page["data"][0];
                if one["id"] == json!(poison) {
                    types.push((one["type"].clone(), one["debit"].clone()));
                }
                match page["next_cursor"].as_str() {
                    Some(next) => cursor = format!("&cursor={next}"),
                    None => break,
                }
            }
            let expected = [("reserve_return", "reserve"), ("allocation", "payout_balance")];
            assert_eq!(types, expected.map(|(kind, debit)| (json!(kind), json!(debit))));
            worker.stop().await;
            api.stop().await;
        })
        .await;
    }
}

/// The money is there when the schedule or the pause ends, whatever was spent meanwhile.
#[tokio::test(flavor = "multi_thread")]
async fn a_scheduled_or_paused_batch_keeps_its_reserved_money() {
    let clock = Clock::set_to(noon());
    world_at(clock.clone(), async |w| {
        let business = w.business(100).await;
        let (api, worker, key) = (w.api().await, w.worker(), w.key(business).await);
        let at = "&scheduled_at=2026-03-01T13:00:00Z";
        let late = "&scheduled_at=2026-03-01T11:00:00Z";
        assert_eq!(upload(&api, &key, "late", "a@example.com,40,\n", late).await.status, 400);
        assert_eq!(balances(&api, &key).await, (100, 0));
        let scheduled = accepted_id(&upload(&api, &key, "scheduled", "a@example.com,40,\n", at).await);
        let paused = accepted_id(&upload(&api, &key, "paused", "b@example.com,50,\n", at).await);
        steer_batch(&api, &key, &paused, "pause").await;
        assert_eq!(balances(&api, &key).await, (10, 90));
        spend_the_rest(&api, &key, business, w).await;
        clock.advance(chrono::Duration::seconds(3_601));
        wait_until_finished(&api, &key, &scheduled).await;
        eventually("only the paused batch waits", async || {
            let ready = w.queue_status().await;
            (ready.ready + ready.deferred == 1).then_some(())
        })
        .await;
        w.check_books().await;
        steer_batch(&api, &key, &paused, "resume").await;
        wait_until_finished(&api, &key, &paused).await;
        assert_eq!(balances(&api, &key).await, (0, 0));
        worker.stop().await;
        api.stop().await;
    })
    .await;
}

/// Spends the rest of the payout balance.
async fn spend_the_rest(api: &RunningApi, key: &str, business: BusinessId, w: &World) {
    assert_eq!(api.pay(key, &[], "c@example.com", 11).await.status, 400);
    assert_eq!(api.pay(key, &[], "c@example.com", 10).await.status, 201);
    assert_eq!(w.payout_balance(business).await, 0);
}
