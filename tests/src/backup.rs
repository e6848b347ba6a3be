//! A Postgres server of its own that is backed up as operators do it: with dumps, and with a base backup and archived
//! WAL.

use std::fs::{self, Permissions};
use std::os::unix::fs::{MetadataExt, PermissionsExt, chown};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use cli::cluster::{Cluster, ClusterOptions};
use domain::platform::db::{self, Role};
use secrecy::{ExposeSecret, SecretString};
use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection};
use tempfile::TempDir;

use crate::eventually;

/// The server and the directory of its backups.
pub struct BackedUp {
    /// The server.
    pub cluster: Cluster,
    root: TempDir,
    programs: PathBuf,
    owner: (u32, u32),
}

impl BackedUp {
    /// Starts a server with a migrated database and WAL archiving.
    pub async fn start() -> Self {
        let root = tempfile::Builder::new().permissions(Permissions::from_mode(0o755)).tempdir().unwrap();
        let archive = root.path().join("archive");
        fs::create_dir(&archive).unwrap();
        let settings = vec![
            ("archive_mode", "on".to_owned()),
            ("archive_command", format!("cp %p {}/%f", archive.display())),
        ];
        let options = ClusterOptions { settings, ..ClusterOptions::default() };
        let cluster = Cluster::start(&root.path().join("first"), options).await.unwrap();
        let data = fs::metadata(cluster.data_dir()).unwrap();
        let owner = (data.uid(), data.gid());
        chown(&archive, Some(owner.0), Some(owner.1)).unwrap();
        let mut conn = db::connect(&cluster.database_url(), Role::Operator).await.unwrap();
        db::MIGRATIONS.run(&mut conn).await.unwrap();
        let programs: String = sqlx::query_scalar("select setting from pg_config where name = 'BINDIR'")
            .fetch_one(&mut conn)
            .await
            .unwrap();
        conn.close().await.unwrap();
        Self { cluster, root, programs: programs.into(), owner }
    }

    /// Runs `pg_dump` and returns the path of the dump.
    pub async fn dump(&self) -> PathBuf {
        let file = self.root.path().join("dump");
        let url = self.cluster.database_url();
        fs::write(&file, self.run("pg_dump", &["--format=custom", url.expose_secret()]).await).unwrap();
        file
    }

    /// Restores a dump with `pg_restore` into a new database of the same server, and returns its URL.
    pub async fn restore_dump(&self, dump: &Path) -> SecretString {
        let mut conn = PgConnection::connect(self.cluster.database_url().expose_secret()).await.unwrap();
        conn.execute(AssertSqlSafe("create database restored")).await.unwrap();
        let url = self.cluster.url_of("restored");
        let dump = dump.to_str().unwrap();
        self.run("pg_restore", &["--exit-on-error", "--dbname", url.expose_secret(), dump]).await;
        url
    }

    /// Runs `pg_basebackup`.
    pub async fn base_backup(&self) {
        let root = self.root.path().join("second");
        fs::create_dir(&root).unwrap();
        let data = root.join("data");
        fs::create_dir(&data).unwrap();
        fs::set_permissions(&data, Permissions::from_mode(0o700)).unwrap();
        chown(&data, Some(self.owner.0), Some(self.owner.1)).unwrap();
        let url = self.cluster.database_url();
        let pgdata = data.to_str().unwrap();
        let arguments =
            ["--checkpoint=fast", "--no-sync", "--pgdata", pgdata, "--dbname", url.expose_secret()];
        self.run("pg_basebackup", &arguments).await;
    }

    /// Stops the server and starts another from the base backup and the archive. Recovery ends at `target`, a line of
    /// the settings, or at the end of the WAL.
    pub async fn recover(self, target: &str) -> (Cluster, TempDir) {
        let mut conn = PgConnection::connect(self.cluster.database_url().expose_secret()).await.unwrap();
        let last: String =
            sqlx::query_scalar("select pg_walfile_name(pg_switch_wal())").fetch_one(&mut conn).await.unwrap();
        let archived = self.root.path().join("archive").join(last);
        eventually("the last segment is archived", async || archived.exists().then_some(())).await;
        drop(conn);
        self.cluster.stop().await.unwrap();
        let root = self.root.path().join("second");
        let data = root.join("data");
        fs::copy(self.root.path().join("first/password"), root.join("password")).unwrap();
        fs::set_permissions(root.join("password"), Permissions::from_mode(0o600)).unwrap();
        let archive = self.root.path().join("archive");
        let settings = format!(
            "restore_command = 'cp {}/%f %p'\n{target}\nrecovery_target_action = 'promote'\n",
            archive.display()
        );
        for (name, text) in [("postgresql.auto.conf", settings.as_str()), ("recovery.signal", "")] {
            fs::write(data.join(name), text).unwrap();
            chown(data.join(name), Some(self.owner.0), Some(self.owner.1)).unwrap();
        }
        let cluster = Cluster::start(&root, ClusterOptions::default()).await.unwrap();
        eventually("it is recovered", async || {
            let mut conn = PgConnection::connect(cluster.database_url().expose_secret()).await.ok()?;
            let recovering: bool =
                sqlx::query_scalar("select pg_is_in_recovery()").fetch_one(&mut conn).await.ok()?;
            (!recovering).then_some(())
        })
        .await;
        (cluster, self.root)
    }

    /// Runs one of the server's programs as the server's user, because Postgres refuses to run as root.
    async fn run(&self, program: &str, arguments: &[&str]) -> Vec<u8> {
        let mut command = Command::new(self.programs.join(program));
        command.args(arguments).current_dir("/").env("LC_ALL", "C").stdin(Stdio::null());
        if self.owner.0 != nix::unistd::geteuid().as_raw() {
            command.uid(self.owner.0).gid(self.owner.1);
        }
        let ended = tokio::process::Command::from(command).output().await.unwrap();
        assert!(ended.status.success(), "{program}: {}", String::from_utf8_lossy(&ended.stderr));
        ended.stdout
    }
}
