//! Postgres goes away under load and comes back. Nothing that was acknowledged is lost, requests in between are refused
//! within two seconds, and the service and its workers continue by themselves.

use std::fs::Permissions;
use std::os::unix::fs::PermissionsExt;
use std::sync::Mutex;
use std::time::{Duration, Instant};

use cli::cluster::{Cluster, ClusterOptions};
use domain::clock::Clock;
use domain::platform::db::{self, CommitStatus, Role};
use futures::future::join_all;
use sqlx::{Connection, Executor};
use tests::merchant::{Answer, Merchant, Request};
use tests::proxy::{Cut, Mode, Proxy};
use tests::{RunningApi, World, eventually, world};
use tokio_util::sync::CancellationToken;

/// The number of clients. Each sends one request after the other.
const CLIENTS: usize = 8;

/// How long the database is away.
const AWAY: Duration = Duration::from_secs(3);

/// The longest time of a refusal: 1.5 s in the line of the groups if a group takes the request at the end of that time,
/// 1.5 s for a connection, and the answer. Nearly all refusals take half of it.
const REFUSED_WITHIN: Duration = Duration::from_millis(3_500);

/// How long a process may take to notice that its database is away.
const NOTICED_WITHIN: Duration = Duration::from_millis(2_500);

/// A request as its client saw it.
pub struct Sent {
    pub key: String,
    pub answer: Answer,
}

