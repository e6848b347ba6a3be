//! Which providers are asked after a restore, and about what: every provider that was ever configured, also one that
//! is added later, and every order in the log that is handed in. Reconciliations and orders may run at the same time.

use std::collections::BTreeSet;
use std::path::PathBuf;

use domain::business::Mode;
use domain::clock::Clock;
use domain::email::Email;
use domain::ids::WithdrawalId;
use domain::money::Cents;
use domain::outgoing;
use domain::restore::{self, Cause, Lists};
use domain::withdrawal::create::{self, NewWithdrawal};
use domain::withdrawal::destination::Destination;
use domain::withdrawal::methods::MethodSettings;
use domain::withdrawal::report::Listed;
use serde_json::{Value, json};
use sqlx::Connection;
use tests::backup::BackedUp;
use tests::merchant::Merchant;
use tests::process::free_address;
use tests::provider::{Manners, NAME, Provider};
use tests::{Process, World, eventually, world};

use worker::config::WorkerConfig;

use super::reports::reconcile;

/// The amount that a payout user was paid before the backup, and has ordered with each key since.
const GIVEN: i64 = 10_000;
const ORDERED: i64 = 1_101;

/// A restored database, with a payout user whose money was paid out since the backup.
struct Restored {
    server: BackedUp,
    provider: Provider,
    methods: String,
    w: World,
    hash: String,
    /// The API's log from before the restore.
    log: PathBuf,
    _logs: tempfile::TempDir,
}

fn methods_of(provider: &Provider, name: &str) -> String {
    let mut methods: Value = serde_json::from_str(&provider.methods()).unwrap();
    methods["methods"].as_object_mut().unwrap().remove("gift_card");
    methods.to_string().replace(NAME, name)
}

/// Returns the methods of two providers. Orders go to the first.
fn merge_methods(one: &str, other: &str) -> String {
    let mut methods: Value = serde_json::from_str(one).unwrap();
    let other: Value = serde_json::from_str(other).unwrap();
    for (name, connector) in other["providers"].as_object().unwrap() {
        methods["providers"][name] = connector.clone();
    }
    methods.to_string()
}

async fn restore_after_orders(keys: &[&str]) -> Restored {
    let server = BackedUp::start().await;
    let provider = Provider::start(Manners::Good).await;
    let methods = methods_of(&provider, NAME);
    let logs = tempfile::tempdir().unwrap();
    let log = logs.path().join("api.log");
    let before = World::on(server.cluster.database_url(), Clock::System);
    let address = free_address();
    let file = std::fs::File::create(&log).unwrap();
    let api = Process::api_logging(&before, address, &methods, file).await;
    let worker = before.worker_with_methods(&methods);
    let merchant = Merchant::of(&before, before.business_of(Mode::Live, 100_000).await).await;
    eventually("the api answers", async || tokio::net::TcpStream::connect(address).await.ok()).await;
    let body = json!({"email": "a@example.com", "amount": GIVEN});
    let headers = [("idempotency-key", "given"), ("prefer", "wait=30")];
    let (status, paid) = merchant.post(address, "/payout/create", &headers, &body).await.unwrap();
    assert_eq!(status, 201, "{paid}");
    let hash = paid["hash"].as_str().unwrap().to_owned();
    let dump = server.dump().await;
    for key in keys {
        let body =
            json!({"amount": ORDERED, "provider": "paypal", "destination": {"email": "a@example.com"}});
        let headers = [("x-payout-hash", hash.as_str()), ("idempotency-key", key)];
        let (status, made) = merchant.post(address, "/payout/withdraw", &headers, &body).await.unwrap();
        assert_eq!(status, 201, "{made}");
    }
    eventually("the orders are paid out", async || (provider.books().len() == keys.len()).then_some(()))
        .await;
    worker.stop().await;
    api.terminate().await;
    before.pool.close().await;
    let w = World::on(server.restore_dump(&dump).await, Clock::System);
    Restored { server, provider, methods, w, hash, log, _logs: logs }
}

impl Restored {
    async fn finish(self) {
        self.w.check_books().await;
        self.w.pool.close().await;
        self.server.cluster.stop().await.unwrap();
    }

    async fn held_cause(&self) -> Option<Cause> {
        let mut conn = self.w.pool.acquire().await.unwrap();
        restore::state(&mut conn).await.unwrap()?.held.map(|held| held.cause)
    }

    /// Returns what the provider has paid, with fees.
    fn paid_by_provider(&self) -> i64 {
        let paid = self.provider.books().into_values().filter(|entry| entry.paid);
        paid.map(|entry| entry.order["amount"].as_i64().unwrap()).sum()
    }
}

fn outcomes(lines: &[Value]) -> BTreeSet<&str> {
    lines.iter().filter_map(|line| line["outcome"].as_str()).collect()
}

