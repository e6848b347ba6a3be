//! A backup is restored: a dump, and point-in-time recovery, both of a database under load, with real processes and a
//! provider that pays each id once. What it paid since the backup is unknown, and the same users order the same money
//! again: nothing is paid twice, and the report is what the provider's books have and ours have not.
//!
//! `PAYOUT_TEST_RESTORE_USERS=300 cargo test --workspace --test behaviour restore` is the long run.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;
use std::net::SocketAddr;

use domain::business::Mode;
use domain::clock::Clock;
use domain::ids::BusinessId;
use domain::restore::{self as fence, Cause};
use futures::StreamExt;
use secrecy::SecretString;
use serde_json::{Value, json};
use tests::backup::BackedUp;
use tests::process::free_address;
use tests::provider::{Manners, NAME, Provider};
use tests::random::setting;
use tests::service::Merchant;
use tests::{Process, Receiver, World, eventually, world};

/// What each user is paid before the backup, and what each second one is paid after it.
const FUNDS: i64 = 10_000;

/// Users that order at the same time.
const AT_A_TIME: usize = 8;

/// A merchant and its payout users, as their clients know them: they outlive the database.
struct Clients {
    merchant: Merchant,
    address: SocketAddr,
    /// The hash of each user, by e-mail.
    hashes: BTreeMap<String, String>,
    /// What each user was paid, in cents.
    given: BTreeMap<String, i64>,
    /// Every id that was acknowledged.
    acknowledged: Vec<String>,
}

/// Only `paypal`, and a provider that has some time to answer on a busy machine.
fn methods(provider: &Provider) -> String {
    let mut methods: Value = serde_json::from_str(&provider.methods()).unwrap();
    methods["methods"].as_object_mut().unwrap().remove("gift_card");
    methods["providers"][NAME]["timeout_ms"] = json!(1_000);
    methods.to_string()
}

impl Clients {
    /// Pays `amount` to a user, until it is accepted.
    async fn pay(&mut self, email: &str, amount: i64, reference: &str) {
        let body = json!({"email": email, "amount": amount});
        let headers = [("idempotency-key", reference), ("prefer", "wait=30")];
        let (status, paid) =
            self.merchant.post(self.address, "/payout/create", &headers, &body).await.unwrap();
        assert_eq!(status, 201, "{paid}");
        if let Some(hash) = paid["hash"].as_str() {
            self.hashes.insert(email.to_owned(), hash.to_owned());
        }
        *self.given.entry(email.to_owned()).or_default() += amount;
    }

    /// A user orders, under a key or without: the order's id, unless it is refused.
    async fn order(&self, email: &str, amount: i64, key: Option<&str>) -> Option<String> {
        let hash = &self.hashes[email];
        let mut headers = vec![("x-payout-hash", hash.as_str())];
        headers.extend(key.map(|key| ("idempotency-key", key)));
        let body = json!({"amount": amount, "provider": "paypal", "destination": {"email": email}});
        let (status, made) =
            self.merchant.post(self.address, "/payout/withdraw", &headers, &body).await.unwrap();
        match status {
            201 => Some(made["id"].as_str().unwrap().to_owned()),
            400 | 422 => None,
            other => panic!("{other}: {made}"),
        }
    }

    /// Each user orders once, some of them at the same time.
    async fn order_each(&mut self, amount: i64, keys: &str) {
        let users: Vec<String> = self.hashes.keys().cloned().collect();
        let orders: Vec<Option<String>> = {
            let (clients, keys) = (&*self, keys);
            futures::stream::iter(users.iter().enumerate())
                .map(|(n, email)| async move {
                    let key = format!("{keys}-{email}");
                    // Every second one has a key.
                    clients.order(email, amount + n as i64, (n % 2 == 0).then_some(key.as_str())).await
                })
                .buffer_unordered(AT_A_TIME)
                .collect()
                .await
        };
        self.acknowledged.extend(orders.into_iter().flatten());
    }
}

/// What the provider has paid, with fees, by user.
fn paid_by_user(provider: &Provider) -> BTreeMap<String, i64> {
    let mut paid = BTreeMap::new();
    for entry in provider.books().into_values().filter(|entry| entry.paid) {
        let email = entry.order["email"].as_str().unwrap().to_owned();
        *paid.entry(email).or_default() += entry.order["amount"].as_i64().unwrap();
    }
    paid
}

