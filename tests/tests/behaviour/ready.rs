//! Ready means that the database can be written and that its schema is the right one; what is not so is named with its
//! cure, by `/readyz` of both processes and by `payout doctor`, and no client is told to come again at once meanwhile.

use std::net::{SocketAddr, TcpListener};

use api::config::ApiConfig;
use secrecy::ExposeSecret;
use serde_json::Value;
use tests::proxy::{Mode, Proxy};
use tests::{Answer, Process, RunningApi, World, eventually, world};
use worker::config::WorkerConfig;

use crate::outage::on_a_cluster_of_its_own;

/// Waits until `/readyz` at `base` answers with `status` and says `part`.
async fn says(api: &RunningApi, base: &str, status: u16, part: &str) -> Answer {
    let address = base.trim_start_matches("http://");
    eventually("it listens", async || tokio::net::TcpStream::connect(address).await.ok()).await;
    eventually(&format!("{base} says {status} {part:?}"), async || {
        let answer = api.send_to(base, "GET", "/readyz", &[("accept", "*/*")], "").await;
        (answer.status == status && answer.body.contains(part)).then_some(answer)
    })
    .await
}

/// An address for a worker's operators, and how it is reached.
fn ops_of_a_worker() -> (SocketAddr, String) {
    let address = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    (address, format!("http://{address}"))
}

#[tokio::test(flavor = "multi_thread")]
async fn another_schema_is_named_with_its_cure() {
    world(async |w| {
        let api = w.api().await;
        let (ops_listen, worker_url) = ops_of_a_worker();
        let worker = w.worker_on(WorkerConfig { ops_listen, ..w.worker_config() });
        let urls = [api.ops_url.clone(), worker_url];
        for url in &urls {
            says(&api, url, 200, "ready").await;
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
                says(&api, url, 503, part).await;
            }
            let (healthy, printed) = Process::payout(w, &["doctor"]).await;
            assert!(!healthy && printed.contains(part), "{printed}");
            w.execute(mended).await;
            for url in &urls {
                says(&api, url, 200, "ready").await;
            }
        }
        api.stop().await;
        worker.stop().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unreachable_database_is_named_with_host_and_cause() {
    world(async |w| {
        let business = w.business(1_000).await;
        let key = w.key(business).await;
        let proxy = Proxy::to(&w.url).await;
        let url = proxy.url(&w.url);
        let api = w.api_on(ApiConfig { database_url: url.clone(), ..w.api_config() }).await;
        let (ops_listen, worker_url) = ops_of_a_worker();
        let worker = w.worker_on(WorkerConfig { database_url: url, ops_listen, ..w.worker_config() });
        let urls = [api.ops_url.clone(), worker_url];
        for url in &urls {
            says(&api, url, 200, "ready").await;
        }
        proxy.set(Mode::Refuse);
        for url in &urls {
            let said = says(&api, url, 503, &proxy.address().to_string()).await.body;
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
            says(&api, url, 200, "ready").await;
        }
        api.stop().await;
        worker.stop().await;
    })
    .await;
}

fn password(w: &World) -> &str {
    let url = w.url.expose_secret();
    // Of a server without one, what would stand there.
    url.split_once("://")
        .and_then(|(_, rest)| rest.split_once('@')?.0.split_once(':'))
        .map_or("\0", |(_, it)| it)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_that_confirms_no_commit_is_not_ready() {
    on_a_cluster_of_its_own(Vec::new(), async |w, _| {
        let api = w.api().await;
        says(&api, &api.ops_url, 200, "ready").await;
        let verdicts = doctor(w).await;
        assert_eq!(
            verdicts,
            [
                "database ok",
                "writes ok",
                "schema ok",
                "restore ok",
                "replication ok",
                "settings ok",
                "clock ok"
            ]
        );
        // As when the only synchronous standby has gone.
        w.execute("alter system set synchronous_standby_names = 'nobody'").await;
        w.execute("select pg_reload_conf()").await;
        says(&api, &api.ops_url, 503, "does not confirm a commit").await;
        let verdicts = doctor(w).await;
        assert_eq!(verdicts[..2], ["database ok", "writes failure"]);
        assert!(verdicts.contains(&"replication warning".to_owned()), "{verdicts:?}");
        w.execute("alter system reset synchronous_standby_names").await;
        w.execute("select pg_reload_conf()").await;
        says(&api, &api.ops_url, 200, "ready").await;
        api.stop().await;
    })
    .await;
}

/// What each check of `payout doctor` came to.
async fn doctor(w: &World) -> Vec<String> {
    let (_, printed) = Process::payout(w, &["doctor", "--json"]).await;
    let lines = printed.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
    lines.map(|line| format!("{} {}", line["check"], line["verdict"]).replace('"', "")).collect()
}
