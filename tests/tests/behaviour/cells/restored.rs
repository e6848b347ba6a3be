//! One of two cells is restored. Both use one connector. It refuses a generation lower than the highest that it has
//! seen of the same cell, and lists the orders of both cells.

use api::config::ApiConfig;
use domain::business::Mode;
use domain::cell::CellSettings;
use domain::ids::BusinessId;
use domain::restore;
use domain::withdrawal::methods::MethodSettings;
use secrecy::ExposeSecret;
use serde_json::{Value, json};
use tests::command::Command;
use tests::provider::{Manners, NAME, Provider};
use tests::{Cells, Process, RunningApi, World, cells, eventually};
use worker::config::WorkerConfig;

use super::moved::{count_rows, move_to_end, mover};
use crate::contract::hash_access::pay_user;

/// `paypal` alone, with a longer time-out for the provider on a busy machine.
fn methods(provider: &Provider) -> String {
    let mut methods: Value = serde_json::from_str(&provider.methods()).unwrap();
    methods["methods"].as_object_mut().unwrap().remove("gift_card");
    methods["providers"][NAME]["timeout_ms"] = json!(1_000);
    methods.to_string()
}

async fn api(cells: &Cells, methods: &str) -> RunningApi {
    let methods = MethodSettings { document: methods.into() };
    cells.api_on(ApiConfig { methods, ..cells.api_config() }).await
}

/// Creates a live business, and returns it with the hash of its payout user, who has 50,000 cents.
async fn create_shop(w: &World, api: &RunningApi) -> (BusinessId, String) {
    let business = w.business_of(Mode::Live, 100_000).await;
    (business, pay_user(api, &w.key(business).await, "a@example.com", 50_000).await)
}

async fn create_order(api: &RunningApi, hash: &str, amount: i64) -> String {
    let body = json!({"amount": amount, "provider": "paypal", "destination": {"email": "a@example.com"}});
    let made = api.as_user("POST", "/payout/withdraw", hash, &[], body.to_string()).await;
    assert_eq!(made.status, 201, "{}", made.body);
    made.json()["id"].as_str().unwrap().to_owned()
}

async fn wait_until_paid(api: &RunningApi, hash: &str, order: &str) {
    eventually(&format!("{order} is paid"), async || {
        let shown = api.as_user("GET", &format!("/payout/withdrawals/{order}"), hash, &[], "").await;
        (shown.status == 200 && shown.json()["status"] == "succeeded").then_some(())
    })
    .await;
}

async fn run_command(w: &World, arguments: &[&str]) -> String {
    let (succeeded, printed) = Process::payout(w, arguments).await;
    assert!(succeeded, "{arguments:?}: {printed}");
    printed
}

/// Reconciles the first cell. `knowing` says whether the settings contain the second cell. Returns the exit code and
/// the lines.
async fn reconcile(cells: &Cells, methods: &str, knowing: bool) -> (Option<i32>, Vec<Value>) {
    let other = format!("1={}", cells.last().url.expose_secret());
    let mut settings = vec![("DATABASE_URL", cells.first().url.expose_secret()), ("PAYOUT_METHODS", methods)];
    if knowing {
        settings.push(("PAYOUT_CELLS", &other));
    }
    let ended = Command::run(&["restore", "reconcile", "--json", "--cell", "0"], &settings).await;
    let lines = ended.out.lines().filter_map(|line| serde_json::from_str(line).ok()).collect();
    assert!(ended.err.is_empty() || ended.code == Some(1), "{ended:?}");
    (ended.code, lines)
}

fn outcome<'l>(lines: &'l [Value], order: &str) -> Option<&'l str> {
    lines.iter().find(|line| line["order"] == order).and_then(|line| line["outcome"].as_str())
}

