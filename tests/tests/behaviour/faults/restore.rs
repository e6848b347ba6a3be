//! A restore, from a dump and by point-in-time recovery, of a database under load, with real processes and a provider
//! that pays each id once. The restored database does not know what the provider has paid since the backup, and the
//! same users order the same money again. Nothing is paid twice, and the report lists what is in the provider's books
//! and not in ours.
//!
//! `PAYOUT_TEST_RESTORE_USERS=300 cargo test --workspace --test behaviour restore` is the long run.

mod asked_providers;
mod clients;
mod held;
mod keys;
mod reports;

use std::io::Write;

use domain::clock::Clock;
use domain::restore::{self as fence, Cause};
use secrecy::SecretString;
use tests::backup::BackedUp;
use tests::process::free_address;
use tests::provider::{Manners, Provider};
use tests::{Process, World, eventually};

use self::clients::{
    Clients, FUNDS, check_nothing_is_paid_twice, create_clients, order_again, paid_by_user,
    pay_and_order_after_backup, paypal_methods, wait_until_answering,
};
use self::reports::{
    check_provider_agrees, count_open_orders, missing_orders, outcomes, reconcile, sent_orders,
    vanished_orders,
};

/// Follows the runbook of docs/operate.md from the restored database on. The processes know nothing of the restore but
/// the new URL.
async fn check_after_restore(url: SecretString, provider: &Provider, clients: &mut Clients, cause: Cause) {
    let methods = paypal_methods(provider);
    let w = World::on(url, Clock::System);
    let known = sent_orders(&w).await;
    let books = provider.books();
    clients.address = free_address();
    let _api = Process::api_with_methods(&w, clients.address, &methods).await;
    let worker = Process::worker_with_methods(&w, &methods).await;
    eventually("a worker has noticed the restore", async || {
        let mut conn = w.pool.acquire().await.unwrap();
        let state = fence::state(&mut conn).await.unwrap()?;
        (state.held?.cause == cause && state.generation > 1).then_some(())
    })
    .await;
    wait_until_answering(clients.address).await;
    order_again(clients).await;
    assert_eq!(provider.books().len(), books.len(), "nothing is sent while the restore is held");

    let mut file = tempfile::NamedTempFile::new().unwrap();
    for id in &clients.acknowledged {
        writeln!(file, "INFO accepted withdrawal={id}").unwrap();
    }
    let unknown: Vec<&String> = books.keys().filter(|id| !known.contains(*id)).collect();
    let orders = sent_orders(&w).await;
    let (_, dry) = reconcile(&w, &methods, &["--dry-run"]).await;
    assert!(unknown.iter().all(|id| outcomes(&dry).contains_key(*id)), "a dry run reports them all");
    assert_eq!(sent_orders(&w).await, orders, "a dry run books nothing");
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
    assert_eq!(
        listed("booked") + listed("owed") + listed("refused"),
        unknown.len(),
        "each unknown order has one outcome"
    );
    assert_eq!(vanished_orders(&lines), missing_orders(&w, &clients.acknowledged).await);
    assert!(!clear, "a debt needs a person");
    assert_eq!(lines.last().unwrap()["released"], true, "{lines:?}");
    w.check_books().await;

    // The business repeats what was lost. A second reconciliation books what it paid for.
    let again: Vec<String> =
        clients.given.iter().filter(|(_, given)| **given > FUNDS).map(|(e, _)| e.clone()).collect();
    let given = clients.given.clone();
    for email in again.iter().map(String::as_str).chain(["new@example.com"]) {
        clients.pay(email, FUNDS, &format!("second-{email}")).await;
    }
    // A repeated payment is the same payment.
    clients.given = given;
    let (_, lines) = reconcile(&w, &methods, &[]).await;
    assert!(!outcomes(&lines).values().any(|outcome| outcome == "owed"), "{lines:?}");
    order_again(clients).await;
    eventually("everything has ended", async || (count_open_orders(&w).await == 0).then_some(())).await;
    worker.terminate().await;
    check_provider_agrees(&w, provider).await;
    check_nothing_is_paid_twice(provider, clients);
    w.check_books().await;
    w.pool.close().await;
}

