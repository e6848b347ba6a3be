//! The stack behind a real PgBouncer in transaction mode. With the settings of the README it works. A process whose
//! settings, prepared statements or hints would be lost does not start, and says what to do.
//!
//! The tests of refusals run with any installed version. Debian's old version cannot track prepared statements; a newer
//! one is configured not to. The test of the stack needs 1.21 or newer: the machine's, or the one that `.ci/pgbouncer`
//! builds.

use std::collections::BTreeMap;
use std::path::Path;
use std::time::{Duration, Instant};

use api::config::ApiConfig;
use domain::platform::db::{self, Role};
use metrics_exporter_prometheus::PrometheusBuilder;
use serde_json::Value;
use sqlx::{AssertSqlSafe, Connection, Executor};
use tests::pooler::{IGNORES, PASSWORD, Pooler, can_forget, installed, new_enough};
use tests::{Process, World, eventually, world};
use tokio::sync::Mutex;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;
use worker::config::WorkerConfig;

/// Roles belong to the server, so all tests share them.
static ROLES: Mutex<()> = Mutex::const_new(());

/// Longer than a process takes to see what is wrong.
const REFUSED_WITHIN: Duration = Duration::from_secs(30);

async fn make_roles(w: &World) {
    let _one_at_a_time = ROLES.lock().await;
    let mut conn = w.pool.acquire().await.unwrap();
    let statements = db::role_statements(&mut conn).await.unwrap();
    db::make_roles(&mut conn, &statements).await.unwrap();
    for (role, _) in db::DATABASE_ROLES {
        conn.execute(AssertSqlSafe(format!("alter role {role} password '{PASSWORD}'"))).await.unwrap();
    }
}

/// Returns the messages with which a worker and an API end on this database. Each must end by itself.
async fn refusal_messages(
    w: &World,
    pooler: &Pooler,
    worker_as: &str,
    api_as: &str,
    poll_only: bool,
) -> [String; 2] {
    let worker = WorkerConfig { database_url: pooler.url(worker_as), poll_only, ..w.worker_config() };
    let worker = tokio::time::timeout(REFUSED_WITHIN, w.worker_on(worker).ended());
    let api = ApiConfig { database_url: pooler.url(api_as), poll_only, ..w.api_config() };
    let metrics = PrometheusBuilder::new().build_recorder().handle();
    let api = api::run::run(api, w.clock.clone(), metrics, CancellationToken::new(), |_, _| {});
    let (worker, api) = tokio::join!(worker, tokio::time::timeout(REFUSED_WITHIN, api));
    [worker.unwrap().unwrap_err().to_string(), api.unwrap().unwrap_err().to_string()]
}

