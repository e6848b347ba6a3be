//! Readiness: the database accepts writes, and its schema is the right one. Otherwise `/readyz` of both processes and
//! `payout doctor` name the cause and the cure. Meanwhile, no client is asked to retry at once.

use std::net::{SocketAddr, TcpListener};

use api::config::ApiConfig;
use nix::sys::signal::Signal;
use secrecy::{ExposeSecret, SecretString};
use serde_json::{Value, json};
use tests::proxy::{Mode, Proxy};
use tests::world::{HASH_SECRET, WEBHOOK_SECRET};
use tests::{Answer, Command, Process, RunningApi, World, eventually, world};
use worker::config::WorkerConfig;

use crate::faults::outage::with_private_postgres;

/// Waits until `/readyz` at `base` answers with `status` and contains `part`.
async fn wait_for_readyz(api: &RunningApi, base: &str, status: u16, part: &str) -> Answer {
    let address = base.trim_start_matches("http://");
    eventually("the port is open", async || tokio::net::TcpStream::connect(address).await.ok()).await;
    eventually(&format!("{base}/readyz returns {status} with {part:?}"), async || {
        let answer = api.send_to(base, "GET", "/readyz", &[("accept", "*/*")], "").await;
        (answer.status == status && answer.body.contains(part)).then_some(answer)
    })
    .await
}

