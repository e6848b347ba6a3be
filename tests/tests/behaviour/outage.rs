//! Postgres goes away under load and comes back: nothing that was acknowledged is lost, what is asked meanwhile is
//! refused within two seconds, and the service and its workers go on by themselves.

use std::fs::Permissions;
use std::os::unix::fs::PermissionsExt;
use std::sync::Mutex;
use std::time::{Duration, Instant};

use cli::cluster::{Cluster, ClusterOptions};
use domain::clock::Clock;
use domain::db::{self, CommitStatus, Role};
use futures::future::join_all;
use sqlx::{Connection, Executor};
use tests::proxy::{Mode, Proxy};
use tests::service::{Answer, Merchant, Request};
use tests::{Service, World, eventually, world};
use tokio_util::sync::CancellationToken;

/// Who sends requests, one after the other.
const CLIENTS: usize = 8;

/// How long the database is away.
const AWAY: Duration = Duration::from_secs(3);

/// The longest that a refusal may take: waiting for a connection, and the answer.
const REFUSED_WITHIN: Duration = Duration::from_millis(2_000);

/// One request as its client saw it.
struct Sent {
    key: String,
    at: Instant,
    answer: Answer,
    took: Duration,
}

/// A world on a Postgres of its own, which `test` may break.
async fn on_a_cluster_of_its_own(test: impl AsyncFnOnce(&World, &mut Cluster)) {
    let root = tempfile::Builder::new().permissions(Permissions::from_mode(0o755)).tempdir().unwrap();
    let mut cluster = Cluster::start(root.path(), ClusterOptions::default()).await.unwrap();
    let mut conn = db::connect(&cluster.database_url(), Role::Operator).await.unwrap();
    db::MIGRATIONS.run(&mut conn).await.unwrap();
    conn.close().await.unwrap();
    let w = World::on(cluster.database_url(), Clock::System);
    test(&w, &mut cluster).await;
    w.check_books().await;
    w.pool.close().await;
    cluster.stop().await.unwrap();
}

/// Sends requests from [`CLIENTS`] clients until `enough`; each under a key of its own, each once.
async fn load(merchant: &Merchant, service: &Service, sent: &Mutex<Vec<Sent>>, enough: &CancellationToken) {
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
            let at = Instant::now();
            let (answer, took) = merchant.send(service.address, &request).await.unwrap();
            sent.lock().unwrap().push(Sent { key, at, answer, took });
        }
    };
    join_all((0..CLIENTS).map(client)).await;
}

/// How many requests have been answered so far with success.
fn acknowledged(sent: &Mutex<Vec<Sent>>) -> usize {
    sent.lock().unwrap().iter().filter(|sent| sent.answer.status < 300).count()
}

async fn until_more_are_acknowledged(sent: &Mutex<Vec<Sent>>) {
    let before = acknowledged(sent);
    eventually("requests succeed", async || (acknowledged(sent) >= before + 50).then_some(())).await;
}

/// Waits for the queue to drain and compares every answer with what happened.
async fn check_answers(w: &World, sent: &[Sent]) {
    w.drained().await;
    let paid: Vec<String> = sqlx::query_scalar(
        "select a.reference from allocations a join transfers t on t.business_id = a.business_id and t.subject_id = a.id",
    )
    .fetch_all(&w.pool)
    .await
    .unwrap();
    let paid: std::collections::HashSet<String> = paid.into_iter().collect();
    for Sent { key, answer, .. } in sent {
        match answer.status {
            201 | 202 => assert!(paid.contains(key), "{key} was acknowledged, and lost: {answer:?}"),
            503 => assert!(!paid.contains(key), "{key} was refused, and is paid: {answer:?}"),
            _ => panic!("{key}: {answer:?}"),
        }
    }
}

