//! A real PgBouncer in front of a test's database, in transaction mode.

use std::fs::Permissions;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use secrecy::{ExposeSecret, SecretString};
use tempfile::TempDir;
use tokio::net::{TcpListener, TcpStream};

use crate::{World, eventually};

/// The password of every role in a test.
pub const PASSWORD: &str = "a-test-password";

/// The first version that tracks prepared statements across server sessions.
const FOLLOWS_STATEMENTS: (u32, u32) = (1, 21);

/// The setting without which PgBouncer rejects our sessions.
pub const IGNORES: &str = "ignore_startup_parameters = extra_float_digits, options";

/// A PgBouncer that is stopped when its test ends.
pub struct Pooler {
    child: Child,
    port: u16,
    database: String,
    _directory: TempDir,
}

/// Returns the path of the installed PgBouncer, of any version.
pub fn installed() -> PathBuf {
    let found = programs().find(|program| version(program).is_some());
    found.unwrap_or_else(|| panic!("there is no pgbouncer: install it (apt-get install pgbouncer)"))
}

/// Returns the path of a PgBouncer that tracks prepared statements.
pub fn new_enough() -> PathBuf {
    let found =
        programs().find(|program| version(program).is_some_and(|version| version >= FOLLOWS_STATEMENTS));
    found.unwrap_or_else(|| panic!("there is no pgbouncer of 1.21 or newer: build one by .ci/pgbouncer"))
}

/// Returns whether `program` has a setting that turns the tracking of prepared statements off. Older versions never
/// track them.
pub fn can_forget(program: &Path) -> bool {
    version(program).is_some_and(|version| version >= FOLLOWS_STATEMENTS)
}

fn programs() -> impl Iterator<Item = PathBuf> {
    // This test is target/debug/deps/behaviour-<hash>, in whatever target directory cargo uses.
    let test = std::env::current_exe().unwrap();
    let built = test.ancestors().nth(3).unwrap().join("pgbouncer/pgbouncer");
    ["/usr/sbin/pgbouncer", "/usr/bin/pgbouncer", "/usr/local/bin/pgbouncer"]
        .map(PathBuf::from)
        .into_iter()
        .chain([built])
}

fn version(program: &Path) -> Option<(u32, u32)> {
    let said = Command::new(program).arg("--version").output().ok()?;
    let said = String::from_utf8_lossy(&said.stdout).into_owned();
    let mut numbers = said.lines().next()?.strip_prefix("PgBouncer ")?.split('.');
    Some((numbers.next()?.parse().ok()?, numbers.next()?.parse().ok()?))
}

impl Pooler {
    /// Starts `program` in front of the world's database, with additional `settings`.
    pub async fn start(w: &World, program: &Path, settings: &str) -> Self {
        let server = reqwest::Url::parse(w.url.expose_secret()).unwrap();
        let (host, server_port) = (server.host_str().unwrap(), server.port().unwrap_or(5432));
        let database = server.path().trim_start_matches('/').to_owned();
        let (owner, password) = (server.username(), server.password().unwrap_or_default());
        let directory =
            tempfile::Builder::new().permissions(Permissions::from_mode(0o755)).tempdir().unwrap();
        let users = directory.path().join("users.txt");
        let mut known = format!("\"{owner}\" \"{password}\"\n");
        for role in ["payout_api", "payout_worker", "payout_operator"] {
            known.push_str(&format!("\"{role}\" \"{PASSWORD}\"\n"));
        }
        std::fs::write(&users, known).unwrap();
        let configuration = directory.path().join("pgbouncer.ini");
        let text = format!(
            "[databases]\n{database} = host={host} port={server_port}\n[pgbouncer]\nlisten_addr = 127.0.0.1\n\
             unix_socket_dir =\nauth_type = trust\nauth_file = {}\npool_mode = transaction\n\
             default_pool_size = 20\n{}{settings}\n",
            users.display(),
            if nix::unistd::geteuid().is_root() { "user = nobody\n" } else { "" },
        );
        loop {
            let port = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap().port();
            std::fs::write(&configuration, format!("{text}listen_port = {port}\n")).unwrap();
            let log = std::fs::File::create(directory.path().join("log")).unwrap();
            let mut child = Command::new(program)
                .args(["-q".as_ref(), configuration.as_os_str()])
                .stdin(Stdio::null())
                .stdout(Stdio::null())
                .stderr(log)
                .spawn()
                .unwrap();
            // PgBouncer ends if another process has taken the port.
            let listens = eventually("the pooler listens, or has ended", async || {
                let heard = TcpStream::connect(("127.0.0.1", port)).await.is_ok();
                let ended = child.try_wait().unwrap().is_some();
                (heard || ended).then_some(!ended)
            })
            .await;
            if listens {
                return Self { child, port, database, _directory: directory };
            }
        }
    }

    /// Returns the URL of the world's database through the pooler, as `user`.
    pub fn url(&self, user: &str) -> SecretString {
        format!("postgres://{user}:{PASSWORD}@127.0.0.1:{}/{}", self.port, self.database).into()
    }
}

impl Drop for Pooler {
    fn drop(&mut self) {
        // Killing fails if it is dead already. Then its test has noticed.
        let _killed = self.child.kill();
        let _waited = self.child.wait();
    }
}