/// Nobody got more than was paid to it.
fn nothing_is_paid_twice(provider: &Provider, clients: &Clients) {
    for (email, paid) in paid_by_user(provider) {
        assert!(paid <= clients.given[&email], "{email} was paid {} and took {paid}", clients.given[&email]);
    }
}

/// The ids that this database has told providers of.
async fn told(w: &World) -> BTreeSet<String> {
    let ids: Vec<uuid::Uuid> =
        sqlx::query_scalar("select coalesce(told_as, id) from withdrawals").fetch_all(&w.pool).await.unwrap();
    ids.into_iter().map(|id| format!("ord_{id}")).collect()
}

async fn open(w: &World) -> i64 {
    sqlx::query_scalar("select count(*) from withdrawals where status in ('created', 'processing')")
        .fetch_one(&w.pool)
        .await
        .unwrap()
}

/// Runs `payout restore reconcile`: its exit, and its lines.
async fn reconcile(w: &World, methods: &str, more: &[&str]) -> (bool, Vec<Value>) {
    let arguments = [&["restore", "reconcile", "--json", "--methods", methods], more].concat();
    let (succeeded, printed) = Process::payout(w, &arguments).await;
    let lines = printed.lines().filter(|line| line.starts_with('{'));
    (succeeded, lines.map(|line| serde_json::from_str(line).unwrap()).collect())
}

/// The ids of the orders in a report, with their outcomes.
fn outcomes(lines: &[Value]) -> BTreeMap<String, String> {
    let of = |line: &Value| {
        let text = |name: &str| line[name].as_str().map(str::to_owned);
        Some((text("order")?, text("outcome")?))
    };
    lines.iter().filter_map(of).collect()
}

/// The ids in a report that were acknowledged and are gone.
fn vanished(lines: &[Value]) -> BTreeSet<String> {
    lines.iter().filter_map(|line| line["vanished"].as_str().map(str::to_owned)).collect()
}

/// Those of the acknowledged orders that are not here.
async fn missing(w: &World, acknowledged: &[String]) -> BTreeSet<String> {
    let ids: Vec<uuid::Uuid> =
        sqlx::query_scalar("select id from withdrawals").fetch_all(&w.pool).await.unwrap();
    let here: BTreeSet<String> = ids.into_iter().map(|id| format!("ord_{id}")).collect();
    acknowledged.iter().filter(|id| !here.contains(*id)).cloned().collect()
}

/// A live business with users of some money, on a database of its own.
async fn clients_of(w: &World, address: SocketAddr) -> (Clients, BusinessId) {
    let users = setting("PAYOUT_TEST_RESTORE_USERS", 12);
    let business = w.business_of(Mode::Live, FUNDS * 4 * users as i64).await;
    let merchant = Merchant::of(w, business).await;
    let (hashes, given) = (BTreeMap::new(), BTreeMap::new());
    let mut clients = Clients { merchant, address, hashes, given, acknowledged: Vec::new() };
    for n in 0..users {
        clients.pay(&format!("user{n}@example.com"), FUNDS, &format!("first-{n}")).await;
    }
    (clients, business)
}

/// What comes after the backup: every second user is paid more, and so is a new one; all order what they have left.
async fn go_on(clients: &mut Clients, provider: &Provider) {
    let before = provider.books().len();
    let users: Vec<String> = clients.hashes.keys().step_by(2).cloned().collect();
    for email in users.iter().map(String::as_str).chain(["new@example.com"]) {
        clients.pay(email, FUNDS, &format!("second-{email}")).await;
    }
    clients.order_each(FUNDS / 2 + 1, "after").await;
    // More than they had when the backup was made.
    for email in &users {
        let order = clients.order(email, FUNDS - 999, None).await;
        clients.acknowledged.extend(order);
    }
    let ordered = clients.hashes.len() + users.len();
    eventually("what was ordered since is paid or refused", async || {
        (provider.books().len() >= before + ordered).then_some(())
    })
    .await;
}