/// Runs the service on the database until the database is lost, with a backup in the middle.
async fn run_with_backup<B>(
    server: &BackedUp,
    provider: &Provider,
    back_up: impl AsyncFnOnce(&World) -> B,
) -> (Clients, B) {
    let methods = paypal_methods(provider);
    let w = World::on(server.cluster.database_url(), Clock::System);
    let address = free_address();
    let mut api = Process::api_with_methods(&w, address, &methods).await;
    let mut worker = Process::worker_with_methods(&w, &methods).await;
    wait_until_answering(address).await;
    let (mut clients, _) = create_clients(&w, address).await;
    // Some orders are made before the backup, some after it, and some are being carried out.
    let (backup, ()) = tokio::join!(back_up(&w), clients.order_each(1_001, "before"));
    let all = clients.hashes.len();
    eventually("the first order of each user is carried out", async || {
        (provider.books().len() == all).then_some(())
    })
    .await;
    pay_and_order_after_backup(&mut clients, provider).await;
    worker.kill();
    api.kill();
    w.pool.close().await;
    (clients, backup)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_restored_dump_pays_nothing_twice() {
    let server = BackedUp::start().await;
    let provider = Provider::start(Manners::Good).await;
    let (mut clients, dump) = run_with_backup(&server, &provider, async |_| server.dump().await).await;
    let url = server.restore_dump(&dump).await;
    check_after_restore(url, &provider, &mut clients, Cause::Elsewhere).await;
    server.cluster.stop().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_recovery_to_a_point_in_time_pays_nothing_twice() {
    let server = BackedUp::start().await;
    let provider = Provider::start(Manners::Good).await;
    server.base_backup().await;
    let (mut clients, time) = run_with_backup(&server, &provider, async |w| {
        let now: String =
            sqlx::query_scalar("select clock_timestamp()::text").fetch_one(&w.pool).await.unwrap();
        now
    })
    .await;
    let (recovered, _root) = server.recover(&format!("recovery_target_time = '{time}'")).await;
    check_after_restore(recovered.database_url(), &provider, &mut clients, Cause::Timeline).await;
    recovered.stop().await.unwrap();
}

/// Shows what the fence is for: the same restore without a hold.
#[tokio::test(flavor = "multi_thread")]
async fn without_the_fence_the_same_restore_pays_twice() {
    let server = BackedUp::start().await;
    let provider = Provider::start(Manners::Good).await;
    let (mut clients, dump) = run_with_backup(&server, &provider, async |_| server.dump().await).await;
    let w = World::on(server.restore_dump(&dump).await, Clock::System);
    w.execute(
        "create or replace view restore_fence as select generation, held_since, cause, known_until, seen_at,
         false as moved, false as elsewhere, false as held, false as late from restore_state",
    )
    .await;
    let methods = paypal_methods(&provider);
    clients.address = free_address();
    let mut api = Process::api_with_methods(&w, clients.address, &methods).await;
    let mut worker = Process::worker_with_methods(&w, &methods).await;
    wait_until_answering(clients.address).await;
    order_again(&mut clients).await;
    eventually("everything has ended", async || (count_open_orders(&w).await == 0).then_some(())).await;
    worker.kill();
    api.kill();
    let paid = paid_by_user(&provider);
    assert!(paid.iter().any(|(email, paid)| *paid > clients.given[email]), "{paid:?}");
    w.pool.close().await;
    server.cluster.stop().await.unwrap();
}

/// A promoted standby that has lost nothing looks like a restore, too. The leader asks the providers and releases.
#[tokio::test(flavor = "multi_thread")]
async fn a_new_timeline_without_losses_is_released_by_the_leader() {
    let server = BackedUp::start().await;
    let provider = Provider::start(Manners::Good).await;
    server.base_backup().await;
    let (mut clients, ()) = run_with_backup(&server, &provider, async |_| ()).await;
    let (recovered, _root) = server.recover("recovery_target_timeline = 'latest'").await;
    let methods = paypal_methods(&provider);
    let w = World::on(recovered.database_url(), Clock::System);
    clients.address = free_address();
    let _api = Process::api_with_methods(&w, clients.address, &methods).await;
    let _worker = Process::worker_after_failover(&w, &methods).await;
    wait_until_answering(clients.address).await;
    order_again(&mut clients).await;
    eventually("everything has ended", async || (count_open_orders(&w).await == 0).then_some(())).await;
    assert!(provider.generation() > 1, "the provider learns that time may have gone back");
    let ended: i64 = sqlx::query_scalar(
        "select count(*) from audit where action = 'restore_end' and credential = 'worker'",
    )
    .fetch_one(&w.pool)
    .await
    .unwrap();
    assert_eq!(ended, 1);
    check_provider_agrees(&w, &provider).await;
    check_nothing_is_paid_twice(&provider, &clients);
    w.check_books().await;
    w.pool.close().await;
    recovered.stop().await.unwrap();
}