/// The backup was made before the provider's first order, and the operator who reconciles does not name the provider.
#[tokio::test(flavor = "multi_thread")]
async fn a_provider_that_was_configured_before_the_backup_must_be_asked() {
    let restored = restore_after_orders(&["k"]).await;
    let w = &restored.w;
    let (clear, lines) = reconcile(w, "{}", &[]).await;
    assert!(!clear && lines.last().unwrap()["held"] == true, "{lines:?}");
    assert_eq!(lines[0], json!({"provider": NAME, "says": "it is not in PAYOUT_METHODS"}));
    // A backup from before the first provider. That no provider is known is not an answer.
    w.execute("delete from providers").await;
    let (clear, lines) = reconcile(w, "{}", &[]).await;
    assert!(!clear && lines.last().unwrap()["held"] == true, "{lines:?}");
    let (clear, printed) = Process::payout(w, &["restore", "reconcile", "--methods", "{}"]).await;
    assert!(!clear && printed.contains("--accept-differences"), "{printed}");
    let (clear, lines) = reconcile(w, &restored.methods, &[]).await;
    assert!(clear && outcomes(&lines) == BTreeSet::from(["booked"]), "{lines:?}");
    restored.finish().await;
}

/// The provider was first configured after the backup, and no process with it had been started when the restore was
/// released.
#[tokio::test(flavor = "multi_thread")]
async fn a_provider_added_after_a_restore_is_asked_before_orders_are_sent() {
    let restored = restore_after_orders(&["k"]).await;
    let w = &restored.w;
    w.execute("delete from providers").await;
    let other = Provider::start(Manners::Good).await;
    let (clear, lines) = reconcile(w, &methods_of(&other, "other"), &[]).await;
    assert!(clear && lines.last().unwrap()["released"] == true, "{lines:?}");
    assert_eq!(restored.held_cause().await, None);

    let known = merge_methods(&restored.methods, &methods_of(&other, "other"));
    let api = w.api_with_methods(&known).await;
    let worker = w.worker_with_methods(&known);
    eventually("the restore is held again", async || {
        (restored.held_cause().await == Some(Cause::Provider)).then_some(())
    })
    .await;
    let order = json!({"amount": GIVEN - 1, "provider": "paypal", "destination": {"email": "a@example.com"}});
    let headers = [("idempotency-key", "another")];
    let made = api.as_user("POST", "/payout/withdraw", &restored.hash, &headers, order.to_string()).await;
    assert_eq!(made.status, 201, "{}", made.body);
    let (clear, lines) = reconcile(w, &known, &[]).await;
    assert!(clear && outcomes(&lines) == BTreeSet::from(["booked", "cancelled"]), "{lines:?}");
    worker.stop().await;
    assert!(restored.paid_by_provider() <= GIVEN, "{} of {GIVEN}", restored.paid_by_provider());

    // A provider that is really new has nothing to report.
    let third = Provider::start(Manners::Good).await;
    let third = MethodSettings { document: merge_methods(&known, &methods_of(&third, "third")).into() };
    let config = WorkerConfig { methods: third, reconcile_after_failover: true, ..w.worker_config() };
    let worker = w.worker_on(config);
    let released = "select count(*) from audit where action = 'restore_end' and credential = 'worker'";
    eventually("the leader has asked and released", async || {
        let ended: i64 = sqlx::query_scalar(released).fetch_one(&w.pool).await.unwrap();
        (ended == 1).then_some(())
    })
    .await;
    assert_eq!(restored.held_cause().await, None);
    worker.stop().await;
    api.stop().await;
    restored.finish().await;
}

/// A provider that is introduced while a restore is released was not asked, so it holds the restore again, whatever its
/// time says.
#[tokio::test(flavor = "multi_thread")]
async fn a_provider_introduced_during_a_release_holds_the_restore_again() {
    world(async |w| {
        let provider = Provider::start(Manners::Good).await;
        let methods = methods_of(&provider, NAME);
        w.execute("insert into providers (name, introduced_at) values ('stub', clock_timestamp())").await;
        let (begun, printed) = Process::payout(w, &["restore", "begin"]).await;
        assert!(begun, "{printed}");
        let mut introducing = w.pool.begin().await.unwrap();
        sqlx::query("set local idle_in_transaction_session_timeout = 0")
            .execute(&mut *introducing)
            .await
            .unwrap();
        sqlx::query("insert into providers (name, introduced_at) values ('other', clock_timestamp())")
            .execute(&mut *introducing)
            .await
            .unwrap();
        let (clear, lines) = reconcile(w, &methods, &[]).await;
        assert!(clear && lines.last().unwrap()["released"] == true, "{lines:?}");
        let is_held = async || {
            let mut conn = w.pool.acquire().await.unwrap();
            outgoing::is_held(&mut conn).await.unwrap()
        };
        assert!(!is_held().await);
        introducing.commit().await.unwrap();
        assert!(is_held().await);
        let (clear, lines) = reconcile(w, &methods, &[]).await;
        assert!(!clear && lines.last().unwrap()["held"] == true, "{lines:?}");
        let (_, lines) = reconcile(w, &methods, &["--accept-differences"]).await;
        assert!(lines.last().unwrap()["released"] == true && !is_held().await, "{lines:?}");
    })
    .await;
}