/// The users order again what the restored database says they have; what becomes of it is looked at when the fence is gone.
async fn order_again(clients: &mut Clients) {
    // One who was paid before any backup.
    let headers = [("x-payout-hash", clients.hashes["user0@example.com"].as_str())];
    eventually("the api lets its users in", async || {
        let shown = clients.merchant.post(clients.address, "/payout/operations", &headers, &json!({})).await;
        shown.is_ok_and(|shown| shown.0 == 200).then_some(())
    })
    .await;
    let users: Vec<String> = clients.hashes.keys().cloned().collect();
    for email in users {
        let address = clients.address;
        let headers = [("x-payout-hash", clients.hashes[&email].as_str())];
        let shown = clients.merchant.post(address, "/payout/operations", &headers, &json!({})).await.unwrap();
        // The restored database has never heard of the new one.
        if shown.0 == 401 {
            continue;
        }
        let balance: i64 = shown.1["balance"].as_i64().unwrap();
        if balance > 1 {
            // The provider refuses one amount in five, a round one among them.
            let again = clients.order(&email, balance - 1, None).await;
            clients.acknowledged.extend(again);
        }
    }
}

/// The runbook of docs/operate.md, from the restored database on. Nothing was told to any process but its URL.
async fn after_the_restore(url: SecretString, provider: &Provider, clients: &mut Clients, cause: Cause) {
    let methods = methods(provider);
    let w = World::on(url, Clock::System);
    let known = told(&w).await;
    let books = provider.books();
    clients.address = free_address();
    let _api = Process::api_paying_out(&w, clients.address, &methods).await;
    let worker = Process::worker_paying_out(&w, &methods).await;
    eventually("a worker has noticed", async || {
        let mut conn = w.pool.acquire().await.unwrap();
        let state = fence::state(&mut conn).await.unwrap()?;
        (state.held?.cause == cause && state.generation > 1).then_some(())
    })
    .await;
    answers(clients.address).await;
    order_again(clients).await;
    assert_eq!(provider.books().len(), books.len(), "nothing is sent");

    let mut file = tempfile::NamedTempFile::new().unwrap();
    for id in &clients.acknowledged {
        writeln!(file, "INFO accepted withdrawal={id}").unwrap();
    }
    let unknown: Vec<&String> = books.keys().filter(|id| !known.contains(*id)).collect();
    let orders = told(&w).await;
    let (_, dry) = reconcile(&w, &methods, &["--dry-run"]).await;
    assert!(unknown.iter().all(|id| outcomes(&dry).contains_key(*id)), "a dry run reports them all");
    assert_eq!(told(&w).await, orders, "and books nothing");
    let (clear, lines) = reconcile(&w, &methods, &["--acknowledged", file.path().to_str().unwrap()]).await;
    let found = outcomes(&lines);
    for (id, entry) in &books {
        let outcome = found.get(id).map(String::as_str);
        match (known.contains(id), entry.paid) {
            (false, true) => assert!(matches!(outcome, Some("booked" | "owed")), "{id}: {outcome:?}"),
            (false, false) => assert_eq!(outcome, Some("refused"), "{id}"),
            (true, _) => assert!(matches!(outcome, None | Some("settled")), "{id}: {outcome:?}"),
        }
    }
    let listed = |outcome: &str| found.values().filter(|one| *one == outcome).count();
    assert!(listed("booked") > 0 && listed("owed") > 1 && listed("cancelled") > 0, "{found:?}");
    assert_eq!(listed("booked") + listed("owed") + listed("refused"), unknown.len(), "and nothing else");
    assert_eq!(vanished(&lines), missing(&w, &clients.acknowledged).await);
    assert!(!clear, "what is owed needs a person");
    assert_eq!(lines.last().unwrap()["let_go"], true, "{lines:?}");
    w.check_books().await;

    // The business sends again what was lost; a second run books what it paid for.
    let again: Vec<String> =
        clients.given.iter().filter(|(_, given)| **given > FUNDS).map(|(e, _)| e.clone()).collect();
    let given = clients.given.clone();
    for email in again.iter().map(String::as_str).chain(["new@example.com"]) {
        clients.pay(email, FUNDS, &format!("second-{email}")).await;
    }
    // It is the same payment.
    clients.given = given;
    let (_, lines) = reconcile(&w, &methods, &[]).await;
    assert!(!outcomes(&lines).values().any(|outcome| outcome == "owed"), "{lines:?}");
    order_again(clients).await;
    eventually("everything has ended", async || (open(&w).await == 0).then_some(())).await;
    worker.terminate().await;
    agreed(&w, provider).await;
    nothing_is_paid_twice(provider, clients);
    w.check_books().await;
    w.pool.close().await;
}

