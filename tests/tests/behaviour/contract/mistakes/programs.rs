//! Wrong files, options and settings of the three programs.

use secrecy::ExposeSecret;
use tests::{Command, RunningApi, world};

async fn submit(api: &RunningApi, key: &str, arguments: &[&str]) -> (Option<i32>, String) {
    let settings = [("PAYOUT_API_URL", api.url.as_str()), ("PAYOUT_API_KEY", key)];
    let ended = Command::run(&[&["submit"][..], arguments].concat(), &settings).await;
    (ended.code, ended.err)
}

#[tokio::test(flavor = "multi_thread")]
async fn submit_reports_a_bad_file_or_option_before_anything_is_paid() {
    world(async |w| {
        let api = w.api().await;
        let key = w.key(w.business(1_000).await).await;
        let folder = tempfile::tempdir().unwrap();
        let file = |name: &str, text: &str| {
            let path = folder.path().join(name);
            std::fs::write(&path, text).unwrap();
            path.to_str().unwrap().to_owned()
        };
        let rewards = "email,amount\na@b.cd,1\n";
        let (good, sheet, packed) =
            (file("a.csv", rewards), file("a.xlsx", rewards), file("a.csv.gz", rewards));
        let (document, nameless, here) =
            (file("a.json", rewards), file("a", rewards), folder.path().to_str().unwrap());
        let (missing, nowhere) = (format!("{here}/no.csv"), format!("{here}/no/results.csv"));
        for (arguments, code, says) in [
            (vec![here], 2, "is a folder: name a file in it"),
            (vec![here, "--format", "csv"], 2, "is a folder: name a file in it"),
            (vec![missing.as_str()], 1, "cannot open"),
            (vec![&sheet], 2, "save the sheet as \"CSV UTF-8\""),
            (vec![&packed], 2, "decompress it"),
            (vec![&document], 2, "one object per line (.ndjson)"),
            (vec![&nameless], 2, "pass --format csv"),
            (vec![&good, "--results", &nowhere], 1, "cannot write the results to"),
            (vec![&good, "--results", here], 1, "cannot write the results to"),
            (vec![&good, "--scheduled-at", "2026-12-24"], 2, "such as 2026-12-24T00:00:00Z"),
            (vec![&good, "--scheduled-at", "tomorrow"], 2, "like 2026-12-24T18:00:00Z"),
            (vec![&good, "--max-per-second", "fast"], 2, "not a whole number: write digits only"),
            (vec![&good, "--max-per-second", "0"], 2, "from 1 to"),
            (vec![&good, "--resluts", "x"], 2, "'--results'"),
            (vec![&good, "--api-url", "localhost:1"], 2, "such as http://127.0.0.1:8080"),
            (vec![&good, "--api-key", ""], 2, "PAYOUT_API_KEY"),
            (vec![&good, "--api-key", "sk_test_1\n"], 2, "a line end"),
            (vec![&good, "--api-key", "pk_test_1"], 1, "secret key of the business"),
        ] {
            let (ended, said) = submit(&api, &key, &arguments).await;
            assert_eq!(ended, Some(code), "{arguments:?}: {said}");
            assert!(said.contains(says) && !said.contains("invalid digit"), "{arguments:?}: {said}");
        }
        assert_eq!(w.recorded().await, 0);
        let kept = file("kept.csv", "kept");
        let (ended, said) = submit(&api, &key, &[&missing, "--results", &kept]).await;
        assert_eq!((ended, std::fs::read_to_string(&kept).unwrap().as_str()), (Some(1), "kept"), "{said}");
        api.stop().await;
    })
    .await;
}

/// Settings with which both programs start.
const RIGHT_SETTINGS: [(&str, &str); 5] = [
    ("DATABASE_URL", "postgres://payout@127.0.0.1:1/payout"),
    ("PAYOUT_HASH_SECRET", "71ad71ad8d5f4c6c2e1d0f9e8b7a6c5d4e3f2a1b0c9d8e7f6a5b4c3d2e1f0a9b"),
    ("PAYOUT_KEY_PEPPER", "82be82be8d5f4c6c2e1d0f9e8b7a6c5d4e3f2a1b0c9d8e7f6a5b4c3d2e1f0a9b"),
    ("PAYOUT_WEBHOOK_SECRET", "93cf93cf8d5f4c6c2e1d0f9e8b7a6c5d4e3f2a1b0c9d8e7f6a5b4c3d2e1f0a9b"),
    ("PAYOUT_OPERATOR_TOKEN", "a4d0a4d08d5f4c6c2e1d0f9e8b7a6c5d4e3f2a1b0c9d8e7f6a5b4c3d2e1f0a9b"),
];

