//! The first large batch on a young database: no statement of the service reads more than it needs, whatever the server
//! knew of its tables when it planned that statement.
//!
//! Autovacuum is off. The sessions are opened, and their statements planned, while the tables are almost empty. Then a
//! large batch is uploaded through the API, with a paused and a scheduled batch, single requests, an endpoint and
//! withdrawals beside it. The server logs the plan of every statement with what it read (`auto_explain`), and the test
//! checks every node of each. The run behind the guarantee also checks the time of each claim:
//!
//! ```sh
//! PAYOUT_YOUNG_ITEMS=1000000 cargo test --release --workspace --test behaviour young_database -- --nocapture
//! ```

use std::collections::BTreeMap;
use std::fmt::Write;
use std::fs::Permissions;
use std::io::{BufRead, BufReader};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::time::{Duration, Instant};

use cli::cluster::{Cluster, ClusterOptions};
use domain::clock::Clock;
use domain::event::EventType;
use domain::platform::db::{self, Role};
use serde_json::Value;
use sqlx::Connection;
use tests::{RunningApi, World};

use crate::webhooks::outbox::endpoint;

/// Enough items that a scan of a whole table, or of a business's part of an index, shows in what a statement reads.
const ITEMS: i64 = 20_000;

/// The largest number of items of one upload.
const UPLOADED: i64 = 200_000;

/// The goal for the long run.
const CLAIM_P99: Duration = Duration::from_millis(50);

/// The tables that grow with what is paid.
const GROWING: [&str; 9] = [
    "allocation_queue",
    "allocation_deferred",
    "allocations",
    "allocation_outcomes",
    "transfers",
    "payout_users",
    "events",
    "webhook_deliveries",
    "batch_progress",
];

/// The tables that rows are deleted from. They are not vacuumed here, so their indexes keep dead entries, and a claim
/// whose bound was lowered reads past those.
const EMPTIED: [&str; 2] = ["allocation_queue", "allocation_deferred"];

/// Statements that read a whole table, or a sample of it: gauges, and the leader's regular checks.
const UPKEEP: [&str; 4] = [
    "tablesample",
    "select count(*) from allocation_deferred",
    // The bounds of what claims skip, every five seconds.
    "update ring set interactive_after = $1, bulk_after = $1",
    "not rested group by",
];

/// The state of the tables when a session's statements were planned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Tables {
    /// No table had ever been analysed.
    NeverAnalysed,
    /// All tables had been analysed while they were empty.
    AnalysedEmpty,
    /// The tables had been used, drained, vacuumed and analysed.
    Drained,
}

/// A plan that a session has logged for a statement.
struct Plan {
    application: String,
    session: String,
    took: Duration,
    plan: Value,
}

