//! A `payout-worker` of two cells pays in both, and a failure of one does not affect the other. A worker whose
//! addresses were exchanged pays in neither.

use domain::allocation::Lane;
use secrecy::ExposeSecret;
use tests::command::Command;
use tests::process::{Process, free_address};
use tests::proxy::{Mode, Proxy};
use tests::world::{HASH_SECRET, WEBHOOK_SECRET};
use tests::{World, eventually};

use super::{cell_1_setting, two_cells};

/// Returns the answer of a worker's listener at `path`.
pub async fn get_from_worker(ops: std::net::SocketAddr, path: &str) -> Option<(u16, String)> {
    // Another test may have installed it already.
    let _installed = rustls::crypto::ring::default_provider().install_default();
    let http = reqwest::Client::builder().tls_certs_only([]).no_proxy().build().unwrap();
    let answer = http.get(format!("http://{ops}/{path}")).send().await.ok()?;
    Some((answer.status().as_u16(), answer.text().await.ok()?))
}

pub async fn wait_until_ready_says(ops: std::net::SocketAddr, begins: (u16, &str)) -> String {
    eventually("/readyz of the worker has this text", async || {
        let (status, text) = get_from_worker(ops, "readyz").await?;
        (status == begins.0 && text.starts_with(begins.1)).then_some(text)
    })
    .await
}

/// Queues a payment in `w`.
async fn queue_payment(w: &World, business: domain::ids::BusinessId) {
    w.queue(business, Lane::Interactive, &[("ann@example.com", 100)]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn each_cell_is_paid_while_the_other_is_unreachable_or_silent() {
    two_cells(async |first, second| {
        let businesses = (first.business(1_000).await, second.business(1_000).await);
        let (proxy, ops) = (Proxy::to(&first.url).await, free_address());
        let folder = tempfile::tempdir().unwrap();
        let log = folder.path().join("log");
        // The first cell is unreachable from the start.
        proxy.set(Mode::Refuse);
        let url = proxy.url(&first.url);
        let file = std::fs::File::create(&log).unwrap();
        let mut worker = Process::worker_of_cells(&url, &cell_1_setting(&second.url), ops, file).await;
        queue_payment(first, businesses.0).await;
        queue_payment(second, businesses.1).await;
        second.drained().await;
        let text = wait_until_ready_says(ops, (200, "ready\ncell 0: ")).await;
        assert!(text.lines().count() == 2 && !text.contains("cell 1"), "{text}");
        assert_eq!(first.queue_status().await.ready, 1, "nothing is paid in the unreachable cell");

        proxy.set(Mode::Pass);
        first.drained().await;
        assert_eq!(wait_until_ready_says(ops, (200, "ready\n")).await.lines().next(), Some("ready"));
        eventually("both cells are ready", async || {
            (get_from_worker(ops, "readyz").await?.1 == "ready\n").then_some(())
        })
        .await;

        // The first cell falls silent while both are at work.
        proxy.set(Mode::Freeze);
        queue_payment(first, businesses.0).await;
        queue_payment(second, businesses.1).await;
        second.drained().await;
        proxy.set(Mode::Pass);
        first.drained().await;

        let metrics = get_from_worker(ops, "metrics").await.unwrap().1;
        for cell in ["0", "1"] {
            let line = format!(
                r#"payout_allocations_finished_total{{lane="interactive",outcome="paid",cell="{cell}"}} 2"#
            );
            assert!(metrics.contains(&line), "{metrics}");
            assert!(metrics.contains(&format!("payout_leader{{cell=\"{cell}\"}} 1")), "{metrics}");
        }
        let without = metrics.lines().find(|line| line.starts_with("payout_") && !line.contains("cell=\""));
        assert_eq!(without, None, "a metric has no cell label");
        assert!(!worker.has_ended());
        assert_eq!(worker.terminate().await, Some(0));
        let log = std::fs::read_to_string(log).unwrap();
        assert!(log.lines().any(|line| line.contains("WARN cell{number=0}")), "{log}");
        assert!(!log.contains("cell{number=1}"), "cell 1 logs nothing: {log}");
        for (w, business) in [(first, businesses.0), (second, businesses.1)] {
            assert_eq!(w.payout_balance(business).await, 800);
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_worker_with_exchanged_addresses_pays_in_neither_cell() {
    two_cells(async |first, second| {
        for w in [first, second] {
            let business = w.business(1_000).await;
            queue_payment(w, business).await;
        }
        let settings = [
            ("DATABASE_URL", second.url.expose_secret()),
            ("PAYOUT_CELLS", &cell_1_setting(&first.url)),
            ("PAYOUT_OPS_LISTEN", "127.0.0.1:0"),
            ("PAYOUT_HASH_SECRET", HASH_SECRET),
            ("PAYOUT_WEBHOOK_SECRET", WEBHOOK_SECRET),
        ];
        let ended = Command::run_program("payout-worker", &[], &settings).await;
        assert_eq!(ended.code, Some(2), "{ended:?}");
        let errors =
            [(0, 1), (1, 0)].map(|(n, m)| format!("the database of cell {n} says that it is cell {m}"));
        assert!(errors.iter().any(|error| ended.err.contains(error)), "{}", ended.err);
        assert!(!ended.err.contains("has started"), "{}", ended.err);
        for w in [first, second] {
            assert_eq!(w.queue_status().await.ready, 1, "nothing is paid");
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_error_about_the_setting_contains_no_address() {
    let settings = [
        ("DATABASE_URL", "postgres://canary@127.0.0.1:1/x"),
        ("PAYOUT_CELLS", "1=postgres://canary@127.0.0.1:1/x 1=postgres://canary@127.0.0.1:1/y"),
        ("PAYOUT_HASH_SECRET", HASH_SECRET),
        ("PAYOUT_WEBHOOK_SECRET", WEBHOOK_SECRET),
    ];
    let ended = Command::run_program("payout-worker", &[], &settings).await;
    assert_eq!(ended.code, Some(2), "{ended:?}");
    assert!(
        ended.err.contains("PAYOUT_CELLS names cell 1 twice") && !ended.err.contains("canary"),
        "{ended:?}"
    );
}