/// Runs `test` in a world on a Postgres of its own, which `test` may break.
pub async fn with_private_postgres(
    settings: Vec<(&'static str, String)>,
    test: impl AsyncFnOnce(&World, &mut Cluster),
) {
    let root = tempfile::Builder::new().permissions(Permissions::from_mode(0o755)).tempdir().unwrap();
    let mut cluster =
        Cluster::start(root.path(), ClusterOptions { settings, ..ClusterOptions::default() }).await.unwrap();
    let mut conn = db::connect(&cluster.database_url(), Role::Operator).await.unwrap();
    db::MIGRATIONS.run(&mut conn).await.unwrap();
    conn.close().await.unwrap();
    let w = World::on(cluster.database_url(), Clock::System);
    test(&w, &mut cluster).await;
    w.check_books().await;
    w.pool.close().await;
    cluster.stop().await.unwrap();
}

/// Sends requests from [`CLIENTS`] clients until `enough`. Each request has a key of its own and is sent once.
async fn load(
    merchant: &Merchant,
    service: &RunningApi,
    sent: &Mutex<Vec<Sent>>,
    enough: &CancellationToken,
) {
    let client = async |client: usize| {
        for n in 0.. {
            if enough.is_cancelled() {
                return;
            }
            let key = format!("{client}-{n}");
            let mut request = Request::of(format!("u{n}@example.com"), &key);
            if n % 3 == 0 {
                request = request.prefer("respond-async");
            }
            let (answer, _) = merchant.send(service.address, &request).await.unwrap();
            sent.lock().unwrap().push(Sent { key, answer });
        }
    };
    join_all((0..CLIENTS).map(client)).await;
}

/// Counts the requests that have been answered with success so far.
pub fn count_acknowledged(sent: &Mutex<Vec<Sent>>) -> usize {
    sent.lock().unwrap().iter().filter(|sent| sent.answer.status < 300).count()
}

async fn wait_until_more_are_acknowledged(sent: &Mutex<Vec<Sent>>) {
    let before = count_acknowledged(sent);
    eventually("requests succeed", async || (count_acknowledged(sent) >= before + 50).then_some(())).await;
}

/// Waits for the queue to drain, and compares every answer with what happened.
pub async fn check_answers(w: &World, sent: &[Sent]) {
    w.drained().await;
    let paid: Vec<String> = sqlx::query_scalar(
        "select a.reference from allocations a join transfers t on t.business_id = a.business_id and t.subject_id = a.id",
    )
    .fetch_all(&w.pool)
    .await
    .unwrap();
    let paid: std::collections::HashSet<String> = paid.into_iter().collect();
    for Sent { key, answer } in sent {
        match answer.status {
            201 | 202 => assert!(paid.contains(key), "{key} was acknowledged and lost: {answer:?}"),
            503 => assert!(!paid.contains(key), "{key} was refused and is paid: {answer:?}"),
            _ => panic!("{key}: {answer:?}"),
        }
    }
}

/// Sends requests for [`AWAY`] while the database is away. Each is refused soon, with a `Retry-After`.
async fn send_during_outage(merchant: &Merchant, service: &RunningApi, sent: &Mutex<Vec<Sent>>) {
    let away = Instant::now();
    for n in 0.. {
        if away.elapsed() > AWAY {
            return;
        }
        let key = format!("meanwhile-{n}");
        let request = Request::of("meanwhile@example.com", &key);
        let (answer, took) = merchant.send(service.address, &request).await.unwrap();
        let retry_after: u64 = answer.retry_after.as_deref().unwrap_or_default().parse().unwrap();
        // Once the API knows that the database is away, it does not ask clients to come back at once.
        let at_least = if away.elapsed() > NOTICED_WITHIN { 2 } else { 1 };
        assert!(answer.status == 503 && (at_least..=30).contains(&retry_after), "{answer:?}");
        assert!(took < REFUSED_WITHIN, "refused after {took:?}");
        sent.lock().unwrap().push(Sent { key, answer });
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_crash_of_postgres_loses_nothing_and_the_service_recovers() {
    with_private_postgres(Vec::new(), async |w, cluster| {
        let business = w.business(1_000_000_000).await;
        let merchant = Merchant::of(w, business).await;
        let (service, worker) = (RunningApi::on(&w.url, 8).await, w.worker());
        let (sent, enough) = (Mutex::default(), CancellationToken::new());
        let faults = async {
            wait_until_more_are_acknowledged(&sent).await;
            cluster.crash().await.unwrap();
            send_during_outage(&merchant, &service, &sent).await;
            cluster.resume().await.unwrap();
            wait_until_more_are_acknowledged(&sent).await;
            enough.cancel();
        };
        futures::join!(load(&merchant, &service, &sent, &enough), faults);
        check_answers(w, &sent.into_inner().unwrap()).await;
        service.stop().await;
        worker.stop().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn restarts_of_postgres_under_load_lose_nothing() {
    with_private_postgres(Vec::new(), async |w, cluster| {
        let business = w.business(1_000_000_000).await;
        let merchant = Merchant::of(w, business).await;
        let (service, worker) = (RunningApi::on(&w.url, 8).await, w.worker());
        let (sent, enough) = (Mutex::default(), CancellationToken::new());
        let faults = async {
            for round in 0..4 {
                wait_until_more_are_acknowledged(&sent).await;
                if round % 2 == 0 {
                    cluster.restart().await.unwrap();
                } else {
                    cluster.crash().await.unwrap();
                    cluster.resume().await.unwrap();
                }
            }
            wait_until_more_are_acknowledged(&sent).await;
            enough.cancel();
        };
        futures::join!(load(&merchant, &service, &sent, &enough), faults);
        check_answers(w, &sent.into_inner().unwrap()).await;
        service.stop().await;
        worker.stop().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn silent_connections_block_no_request_and_leave_the_pool() {
    world(async |w| {
        let business = w.business(1_000_000_000).await;
        let merchant = Merchant::of(w, business).await;
        let proxy = Proxy::to(&w.url).await;
        let (service, worker) = (RunningApi::on(&proxy.url(&w.url), 4).await, w.worker());
        let (sent, enough) = (Mutex::default(), CancellationToken::new());
        let faults = async {
            wait_until_more_are_acknowledged(&sent).await;
            proxy.set(Mode::Abandon);
            wait_until_more_are_acknowledged(&sent).await;
            enough.cancel();
        };
        futures::join!(load(&merchant, &service, &sent, &enough), faults);
        check_answers(w, &sent.into_inner().unwrap()).await;
        service.stop().await;
        worker.stop().await;
    })
    .await;
}

/// After a crash, the server reuses the ids of transactions whose records never reached the disk. So a committed id
/// does not prove that the acceptance was committed. Fails without the witness of `api::work::transact`.
#[tokio::test(flavor = "multi_thread")]
async fn a_reused_transaction_id_does_not_prove_a_lost_commit() {
    // With these settings, only a COMMIT writes the log to the disk.
    let settings = vec![("wal_writer_delay", "10s".into()), ("autovacuum", "off".into())];
    with_private_postgres(settings, async |w, cluster| {
        let business = w.business(1_000).await;
        let merchant = Merchant::of(w, business).await;
        let proxy = Proxy::to(&w.url).await;
        let service = RunningApi::on(&proxy.url(&w.url), 4).await;
        w.execute("create table others (n integer)").await;
        proxy.cut_next_commit(Cut::Hold);
        let request = Request::of("a@example.com", "key").prefer("respond-async");
        let faults = async {
            let lost =
                eventually("the acceptance is about to commit", async || id_of_api_transaction(w).await)
                    .await;
            eventually("the COMMIT is held", async || (proxy.cuts() == 1).then_some(())).await;
            cluster.crash().await.unwrap();
            proxy.set(Mode::Refuse);
            cluster.resume().await.unwrap();
            let mut conn = db::connect(&w.url, Role::Api).await.unwrap();
            eventually("another transaction has the same id", async || {
                conn.execute("insert into others values (1)").await.unwrap();
                let status = db::commit_status(&mut conn, &lost).await.unwrap();
                (status == CommitStatus::Committed).then_some(())
            })
            .await;
            proxy.set(Mode::Pass);
        };
        let (answer, ()) = futures::join!(merchant.send(service.address, &request), faults);
        let (answer, _) = answer.unwrap();
        // The pool's connections are from before the crash.
        let mut conn = db::connect(&w.url, Role::Operator).await.unwrap();
        let recorded: i64 =
            sqlx::query_scalar("select count(*) from allocations").fetch_one(&mut conn).await.unwrap();
        assert_eq!((answer.status, recorded), (503, 0), "{answer:?}");
        service.stop().await;
    })
    .await;
}

/// Returns the id of a transaction in which the service has written.
async fn id_of_api_transaction(w: &World) -> Option<String> {
    sqlx::query_scalar(
        "select backend_xid::text from pg_stat_activity
         where datname = current_database() and application_name = 'payout-api' and backend_xid is not null",
    )
    .fetch_optional(&w.pool)
    .await
    .unwrap()
}