/// Wrong settings: the program, the setting, a wrong value, and a part of the message.
const WRONG_SETTINGS: [(&str, &str, &str, &str); 43] = [
    ("payout-api", "PAYOUT_API_CONNECTIONS", "lots", "not a whole number"),
    ("payout-api", "PAYOUT_API_CONNECTIONS", "0", "2..=1000"),
    ("payout-api", "PAYOUT_API_CONNECTIONS", "", "it is empty"),
    ("payout-api", "PAYOUT_CELLS", "postgres://db1/payout", "must be a list of NUMBER=URL"),
    ("payout-api", "PAYOUT_SPOOL_DIR", "/no/such/folder", "may write to"),
    ("payout-api", "PAYOUT_PROXIES", "11", "0..=10"),
    ("payout-api", "PAYOUT_MAIL_FROM", "Payouts", "such as Payouts <payouts@example.com>"),
    ("payout-api", "PAYOUT_MAIL_FROM", "payouts@example.com", "PAYOUT_PUBLIC_URL is not"),
    (
        "payout-worker",
        "PAYOUT_SMTP_URL",
        "https://u:canary@mail.example.com",
        "must begin with smtps:// or smtp://",
    ),
    ("payout-worker", "PAYOUT_SMTP_URL", "smtp://u:canary@mail.example.com:587", "without TLS"),
    ("payout-api", "PAYOUT_LISTEN", "8080", "write host:port"),
    ("payout-api", "PAYOUT_PUBLIC_URL", "pay.example.com", "such as https://pay.example.com"),
    ("payout-api", "PAYOUT_OIDC_ISSUER", "http://login.example.com", "begins with https://"),
    ("payout-api", "PAYOUT_OIDC_ISSUER", "https://login.example.com", "PAYOUT_OIDC_CLIENT_ID is missing"),
    ("payout-api", "PAYOUT_OIDC_NAME", "", "it is empty"),
    ("payout-api", "PAYOUT_OIDC_OPERATORS", "anna", "such as a@example.com,b@example.com"),
    ("payout-api", "PAYOUT_OPS_URL", "https://ops.example.com/console", "without a path"),
    ("payout-worker", "PAYOUT_OIDC_CLIENT_ID", "payout", "PAYOUT_OIDC_ISSUER is missing"),
    ("payout-worker", "PAYOUT_OIDC_CLIENT_SECRET", "s", "PAYOUT_OIDC_ISSUER is missing"),
    ("payout-api", "PAYOUT_POLL_ONLY", "yes", "true, false"),
    ("payout-api", "PAYOUT_LOG_FORMAT", "xml", "text, json"),
    ("payout-api", "RUST_LOG", "!!!", "such as info"),
    ("payout-api", "PAYOUT_BACKLOG_MAX", "-1", "not a whole number"),
    ("payout-worker", "PAYOUT_CLAIM_SIZE", "many", "not a whole number"),
    ("payout-worker", "PAYOUT_WORKER_CONCURRENCY", "0", "0 is not in"),
    ("payout-worker", "PAYOUT_OPS_LISTEN", "localhost:70000", "from 0 to 65535"),
    ("payout-worker", "PAYOUT_WEBHOOKS_ALLOW_PRIVATE", "1", "true, false"),
    ("payout-worker", "PAYOUT_METHODS", "cash", "such as {\"methods\""),
    (
        "payout-worker",
        "PAYOUT_METHODS",
        r#"{"methods":{"cash":{"provider":"manual"}}}"#,
        "paypal, crypto, gift_card",
    ),
    (
        "payout-worker",
        "PAYOUT_METHODS",
        r#"{"methods":{"paypal":{"provider":"manual","minimum":5}}}"#,
        "methods.paypal.minimum is not a setting: known are provider, min",
    ),
    (
        "payout-api",
        "PAYOUT_METHODS",
        r#"{"methods":{"paypal":{"provider":"manual","min":"5"}}}"#,
        "methods.paypal.min must be a whole number",
    ),
    ("payout-api", "PAYOUT_METHODS", r#"{"methods":{"paypal":{}}}"#, "methods.paypal.provider is missing"),
    ("payout-worker", "PAYOUT_METHODS", r#"{"method":{}}"#, "method is not a setting: known are methods"),
    (
        "payout-api",
        "PAYOUT_METHODS",
        r#"{"methods":{"paypal":{"provider":"manual"},"paypal":{"provider":"manual","min":500}}}"#,
        "methods.paypal is given twice",
    ),
    (
        "payout-worker",
        "PAYOUT_METHODS",
        r#"{"methods":{},"providers":{"a":{"url":"https://a","secret":"x"},"a":{"url":"https://b","secret":"y"}}}"#,
        "providers.a is given twice",
    ),
    ("payout-worker", "RUST_LOG", "!!!", "such as info"),
    ("payout-worker", "RUST_LOG", "verbose", "\"verbose\" is not a level; write a level, such as info"),
    ("payout-api", "DATABASE_URL", "mysql://payout:canary@db/payout", "such as postgres://"),
    ("payout-worker", "DATABASE_URL", "mysql://payout:canary@db/payout", "such as postgres://"),
    ("payout-api", "DATABASE_URL", "postgres://payout:canary@db:x/payout", "such as postgres://"),
    ("payout-api", "PAYOUT_KEY_PEPPER", "00112233445566778899aabbccddeeff", "can be guessed"),
    ("payout-worker", "PAYOUT_HASH_SECRET", "thequickbrownfoxjumpsoverthelazydog", "can be guessed"),
    ("payout-worker", "PAYOUT_WEBHOOK_SECRET", "changeme", "fewer than 32 bytes"),
];

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_setting_stops_the_start_with_one_line_that_names_it() {
    for (program, name, value, says) in WRONG_SETTINGS {
        let mut settings = RIGHT_SETTINGS.to_vec();
        settings.push((name, value));
        let ended = Command::run_program(program, &[], &settings).await;
        let what = format!("{program} {name}={value}: {ended:?}");
        assert_eq!(ended.code, Some(2), "{what}");
        let said = ended.err.lines().last().unwrap_or_default();
        assert!(
            said.starts_with(&format!("{program}: ")) && said.contains(name) && said.contains(says),
            "{what}"
        );
        assert!(!said.contains("invalid digit") && !said.contains("canary"), "{what}");
    }
    for command in [&["status"][..], &["doctor"], &["migrate"], &["verify"], &["business", "list"], &["demo"]]
    {
        let ended = Command::run(command, &[("DATABASE_URL", "mysql://payout:canary@db/payout")]).await;
        assert_eq!((ended.code, ended.err.lines().count()), (Some(2), 1), "{command:?}: {ended:?}");
        assert!(ended.err.starts_with("payout: DATABASE_URL ("), "{command:?}: {ended:?}");
        assert!(ended.err.contains("such as postgres://") && !ended.err.contains("canary"), "{ended:?}");
    }
    for program in ["payout-api", "payout-worker"] {
        let ended = Command::run_program(program, &["--port", "80"], &[]).await;
        assert!(ended.code == Some(2) && ended.err.contains("'--port'"), "{ended:?}");
        assert!(ended.err.contains("--help lists all options"), "{ended:?}");
        let ended = Command::run_program(program, &[], &[]).await;
        assert_eq!((ended.code, ended.err.lines().count()), (Some(2), 1), "{ended:?}");
        assert!(ended.err.contains("set DATABASE_URL, PAYOUT_HASH_SECRET"), "{ended:?}");
    }
    let no_folder = tempfile::NamedTempFile::new().unwrap();
    let ended = Command::run(&["dev"], &[("PAYOUT_HOME", no_folder.path().to_str().unwrap())]).await;
    assert!(ended.code == Some(1) && ended.err.contains("PAYOUT_HOME"), "{ended:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_command_that_finds_nothing_says_where_to_look() {
    world(async |w| {
        let by = [("DATABASE_URL", w.url.expose_secret())];
        let business = w.business(1_000).await.to_string();
        let (nobodys, no_batch) =
            ("biz_01900000-0000-7000-8000-000000000000", "bat_01900000-0000-7000-8000-000000000000");
        for (arguments, code, says) in [
            (&["fund", nobodys, "100", "--reference", "a"][..], 1, "see `payout business list`"),
            (&["pause", nobodys], 1, "see `payout business list`"),
            (&["pause", no_batch], 1, "see `payout batch list`"),
            (&["cancel", no_batch], 1, "see `payout batch list`"),
            (&["batch", "list", "--business", nobodys], 1, "see `payout business list`"),
            (&["pause", &business, "--cell", "0"], 0, "pause affects"),
            (&["pause", nobodys, "--cell", "0"], 1, "no such business in cell 0: omit --cell"),
            (&["cancel", no_batch, "--cell", "0"], 1, "no such batch in cell 0: omit --cell"),
            (&["throttle", "clear", &business], 0, "It had no throttle"),
        ] {
            let ended = Command::run(arguments, &by).await;
            let said = format!("{}{}", ended.out, ended.err);
            assert!(ended.code == Some(code) && said.contains(says), "{arguments:?}: {said}");
        }
        let elsewhere = format!("{}_of_nobody", w.url.expose_secret());
        let ended = Command::run(&["doctor"], &[("DATABASE_URL", elsewhere.as_str())]).await;
        let said = format!("{}{}", ended.out, ended.err);
        assert!(
            ended.code == Some(1) && said.contains("create it, or correct its URL (DATABASE_URL"),
            "{said}"
        );
        let ended = Command::run(&["migrate"], &[("DATABASE_URL", elsewhere.as_str())]).await;
        assert!(ended.code == Some(1) && ended.err.contains("(is DATABASE_URL correct: "), "{ended:?}");
        assert!(ended.err.contains("_of_nobody") && !ended.err.contains("`payout migrate`"), "{ended:?}");
    })
    .await;
    let help = Command::run(&["fund", "--help"], &[]).await.out;
    let help = help.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(help.contains("need not run. DATABASE_URL_FILE names a file"), "{help}");
}

/// A misspelt variable is not an error, because the environment also has variables of other programs. The program
/// always warns of it.
#[tokio::test(flavor = "multi_thread")]
async fn a_misspelt_environment_variable_is_reported_with_the_nearest_setting() {
    let nowhere = "postgres://payout@127.0.0.1:1/payout";
    for (program, arguments) in [
        ("payout-api", &[][..]),
        ("payout-worker", &[]),
        ("payout", &["verify"]),
        ("payout", &["doctor", "--json"]),
    ] {
        let misspelt =
            [("PAYOUT_METHOD", "{}"), ("PAYOUT_BANKED_METHODS", "canary"), ("PAYOUT_HASH_SECRE_FILE", "x")];
        // A setting of another program, and a variable that no program reads.
        let known = [("DATABASE_URL", nowhere), ("PAYOUT_CLAIM_SIZE", "5"), ("PAYOUTS", "x")];
        let ended = Command::run_program(program, arguments, &[&misspelt[..], &known].concat()).await;
        let said: Vec<&str> = ended.err.lines().filter(|line| line.contains(" is not a setting")).collect();
        for (name, nearest) in [
            ("PAYOUT_METHOD ", "PAYOUT_METHODS"),
            ("PAYOUT_BANKED_METHODS ", "PAYOUT_METHODS"),
            ("PAYOUT_HASH_SECRE_FILE ", "PAYOUT_HASH_SECRET_FILE"),
        ] {
            let told = |line: &&&str| line.contains(name) && line.ends_with(&format!(" {nearest}"));
            assert_eq!(said.iter().filter(told).count(), 1, "{program} {name}: {ended:?}");
        }
        assert!(said.len() == 3 && !ended.err.contains("canary"), "{program}: {ended:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_command_says_how_to_write_a_time_and_which_access_it_needs() {
    let nowhere = [("DATABASE_URL", "postgres://payout@127.0.0.1:1/payout")];
    let by_key = [("PAYOUT_API_URL", "http://127.0.0.1:1"), ("PAYOUT_API_KEY", "sk_test_1")];
    for (arguments, settings, says) in [
        (&["restore", "begin", "--of", "yesterday"][..], &nowhere[..], "like 2026-12-24T18:00:00Z"),
        (&["restore", "begin", "--of", "2026-12-24"], &nowhere, "such as 2026-12-24T00:00:00Z"),
        (
            &["restore", "begin", "--of", "2026-02-30T10:00:00Z"],
            &nowhere,
            "a day that does not exist, 2026-02-30",
        ),
        (&["throttle", "list"], &by_key, "set DATABASE_URL (or --database-url)"),
        (&["throttle", "list"], &by_key, "does not accept an API key"),
        (&["queue"], &by_key, "does not accept an API key"),
    ] {
        let ended = Command::run(arguments, settings).await;
        assert!(ended.code == Some(2) && ended.err.contains(says), "{arguments:?}: {ended:?}");
        assert!(!ended.err.contains("invalid characters"), "{arguments:?}: {ended:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_amount_or_rate_is_refused_with_its_limits() {
    let business = "biz_01900000-0000-7000-8000-000000000000";
    let settings = [("DATABASE_URL", "postgres://127.0.0.1:1/none")];
    let fund = |cents| vec!["fund", business, cents, "--reference", "a"];
    for (arguments, says) in [
        (fund("9223372036854775807"), "at most 1000000000000000 cents"),
        (fund("99999999999999999999"), "at most 1000000000000000 cents"),
        (fund("-1000000000000001"), "at most 1000000000000000 cents"),
        (fund("12.50"), "with digits only"),
        (fund("-"), "with digits only"),
        (vec!["throttle", "set", business], "--max-cents-per-second"),
    ] {
        let ended = Command::run(&arguments, &settings).await;
        assert!(ended.code == Some(2) && ended.err.contains(says), "{arguments:?}: {}", ended.err);
    }
}
