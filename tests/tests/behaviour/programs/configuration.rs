//! Settings in a file. A flag takes precedence over the environment, and the environment over the file.

use secrecy::ExposeSecret;
use tests::api::{KEY_PEPPER, OPERATOR_TOKEN};
use tests::world::{HASH_SECRET, WEBHOOK_SECRET};
use tests::{Process, world};

/// A database that does not exist.
const NOWHERE: &str = "postgres://nobody@127.0.0.1:1/none";

#[tokio::test(flavor = "multi_thread")]
async fn flags_override_the_environment_and_the_environment_the_file() {
    world(async |w| {
        let directory = tempfile::tempdir().unwrap();
        let here = w.url.expose_secret();
        let file = |name: &str, content: &str| {
            let path = directory.path().join(name);
            std::fs::write(&path, content).unwrap();
            path.to_str().unwrap().to_owned()
        };
        let url = file("url", here);
        let right = file("right", &format!("# ours\nDATABASE_URL=\"{here}\"\n"));
        let right_by_name = file("by_name", &format!("DATABASE_URL_FILE={url}\n"));
        let wrong = file("wrong", &format!("DATABASE_URL={NOWHERE}\n"));
        for (typed, environment, works) in [
            (None, vec![("PAYOUT_CONFIG", right.as_str())], true),
            (None, vec![("PAYOUT_CONFIG", &right_by_name)], true),
            (None, vec![("PAYOUT_CONFIG", &wrong)], false),
            (None, vec![("PAYOUT_CONFIG", &wrong), ("DATABASE_URL", here)], true),
            (None, vec![("PAYOUT_CONFIG", &wrong), ("DATABASE_URL_FILE", &url)], true),
            (None, vec![("PAYOUT_CONFIG", &right), ("DATABASE_URL", NOWHERE)], false),
            (Some(here), vec![("PAYOUT_CONFIG", &wrong)], true),
            (Some(NOWHERE), vec![("PAYOUT_CONFIG", &right)], false),
        ] {
            let typed: Vec<&str> = typed.map(|url| ["--database-url", url]).into_iter().flatten().collect();
            let arguments = [&["migrate"], &typed[..]].concat();
            let (migrated, said) = Process::program("payout", &arguments, &environment).await;
            assert_eq!(migrated, works, "{typed:?} {environment:?}: {said}");
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn both_processes_read_the_file_and_a_mistake_in_it_stops_them() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("payout.env");
    let path = path.to_str().unwrap();
    let whole = format!(
        "DATABASE_URL={NOWHERE}\nPAYOUT_HASH_SECRET={HASH_SECRET}\nPAYOUT_WEBHOOK_SECRET={WEBHOOK_SECRET}\n\
         PAYOUT_KEY_PEPPER={KEY_PEPPER}\nPAYOUT_OPERATOR_TOKEN={OPERATOR_TOKEN}\nPAYOUT_POLL_ONLY=true\n"
    );
    for (program, setting) in
        [("payout-api", "PAYOUT_API_CONNECTIONS"), ("payout-worker", "PAYOUT_WORKER_CONCURRENCY")]
    {
        for (line, expected) in [
            (format!("{setting}=lots"), format!("'lots' for '{setting}")),
            (
                "PAYOUT_CLAIMSIZE=9".to_owned(),
                "line 7: there is no such setting; the nearest name is PAYOUT_CLAIM_SIZE".to_owned(),
            ),
            (
                "PAYOUT_METHODS={}\nPAYOUT_METHODS_FILE=/none".to_owned(),
                "PAYOUT_METHODS and PAYOUT_METHODS_FILE are both set".to_owned(),
            ),
        ] {
            std::fs::write(path, format!("{whole}{line}\n")).unwrap();
            let (started, said) = Process::program(program, &[], &[("PAYOUT_CONFIG", path)]).await;
            assert!(!started && said.contains(&expected), "{program}: {said}");
            assert!(!said.contains(HASH_SECRET), "{said}");
        }
        let (_, help) = Process::program(program, &["--help"], &[]).await;
        assert!(help.contains("PAYOUT_CONFIG names a file of settings"), "{help}");
    }
    let missing = [("PAYOUT_CONFIG", "/none/payout.env")];
    let (started, said) = Process::program("payout-worker", &[], &missing).await;
    assert!(!started && said.contains("PAYOUT_CONFIG: cannot use /none/payout.env: No such file"), "{said}");
}
