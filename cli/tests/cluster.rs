//! The embedded default, with real servers: it serves durably, keeps its data, rejects a second user, survives a
//! crash, and does not outlive its holder.

#![expect(clippy::unwrap_used, reason = "a test reports by panicking, its helper functions too")]

use std::fs::{self, Permissions};
use std::io::{BufRead, BufReader};
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use cli::cluster::{Cluster, ClusterError, ClusterOptions};
use nix::unistd::geteuid;
use secrecy::ExposeSecret;
use sqlx::postgres::PgConnection;
use sqlx::{AssertSqlSafe, Connection};
use tempfile::TempDir;

/// Names the directory that the holder process holds (see `holds_until_killed`).
const HELD: &str = "PAYOUT_TEST_HELD_ROOT";

/// A directory that the server's user can enter too, if we are root.
fn directory() -> TempDir {
    tempfile::Builder::new().permissions(Permissions::from_mode(0o755)).tempdir().unwrap()
}

async fn start(root: &Path) -> Cluster {
    Cluster::start(root, ClusterOptions::default()).await.unwrap()
}

async fn connect(cluster: &Cluster) -> PgConnection {
    PgConnection::connect(cluster.database_url().expose_secret()).await.unwrap()
}

async fn text(connection: &mut PgConnection, statement: &str) -> String {
    sqlx::query_scalar(AssertSqlSafe(statement.to_owned())).fetch_one(connection).await.unwrap()
}

async fn execute(connection: &mut PgConnection, statement: &'static str) {
    sqlx::query(statement).execute(connection).await.unwrap();
}

/// Returns the command lines that name this directory: supervisors, postmasters, initdb.
fn processes_of(root: &Path) -> Vec<String> {
    let listing = Command::new("ps").args(["ax", "-ww", "-o", "command"]).output().unwrap();
    let listing = String::from_utf8_lossy(&listing.stdout).into_owned();
    listing.lines().filter(|line| line.contains(root.to_str().unwrap())).map(str::to_owned).collect()
}

/// Returns whether no process holds the `running` lock, not even a backend, whose command line names nothing.
fn is_quiet(root: &Path) -> bool {
    let running = fs::OpenOptions::new().append(true).open(root.join("running")).unwrap();
    running.try_lock().is_ok()
}

#[tokio::test]
async fn the_server_is_durable_and_keeps_its_data() {
    let root = directory();
    let options = ClusterOptions { settings: vec![("work_mem", "7MB".into())], ..ClusterOptions::default() };
    let mut cluster = Cluster::start(root.path(), options).await.unwrap();
    let mut connection = connect(&cluster).await;
    assert_eq!(text(&mut connection, "select 1::text").await, "1");
    for setting in ["fsync", "synchronous_commit", "full_page_writes"] {
        assert_eq!(text(&mut connection, &format!("show {setting}")).await, "on");
    }
    assert_eq!(text(&mut connection, "show work_mem").await, "7MB");
    assert_eq!(text(&mut connection, "show listen_addresses").await, "127.0.0.1");
    assert_eq!(
        text(&mut connection, "select current_user || ' ' || current_database()").await,
        "payout payout"
    );
    assert_eq!(text(&mut connection, "show server_encoding").await, "UTF8");
    let owner = fs::metadata(cluster.data_dir().join("postmaster.pid")).unwrap().uid();
    assert_ne!(owner, 0, "runs as an ordinary user");
    let password = fs::metadata(root.path().join("password")).unwrap();
    assert_eq!(password.mode() & 0o777, 0o600);

    execute(&mut connection, "create table kept (n int)").await;
    execute(&mut connection, "alter system set work_mem = '9MB'").await;
    let port = cluster.port();
    cluster.restart().await.unwrap();
    assert_eq!(cluster.port(), port);
    let mut connection = connect(&cluster).await;
    assert_eq!(
        text(&mut connection, "show work_mem").await,
        "9MB",
        "ALTER SYSTEM takes precedence over the options"
    );
    drop(connection);
    cluster.stop().await.unwrap();
    assert_eq!(processes_of(root.path()), Vec::<String>::new());

    let cluster = start(root.path()).await;
    let mut connection = connect(&cluster).await;
    assert_eq!(text(&mut connection, "select count(*)::text from kept").await, "0");
    cluster.stop().await.unwrap();
}

#[tokio::test]
async fn a_wrong_password_is_rejected() {
    let root = directory();
    let cluster = start(root.path()).await;
    let url = format!("postgres://payout:guess@127.0.0.1:{}/payout", cluster.port());
    let error = PgConnection::connect(&url).await.unwrap_err();
    let code = error.as_database_error().and_then(|error| error.code().map(|code| code.into_owned()));
    assert_eq!(code.as_deref(), Some("28P01"));
    cluster.stop().await.unwrap();
}