/// A provider without a list knows an order with a key by the id that it was sent. The log has both.
#[tokio::test(flavor = "multi_thread")]
async fn an_order_with_a_key_is_looked_up_by_its_sent_id_from_the_log() {
    let restored = restore_after_orders(&["k"]).await;
    restored.provider.disable_list();
    let w = &restored.w;
    let log = restored.log.to_str().unwrap();
    let (clear, lines) =
        reconcile(w, &restored.methods, &["--acknowledged", log, "--accept-differences"]).await;
    assert_eq!(outcomes(&lines), BTreeSet::from(["booked"]), "{lines:?}");
    assert!(!lines.iter().any(|line| line["vanished"].as_str().is_some_and(|id| id.starts_with("ord_"))));
    assert!(clear && lines.last().unwrap()["released"] == true, "{lines:?}");
    let api = w.api_with_methods(&restored.methods).await;
    let order = json!({"amount": GIVEN - 1, "provider": "paypal", "destination": {"email": "a@example.com"}});
    let made = api.as_user("POST", "/payout/withdraw", &restored.hash, &[], order.to_string()).await;
    assert_eq!(made.status, 400, "{}", made.body);
    api.stop().await;
    restored.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn concurrent_reconciliations_succeed_in_one_generation() {
    let keys: Vec<String> = (0..8).map(|n| format!("k{n}")).collect();
    let restored = restore_after_orders(&keys.iter().map(String::as_str).collect::<Vec<_>>()).await;
    let runs = (0..4).map(|_| reconcile(&restored.w, &restored.methods, &[]));
    for (clear, lines) in futures::future::join_all(runs).await {
        assert!(clear, "{lines:?}");
    }
    let (_, lines) = reconcile(&restored.w, &restored.methods, &[]).await;
    let booked = lines.iter().filter(|line| line["outcome"] == "booked");
    assert_eq!(booked.count(), keys.len(), "{lines:?}");
    let noticed = sqlx::query_scalar::<_, i64>("select count(*) from audit where action = 'restore_begin'");
    assert_eq!(noticed.fetch_one(&restored.w.pool).await.unwrap(), 1, "only one generation begins");
    restored.finish().await;
}

/// An order is made again under its key while the provider's answer about it is booked. Whichever locks the user first
/// wins, and the other finds the order.
#[tokio::test(flavor = "multi_thread")]
async fn an_order_booked_and_repeated_at_the_same_time_is_one_order() {
    world(async |w| {
        let business = w.business_of(Mode::Live, GIVEN).await;
        let key = w.key(business).await;
        let api = w.api().await;
        let worker = w.worker();
        assert_eq!(api.pay(&key, &[], "a@example.com", GIVEN).await.status, 201);
        worker.stop().await;
        api.stop().await;
        let (email, now) = ("a@example.com".parse::<Email>().unwrap(), w.clock.now());
        let user: uuid::Uuid =
            sqlx::query_scalar("select id from payout_users").fetch_one(&w.pool).await.unwrap();
        let to = json!({"email": "a@example.com"});
        let new = NewWithdrawal {
            business_id: business,
            id: w.clock.id().into(),
            email: email.clone(),
            payout_user_id: user.into(),
            provider: NAME.to_owned(),
            amount: Cents::new(ORDERED),
            fees: Cents::new(1),
            destination: Destination::Paypal { email: email.clone() },
            key: Some("k".to_owned()),
            request_id: w.clock.id(),
        };
        // What the provider was sent in the history that is lost.
        let mut conn = w.pool.acquire().await.unwrap();
        let mut lost = conn.begin().await.unwrap();
        let told_as: WithdrawalId = create::create(&mut lost, &new, now).await.unwrap().withdrawal.told_as;
        lost.rollback().await.unwrap();
        let listed: Listed = serde_json::from_value(json!({
            "id": told_as, "status": "succeeded", "business_id": business, "email": "a@example.com",
            "method": "paypal", "amount": ORDERED, "fees": 1, "destination": to,
        }))
        .unwrap();

        let mut booking = conn.begin().await.unwrap();
        sqlx::query("select from payout_users for no key update").execute(&mut *booking).await.unwrap();
        let pool = w.pool.clone();
        let again = tokio::spawn(async move {
            let mut conn = pool.acquire().await.unwrap();
            let mut making = conn.begin().await.unwrap();
            let made = create::create(&mut making, &new, now).await.unwrap();
            making.commit().await.unwrap();
            made
        });
        eventually("the order waits", async || {
            let waits: bool = sqlx::query_scalar(
                "select exists (select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock')",
            )
            .fetch_one(&w.pool)
            .await
            .unwrap();
            waits.then_some(())
        })
        .await;
        restore::book(&mut booking, NAME, &listed, &Lists::default(), 1, now).await.unwrap();
        booking.commit().await.unwrap();
        let made = again.await.unwrap();
        assert!(made.replayed && made.withdrawal.told_as == told_as);
        w.check_books().await;
    })
    .await;
}