/// Returns a free address for a worker's operators, and its URL.
fn free_ops_address() -> (SocketAddr, String) {
    let address = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    (address, format!("http://{address}"))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_schema_is_reported_with_the_cure() {
    world(async |w| {
        let api = w.api().await;
        let (ops_listen, worker_url) = free_ops_address();
        let worker = w.worker_on(WorkerConfig { ops_listen, ..w.worker_config() });
        let urls = [api.ops_url.clone(), worker_url];
        for url in &urls {
            wait_for_readyz(&api, url, 200, "ready").await;
        }
        let faults = [
            (
                "update _sqlx_migrations set success = false where version = 7",
                "payout migrate",
                "update _sqlx_migrations set success = true",
            ),
            (
                "update _sqlx_migrations set checksum = checksum || 'x' where version = 7",
                "migration 7",
                "update _sqlx_migrations set checksum = substr(checksum, 1, 48)",
            ),
            (
                "alter table _sqlx_migrations rename to elsewhere",
                "payout migrate",
                "alter table elsewhere rename to _sqlx_migrations",
            ),
        ];
        for (fault, part, mended) in faults {
            w.execute(fault).await;
            for url in &urls {
                wait_for_readyz(&api, url, 503, part).await;
            }
            let (healthy, printed) = Process::payout(w, &["doctor"]).await;
            assert!(!healthy && printed.contains(part), "{printed}");
            w.execute(mended).await;
            for url in &urls {
                wait_for_readyz(&api, url, 200, "ready").await;
            }
        }
        api.stop().await;
        worker.stop().await;
        // The state before any migration. No check may repeat the server's message about a missing table.
        w.execute("alter table _sqlx_migrations rename to elsewhere").await;
        w.execute("alter view restore_fence rename to not_made_yet").await;
        let (healthy, printed) = Process::payout(w, &["doctor"]).await;
        assert!(!healthy && printed.contains("schema: the database is not migrated"), "{printed}");
        assert!(printed.contains("unchecked restore: ") && !printed.contains("does not exist"), "{printed}");
        let reading = Process::payout(w, &["business", "list"]).await;
        w.execute("alter table businesses rename to not_made_either").await;
        let (done, said) = Process::payout(w, &["business", "list"]).await;
        assert!(
            reading.0 && !done && said.contains("the database is not migrated: run `payout migrate`"),
            "{said}"
        );
        w.execute("alter table not_made_either rename to businesses").await;
        w.execute("alter view not_made_yet rename to restore_fence").await;
        w.execute("alter table elsewhere rename to _sqlx_migrations").await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unreachable_database_is_reported_with_host_and_cause() {
    world(async |w| {
        let business = w.business(1_000).await;
        let key = w.key(business).await;
        let proxy = Proxy::to(&w.url).await;
        let url = proxy.url(&w.url);
        let api = w.api_on(ApiConfig { database_url: url.clone(), ..w.api_config() }).await;
        let (ops_listen, worker_url) = free_ops_address();
        let worker = w.worker_on(WorkerConfig { database_url: url, ops_listen, ..w.worker_config() });
        let urls = [api.ops_url.clone(), worker_url];
        for url in &urls {
            wait_for_readyz(&api, url, 200, "ready").await;
        }
        proxy.set(Mode::Refuse);
        for url in &urls {
            let said = wait_for_readyz(&api, url, 503, &proxy.address().to_string()).await.body;
            assert!(said.contains("refused") && !said.contains(password(w)), "{said}");
        }
        let refused = api.pay(&key, &[], "a@example.com", 10).await;
        let retry_after: u64 = refused.header("retry-after").parse().unwrap();
        assert!(refused.status == 503 && (2..=30).contains(&retry_after), "{refused:?}");
        let through = World::on(proxy.url(&w.url), w.clock.clone());
        let (healthy, printed) = Process::payout(&through, &["doctor"]).await;
        assert!(!healthy && printed.contains(&proxy.address().to_string()), "{printed}");
        assert!(!printed.contains(password(w)), "{printed}");
        proxy.set(Mode::Pass);
        for url in &urls {
            wait_for_readyz(&api, url, 200, "ready").await;
        }
        api.stop().await;
        worker.stop().await;
    })
    .await;
}

fn password(w: &World) -> &str {
    let url = w.url.expose_secret();
    // Without a password in the URL, a text that no output contains.
    url.split_once("://")
        .and_then(|(_, rest)| rest.split_once('@')?.0.split_once(':'))
        .map_or("\0", |(_, it)| it)
}

/// Moves the schema away, as if `payout migrate` had never run. [`MIGRATED`] puts it back.
const UNMIGRATED: &str = "alter schema public rename to elsewhere; create schema public";
const MIGRATED: &str = "drop schema public; alter schema elsewhere rename to public";

#[tokio::test(flavor = "multi_thread")]
async fn clients_of_an_unmigrated_database_get_503() {
    world(async |w| {
        let business = w.business(1_000).await;
        let key = w.key(business).await;
        w.execute(UNMIGRATED).await;
        let api = w.api().await;
        wait_for_readyz(&api, &api.ops_url, 503, "payout migrate").await;
        let body = r#"{"email":"a@example.com","amount":10}"#;
        let answers = [
            api.get("/v1/balance", &key).await,
            api.get("/balance", &key).await,
            api.post("/payout/create", &key, &[("idempotency-key", "one")], body).await,
            api.post("/v1/allocations", &key, &[], body).await,
            api.batch(&key, "two", "text/csv", "email,amount\na@example.com,10\n").await,
            api.operate("GET", "/admin/businesses").await,
            api.as_user("GET", "/payout/balance", &"0a".repeat(32), &[], "").await,
        ];
        for answer in answers {
            assert_eq!((answer.status, answer.header("retry-after")), (503, "30"), "{answer:?}");
        }
        w.execute(MIGRATED).await;
        wait_for_readyz(&api, &api.ops_url, 200, "ready").await;
        assert_eq!(api.get("/v1/balance", &key).await.status, 200);
        api.stop().await;
    })
    .await;
}

/// Starts `payout-worker` on `url`, as from a shell.
async fn start_worker(url: &SecretString) -> Command {
    let program = Command::program().await.with_file_name("payout-worker");
    let (program, url) = (program.display(), url.expose_secret());
    let line = format!(
        "DATABASE_URL='{url}' PAYOUT_HASH_SECRET={HASH_SECRET} PAYOUT_WEBHOOK_SECRET={WEBHOOK_SECRET} \
         PAYOUT_OPS_LISTEN=127.0.0.1:0 exec {program}"
    );
    Command::shell(&std::env::temp_dir(), &line)
}

/// Waits until a worker has printed `part` three times after its first `before` lines, and checks that it has printed
/// nothing else. The pool's own message about a lost connection is allowed.
async fn assert_logs_only(worker: &Command, part: &str, before: usize) {
    let lines = eventually(&format!("the worker prints {part:?} three times"), async || {
        let mut lines = worker.err().split_off(before);
        lines.retain(|line| !line.contains("sqlx_core::pool::connection"));
        (lines.iter().filter(|line| line.contains(part)).count() == 3).then_some(lines)
    })
    .await;
    assert_eq!(lines.len(), 3, "{lines:#?}");
}

/// Waits until a worker leads.
async fn wait_for_leader(w: &World) {
    let leads = "select count(*) from leases where name = 'leader' and expires_at > clock_timestamp()";
    eventually("a worker leads", async || {
        let leaders: i64 = sqlx::query_scalar(leads).fetch_one(&w.pool).await.unwrap();
        (leaders == 1).then_some(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_fault_is_logged_by_one_task_only() {
    world(async |w| {
        w.execute(UNMIGRATED).await;
        let worker = start_worker(&w.url).await;
        assert_logs_only(&worker, "payout migrate", 0).await;
        worker.end(Signal::SIGTERM).await;
        w.execute(MIGRATED).await;
        let proxy = Proxy::to(&w.url).await;
        let worker = start_worker(&proxy.url(&w.url)).await;
        wait_for_leader(w).await;
        let before = worker.err().len();
        proxy.set(Mode::Refuse);
        assert_logs_only(&worker, "cannot be reached", before).await;
        worker.end(Signal::SIGTERM).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_that_confirms_no_commit_is_not_ready() {
    with_private_postgres(Vec::new(), async |w, _| {
        let api = w.api().await;
        wait_for_readyz(&api, &api.ops_url, 200, "ready").await;
        let verdicts = doctor_verdicts(w).await;
        assert_eq!(
            verdicts,
            [
                "database ok",
                "writes ok",
                "schema ok",
                "secrets unchecked",
                "restore ok",
                "workers warning",
                "providers ok",
                "mails ok",
                "indexes ok",
                "snapshots ok",
                "replication ok",
                "api sessions ok",
                "worker sessions ok",
                "clock ok"
            ]
        );
        let worker = w.worker();
        wait_for_leader(w).await;
        let verdicts = doctor_verdicts(w).await;
        assert!(verdicts.contains(&"workers ok".to_owned()), "{verdicts:?}");
        worker.stop().await;
        // This acts as if the only synchronous standby had gone.
        w.execute("alter system set synchronous_standby_names = 'nobody'").await;
        w.execute("select pg_reload_conf()").await;
        wait_for_readyz(&api, &api.ops_url, 503, "does not confirm a commit").await;
        let verdicts = doctor_verdicts(w).await;
        assert_eq!(verdicts[..2], ["database ok", "writes failure"]);
        assert!(verdicts.contains(&"replication warning".to_owned()), "{verdicts:?}");
        w.execute("alter system reset synchronous_standby_names").await;
        w.execute("select pg_reload_conf()").await;
        wait_for_readyz(&api, &api.ops_url, 200, "ready").await;
        api.stop().await;
    })
    .await;
}

/// Returns the result of each check of `payout doctor`.
async fn doctor_verdicts(w: &World) -> Vec<String> {
    let (_, printed) = Process::payout(w, &["doctor", "--json"]).await;
    let lines = printed.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
    lines.map(|line| format!("{} {}", line["check"], line["verdict"]).replace('"', "")).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn doctor_reports_a_wrong_secret_and_an_invalid_index() {
    world(async |w| {
        let api = w.api().await;
        let business = w.business(1_000).await;
        w.key(business).await;
        let told = async |pepper: &str| {
            let settings = [("DATABASE_URL", w.url.expose_secret()), ("PAYOUT_KEY_PEPPER", pepper)];
            let ended = Command::run(&["doctor", "--json"], &settings).await;
            let lines = ended.out.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
            let of = |check: &'static str| move |line: &Value| line["check"] == check;
            let all: Vec<Value> = lines.collect();
            let found =
                ["secrets", "indexes"].map(|check| all.iter().find(|line| of(check)(line)).unwrap().clone());
            (ended.code, found)
        };
        let (code, [secrets, indexes]) = told(tests::api::KEY_PEPPER).await;
        assert_eq!((code, &secrets["verdict"], &indexes["verdict"]), (Some(0), &json!("ok"), &json!("ok")));
        w.execute(
            "update pg_index set indisvalid = false where indexrelid = 'allocations_by_email_key'::regclass",
        )
        .await;
        let (code, [secrets, indexes]) = told("a6c1f0539b7e42d88c1e5fa0b93d7264").await;
        assert_eq!(code, Some(1));
        assert!(secrets["verdict"] == "failure", "{secrets}");
        assert!(
            secrets["says"].as_str().unwrap().starts_with("PAYOUT_KEY_PEPPER is not the secret"),
            "{secrets}"
        );
        assert!(indexes["says"].as_str().unwrap().contains("allocations_by_email_key"), "{indexes}");
        api.stop().await;
    })
    .await;
}