#[tokio::test]
async fn a_second_start_is_rejected_or_gets_a_numbered_cluster() {
    let root = directory();
    let first = start(root.path()).await;
    let refused = Cluster::start(root.path(), ClusterOptions::default()).await.unwrap_err();
    assert!(matches!(refused, ClusterError::InUse(_)), "{refused}");
    assert_eq!(refused.to_string().lines().count(), 1);

    let numbered = || ClusterOptions { share_by_number: true, ..ClusterOptions::default() };
    let (one, two) =
        tokio::join!(Cluster::start(root.path(), numbered()), Cluster::start(root.path(), numbered()));
    let (one, two) = (one.unwrap(), two.unwrap());
    assert_ne!(one.data_dir(), two.data_dir());
    connect(&one).await;
    connect(&two).await;
    for cluster in [first, one, two] {
        cluster.stop().await.unwrap();
    }
}

#[tokio::test]
async fn a_crash_loses_no_committed_data() {
    let root = directory();
    let mut cluster = start(root.path()).await;
    let mut connection = connect(&cluster).await;
    execute(&mut connection, "create table kept as select generate_series(1, 1000) as n").await;
    let mut waiting = connect(&cluster).await;
    let waiting = tokio::spawn(async move { sqlx::query("select pg_sleep(60)").execute(&mut waiting).await });
    execute(&mut connection, "begin").await;
    execute(&mut connection, "delete from kept").await;

    cluster.crash().await.unwrap();
    assert!(is_quiet(root.path()), "no process is left, not even a backend");
    assert!(waiting.await.unwrap().is_err());
    assert!(PgConnection::connect(cluster.database_url().expose_secret()).await.is_err());

    cluster.resume().await.unwrap();
    let mut connection = connect(&cluster).await;
    assert_eq!(text(&mut connection, "select count(*)::text from kept").await, "1000");
    cluster.stop().await.unwrap();
}

#[tokio::test]
async fn a_server_that_cannot_start_says_why() {
    let root = directory();
    let options =
        ClusterOptions { settings: vec![("shared_buffers", "much".into())], ..ClusterOptions::default() };
    let error = Cluster::start(root.path(), options).await.unwrap_err().to_string();
    assert!(error.contains("shared_buffers") && error.lines().count() == 1, "{error}");
    assert_eq!(processes_of(root.path()), Vec::<String>::new());
}

#[tokio::test]
async fn data_moves_out_of_a_directory_that_the_server_cannot_enter() {
    if !geteuid().is_root() {
        // Without root, the server runs as us and can enter our directories.
        return;
    }
    let closed = tempfile::Builder::new().permissions(Permissions::from_mode(0o700)).tempdir().unwrap();
    let root = closed.path().join(".payout");
    let cluster = start(&root).await;
    let place = cluster.data_dir().parent().unwrap().to_owned();
    assert!(!place.starts_with(&root));
    assert_eq!(fs::read_to_string(root.join("data-is-in")).unwrap().trim_end(), place.to_str().unwrap());
    assert_eq!(fs::metadata(cluster.data_dir()).unwrap().mode() & 0o777, 0o700);
    cluster.stop().await.unwrap();

    let again = start(&root).await;
    assert_eq!(again.data_dir().parent().unwrap(), place);
    again.stop().await.unwrap();
    fs::remove_dir_all(place).unwrap();
}

#[tokio::test]
async fn data_of_another_user_is_served_as_that_user() {
    if !geteuid().is_root() {
        // Only root can become another user.
        return;
    }
    let root = directory();
    let cluster = start(root.path()).await;
    let data = cluster.data_dir();
    cluster.stop().await.unwrap();
    let given = Command::new("chown").args(["-R", "nobody"]).arg(&data).status().unwrap();
    assert!(given.success());
    let owner = fs::metadata(&data).unwrap().uid();

    let cluster = start(root.path()).await;
    assert_eq!(fs::metadata(data.join("postmaster.pid")).unwrap().uid(), owner);
    cluster.stop().await.unwrap();
}

#[tokio::test]
async fn a_killed_holder_leaves_no_server() {
    let root = directory();
    let mut holder = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "holds_until_killed", "--ignored", "--nocapture"])
        .env(HELD, root.path())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let lines = BufReader::new(holder.stdout.take().unwrap()).lines();
    assert!(lines.map_while(Result::ok).any(|line| line.ends_with("holding")), "the holder did not start");
    assert!(!processes_of(root.path()).is_empty());
    holder.kill().unwrap();
    holder.wait().unwrap();

    // A new start would wait for the old server. First see the old server end by itself.
    let deadline = Instant::now() + Duration::from_secs(10);
    while !(is_quiet(root.path()) && processes_of(root.path()).is_empty()) {
        assert!(Instant::now() < deadline, "still there: {:?}", processes_of(root.path()));
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    start(root.path()).await.stop().await.unwrap();
}

#[tokio::test]
async fn a_start_waits_for_the_previous_server() {
    let root = directory();
    // Dropped, not stopped: the server is still shutting down when the next one starts.
    drop(start(root.path()).await);
    let cluster = start(root.path()).await;
    connect(&cluster).await;
    cluster.stop().await.unwrap();
}

/// Not a test: the process that `a_killed_holder_leaves_no_server` kills.
#[tokio::test]
#[ignore = "holds a cluster until killed, for another test"]
async fn holds_until_killed() {
    let Some(root) = std::env::var_os(HELD) else { return };
    let cluster = start(Path::new(&root)).await;
    // An open connection does not keep the server alive.
    let _connection = connect(&cluster).await;
    println!("\nholding");
    std::future::pending::<()>().await;
}
