//! A worker whose PAYOUT_METHODS lack a provider that withdrawals wait for reports this in its log when it starts and
//! in its metrics, and `payout doctor` reports it.

use secrecy::ExposeSecret;
use serde_json::Value;
use tests::process::free_address;
use tests::provider::{Manners, NAME, Provider};
use tests::{Command, Process, World, eventually, world};

use crate::steering::pauses::{payee, withdraw};

/// Runs `payout doctor` with this PAYOUT_METHODS. Returns its exit code, and its finding about providers.
async fn doctor(w: &World, methods: Option<&str>) -> (Option<i32>, Value) {
    let mut settings = vec![("DATABASE_URL", w.url.expose_secret())];
    settings.extend(methods.map(|methods| ("PAYOUT_METHODS", methods)));
    let ended = Command::run(&["doctor", "--json"], &settings).await;
    let found = ended.objects().into_iter().find(|line| line["check"] == "providers").unwrap();
    (ended.code, found)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_worker_reports_missing_providers_that_withdrawals_wait_for() {
    world(async |w| {
        let provider = Provider::start(Manners::Good).await;
        let methods = provider.methods();
        let api = w.api_with_methods(&methods).await;
        let one = payee(w, &api).await;
        let id = withdraw(&api, &one.hash, "paypal").await;
        let other = methods.replace(&format!("\"{NAME}\""), "\"other\"");
        assert_ne!(other, methods);
        let home = tempfile::tempdir().unwrap();
        let (ops, log) = (free_address(), home.path().join("log"));
        let file = std::fs::File::create(&log).unwrap();
        let mut worker = Process::worker_logging(w, &other, ops, file).await;
        eventually("its metrics report it", async || {
            let scraped = reqwest::get(format!("http://{ops}/metrics")).await.ok()?.text().await.ok()?;
            scraped.lines().any(|line| line == "payout_withdrawals_unserved 1").then_some(())
        })
        .await;
        let line = eventually("its log reports it", async || {
            let logged = std::fs::read_to_string(&log).unwrap();
            logged.lines().find(|line| line.contains("withdrawals wait for a provider")).map(str::to_owned)
        })
        .await;
        worker.kill();
        assert!(line.contains(NAME) && line.contains("PAYOUT_METHODS"), "{line}");

        let (code, found) = doctor(w, Some(&other)).await;
        assert_eq!((code, found["verdict"].as_str()), (Some(1), Some("failure")), "{found}");
        assert!(found["says"].as_str().unwrap().contains(&format!("{NAME} (1)")), "{found}");
        let (code, found) = doctor(w, None).await;
        assert_eq!((code, found["verdict"].as_str()), (Some(0), Some("unchecked")), "{found}");
        let (code, found) = doctor(w, Some(&methods)).await;
        assert_eq!((code, found["verdict"].as_str()), (Some(0), Some("ok")), "{found}");

        let worker = w.worker_with_methods(&methods);
        eventually("the withdrawal is carried out", async || {
            let shown = api.get(&format!("/v1/withdrawals/{id}"), &one.key).await.json();
            (shown["status"] == "succeeded").then_some(())
        })
        .await;
        worker.stop().await;
        let (code, found) = doctor(w, Some(&other)).await;
        assert_eq!(
            (code, found["verdict"].as_str()),
            (Some(0), Some("ok")),
            "nothing waits any more: {found}"
        );
        api.stop().await;
    })
    .await;
}
