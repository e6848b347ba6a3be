//! A primary and its synchronous standby, both real servers, each behind a proxy, for tests of a failover.

use std::fs::{self, Permissions};
use std::os::unix::fs::{MetadataExt, PermissionsExt, chown};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use cli::cluster::{Cluster, ClusterOptions};
use domain::platform::db::{self, Role};
use secrecy::{ExposeSecret, SecretString};
use sqlx::{Connection, Executor, PgConnection};
use tempfile::TempDir;

use crate::{Proxy, eventually};

/// Runs the server until our end of its standard input is closed, by us or by our death.
const SUPERVISOR: &str = r#""$@" & server=$!; cat >/dev/null; kill -QUIT "$server"; wait "$server""#;

/// The standby's application name.
const NAME: &str = "standby";

/// The two servers, and a proxy in front of each.
pub struct Replicated {
    /// The primary.
    pub primary: Cluster,
    /// The proxy in front of the primary.
    pub to_primary: Proxy,
    /// The proxy in front of the standby.
    pub to_standby: Proxy,
    standby_url: SecretString,
    standby: Child,
    _root: TempDir,
}

impl Replicated {
    /// Starts a migrated primary, and a standby that its commits wait for.
    pub async fn start() -> Self {
        let root = tempfile::Builder::new().permissions(Permissions::from_mode(0o755)).tempdir().unwrap();
        let primary = Cluster::start(&root.path().join("primary"), ClusterOptions::default()).await.unwrap();
        let url = primary.database_url();
        let mut conn = db::connect(&url, Role::Operator).await.unwrap();
        db::MIGRATIONS.run(&mut conn).await.unwrap();
        let programs: String = sqlx::query_scalar("select setting from pg_config where name = 'BINDIR'")
            .fetch_one(&mut conn)
            .await
            .unwrap();
        let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let owner = fs::metadata(primary.data_dir()).unwrap();
        let data = copy(&url, Path::new(&programs), root.path(), (owner.uid(), owner.gid())).await;
        let standby = run(Path::new(&programs), &data, port, (owner.uid(), owner.gid()));
        conn.execute("alter system set synchronous_standby_names = 'standby'").await.unwrap();
        conn.execute("select pg_reload_conf()").await.unwrap();
        eventually("the standby is synchronous", async || {
            let state: Option<String> =
                sqlx::query_scalar("select sync_state from pg_stat_replication where application_name = $1")
                    .bind(NAME)
                    .fetch_optional(&mut conn)
                    .await
                    .unwrap();
            (state.as_deref() == Some("sync")).then_some(())
        })
        .await;
        conn.close().await.unwrap();
        let mut standby_url: reqwest::Url = url.expose_secret().parse().unwrap();
        standby_url.set_port(Some(port)).unwrap();
        let standby_url = SecretString::from(String::from(standby_url));
        let (to_primary, to_standby) = (Proxy::to(&url).await, Proxy::to(&standby_url).await);
        Self { primary, to_primary, to_standby, standby_url, standby, _root: root }
    }

    /// Returns the URL of both servers through their proxies, the primary first.
    pub fn url(&self) -> SecretString {
        self.url_of(&[&self.to_primary, &self.to_standby])
    }

    /// Returns the URL of the database through these proxies, in this order.
    pub fn url_of(&self, proxies: &[&Proxy]) -> SecretString {
        let url: reqwest::Url = self.primary.database_url().expose_secret().parse().unwrap();
        let hosts: Vec<String> = proxies.iter().map(|proxy| proxy.address().to_string()).collect();
        let (user, password) = (url.username(), url.password().unwrap());
        format!("postgres://{user}:{password}@{}{}", hosts.join(","), url.path()).into()
    }

    /// Returns the URL of the standby itself.
    pub fn standby_url(&self) -> &SecretString {
        &self.standby_url
    }

    /// Opens a session on the standby, whether it is promoted or not.
    pub async fn on_standby(&self) -> PgConnection {
        PgConnection::connect(self.standby_url.expose_secret()).await.unwrap()
    }

    /// Pauses replay on the standby, as a long query would. The standby stores the WAL it is sent, as a commit
    /// requires, but shows nothing of it.
    pub async fn pause_replay(&self) {
        self.on_standby().await.execute("select pg_wal_replay_pause()").await.unwrap();
    }

    /// Promotes the standby: it replays the WAL it was sent, and then takes writes.
    pub async fn promote(&self) {
        // Waiting within the statement would keep its snapshot, and replay may wait for that snapshot.
        self.on_standby().await.execute("select pg_promote(false)").await.unwrap();
        eventually("the standby is promoted", async || {
            let mut conn = self.on_standby().await;
            let recovering = sqlx::query_scalar("select pg_is_in_recovery()").fetch_one(&mut conn).await;
            (!recovering.unwrap_or(true)).then_some(())
        })
        .await;
    }
}

impl Drop for Replicated {
    fn drop(&mut self) {
        drop(self.standby.stdin.take());
        let _ended = self.standby.wait();
    }
}

/// Copies the primary's files, and sets the copy up to follow the primary.
async fn copy(url: &SecretString, programs: &Path, root: &Path, owner: (u32, u32)) -> PathBuf {
    let data = root.join(NAME);
    fs::create_dir(&data).unwrap();
    fs::set_permissions(&data, Permissions::from_mode(0o700)).unwrap();
    chown(&data, Some(owner.0), Some(owner.1)).unwrap();
    let mut backup = command(&programs.join("pg_basebackup"), &data, owner);
    backup.args(["--write-recovery-conf", "--checkpoint=fast", "--wal-method=stream", "--no-sync"]);
    backup.arg("--pgdata").arg(&data);
    backup.arg("--dbname").arg(format!("{}?application_name={NAME}", url.expose_secret()));
    let copied = tokio::process::Command::from(backup).output().await.unwrap();
    assert!(copied.status.success(), "{}", String::from_utf8_lossy(&copied.stderr));
    data
}

fn run(programs: &Path, data: &Path, port: u16, owner: (u32, u32)) -> Child {
    let mut server = command(Path::new("/bin/sh"), data, owner);
    server.args(["-c", SUPERVISOR, "payout-standby"]).arg(programs.join("postgres")).arg("-D").arg(data);
    let settings = [
        "listen_addresses=127.0.0.1",
        "unix_socket_directories=",
        // A standby needs at least as many as the primary.
        "max_connections=200",
        "hot_standby_feedback=off",
        "max_standby_streaming_delay=-1",
    ];
    for setting in settings {
        server.args(["-c", setting]);
    }
    server.args(["-p", &port.to_string()]);
    server.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap()
}

/// Returns a program that runs as the owner of the primary's files, because Postgres refuses to run as root.
fn command(program: &Path, directory: &Path, owner: (u32, u32)) -> Command {
    let mut command = Command::new(program);
    command.current_dir(directory).env("LC_ALL", "C").process_group(0).stdin(Stdio::null());
    if owner.0 != nix::unistd::geteuid().as_raw() {
        command.uid(owner.0).gid(owner.1);
    }
    command
}