/// What was asked while the database was away is refused soon, with a time to come back.
fn check_refusals(sent: &[Sent], away: Instant, back: Instant) {
    let meanwhile: Vec<&Sent> =
        sent.iter().filter(|sent| sent.at > away && sent.at + REFUSED_WITHIN < back).collect();
    assert!(!meanwhile.is_empty(), "nobody asked meanwhile: the outage has hit nothing");
    for Sent { key, answer, took, .. } in meanwhile {
        assert_eq!((answer.status, answer.retry_after.as_deref()), (503, Some("1")), "{key}: {answer:?}");
        assert!(*took < REFUSED_WITHIN, "{key} was refused after {took:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_crash_of_postgres_loses_nothing_and_mends_itself() {
    on_a_cluster_of_its_own(async |w, cluster| {
        let business = w.business(1_000_000_000).await;
        let merchant = Merchant::of(w, business).await;
        let (service, worker) = (Service::start(&w.url, 8).await, w.worker());
        let (sent, enough) = (Mutex::default(), CancellationToken::new());
        let faults = async {
            until_more_are_acknowledged(&sent).await;
            cluster.crash().await.unwrap();
            let away = Instant::now();
            tokio::time::sleep(AWAY).await;
            let back = Instant::now();
            cluster.resume().await.unwrap();
            until_more_are_acknowledged(&sent).await;
            enough.cancel();
            (away, back)
        };
        let ((), (away, back)) = futures::join!(load(&merchant, &service, &sent, &enough), faults);
        let sent = sent.into_inner().unwrap();
        check_refusals(&sent, away, back);
        check_answers(w, &sent).await;
        service.stop().await;
        worker.stop().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn restarts_of_postgres_under_load_lose_nothing() {
    on_a_cluster_of_its_own(async |w, cluster| {
        let business = w.business(1_000_000_000).await;
        let merchant = Merchant::of(w, business).await;
        let (service, worker) = (Service::start(&w.url, 8).await, w.worker());
        let (sent, enough) = (Mutex::default(), CancellationToken::new());
        let faults = async {
            for round in 0..4 {
                until_more_are_acknowledged(&sent).await;
                if round % 2 == 0 {
                    cluster.restart().await.unwrap();
                } else {
                    cluster.crash().await.unwrap();
                    cluster.resume().await.unwrap();
                }
            }
            until_more_are_acknowledged(&sent).await;
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
async fn a_silent_database_keeps_no_request_and_no_connection() {
    world(async |w| {
        let business = w.business(1_000_000_000).await;
        let merchant = Merchant::of(w, business).await;
        let proxy = Proxy::to(&w.url).await;
        let (service, worker) = (Service::start(&proxy.url(&w.url), 4).await, w.worker());
        let (sent, enough) = (Mutex::default(), CancellationToken::new());
        let faults = async {
            until_more_are_acknowledged(&sent).await;
            proxy.set(Mode::Freeze);
            tokio::time::sleep(AWAY).await;
            proxy.set(Mode::Refuse);
            proxy.set(Mode::Pass);
            until_more_are_acknowledged(&sent).await;
            enough.cancel();
        };
        futures::join!(load(&merchant, &service, &sent, &enough), faults);
        check_answers(w, &sent.into_inner().unwrap()).await;
        service.stop().await;
        worker.stop().await;
    })
    .await;
}

/// Why a transaction's id alone does not say what became of it: a crash gives the ids of transactions whose records never
/// reached the disk to others.
#[tokio::test(flavor = "multi_thread")]
async fn a_crash_gives_a_lost_transactions_id_to_another() {
    on_a_cluster_of_its_own(async |w, cluster| {
        w.execute("create table given (n integer)").await;
        w.execute("checkpoint").await;
        let mut conn = db::connect(&w.url, Role::Api).await.unwrap();
        conn.execute("begin; insert into given values (1)").await.unwrap();
        let lost = db::transaction_id(&mut conn).await.unwrap().unwrap();
        cluster.crash().await.unwrap();
        cluster.resume().await.unwrap();
        let mut conn = db::connect(&w.url, Role::Api).await.unwrap();
        for _ in 0..3 {
            conn.execute("insert into given values (2)").await.unwrap();
        }
        assert_eq!(db::commit_status(&mut conn, &lost).await.unwrap(), CommitStatus::Committed);
        let rows: i64 =
            sqlx::query_scalar("select count(*) from given where n = 1").fetch_one(&mut conn).await.unwrap();
        assert_eq!(rows, 0);
    })
    .await;
}
