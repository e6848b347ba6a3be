//! The product's own binaries, as an operator runs them, so that tests can kill them.

use std::net::{SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use secrecy::{ExposeSecret, SecretString};
use tokio::sync::OnceCell;

use crate::api::{KEY_PEPPER, OPERATOR_TOKEN};
use crate::world::{HASH_SECRET, WEBHOOK_SECRET, World};

static BUILT: OnceCell<PathBuf> = OnceCell::const_new();

/// Returns a free address, which a process can listen on again after a restart.
pub fn free_address() -> SocketAddr {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap()
}

/// A process that is killed when its test ends.
pub struct Process(pub(crate) Child);

/// Returns the directory of this test's binaries. Builds what is missing, because `cargo test` builds only what it
/// runs. Builds the whole workspace, so that the dependencies keep the features they were built with.
pub(crate) async fn directory() -> &'static PathBuf {
    BUILT
        .get_or_init(async || {
            let mut build = tokio::process::Command::new(env!("CARGO"));
            // The variables that cargo sets for this test. With them, build scripts that read them (ring's) would run
            // again, and most dependencies would be rebuilt, now and by the next `cargo test`.
            for (name, _) in std::env::vars_os() {
                if name.to_string_lossy().starts_with("CARGO_PKG_")
                    || name.to_string_lossy().starts_with("CARGO_MANIFEST_")
                {
                    build.env_remove(name);
                }
            }
            let build = build
                .args(["build", "--quiet", "--workspace", "--bins"])
                .args(if cfg!(debug_assertions) { &[][..] } else { &["--release"] })
                .status();
            assert!(build.await.unwrap().success(), "the binaries do not build");
            // …/deps/behaviour-<hash>: the binaries are one directory up.
            std::env::current_exe().unwrap().parent().unwrap().parent().unwrap().to_owned()
        })
        .await
}

impl Process {
    /// Starts `payout-worker` on the world's database.
    pub async fn worker(w: &World) -> Self {
        Self::worker_with_methods(w, "{}").await
    }

    /// Starts `payout-worker` on the world's database, with the payout methods `methods`.
    pub async fn worker_with_methods(w: &World, methods: &str) -> Self {
        Self::start(Self::worker_command(methods).await, w)
    }

    /// Like [`Self::worker_with_methods`]. It reconciles by itself after a failover.
    pub async fn worker_after_failover(w: &World, methods: &str) -> Self {
        let mut command = Self::worker_command(methods).await;
        command.env("PAYOUT_RECONCILE_AFTER_FAILOVER", "true");
        Self::start(command, w)
    }

    /// Like [`Self::worker`]. It sends mails to the server at `smtp_url`.
    pub async fn worker_mailing(w: &World, smtp_url: &str) -> Self {
        let mut command = Self::worker_command("{}").await;
        command.env("PAYOUT_SMTP_URL", smtp_url);
        Self::start(command, w)
    }

    /// Like [`Self::worker_with_methods`]. It serves operators at `ops`, and logs to `log` at the default level.
    pub async fn worker_logging(w: &World, methods: &str, ops: SocketAddr, log: std::fs::File) -> Self {
        let mut command = Self::worker_command(methods).await;
        command.env("PAYOUT_OPS_LISTEN", ops.to_string()).env("RUST_LOG", "info").stderr(log);
        Self::start(command, w)
    }

    /// Starts `payout-worker` for several cells: the database at `first`, and those that `cells` names. It serves
    /// operators at `ops`, and logs to `log`.
    pub async fn worker_of_cells(
        first: &SecretString,
        cells: &str,
        ops: SocketAddr,
        log: std::fs::File,
    ) -> Self {
        let mut command = Self::worker_command("{}").await;
        command.env("PAYOUT_OPS_LISTEN", ops.to_string()).env("PAYOUT_CELLS", cells).stderr(log);
        Self::start_on(command, first)
    }

    pub(crate) async fn worker_command(methods: &str) -> Command {
        let mut command = Command::new(directory().await.join("payout-worker"));
        command
            .env("PAYOUT_OPS_LISTEN", "127.0.0.1:0")
            .env("PAYOUT_VERIFY_INTERVAL", "0")
            .env("PAYOUT_METHODS", methods);
        command
    }

    /// Starts `payout-api` on the world's database, listening on `address`.
    pub async fn api(w: &World, address: SocketAddr) -> Self {
        Self::start(Self::api_command(address).await, w)
    }

    /// Starts `payout-api` on the world's database, listening on `address`, with the payout methods `methods`.
    pub async fn api_with_methods(w: &World, address: SocketAddr, methods: &str) -> Self {
        let mut command = Self::api_command(address).await;
        command.env("PAYOUT_METHODS", methods);
        Self::start(command, w)
    }

    /// Like [`Self::api_with_methods`]. It logs to `log` at the default level.
    pub async fn api_logging(w: &World, address: SocketAddr, methods: &str, log: std::fs::File) -> Self {
        let mut command = Self::api_command(address).await;
        command.env("PAYOUT_METHODS", methods).env("RUST_LOG", "info").stderr(log);
        Self::start(command, w)
    }

