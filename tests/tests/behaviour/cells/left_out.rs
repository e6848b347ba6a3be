//! A cell is left out if its database is another cell's, or if one of its secrets contradicts the process. The process
//! does no work in it, reports and logs it, and serves the other cells as usual.

use domain::allocation::Lane;
use secrecy::ExposeSecret;
use serde_json::json;
use tests::cells::{all_ready, readiness};
use tests::command::Command;
use tests::process::{Process, free_address};
use tests::world::{HASH_SECRET, WEBHOOK_SECRET};
use tests::{RunningApi, World, cells, eventually};

use super::found::{balance, tenants};
use super::worker::paid::{get_from_worker, wait_until_ready_says};
use super::worker::{cell_1_setting, two_cells};
use crate::programs::secrets::start_error;

/// Another process has used another secret before.
const CONTRADICTED: &str = "insert into hash_secrets (recorded_at, version, fingerprint) \
                            values (now(), 1, decode(repeat('5a', 32), 'hex'))";

const NO_CONTRADICTION: &str = "delete from hash_secrets";

const REPORTED: &str = "cell 1: version 1 of PAYOUT_HASH_SECRET is not the secret that hashes were made with";

/// Waits until the API reports that the second cell, and no other, is left out.
async fn wait_until_only_cell_1_is_left_out(api: &RunningApi) {
    let begins = format!("ready\n{REPORTED}");
    let reported = async || {
        let (status, said) = readiness(api).await;
        (status == 200 && said.starts_with(&begins) && said.lines().count() == 2).then_some(())
    };
    eventually("the API reports it", reported).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_api_serves_the_other_cells_and_takes_up_a_corrected_one() {
    cells(2, async |cells| {
        let keys = tenants(cells).await;
        cells.last().execute(CONTRADICTED).await;
        let api = cells.first().api_on(cells.api_config()).await;
        for _ in 0..2 {
            wait_until_only_cell_1_is_left_out(&api).await;
            assert_eq!(balance(&api, &keys[0]).await, (200, json!(100)));
            let answer = api.get("/v1/balance", &keys[1]).await;
            assert_eq!((answer.status, answer.header("retry-after").is_empty()), (503, false));
            cells.last().execute(NO_CONTRADICTION).await;
            all_ready(&api).await;
            assert_eq!(balance(&api, &keys[1]).await, (200, json!(200)));
            // The second time, another process uses its secret first while this one runs.
            cells.last().execute(CONTRADICTED).await;
        }
        wait_until_only_cell_1_is_left_out(&api).await;
        // When no cell is left, the process ends.
        cells.first().execute(CONTRADICTED).await;
        let said = start_error(cells.first(), cells.api_config()).await;
        assert!(said.starts_with("cell 0: version 1 of PAYOUT_HASH_SECRET"), "{said}");
        let said = api.ended().await.unwrap_err().to_string();
        assert!(said.starts_with("cell 0: version 1 of PAYOUT_HASH_SECRET"), "{said}");
    })
    .await;
}

async fn queue_payment(w: &World) {
    let business = w.business(1_000).await;
    w.queue(business, Lane::Interactive, &[("ann@example.com", 100)]).await;
}

async fn left_out_gauges(ops: std::net::SocketAddr) -> String {
    let metrics = get_from_worker(ops, "metrics").await.unwrap().1;
    let gauges = metrics.lines().filter(|line| line.starts_with("payout_cell_left_out"));
    gauges.collect::<Vec<_>>().join("\n")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_worker_pays_in_the_other_cells_and_takes_up_a_corrected_one() {
    two_cells(async |first, second| {
        queue_payment(first).await;
        queue_payment(second).await;
        let folder = tempfile::tempdir().unwrap();
        let log = folder.path().join("log");
        second.execute("update cell set number = 0").await;
        let ops = free_address();
        let file = std::fs::File::create(&log).unwrap();
        let worker = Process::worker_of_cells(&first.url, &cell_1_setting(&second.url), ops, file).await;
        first.drained().await;
        let said =
            wait_until_ready_says(ops, (200, "ready\ncell 1: the database of cell 1 says that it is cell 0"))
                .await;
        assert_eq!(said.lines().count(), 2, "{said}");
        second.execute("update cell set number = 1").await;
        second.execute(CONTRADICTED).await;
        wait_until_ready_says(ops, (200, &format!("ready\n{REPORTED}"))).await;
        let gauges = left_out_gauges(ops).await;
        assert!(gauges.contains(r#"cell="0"} 0"#) && gauges.contains(r#"cell="1"} 1"#), "{gauges}");
        assert_eq!(second.queue_status().await.ready, 1, "nothing is paid in the cell that is left out");

        second.execute(NO_CONTRADICTION).await;
        second.drained().await;
        eventually("all cells are ready", async || {
            (get_from_worker(ops, "readyz").await?.1 == "ready\n").then_some(())
        })
        .await;
        assert!(left_out_gauges(ops).await.contains(r#"cell="1"} 0"#));
        assert_eq!(worker.terminate().await, Some(0));
        let log = std::fs::read_to_string(log).unwrap();
        let errors = log.lines().filter(|line| line.contains("ERROR cell{number=1}"));
        assert_eq!(errors.count(), 2, "one error for each cause: {log}");
        assert!(!log.contains("cell{number=0}"), "cell 0 logs nothing: {log}");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_invalid_url_is_reported_with_its_setting_and_cell() {
    let settings = [
        ("DATABASE_URL", "postgres://canary@127.0.0.1:1/x"),
        ("PAYOUT_CELLS", "1=postgres://canary@127.0.0.1:1/x 2=mysql://canary@127.0.0.1:1/y"),
        ("PAYOUT_HASH_SECRET", HASH_SECRET),
        ("PAYOUT_WEBHOOK_SECRET", WEBHOOK_SECRET),
    ];
    let worker = Command::run_program("payout-worker", &[], &settings).await;
    let command = Command::run(&["status"], &settings[..2]).await;
    for ended in [worker, command] {
        assert_eq!(ended.code, Some(2), "{ended:?}");
        assert!(ended.err.contains("PAYOUT_CELLS must have a Postgres URL for cell 2"), "{ended:?}");
        assert!(!ended.err.contains("DATABASE_URL") && !ended.err.contains("canary"), "{ended:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn migrating_an_unnumbered_cell_names_the_command_that_adds_it() {
    two_cells(async |first, second| {
        second.execute("update cell set number = 0").await;
        let cells = cell_1_setting(&second.url);
        let settings = [("DATABASE_URL", first.url.expose_secret()), ("PAYOUT_CELLS", &*cells)];
        let ended = Command::run(&["migrate"], &settings).await;
        assert_eq!(ended.code, Some(1), "{ended:?}");
        assert!(ended.err.contains("`payout cell add 1`"), "{}", ended.err);
        let ended = Command::run(&["cell", "add", "1"], &settings).await;
        assert_eq!(ended.code, Some(0), "{ended:?}");
        for arguments in
            [["business", "create", "New", "--cell", "1"], ["business", "--cell", "1", "create", "New"]]
        {
            let ended = Command::run(&arguments, &settings).await;
            assert_eq!(ended.code, Some(0), "{ended:?}");
        }
        let made = async |w: &World| super::operators::count_businesses(w).await;
        assert_eq!((made(first).await, made(second).await), (0, 2));
    })
    .await;
}