#[tokio::test(flavor = "multi_thread")]
async fn old_rows_and_orders_of_other_cells_do_not_block_a_release() {
    cells(2, async |cells| {
        let provider = Provider::start(Manners::Good).await;
        let methods = methods(&provider);
        let (first, last) = (cells.first(), cells.last());
        let api = api(cells, &methods).await;
        let workers = [first.worker_with_methods(&methods), last.worker_with_methods(&methods)];
        let (leaves, hash) = create_shop(first, &api).await;
        let (_, of_here) = create_shop(first, &api).await;
        let (_, stranger) = create_shop(last, &api).await;
        let before = create_order(&api, &hash, 1_001).await;
        wait_until_paid(&api, &hash, &before).await;
        run_command(first, &["pause", "provider:stub"]).await;
        let waiting = create_order(&api, &hash, 1_002).await;
        // A pause of a cell does not move with the business.
        run_command(last, &["pause", "provider:stub"]).await;
        move_to_end(mover(cells, leaves).await).await;
        run_command(last, &["resume", "provider:stub"]).await;
        wait_until_paid(&api, &hash, &waiting).await;
        assert_eq!(count_rows(first, "withdrawal_queue", leaves).await, 1, "an old row of an unsent order");
        let after = create_order(&api, &hash, 1_003).await;
        wait_until_paid(&api, &hash, &after).await;
        let elsewhere = create_order(&api, &stranger, 1_004).await;
        wait_until_paid(&api, &stranger, &elsewhere).await;

        run_command(first, &["restore", "begin"]).await;
        run_command(first, &["resume", "provider:stub"]).await;
        let held = create_order(&api, &of_here, 1_006).await;
        let (code, lines) = reconcile(cells, &methods, false).await;
        assert_eq!((code, outcome(&lines, &elsewhere)), (Some(1), Some("unattributed")), "{lines:?}");
        assert!(
            lines.contains(&json!({"elsewhere": 1, "orders": 3})),
            "a moved order is known without asking: {lines:?}"
        );
        assert_eq!(lines.last().unwrap()["held"], true, "{lines:?}");
        assert!(!provider.books().contains_key(&held));

        let (code, lines) = reconcile(cells, &methods, true).await;
        assert_eq!((code, outcome(&lines, &elsewhere)), (Some(0), None), "{lines:?}");
        assert!(lines.contains(&json!({"elsewhere": 1, "orders": 4})), "{lines:?}");
        assert_eq!(lines.last().unwrap()["released"], true, "{lines:?}");
        wait_until_paid(&api, &of_here, &held).await;
        assert_eq!(provider.books().len(), 5);
        assert!(provider.books().values().all(|entry| entry.told == 1));
        for worker in workers {
            worker.stop().await;
        }
        api.stop().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn orders_of_the_other_cell_and_moved_orders_are_still_paid() {
    cells(2, async |cells| {
        let provider = Provider::start(Manners::Good).await;
        let methods = methods(&provider);
        let (first, last) = (cells.first(), cells.last());
        let api = api(cells, &methods).await;
        let workers = [first.worker_with_methods(&methods), last.worker_with_methods(&methods)];
        let (leaves, hash) = create_shop(first, &api).await;
        let (_, stranger) = create_shop(last, &api).await;
        run_command(first, &["restore", "begin"]).await;
        let (code, lines) = reconcile(cells, &methods, true).await;
        assert_eq!(code, Some(0), "{lines:?}");
        run_command(first, &["pause", "provider:stub"]).await;

        let other = create_order(&api, &stranger, 1_001).await;
        wait_until_paid(&api, &stranger, &other).await;
        let before = (provider.generation_of(0), provider.generation_of(1));
        assert!(before.0 > 1 && before.1 == 1, "{before:?}");

        // An order that the first cell has begun to send is for the other cell to end after the move.
        let begun = create_order(&api, &hash, 1_002).await;
        first.execute("update withdrawal_queue set sent_at = now()").await;
        eventually("the order is processing", async || {
            let begun: i64 =
                sqlx::query_scalar("select count(*) from withdrawals where status = 'processing'")
                    .fetch_one(&first.pool)
                    .await
                    .unwrap();
            (begun == 1).then_some(())
        })
        .await;
        assert!(!provider.books().contains_key(&begun));
        // A pause of a cell does not move with the business.
        run_command(last, &["pause", "provider:stub"]).await;
        move_to_end(mover(cells, leaves).await).await;
        run_command(last, &["resume", "provider:stub"]).await;
        wait_until_paid(&api, &hash, &begun).await;
        assert_eq!((provider.generation_of(0), provider.generation_of(1)), before);
        assert!(provider.books().values().all(|entry| entry.told == 1));
        for worker in workers {
            worker.stop().await;
        }
        api.stop().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_leader_releases_although_orders_of_the_other_cell_are_listed() {
    cells(2, async |cells| {
        let provider = Provider::start(Manners::Good).await;
        let methods = methods(&provider);
        let (first, last) = (cells.first(), cells.last());
        let api = api(cells, &methods).await;
        let other = format!("1={}", last.url.expose_secret());
        let worker = first.worker_on(WorkerConfig {
            methods: MethodSettings { document: methods.into() },
            reconcile_after_failover: true,
            cells: CellSettings { cells: Some(other.into()) },
            ..first.worker_config()
        });
        let (_, stranger) = create_shop(last, &api).await;
        for amount in [1_001, 1_005] {
            create_order(&api, &stranger, amount).await;
        }
        eventually("both orders have ended", async || (provider.books().len() == 2).then_some(())).await;
        let state = async || {
            let mut conn = first.pool.acquire().await.unwrap();
            restore::state(&mut conn).await.unwrap()
        };
        eventually("the worker leads", state).await;
        // The state of a promoted standby.
        first.execute("update restore_state set timeline = timeline - 1").await;
        eventually("the restore is released", async || {
            state().await.filter(|state| state.generation > 1 && state.held.is_none())
        })
        .await;
        worker.stop().await;
        api.stop().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn orders_of_a_business_held_by_a_move_still_belong_to_the_source() {
    cells(2, async |cells| {
        let provider = Provider::start(Manners::Good).await;
        let methods = methods(&provider);
        let first = cells.first();
        let api = api(cells, &methods).await;
        let worker = first.worker_with_methods(&methods);
        let (held, hash) = create_shop(first, &api).await;
        let known = create_order(&api, &hash, 1_001).await;
        wait_until_paid(&api, &hash, &known).await;
        let mut conn = first.pool.acquire().await.unwrap();
        let mut mover = mover(cells, held).await;
        for _ in 0..2 {
            mover.step().await.unwrap().unwrap();
        }
        run_command(first, &["pause", "provider:stub"]).await;
        let waiting = create_order(&api, &hash, 1_002).await;
        first.execute("update relocations set phase = 'held', held_until = now() + interval '1 hour'").await;
        run_command(first, &["restore", "begin"]).await;
        let sent: bool = sqlx::query_scalar("select bool_and(sent_at is not null) from withdrawal_queue")
            .fetch_one(&mut *conn)
            .await
            .unwrap();
        assert!(sent, "the order counts as sent");
        let (code, lines) = reconcile(cells, &methods, true).await;
        assert!(code == Some(1) && lines.iter().all(|line| line["released"] != true), "{lines:?}");
        // The move is called off.
        domain::relocation::end_hold(&mut conn, held).await.unwrap();
        run_command(first, &["resume", "provider:stub"]).await;
        let (code, lines) = reconcile(cells, &methods, true).await;
        assert_eq!((code, &lines.last().unwrap()["released"]), (Some(0), &json!(true)), "{lines:?}");
        wait_until_paid(&api, &hash, &waiting).await;
        worker.stop().await;
        api.stop().await;
    })
    .await;
}