    pub(crate) async fn api_command(address: SocketAddr) -> Command {
        let mut command = Command::new(directory().await.join("payout-api"));
        command
            .env("PAYOUT_LISTEN", address.to_string())
            .env("PAYOUT_OPS_LISTEN", "127.0.0.1:0")
            .env("PAYOUT_API_CONNECTIONS", "12")
            .env("PAYOUT_KEY_PEPPER", KEY_PEPPER)
            .env("PAYOUT_OPERATOR_TOKEN", OPERATOR_TOKEN);
        command
    }

    /// Runs `payout` with `arguments` on the world's database to its end. Returns whether it succeeded, and all that it
    /// printed.
    pub async fn payout(w: &World, arguments: &[&str]) -> (bool, String) {
        Self::payout_with(w, arguments, |_| {}).await
    }

    pub(crate) async fn payout_with(
        w: &World,
        arguments: &[&str],
        prepare: impl FnOnce(&mut Command),
    ) -> (bool, String) {
        let mut command = Command::new(directory().await.join("payout"));
        command.args(arguments).env("DATABASE_URL", w.url.expose_secret());
        prepare(&mut command);
        Self::printed(command.into()).await
    }

    /// Runs `program` with `arguments` to its end, with `environment` as its only environment. Returns whether it
    /// succeeded, and all that it printed.
    pub async fn program(program: &str, arguments: &[&str], environment: &[(&str, &str)]) -> (bool, String) {
        let mut command = tokio::process::Command::new(directory().await.join(program));
        command.args(arguments).env_clear().envs(std::env::var_os("PATH").map(|path| ("PATH", path)));
        command.envs(environment.iter().copied());
        Self::printed(command).await
    }

    /// Runs `payout` with `arguments` on a private Postgres under `home`, to its end. Returns whether it succeeded, and
    /// all that it printed.
    pub async fn payout_on_private_postgres(home: &Path, arguments: &[&str]) -> (bool, String) {
        let mut command = tokio::process::Command::new(directory().await.join("payout"));
        command.args(arguments).env_remove("DATABASE_URL").env("PAYOUT_HOME", home);
        Self::printed(command).await
    }

    async fn printed(mut command: tokio::process::Command) -> (bool, String) {
        let ended = command.stdin(Stdio::null()).kill_on_drop(true).output().await.unwrap();
        let printed = [ended.stdout, ended.stderr].map(|text| String::from_utf8_lossy(&text).into_owned());
        (ended.status.success(), printed.concat())
    }

    pub(crate) fn start(command: Command, w: &World) -> Self {
        Self::start_on(command, &w.url)
    }

    fn start_on(mut command: Command, url: &SecretString) -> Self {
        if !command.get_envs().any(|(name, _)| name == "RUST_LOG") {
            command.env("RUST_LOG", "warn");
        }
        let child = command
            .env("DATABASE_URL", url.expose_secret())
            .env("PAYOUT_HASH_SECRET", HASH_SECRET)
            .env("PAYOUT_WEBHOOK_SECRET", WEBHOOK_SECRET)
            .env("PAYOUT_WEBHOOKS_ALLOW_PRIVATE", "true")
            .stdin(Stdio::null())
            .spawn();
        Self(child.unwrap())
    }

    /// Kills the process, as a power cut would.
    pub fn kill(&mut self) {
        self.0.kill().unwrap();
        self.0.wait().unwrap();
    }

    /// Returns whether the process has ended by itself.
    pub fn has_ended(&mut self) -> bool {
        self.0.try_wait().unwrap().is_some()
    }

    /// Returns the memory of the process in MiB.
    pub fn memory_mib(&self) -> u64 {
        memory_mib(self.0.id())
    }

    /// Sends SIGTERM, waits for the end, and returns the exit code.
    pub async fn terminate(self) -> Option<i32> {
        self.end(Signal::SIGTERM).await
    }

    /// Sends a signal that ends the process, waits for the end, and returns the exit code.
    pub async fn end(mut self, signal: Signal) -> Option<i32> {
        self.signal(signal);
        let id = self.0.id();
        let waited = tokio::task::spawn_blocking(move || self.0.wait().unwrap().code());
        match tokio::time::timeout(crate::eventually::DEADLINE, waited).await {
            Ok(code) => code.unwrap(),
            Err(_) => panic!("process {id} does not stop"),
        }
    }

    /// Sends a signal.
    pub fn signal(&self, signal: Signal) {
        kill(Pid::from_raw(i32::try_from(self.0.id()).unwrap()), signal).unwrap();
    }
}

/// Returns the memory of the process `id` in MiB, or 0 after its end.
pub fn memory_mib(id: u32) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{id}/status")).unwrap_or_default();
    let resident = status.lines().find_map(|line| line.strip_prefix("VmRSS:")?.trim().strip_suffix(" kB"));
    resident.map_or(0, |kib| kib.trim().parse::<u64>().unwrap() / 1_024)
}

impl Drop for Process {
    fn drop(&mut self) {
        // In most tests the process is dead already.
        let _killed = self.0.kill();
        let _waited = self.0.wait();
    }
}
