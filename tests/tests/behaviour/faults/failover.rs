//! Failover. The primary dies while replies are on their way, clients reach its synchronous standby before that has
//! replayed everything, and the standby is promoted. What was acknowledged exists, and what was refused is not paid. A
//! server in recovery, or an old primary that was left behind, is not believed when it does not show a row.
//!
//! In the suite the test is short. A longer run has more failovers, each with real servers and real processes:
//!
//! ```text
//! PAYOUT_FAILOVERS=20 PAYOUT_FAILOVER_CLIENTS=64 cargo test --release --workspace --test behaviour failover::real -- --nocapture
//! ```

use std::net::{SocketAddr, TcpListener};
use std::sync::Mutex;
use std::time::{Duration, Instant};

use domain::clock::Clock;
use domain::platform::db::{self, Role};
use futures::future::join_all;
use secrecy::SecretString;
use sqlx::postgres::PgListener;
use sqlx::{Connection, Executor, PgConnection};
use tests::merchant::{Merchant, Request};
use tests::proxy::{Cut, Mode};
use tests::random::setting;
use tests::{Process, Replicated, RunningApi, World, eventually};
use tokio_util::sync::CancellationToken;

use crate::faults::outage::{Sent, check_answers, count_acknowledged};

/// How long clients reach the standby before it is promoted.
const LAGS_FOR: Duration = Duration::from_secs(2);