/// Checks that each refusal is one line that contains every one of `parts`.
fn assert_each_contains(refusals: &[String; 2], parts: &[&str]) {
    for refusal in refusals {
        assert!(!refusal.contains('\n'), "{refusal}");
        for part in parts {
            assert!(refusal.contains(part), "{part}: {refusal}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pooler_that_rejects_startup_parameters_is_refused() {
    world(async |w| {
        let pooler = Pooler::start(w, &installed(), "").await;
        let owner = owner(w).await;
        let refused = refusal_messages(w, &pooler, &owner, &owner, true).await;
        assert_each_contains(
            &refused,
            &["ignore_startup_parameters = extra_float_digits, options", "payout roles"],
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pooler_that_drops_the_settings_is_refused() {
    world(async |w| {
        let pooler = Pooler::start(w, &installed(), IGNORES).await;
        let owner = owner(w).await;
        let refused = refusal_messages(w, &pooler, &owner, &owner, true).await;
        assert_each_contains(&refused, &["idle_in_transaction_session_timeout is 0", "payout roles"]);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pooler_that_forgets_prepared_statements_is_refused() {
    world(async |w| {
        make_roles(w).await;
        let program = installed();
        let pooler = Pooler::start(w, &program, &forgetting_settings(&program)).await;
        let refused = refusal_messages(w, &pooler, "payout_worker", "payout_api", true).await;
        assert_each_contains(&refused, &["prepared statements", "1.21", "max_prepared_statements"]);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_process_that_expects_hints_through_a_pooler_is_refused() {
    world(async |w| {
        make_roles(w).await;
        let pooler = Pooler::start(w, &new_enough(), &tracking_settings()).await;
        let refused = refusal_messages(w, &pooler, "payout_worker", "payout_api", false).await;
        assert_each_contains(&refused, &["--poll-only"]);
    })
    .await;
}

/// Other sessions that are returned between two checks can hide the pooler from one check, but not from all of them.
#[tokio::test(flavor = "multi_thread")]
async fn a_pooler_is_detected_while_other_sessions_use_it() {
    world(async |w| {
        make_roles(w).await;
        let pooler = Pooler::start(w, &new_enough(), &tracking_settings()).await;
        let url = pooler.url("payout_api");
        let mut others = JoinSet::new();
        for _ in 0..6 {
            let mut other = db::connect(&url, Role::Api).await.unwrap();
            others.spawn(async move {
                loop {
                    other.execute("select 1").await.unwrap();
                    tokio::time::sleep(Duration::from_millis(1)).await;
                }
            });
        }
        for look in 0..100 {
            assert!(db::is_pooled(&url, Role::Api).await.unwrap(), "look {look}");
        }
        others.shutdown().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_stack_pays_behind_a_pooler_with_restricted_roles() {
    world(async |w| {
        make_roles(w).await;
        let pooler = Pooler::start(w, &new_enough(), &tracking_settings()).await;
        let worker = w.worker_on(WorkerConfig {
            database_url: pooler.url("payout_worker"),
            poll_only: true,
            ..w.worker_config()
        });
        let api = w
            .api_on(ApiConfig { database_url: pooler.url("payout_api"), poll_only: true, ..w.api_config() })
            .await;
        let business = w.business(1_000_000).await;
        let key = w.key(business).await;
        let batch: String =
            (0..500).map(|n| format!("{{\"email\":\"u{n}@example.com\",\"amount\":1}}\n")).collect();
        let accepted = api.batch(&key, "one", "application/x-ndjson", batch).await;
        assert_eq!(accepted.status, 202, "{}", accepted.body);
        let mut hash = String::new();
        for n in 0..20 {
            let paid = api.pay(&key, &[], &format!("single{n}@example.com"), 1_000).await;
            assert_eq!(paid.status, 201, "{}", paid.body);
            hash = paid.json()["hash"].as_str().unwrap().to_owned();
        }
        let order = r#"{"amount":500,"provider":"paypal","destination":{"email":"user@paypal.example"}}"#;
        let ordered = api.as_user("POST", "/payout/withdraw", &hash, &[], order).await;
        assert_eq!(ordered.status, 201, "{}", ordered.body);
        let id = ordered.json()["id"].as_str().unwrap().to_owned();
        eventually("everything is paid", async || (w.paid(business).await == 520).then_some(())).await;
        eventually("the order is paid out", async || {
            let order = api.as_user("GET", &format!("/payout/withdrawals/{id}"), &hash, &[], "").await;
            (order.json()["status"] == "succeeded").then_some(())
        })
        .await;
        worker.stop().await;
        api.stop().await;
        // Operators' commands work too.
        let findings = worker::leader::checks::verify(&pooler.url("payout_operator")).await.unwrap();
        assert!(findings.iter().all(|finding| finding.breaches == 0), "{findings:?}");
        // The roles may not do these.
        for (role, kind) in db::DATABASE_ROLES {
            let mut conn = db::connect(&pooler.url(role), kind).await.unwrap();
            for refused in [
                "drop trigger transfers_are_append_only on transfers",
                "alter table transfers disable trigger all",
                "truncate transfers",
                "delete from transfers",
                "update transfers set amount = 1",
                "update _sqlx_migrations set success = false",
            ] {
                let error = conn.execute(refused).await.unwrap_err();
                let code =
                    error.as_database_error().and_then(|error| error.code()).map(|code| code.into_owned());
                assert_eq!(code.as_deref(), Some("42501"), "{role}: {refused}: {error}");
            }
        }
    })
    .await;
}

/// Runs `payout doctor` through the pooler as `user`. Returns whether everything is fine, and the result of each check.
async fn run_doctor(w: &World, pooler: &Pooler, user: &str) -> (bool, BTreeMap<String, Value>) {
    let through = World::on(pooler.url(user), w.clock.clone());
    let (healthy, printed) = Process::payout(&through, &["doctor", "--json"]).await;
    let lines = printed
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).unwrap_or_else(|_| panic!("{printed}")));
    (healthy, lines.map(|line| (line["check"].as_str().unwrap().to_owned(), line)).collect())
}

#[tokio::test(flavor = "multi_thread")]
async fn doctor_checks_only_the_sessions_of_its_role_behind_a_pooler() {
    world(async |w| {
        make_roles(w).await;
        let pooler = Pooler::start(w, &new_enough(), &tracking_settings()).await;
        for (user, checked) in [
            ("payout_api", Some("api sessions")),
            ("payout_worker", Some("worker sessions")),
            ("payout_operator", None),
        ] {
            let (healthy, found) = run_doctor(w, &pooler, user).await;
            assert!(healthy, "{user}: {found:?}");
            for (name, line) in &found {
                let says = line["says"].as_str().unwrap();
                if checked == Some(name) {
                    assert!(line["verdict"] == "ok" && says.contains("--poll-only"), "{user}: {line}");
                } else if name.ends_with("sessions") {
                    assert!(line["verdict"] == "unchecked" && says.contains("pooler"), "{user}: {line}");
                    assert!(line["cure"].as_str().unwrap().contains("DATABASE_URL"), "{user}: {line}");
                } else {
                    // No secret was given, and no worker runs.
                    let expected = match name.as_str() {
                        "secrets" => "unchecked",
                        "workers" => "warning",
                        _ => "ok",
                    };
                    assert_eq!(line["verdict"], expected, "{user}: {line}");
                }
            }
            assert_eq!(found.len(), 14, "{user}: {found:?}");
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn doctor_fails_where_a_process_would_not_start() {
    world(async |w| {
        make_roles(w).await;
        let program = installed();
        for (user, settings, says) in [
            (owner(w).await.as_str(), IGNORES, "idle_in_transaction_session_timeout is 0"),
            ("payout_worker", "", "ignore_startup_parameters"),
            ("payout_worker", &forgetting_settings(&program), "max_prepared_statements"),
        ] {
            let pooler = Pooler::start(w, &program, settings).await;
            let (healthy, found) = run_doctor(w, &pooler, user).await;
            let failures = found.values().filter(|line| line["verdict"] == "failure");
            let matching = failures.filter(|line| line["says"].as_str().unwrap().contains(says));
            assert!(!healthy && matching.count() > 0, "{user}: {found:?}");
        }
        // A role that an older version created.
        let mut conn = w.pool.acquire().await.unwrap();
        let database: String =
            sqlx::query_scalar("select current_database()").fetch_one(&mut *conn).await.unwrap();
        let reset = format!("alter role payout_api in database {database} reset lock_timeout");
        conn.execute(AssertSqlSafe(reset)).await.unwrap();
        let pooler = Pooler::start(w, &new_enough(), &tracking_settings()).await;
        let (healthy, found) = run_doctor(w, &pooler, "payout_api").await;
        let says = found["database"]["says"].as_str().unwrap();
        assert!(!healthy && says.contains("(lock_timeout is 0, not 2s)"), "{found:?}");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_frozen_workers_transaction_is_ended_behind_a_pooler() {
    world(async |w| {
        make_roles(w).await;
        let business = w.business(1).await;
        let pooler = Pooler::start(w, &new_enough(), &tracking_settings()).await;
        let mut frozen = db::connect(&pooler.url("payout_worker"), Role::Worker).await.unwrap();
        let mut claim = frozen.begin().await.unwrap();
        domain::business::lock_account(&mut claim, business).await.unwrap();
        let begun = Instant::now();
        // The worker sends nothing more, and no connection is closed. Still, its lock is released.
        let free = async || {
            let mut other = w.pool.begin().await.unwrap();
            domain::business::lock_account(&mut other, business).await.ok()
        };
        eventually("the account is free", free).await;
        let held = begun.elapsed();
        assert!(held >= Duration::from_secs(4), "held only for {held:?}, so the setting did not end it");
        drop(claim);
    })
    .await;
}

fn tracking_settings() -> String {
    format!("{IGNORES}\nmax_prepared_statements = 200")
}

fn forgetting_settings(program: &Path) -> String {
    format!("{IGNORES}\n{}", if can_forget(program) { "max_prepared_statements = 0" } else { "" })
}

async fn owner(w: &World) -> String {
    sqlx::query_scalar("select session_user::text").fetch_one(&w.pool).await.unwrap()
}