impl Plan {
    fn text(&self) -> &str {
        self.plan["Query Text"].as_str().unwrap()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn no_plan_reads_too_much_despite_wrong_statistics() {
    let root = tempfile::Builder::new().permissions(Permissions::from_mode(0o755)).tempdir().unwrap();
    let settings = [
        ("autovacuum", "off"),
        // The server's default. With a lower cost, fewer plans go wrong.
        ("random_page_cost", "4"),
        ("log_line_prefix", "@%a@%p@"),
        ("session_preload_libraries", "auto_explain"),
        ("auto_explain.log_min_duration", "0"),
        ("auto_explain.log_analyze", "on"),
        ("auto_explain.log_buffers", "on"),
        ("auto_explain.log_timing", "off"),
        ("auto_explain.log_format", "json"),
    ];
    let settings = settings.map(|(name, value)| (name, value.to_owned())).to_vec();
    for tables in [Tables::NeverAnalysed, Tables::AnalysedEmpty, Tables::Drained] {
        let home = root.path().join(format!("{tables:?}"));
        let options = ClusterOptions { settings: settings.clone(), ..ClusterOptions::default() };
        let cluster = Cluster::start(&home, options).await.unwrap();
        let mut conn = db::connect(&cluster.database_url(), Role::Operator).await.unwrap();
        db::MIGRATIONS.run(&mut conn).await.unwrap();
        conn.close().await.unwrap();
        let w = World::on(cluster.database_url(), Clock::System);
        run_first_batch(&w, tables).await;
        w.check_books().await;
        w.pool.close().await;
        cluster.stop().await.unwrap();
        println!("{}", check_plans(tables, &home.join("postgres.log")));
    }
}

fn item_count() -> i64 {
    std::env::var("PAYOUT_YOUNG_ITEMS").map_or(ITEMS, |text| text.parse().unwrap())
}

/// Does everything that a business does, first with almost empty tables, then with `item_count()`.
async fn run_first_batch(w: &World, tables: Tables) {
    if tables == Tables::AnalysedEmpty {
        w.execute("vacuum analyze").await;
    }
    let (api, worker) = (w.api().await, w.worker());
    let business = w.business(10_000_000_000).await;
    let key = w.key(business).await;
    // Nothing listens there: each delivery is tried again and again.
    let nowhere = "http://127.0.0.1:9/";
    endpoint(w, business, nowhere, &[EventType::AllocationFailed, EventType::BatchCompleted]).await;
    run_all_kinds_of_work(w, &api, &key, "little", 10).await;
    if tables == Tables::Drained {
        w.execute("vacuum analyze").await;
        run_all_kinds_of_work(w, &api, &key, "again", 10).await;
    }
    run_all_kinds_of_work(w, &api, &key, "much", item_count()).await;
    api.stop().await;
    worker.stop().await;
}

/// Uploads a batch of `n`, with a paused batch that is mostly cancelled, a scheduled one, single requests and a
/// withdrawal beside it.
async fn run_all_kinds_of_work(w: &World, api: &RunningApi, key: &str, name: &str, n: i64) {
    let part = (n / 10).max(10);
    let mut all = Vec::new();
    // Each upload is answered within a client's time-out.
    for upload in 0..=(n - 1) / UPLOADED {
        let items = (n - upload * UPLOADED).min(UPLOADED);
        all.push(upload_batch(api, key, &format!("{name}-large{upload}"), items, "").await);
    }
    let paused = upload_batch(api, key, &format!("{name}-paused"), part, "").await;
    let steer = async |id: &str, order: &str| {
        let answer = api.post(&format!("/v1/batches/{id}/{order}"), key, &[], "").await;
        // A small batch may have finished.
        assert!(matches!(answer.status, 200 | 409), "{order}: {}", answer.body);
    };
    steer(&paused, "pause").await;
    let soon =
        (w.clock.now() + chrono::TimeDelta::seconds(2)).to_rfc3339_opts(chrono::SecondsFormat::Secs, true);
    let scheduled =
        upload_batch(api, key, &format!("{name}-soon"), part, &format!("?scheduled_at={soon}")).await;
    let later =
        (w.clock.now() + chrono::TimeDelta::days(1)).to_rfc3339_opts(chrono::SecondsFormat::Secs, true);
    let cancelled =
        upload_batch(api, key, &format!("{name}-later"), part, &format!("?scheduled_at={later}")).await;
    steer(&cancelled, "cancel").await;
    for single in 0..5 {
        let email = format!("{name}-single{single}@example.com");
        let headers = [("idempotency-key", email.as_str())];
        let answer = api.pay(key, &headers, &email, 500).await;
        assert_eq!(answer.status, 201, "{}", answer.body);
        assert_eq!(api.pay(key, &headers, &email, 500).await.status, 201);
        let hash = answer.json()["hash"].as_str().unwrap().to_owned();
        let order = r#"{"amount":500,"provider":"paypal","destination":{"email":"user@paypal.example"}}"#;
        let ordered = api.as_user("POST", "/payout/withdraw", &hash, &[], order).await;
        assert_eq!(ordered.status, 201, "{}", ordered.body);
    }
    steer(&paused, "resume").await;
    steer(&paused, "cancel").await;
    all.extend([paused, scheduled, cancelled]);
    for id in all {
        wait_until_finished(api, key, &id, n).await;
    }
}

/// Accepts a batch of `n` items to different people, and returns its id.
async fn upload_batch(api: &RunningApi, key: &str, name: &str, n: i64, query: &str) -> String {
    let mut body = String::from("email,amount,reference\n");
    for item in 0..n {
        writeln!(body, "{name}-{item}@example.com,1,{name}-{item}").unwrap();
    }
    let headers = [("idempotency-key", name), ("content-type", "text/csv")];
    let answer = api.post(&format!("/v1/batches{query}"), key, &headers, body).await;
    assert_eq!(answer.status, 202, "{}", answer.body);
    answer.json()["id"].as_str().unwrap().to_owned()
}

async fn wait_until_finished(api: &RunningApi, key: &str, id: &str, items: i64) {
    let (started, most) = (Instant::now(), Duration::from_secs(60 + items.unsigned_abs() / 1_000));
    loop {
        let batch = api.get(&format!("/v1/batches/{id}"), key).await.json();
        if !batch["finished_at"].is_null() {
            return;
        }
        assert!(started.elapsed() < most, "{batch}");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

/// Checks each statement that the processes executed. Returns a summary.
fn check_plans(tables: Tables, log: &Path) -> String {
    let plans = read_plans(log);
    let mut wrong: BTreeMap<String, (usize, String)> = BTreeMap::new();
    let mut kinds: BTreeMap<&str, usize> = BTreeMap::new();
    for one in &plans {
        let text = one.text();
        *kinds.entry(text).or_default() += 1;
        if UPKEEP.iter().any(|upkeep| text.contains(upkeep)) {
            continue;
        }
        let mut found = Vec::new();
        find_excess_reads(&one.plan["Plan"], 1, &mut found);
        if !found.is_empty() {
            let (times, _) = wrong
                .entry(text.to_owned())
                .or_insert_with(|| (0, format!("{found:?}\n{:#}", one.plan["Plan"])));
            *times += 1;
        }
    }
    for hot in
        ["delete from allocation_queue", "insert into transfers", "from unnest", "with due as", "update ring"]
    {
        assert!(kinds.keys().any(|text| text.contains(hot)), "{hot} was not executed");
    }
    let all: Vec<String> = wrong
        .iter()
        .map(|(text, (times, first))| {
            format!("{times} executions of this statement read too much:\n{text}\n{first}")
        })
        .collect();
    assert!(
        wrong.is_empty(),
        "{tables:?}: {} of {} statements\n{}",
        wrong.len(),
        kinds.len(),
        all.join("\n\n")
    );
    let mut claims = claim_times(&plans);
    claims.sort_unstable();
    let p99 = claims[(claims.len() * 99).div_ceil(100) - 1];
    if std::env::var_os("PAYOUT_YOUNG_ITEMS").is_some() {
        assert!(p99 <= CLAIM_P99, "{p99:?}");
    }
    format!(
        "{tables:?}: {} executions of {} statements; {} claims, p99 {p99:?}",
        plans.len(),
        kinds.len(),
        claims.len()
    )
}

/// Finds what a node of a plan, and the nodes below it, read without need. It was executed at most `times` times.
fn find_excess_reads(node: &Value, times: u64, found: &mut Vec<String>) {
    let number = |name: &str| node[name].as_f64().unwrap_or(0.0);
    let loops = number("Actual Loops").max(times as f64);
    let kind = node["Node Type"].as_str().unwrap();
    let below = node["Plans"].as_array().map_or(&[][..], Vec::as_slice);
    let table = node["Relation Name"].as_str().unwrap_or_default();
    if GROWING.contains(&table) && kind.contains("Scan") {
        let blocks = |node: &Value| {
            node["Shared Hit Blocks"].as_f64().unwrap_or(0.0)
                + node["Shared Read Blocks"].as_f64().unwrap_or(0.0)
        };
        let own = blocks(node) - below.iter().map(blocks).sum::<f64>();
        let rows = number("Actual Rows") * loops;
        let removed = (number("Rows Removed by Filter") + number("Rows Removed by Index Recheck")) * loops;
        // Each look-up descends the index. A row costs its own block, the block of its index entry, and those of its
        // dead versions.
        let dead = if EMPTIED.contains(&table) { item_count() as f64 / 50.0 } else { 0.0 };
        let (most_blocks, most_removed) = (40.0 + dead + 10.0 * loops + 4.0 * rows, 100.0 + rows / 2.0);
        if kind == "Seq Scan" || own > most_blocks || removed > most_removed {
            found.push(format!(
                "{kind} on {table}: {own} blocks, {removed} rows removed, for {rows} rows in {loops} loops"
            ));
        }
    }
    for node in below {
        find_excess_reads(node, 1, found);
    }
}

/// Reads the plans that the processes' sessions have logged.
fn read_plans(log: &Path) -> Vec<Plan> {
    let mut plans = Vec::new();
    let mut open: Option<(String, String, Duration, String)> = None;
    let mut close = |open: &mut Option<(String, String, Duration, String)>| {
        if let Some((application, session, took, json)) = open.take() {
            plans.push(Plan { application, session, took, plan: serde_json::from_str(&json).unwrap() });
        }
    };
    for line in BufReader::new(std::fs::File::open(log).unwrap()).lines() {
        let line = line.unwrap();
        let Some(rest) = line.strip_prefix('@') else {
            if let Some((.., json)) = &mut open {
                json.push_str(line.trim_start_matches('\t'));
                json.push('\n');
            }
            continue;
        };
        close(&mut open);
        let mut parts = rest.splitn(3, '@');
        let (application, session) = (parts.next().unwrap(), parts.next().unwrap());
        let said = parts.next().unwrap().trim_start();
        let Some(said) = said.strip_prefix("LOG:  duration: ") else { continue };
        let (milliseconds, what) = said.split_once(" ms").unwrap();
        if matches!(application, "payout-api" | "payout-worker") && what.trim() == "plan:" {
            let took = Duration::from_secs_f64(milliseconds.parse::<f64>().unwrap() / 1e3);
            open = Some((application.to_owned(), session.to_owned(), took, String::new()));
        }
    }
    close(&mut open);
    plans
}

/// Returns how long the statements of each claim with jobs took, from owning the business to sending it to the end of
/// the line.
fn claim_times(plans: &[Plan]) -> Vec<Duration> {
    let mut open: BTreeMap<&str, Duration> = BTreeMap::new();
    let mut claims = Vec::new();
    for one in plans.iter().filter(|one| one.application == "payout-worker") {
        let text = one.text();
        if text.contains("for no key update of r skip locked") {
            open.insert(&one.session, Duration::ZERO);
        }
        if let Some(so_far) = open.get_mut(one.session.as_str()) {
            *so_far += one.took;
        }
        if text.contains("with cleared as") {
            claims.extend(open.remove(one.session.as_str()));
        }
    }
    claims
}