/// Sends requests from `clients` clients until `enough`. Each request has a key of its own and is sent once.
async fn load(
    merchant: &Merchant,
    api: SocketAddr,
    clients: u64,
    sent: &Mutex<Vec<Sent>>,
    enough: &CancellationToken,
) {
    let client = async |client: u64| {
        for n in 0.. {
            if enough.is_cancelled() {
                return;
            }
            let key = format!("{client}-{n}");
            let mut request = Request::of(format!("u{n}@example.com"), &key);
            if n % 3 == 0 {
                request = request.prefer("respond-async");
            }
            let (answer, _) = merchant.send(api, &request).await.unwrap();
            let refused = answer.status == 503;
            sent.lock().unwrap().push(Sent { key, answer });
            if refused {
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
        }
    };
    join_all((0..clients).map(client)).await;
}

/// Sends requests while only a standby that lags can be reached.
async fn send_to_standby(merchant: &Merchant, api: SocketAddr, client: u64, sent: &Mutex<Vec<Sent>>) {
    let died = Instant::now();
    for n in 0.. {
        if died.elapsed() > LAGS_FOR {
            return;
        }
        let key = format!("meanwhile-{client}-{n}");
        let request = Request::of("meanwhile@example.com", &key);
        let (answer, _) = merchant.send(api, &request).await.unwrap();
        assert_eq!(answer.status, 503, "nothing can be recorded: {answer:?}");
        sent.lock().unwrap().push(Sent { key, answer });
    }
}

async fn wait_until_more_are_acknowledged(sent: &Mutex<Vec<Sent>>) {
    let before = count_acknowledged(sent);
    eventually("requests succeed", async || (count_acknowledged(sent) >= before + 50).then_some(())).await;
}

async fn count(conn: &mut PgConnection, statement: &'static str) -> i64 {
    sqlx::query_scalar(statement).fetch_one(conn).await.unwrap()
}

/// Waits for acceptances that the primary has committed and no client has heard of.
async fn wait_until_replies_are_held(w: &World, sent: &Mutex<Vec<Sent>>) {
    let mut conn = db::connect(&w.url, Role::Operator).await.unwrap();
    eventually("acceptances are committed whose replies are held", async || {
        let answered = count_acknowledged(sent);
        let recorded = count(&mut conn, "select count(*) from allocations").await;
        (recorded >= i64::try_from(answered).unwrap() + 4).then_some(())
    })
    .await;
}

struct FailoverResult {
    requests: usize,
    refused: usize,
    away: Duration,
}

/// One failover with real processes.
async fn fail_over(clients: u64) -> FailoverResult {
    let mut pair = Replicated::start().await;
    let w = World::on(pair.primary.database_url(), Clock::System);
    let business = w.business(1_000_000_000).await;
    let merchant = Merchant::of(&w, business).await;
    let address = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let through = World::on(pair.url(), Clock::System);
    let api = Process::api(&through, address).await;
    let worker = Process::worker(&through).await;
    eventually("the api listens", async || tokio::net::TcpStream::connect(address).await.ok()).await;
    let (sent, enough) = (Mutex::default(), CancellationToken::new());
    let faults = async {
        wait_until_more_are_acknowledged(&sent).await;
        pair.pause_replay().await;
        wait_until_more_are_acknowledged(&sent).await;
        pair.to_primary.set(Mode::HoldReplies);
        wait_until_replies_are_held(&w, &sent).await;
        let reached = pair.to_standby.accepted();
        pair.primary.crash().await.unwrap();
        pair.to_primary.set(Mode::Refuse);
        let died = Instant::now();
        eventually("the standby is reached", async || (pair.to_standby.accepted() > reached).then_some(()))
            .await;
        join_all((0..8).map(|client| send_to_standby(&merchant, address, client, &sent))).await;
        pair.promote().await;
        wait_until_more_are_acknowledged(&sent).await;
        let away = died.elapsed();
        enough.cancel();
        away
    };
    let ((), away) = futures::join!(load(&merchant, address, clients, &sent, &enough), faults);
    let after = World::on(pair.standby_url().clone(), Clock::System);
    let sent = sent.into_inner().unwrap();
    check_answers(&after, &sent).await;
    after.check_books().await;
    assert_eq!((api.terminate().await, worker.terminate().await), (Some(0), Some(0)));
    after.pool.close().await;
    let refused = sent.iter().filter(|sent| sent.answer.status == 503).count();
    FailoverResult { requests: sent.len(), refused, away }
}

#[tokio::test(flavor = "multi_thread")]
async fn real_processes_lose_nothing_and_answer_truthfully() {
    let failovers = setting("PAYOUT_FAILOVERS", 1);
    for n in 1..=failovers {
        let FailoverResult { requests, refused, away } =
            fail_over(setting("PAYOUT_FAILOVER_CLIENTS", 24)).await;
        println!(
            "failover {n}: {requests} requests, {refused} refused, payments continued {away:?} after the death"
        );
    }
}

/// Fails without the commit with which a server shows that it can write (`domain::platform::db::attest`).
#[tokio::test(flavor = "multi_thread")]
async fn an_old_primary_cannot_decide_about_a_lost_commit() {
    let pair = Replicated::start().await;
    let w = World::on(pair.primary.database_url(), Clock::System);
    let business = w.business(1_000_000).await;
    let merchant = Merchant::of(&w, business).await;
    let service = RunningApi::on(&pair.url(), 4).await;
    // The old primary lives on, cut off from its standby and, for now, from the service.
    pair.to_primary.set(Mode::Refuse);
    pair.promote().await;
    let after = World::on(pair.standby_url().clone(), Clock::System);
    // Ids that the old primary has not used.
    for n in 0..30 {
        eventually("the new primary accepts payments", async || {
            let request = Request::of("a@example.com", format!("before-{n}")).prefer("respond-async");
            let (answer, _) = merchant.send(service.address, &request).await.unwrap();
            (answer.status == 202).then_some(())
        })
        .await;
    }
    pair.to_standby.cut_next_commit(Cut::HoldReply);
    let request = Request::of("a@example.com", "key").prefer("respond-async");
    let faults = async {
        eventually("the reply to the COMMIT is held", async || (pair.to_standby.cuts() == 1).then_some(()))
            .await;
        pair.to_primary.set(Mode::Pass);
        pair.to_standby.set(Mode::Refuse);
        let mut old =
            PgConnection::connect_with(&db::Servers::read(&w.url, Role::Operator).unwrap().first().options)
                .await
                .unwrap();
        eventually("the old primary is asked, and cannot confirm", async || {
            let waiting = "select count(*) from pg_stat_activity where wait_event = 'SyncRep'";
            (count(&mut old, waiting).await >= 2).then_some(())
        })
        .await;
        pair.to_primary.set(Mode::Refuse);
        pair.to_standby.set(Mode::Pass);
    };
    let (answer, ()) = futures::join!(merchant.send(service.address, &request), faults);
    let (answer, _) = answer.unwrap();
    let recorded: i64 = sqlx::query_scalar("select count(*) from allocations where reference = 'key'")
        .fetch_one(&after.pool)
        .await
        .unwrap();
    assert_eq!((answer.status, recorded), (202, 1), "{answer:?}");
    service.stop().await;
    let worker = after.worker();
    after.drained().await;
    worker.stop().await;
    after.check_books().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn no_role_opens_a_session_on_a_read_only_server() {
    let pair = Replicated::start().await;
    let standby = pair.standby_url();
    let standby_first = pair.url_of(&[&pair.to_standby, &pair.to_primary]);
    for role in [Role::Api, Role::ApiSide, Role::Worker, Role::Operator] {
        let refused = db::connect(standby, role).await.unwrap_err().to_string();
        assert!(refused.contains("is a standby"), "{refused}");
        let pool = db::pool(standby, role, 1).unwrap();
        assert!(pool.acquire().await.is_err());
        assert!(PgListener::connect_with(&pool).await.is_err());
        write_to(&mut db::connect(&standby_first, role).await.unwrap()).await;
        let pool = db::pool(&standby_first, role, 1).unwrap();
        write_to(&mut pool.acquire().await.unwrap()).await;
    }
    assert!(db::connect_for_marks(standby).await.is_err());
    write_to(&mut db::connect_for_marks(&standby_first).await.unwrap()).await;
    // A connection that only reads may use a standby.
    let any = with_parameter(standby, "target_session_attrs=any");
    let mut reading = db::connect(&any, Role::Operator).await.unwrap();
    assert_eq!(count(&mut reading, "select count(*) from allocations").await, 0);
    assert!(db::connect(&any, Role::Api).await.is_err());

    let primary = pair.primary.database_url();
    let mut conn = db::connect(&primary, Role::Operator).await.unwrap();
    conn.execute("alter database payout set default_transaction_read_only = on").await.unwrap();
    let refused = db::connect(&primary, Role::Api).await.unwrap_err().to_string();
    assert!(refused.contains("is read-only"), "{refused}");
    assert!(db::connect(&with_parameter(&primary, "target_session_attrs=primary"), Role::Api).await.is_ok());
    conn.close().await.unwrap();
}

async fn write_to(conn: &mut PgConnection) {
    conn.execute("create temporary table written (n integer)").await.unwrap();
}

fn with_parameter(url: &SecretString, parameter: &str) -> SecretString {
    use secrecy::ExposeSecret;
    format!("{}?{parameter}", url.expose_secret()).into()
}