/// Each order that the provider paid is in our books, as paid.
async fn agreed(w: &World, provider: &Provider) {
    let rows: Vec<(uuid::Uuid, i64)> = sqlx::query_as(
        "select coalesce(told_as, id), net_amount from withdrawals where status = 'succeeded'",
    )
    .fetch_all(&w.pool)
    .await
    .unwrap();
    let ours: BTreeMap<String, i64> = rows.into_iter().map(|(id, net)| (format!("ord_{id}"), net)).collect();
    let books = provider.books().into_iter().filter(|(_, entry)| entry.paid);
    let theirs: BTreeMap<String, i64> = books.map(|(id, entry)| (id, entry.net_amount)).collect();
    assert_eq!(ours, theirs);
}

/// Waits until the api at this address answers.
async fn answers(address: SocketAddr) {
    eventually("the api answers", async || tokio::net::TcpStream::connect(address).await.ok().map(drop))
        .await;
}

/// The life of the database up to its end, with a backup in the middle.
async fn under_load<B>(
    server: &BackedUp,
    provider: &Provider,
    back_up: impl AsyncFnOnce(&World) -> B,
) -> (Clients, B) {
    let methods = methods(provider);
    let w = World::on(server.cluster.database_url(), Clock::System);
    let address = free_address();
    let mut api = Process::api_paying_out(&w, address, &methods).await;
    let mut worker = Process::worker_paying_out(&w, &methods).await;
    answers(address).await;
    let (mut clients, _) = clients_of(&w, address).await;
    // Some are made before, some after; some are being carried out.
    let (backup, ()) = tokio::join!(back_up(&w), clients.order_each(1_001, "before"));
    let all = clients.hashes.len();
    eventually("all of them are", async || (provider.books().len() == all).then_some(())).await;
    go_on(&mut clients, provider).await;
    worker.kill();
    api.kill();
    w.pool.close().await;
    (clients, backup)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_restored_dump_pays_nothing_twice() {
    let server = BackedUp::start().await;
    let provider = Provider::start(Manners::Good).await;
    let (mut clients, dump) = under_load(&server, &provider, async |_| server.dump().await).await;
    let url = server.restore_dump(&dump).await;
    after_the_restore(url, &provider, &mut clients, Cause::Elsewhere).await;
    server.cluster.stop().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_recovery_to_a_point_in_time_pays_nothing_twice() {
    let server = BackedUp::start().await;
    let provider = Provider::start(Manners::Good).await;
    server.base_backup().await;
    let (mut clients, time) = under_load(&server, &provider, async |w| {
        let now: String =
            sqlx::query_scalar("select clock_timestamp()::text").fetch_one(&w.pool).await.unwrap();
        now
    })
    .await;
    let (recovered, _root) = server.recover(&format!("recovery_target_time = '{time}'")).await;
    after_the_restore(recovered.database_url(), &provider, &mut clients, Cause::Timeline).await;
    recovered.stop().await.unwrap();
}

/// After a restore a key is free again. Another order under it is another one for the provider too: taken for the one that was
/// paid, it would leave the user the difference.
#[tokio::test(flavor = "multi_thread")]
async fn another_order_under_a_key_of_before_is_not_taken_for_the_one_that_was_paid() {
    let server = BackedUp::start().await;
    let provider = Provider::start(Manners::Good).await;
    let methods = methods(&provider);
    let (before, address) = (World::on(server.cluster.database_url(), Clock::System), free_address());
    let mut api = Process::api_paying_out(&before, address, &methods).await;
    let mut worker = Process::worker_paying_out(&before, &methods).await;
    answers(address).await;
    let merchant = Merchant::of(&before, before.business_of(Mode::Live, 10_000).await).await;
    let (hashes, given) = (BTreeMap::new(), BTreeMap::new());
    let mut clients = Clients { merchant, address, hashes, given, acknowledged: Vec::new() };
    clients.pay("user0@example.com", 10_000, "first").await;
    let dump = server.dump().await;
    assert!(clients.order("user0@example.com", 9_999, Some("k")).await.is_some());
    eventually("it is paid out", async || (provider.books().len() == 1).then_some(())).await;
    worker.kill();
    api.kill();
    before.pool.close().await;

    let w = World::on(server.restore_dump(&dump).await, Clock::System);
    clients.address = free_address();
    let _api = Process::api_paying_out(&w, clients.address, &methods).await;
    let worker = Process::worker_paying_out(&w, &methods).await;
    answers(clients.address).await;
    eventually("a smaller order is made", async || {
        clients.order("user0@example.com", 101, Some("k")).await.map(drop)
    })
    .await;
    let (clear, lines) = reconcile(&w, &methods, &[]).await;
    assert!(clear, "{lines:?}");
    let found: BTreeSet<String> = outcomes(&lines).into_values().collect();
    assert_eq!(found, BTreeSet::from(["booked".to_owned(), "cancelled".to_owned()]), "{lines:?}");
    assert_eq!(clients.order("user0@example.com", 9_898, None).await, None, "there is 1 cent left");
    assert_eq!(open(&w).await, 0);
    worker.terminate().await;
    agreed(&w, &provider).await;
    nothing_is_paid_twice(&provider, &clients);
    w.check_books().await;
    w.pool.close().await;
    server.cluster.stop().await.unwrap();
}

/// What the fence is for: the same restore, and nothing holds.
#[tokio::test(flavor = "multi_thread")]
async fn without_the_fence_the_same_restore_pays_twice() {
    let server = BackedUp::start().await;
    let provider = Provider::start(Manners::Good).await;
    let (mut clients, dump) = under_load(&server, &provider, async |_| server.dump().await).await;
    let w = World::on(server.restore_dump(&dump).await, Clock::System);
    w.execute(
        "create or replace view restore_fence as select generation, held_since, cause, known_until, seen_at,
         false as moved, false as elsewhere, false as held from restore_state",
    )
    .await;
    let methods = methods(&provider);
    clients.address = free_address();
    let mut api = Process::api_paying_out(&w, clients.address, &methods).await;
    let mut worker = Process::worker_paying_out(&w, &methods).await;
    answers(clients.address).await;
    order_again(&mut clients).await;
    eventually("everything has ended", async || (open(&w).await == 0).then_some(())).await;
    worker.kill();
    api.kill();
    let paid = paid_by_user(&provider);
    assert!(paid.iter().any(|(email, paid)| *paid > clients.given[email]), "{paid:?}");
    w.pool.close().await;
    server.cluster.stop().await.unwrap();
}

/// A promoted standby that has lost nothing looks like this, too: the leader asks, and lets go.
#[tokio::test(flavor = "multi_thread")]
async fn a_new_timeline_that_lacks_nothing_is_let_go_without_a_person() {
    let server = BackedUp::start().await;
    let provider = Provider::start(Manners::Good).await;
    server.base_backup().await;
    let (mut clients, ()) = under_load(&server, &provider, async |_| ()).await;
    let (recovered, _root) = server.recover("recovery_target_timeline = 'latest'").await;
    let methods = methods(&provider);
    let w = World::on(recovered.database_url(), Clock::System);
    clients.address = free_address();
    let _api = Process::api_paying_out(&w, clients.address, &methods).await;
    let _worker = Process::worker_paying_out(&w, &methods).await;
    answers(clients.address).await;
    order_again(&mut clients).await;
    eventually("everything has ended", async || (open(&w).await == 0).then_some(())).await;
    assert!(provider.generation() > 1, "the provider is told that time may have gone back");
    let ended: i64 = sqlx::query_scalar(
        "select count(*) from audit where action = 'restore_end' and credential = 'worker'",
    )
    .fetch_one(&w.pool)
    .await
    .unwrap();
    assert_eq!(ended, 1);
    agreed(&w, &provider).await;
    nothing_is_paid_twice(&provider, &clients);
    w.check_books().await;
    w.pool.close().await;
    recovered.stop().await.unwrap();
}

/// As a copy of the database is: its row says that it is elsewhere.
const MOVE: &str = "update restore_state set system_identifier = system_identifier - 1";

#[tokio::test(flavor = "multi_thread")]
async fn while_a_restore_is_held_nobody_outside_is_told_and_payments_go_on() {
    world(async |w| {
        let provider = Provider::start(Manners::Good).await;
        let receiver = Receiver::start().await;
        let methods = methods(&provider);
        let api = w.api_paying_out(&methods).await;
        let business = w.business_of(Mode::Live, 100_000).await;
        let key = w.key(business).await;
        let hook = json!({"url": receiver.url, "events": ["payout.created"]}).to_string();
        assert_eq!(api.post("/v1/webhooks", &key, &[], hook).await.status, 201);
        let worker = w.worker_paying_out(&methods);
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
        eventually("it is carried out", async || (open(w).await == 0).then_some(())).await;
        eventually("its webhook arrives", async || (receiver.received().len() == 1).then_some(())).await;

        w.execute(MOVE).await;
        let held = order(1_002).await;
        let paid = api.pay(&key, &[], "b@example.com", 1_000).await;
        assert_eq!(paid.status, 201, "payments go on");
        // A second of a worker that finds work four times a second.
        eventually("it is noticed", async || {
            let mut conn = w.pool.acquire().await.unwrap();
            fence::state(&mut conn).await.unwrap().filter(|state| state.held.is_some())
        })
        .await;
        eventually("an api says so", async || {
            let ready = api.operate("GET", "/readyz").await;
            (ready.status == 200 && ready.body == fence::READY_AND_HELD).then_some(())
        })
        .await;
        let cancelled =
            api.as_user("POST", &format!("/payout/withdrawals/{held}/cancel"), &hash, &[], "{}").await;
        assert_eq!(cancelled.status, 409, "it may have been sent before the restore");
        eventually("it was asked about, for it may have been sent", async || {
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
        assert_eq!(provider.generation(), 1, "who only asks shuts out nobody");

        let (clear, lines) = reconcile(w, &methods, &[]).await;
        assert!(clear, "{lines:?}");
        eventually("it is carried out", async || (open(w).await == 0).then_some(())).await;
        eventually("its webhook arrives", async || (receiver.received().len() == 2).then_some(())).await;
        // The second in which it was noticed: whichever backup is restored next, it has a later one.
        let noticed = provider.generation();
        assert!(
            (w.clock.now().timestamp() - 600..=w.clock.now().timestamp()).contains(&noticed),
            "{noticed}"
        );
        worker.stop().await;
        api.stop().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_provider_that_cannot_list_needs_a_person_and_a_key_pays_once_all_the_same() {
    world(async |w| {
        let provider = Provider::start(Manners::Good).await;
        provider.lists_nothing();
        let methods = methods(&provider);
        let api = w.api_paying_out(&methods).await;
        let business = w.business_of(Mode::Live, 100_000).await;
        let key = w.key(business).await;
        let worker = w.worker_paying_out(&methods);
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
        eventually("it is carried out", async || (open(w).await == 0).then_some(())).await;
        // As if the backup had been made before: neither the order nor what it moved is known.
        w.execute(
            "alter table transfers disable trigger all; alter table withdrawals disable trigger all;
             delete from transfers where kind in ('withdrawal', 'payout', 'fee'); delete from withdrawals;
             alter table transfers enable trigger all; alter table withdrawals enable trigger all;
             alter table transfers enable always trigger transfers_are_append_only;
             alter table withdrawals enable always trigger withdrawals_are_kept,
                 enable always trigger what_was_asked_stays, enable always trigger an_end_stays,
                 enable always trigger what_was_told_stays;
             update payout_users set balance = 1001",
        )
        .await;
        let (held, _) = Process::payout(w, &["restore", "begin"]).await;
        assert!(held);
        let (clear, lines) = reconcile(w, &methods, &[]).await;
        assert!(!clear && lines.last().unwrap()["held"] == true, "{lines:?}");
        assert_eq!(lines[0], json!({"provider": NAME, "says": "it cannot list"}));
        let (clear, lines) = reconcile(w, &methods, &["--accept-differences"]).await;
        assert!(clear && lines.last().unwrap()["let_go"] == true, "{lines:?}");
        order().await;
        eventually("it is carried out", async || (open(w).await == 0).then_some(())).await;
        let books = provider.books();
        assert_eq!(books.len(), 1, "the provider knows it by its key");
        assert!(books.values().all(|entry| entry.told == 2));
        worker.stop().await;
        api.stop().await;
    })
    .await;
}
