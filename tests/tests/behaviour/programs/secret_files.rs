//! Secrets from files, and the file that `payout demo` and `payout dev` write.

use std::path::Path;

use domain::business::Mode;
use secrecy::ExposeSecret;
use tests::api::{KEY_PEPPER, OPERATOR_TOKEN};
use tests::world::{HASH_SECRET, WEBHOOK_SECRET};
use tests::{Process, world};

fn file(directory: &Path, name: &str, content: &str) -> String {
    let path = directory.join(name);
    std::fs::write(&path, content).unwrap();
    path.to_str().unwrap().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_command_reads_its_settings_from_files() {
    world(async |w| {
        let directory = tempfile::tempdir().unwrap();
        let business = w.business(0).await.to_string();
        let pepper = file(directory.path(), "pepper", &format!("{KEY_PEPPER}\n"));
        let url = file(directory.path(), "url", &format!("{}\r\n", w.url.expose_secret()));
        let create = ["key", "create", &business];
        let named = [("DATABASE_URL_FILE", url.as_str()), ("PAYOUT_KEY_PEPPER_FILE", &pepper)];
        let (made, key) = Process::program("payout", &create, &named).await;
        assert!(made, "{key}");
        let api = w.api().await;
        assert_eq!(
            api.get("/balance", key.trim()).await.status,
            200,
            "the key is stored under the same pepper"
        );
        api.stop().await;
        // A flag takes precedence over a file.
        let typed = ["business", "--database-url", w.url.expose_secret(), "list"];
        let elsewhere = file(directory.path(), "elsewhere", "postgres://nobody@127.0.0.1:1/none");
        let (listed, printed) =
            Process::program("payout", &typed, &[("DATABASE_URL_FILE", elsewhere.as_str())]).await;
        assert!(listed && printed.contains(&business), "{printed}");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_cannot_be_used_is_named_with_its_cause() {
    let directory = tempfile::tempdir().unwrap();
    let missing = directory.path().join("missing").to_str().unwrap().to_owned();
    let good = file(directory.path(), "good", HASH_SECRET);
    let empty = file(directory.path(), "empty", "\n");
    let binary = directory.path().join("binary");
    std::fs::write(&binary, [0xff; 40]).unwrap();
    let binary = binary.to_str().unwrap();
    let rest = [
        ("DATABASE_URL", "postgres://nobody@127.0.0.1:1/none"),
        ("PAYOUT_WEBHOOK_SECRET", WEBHOOK_SECRET),
        ("PAYOUT_KEY_PEPPER", KEY_PEPPER),
        ("PAYOUT_OPERATOR_TOKEN", OPERATOR_TOKEN),
    ];
    for program in ["payout-api", "payout-worker"] {
        let both = [("PAYOUT_HASH_SECRET", HASH_SECRET), ("PAYOUT_HASH_SECRET_FILE", good.as_str())];
        let (started, said) = Process::program(program, &[], &[&rest[..], &both].concat()).await;
        let line = "PAYOUT_HASH_SECRET and PAYOUT_HASH_SECRET_FILE are both set";
        assert!(!started && said.contains(line), "{program}: {said}");
        for (path, cause) in [
            (missing.as_str(), "No such file or directory"),
            (directory.path().to_str().unwrap(), "Is a directory"),
            (&empty, "it is empty"),
            (binary, "it is not UTF-8 text"),
            ("/dev/zero", "it has more than 1 MiB"),
        ] {
            let named = [("PAYOUT_HASH_SECRET_FILE", path)];
            let (started, said) = Process::program(program, &[], &[&rest[..], &named].concat()).await;
            let line = format!("PAYOUT_HASH_SECRET_FILE: cannot use {path}: {cause}");
            assert!(!started && said.contains(&line), "{program}: {said}");
        }
    }
    // A command reads only the files of settings that it uses.
    let unused = [("PAYOUT_KEY_PEPPER_FILE", missing.as_str()), rest[0]];
    let (_, said) = Process::program("payout", &["key", "create", "biz_x"], &unused).await;
    assert!(!said.contains("PAYOUT_KEY_PEPPER_FILE"), "the error is about the id: {said}");
    let (_, said) = Process::program("payout", &["migrate"], &unused).await;
    assert!(!said.contains("PAYOUT_KEY_PEPPER_FILE"), "{said}");
    let id = "biz_00000000-0000-7000-8000-000000000001";
    let (_, said) = Process::program("payout", &["key", "create", id], &unused).await;
    assert!(said.contains(&format!("PAYOUT_KEY_PEPPER_FILE: cannot use {missing}")), "{said}");
}

#[tokio::test(flavor = "multi_thread")]
async fn every_secret_can_be_read_from_a_file_and_help_says_so() {
    let directory = tempfile::tempdir().unwrap();
    let weak = file(directory.path(), "weak", "changeme_changeme_changeme_changeme\n");
    let url = file(directory.path(), "url", "postgres://nobody@127.0.0.1:1/none\n");
    let settings = |program| match program {
        "payout-api" => &["HASH_SECRET", "KEY_PEPPER", "WEBHOOK_SECRET", "OPERATOR_TOKEN", "METHODS"][..],
        _ => &["HASH_SECRET", "WEBHOOK_SECRET", "METHODS"],
    };
    let strong = [
        ("DATABASE_URL_FILE", url),
        ("PAYOUT_HASH_SECRET_FILE", file(directory.path(), "hash", HASH_SECRET)),
        ("PAYOUT_KEY_PEPPER_FILE", file(directory.path(), "pepper", KEY_PEPPER)),
        ("PAYOUT_WEBHOOK_SECRET_FILE", file(directory.path(), "webhook", WEBHOOK_SECRET)),
        ("PAYOUT_OPERATOR_TOKEN_FILE", file(directory.path(), "token", OPERATOR_TOKEN)),
        ("PAYOUT_METHODS_FILE", file(directory.path(), "methods", "{}\n")),
    ];
    for program in ["payout-api", "payout-worker"] {
        let (_, help) = Process::program(program, &["--help"], &[("PAYOUT_HASH_SECRET_FILE", "/none")]).await;
        let help = help.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(help.contains("DATABASE_URL_FILE names a file that holds it."), "{help}");
        for setting in settings(program) {
            let setting = format!("PAYOUT_{setting}_FILE");
            assert!(help.contains(&format!("{setting} names a file that holds it.")), "{setting}: {help}");
            // The message about the weak secret shows that the program reads this file, and all the others.
            let environment: Vec<(&str, &str)> = strong
                .iter()
                .map(|(name, path)| (*name, if *name == setting { weak.as_str() } else { path.as_str() }))
                .collect();
            let (started, said) = Process::program(program, &[], &environment).await;
            let name = setting.trim_end_matches("_FILE");
            assert!(!started && said.contains(name) && !said.contains("required"), "{program}: {said}");
            assert!(!said.contains("changeme"), "{said}");
        }
    }
    let (_, help) = Process::program("payout", &["key", "create", "--help"], &[]).await;
    assert!(help.contains("PAYOUT_KEY_PEPPER_FILE"), "{help}");
}

#[tokio::test(flavor = "multi_thread")]
async fn demo_and_dev_refuse_a_database_with_live_businesses() {
    world(async |w| {
        let live = w.business_of(Mode::Live, 0).await.to_string();
        let home = tempfile::tempdir().unwrap();
        let environment =
            [("DATABASE_URL", w.url.expose_secret()), ("PAYOUT_HOME", home.path().to_str().unwrap())];
        for arguments in [&["demo", "--rewards", "1"][..], &["dev", "--port", "0"]] {
            let (well, said) = Process::program("payout", arguments, &environment).await;
            assert!(!well && said.contains(&live) && said.contains("unset DATABASE_URL"), "{said}");
        }
        let businesses: i64 =
            sqlx::query_scalar("select count(*) from businesses").fetch_one(&w.pool).await.unwrap();
        assert_eq!(businesses, 1, "nothing is created");
        assert_eq!(std::fs::read_dir(home.path()).unwrap().count(), 0);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn demo_and_dev_name_the_secrets_file_if_the_secrets_differ() {
    world(async |w| {
        let home = tempfile::tempdir().unwrap();
        let kept = home.path().join("secrets.json").to_str().unwrap().to_owned();
        let environment =
            [("DATABASE_URL", w.url.expose_secret()), ("PAYOUT_HOME", home.path().to_str().unwrap())];
        let demo = ["demo", "--rewards", "1"];
        let (well, said) = Process::program("payout", &demo, &environment).await;
        assert!(well, "{said}");
        std::fs::remove_file(&kept).unwrap();
        for arguments in [&demo[..], &["dev", "--port", "0"]] {
            let (well, said) = Process::program("payout", arguments, &environment).await;
            assert!(!well && said.contains(&kept) && said.contains("PAYOUT_HOME"), "{said}");
            assert!(said.contains("version 1 of PAYOUT_HASH_SECRET"), "{said}");
        }
        let businesses: i64 =
            sqlx::query_scalar("select count(*) from businesses").fetch_one(&w.pool).await.unwrap();
        assert_eq!(businesses, 1, "only the first demo created one");
    })
    .await;
}
