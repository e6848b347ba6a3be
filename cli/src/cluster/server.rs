//! The server's processes: creates the cluster, starts the server under its supervisor, detects when it is ready,
//! stops it.

use std::fs::{self, DirBuilder, File};
use std::io::{self, Read, Seek, SeekFrom};
use std::net::{Ipv4Addr, TcpListener};
use std::os::unix::fs::DirBuilderExt;
use std::path::Path;
use std::process::{Child, ChildStdin, Stdio};
use std::time::{Duration, Instant};

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use secrecy::{ExposeSecret, SecretString};
use sqlx::postgres::{PgConnectOptions, PgConnection, PgSslMode};
use sqlx::{ConnectOptions, Connection};
use tokio::process::Command;
use tokio::time::{sleep, timeout};

use super::error::{ClusterError, files};
use super::home::{Home, POLL, STOP_LIMIT, write_private};
use super::install::Installation;

/// The name of the superuser's role, and of the first database.
pub(super) const NAME: &str = "payout";

/// The supervisor: a shell script that runs the server given as its arguments until its standard input ends. That
/// happens when we close our end of the pipe, or die. Its standard output is the `running` lock, which it passes to
/// the server as standard input, because the server does not read that. Its standard error is the log.
///
/// It repeats the interrupt (a fast shutdown), because one that arrives before the server has set up its handlers is
/// lost. It ignores signals meant for us, from a terminal or a service manager: only our end stops the server.
const SUPERVISOR: &str = r#"
trap '' HUP INT TERM
exec 3<&0
"$@" <&1 >&2 3<&- &
server=$!
{
    while read -r line; do :; done
    while kill -INT "$server" 2>/dev/null; do sleep 1; done
} <&3 >&2 &
watcher=$!
wait "$server"
status=$?
kill -KILL "$watcher"
exit "$status"
"#;

/// How long a start may take. Crash recovery replays up to `max_wal_size` of log.
const START_LIMIT: Duration = Duration::from_secs(180);

/// How long connecting to a server that is ready may take, on the same machine.
const CONNECT_LIMIT: Duration = Duration::from_secs(10);

/// Ports that no system uses for outgoing connections (Linux begins at 32768). With a port from that range, a client
/// that keeps trying to reach a stopped server on its own machine can end up connected to itself, and then the port
/// is taken.
const PORTS: std::ops::Range<u16> = 20_000..32_000;

/// How many of these ports are tried.
const PORTS_TRIED: u32 = 100;

/// How many lines of a log, or of a program's output, go into an error, and from how many bytes at its end.
const TAIL_LINES: usize = 3;
const TAIL_BYTES: usize = 4_096;

/// A server that is running, or was told to run. Its child is one of the standard library, so that any async runtime
/// can wait for it and not only the one that started it: tests share a server, and each has its own runtime.
#[derive(Debug)]
pub(super) struct Server {
    supervisor: Child,
    /// Our end of the pipe. The server lives until it is closed.
    lifeline: Option<ChildStdin>,
    /// The content of `postmaster.pid` before this server started, and the offset at which its log begins.
    pid_file_before: String,
    log_begins: u64,
}

impl Server {
    /// Starts the server and passes the `running` lock to it.
    pub(super) fn spawn(
        home: &Home,
        installation: &Installation,
        settings: &Path,
        running: File,
    ) -> Result<Self, ClusterError> {
        let log = home.open_log()?;
        let log_begins = log.metadata().map_or(0, |metadata| metadata.len());
        let pid_file_before = pid_file(home);
        let mut command = home.account().command(Path::new("/bin/sh"), home.place());
        command.args(["-c", SUPERVISOR, "payout-postgres"]).arg(installation.program("postgres"));
        command.arg("-D").arg(home.data());
        command.arg("-c").arg(format!("config_file={}", settings.display()));
        command.stdin(Stdio::piped()).stdout(running).stderr(log);
        let mut supervisor = command.into_std().spawn().map_err(files("run", Path::new("/bin/sh")))?;
        let lifeline = supervisor.stdin.take();
        Ok(Self { supervisor, lifeline, pid_file_before, log_begins })
    }

    /// Waits until `postmaster.pid` says that the server is ready, as pg_ctl does. Connecting instead could not
    /// distinguish this server from a stranger on the same port.
    pub(super) async fn wait_until_ready(&mut self, home: &Home, port: u16) -> Result<(), ClusterError> {
        let deadline = Instant::now() + START_LIMIT;
        loop {
            let ended = !matches!(self.supervisor.try_wait(), Ok(None));
            let pid_file = pid_file(home);
            let ready = pid_file.lines().nth(7).is_some_and(|status| status.trim() == "ready");
            if ended || Instant::now() > deadline {
                return Err(self.startup_failure(home, port));
            }
            if ready && pid_file != self.pid_file_before {
                return Ok(());
            }
            sleep(POLL).await;
        }
    }

    /// Closes the pipe and waits for the server to end.
    pub(super) async fn stop(mut self, home: &Home) -> Result<(), ClusterError> {
        drop(self.lifeline.take());
        self.wait_for_end(home).await
    }

    /// Kills the postmaster and waits for the supervisor. Backends may remain for a moment.
    pub(super) async fn kill(mut self, home: &Home) -> Result<(), ClusterError> {
        let pid = pid_file(home).lines().next().and_then(|line| line.trim().parse().ok());
        // A supervisor that has ended has no server, and the process id may belong to another process by now.
        if let (Some(pid), Ok(None)) = (pid, self.supervisor.try_wait()) {
            kill(Pid::from_raw(pid), Signal::SIGKILL).map_err(|_| home.still_running())?;
        }
        self.wait_for_end(home).await
    }

    async fn wait_for_end(&mut self, home: &Home) -> Result<(), ClusterError> {
        let deadline = Instant::now() + STOP_LIMIT;
        while matches!(self.supervisor.try_wait(), Ok(None)) {
            if Instant::now() > deadline {
                return Err(home.still_running());
            }
            sleep(POLL).await;
        }
        Ok(())
    }

    fn startup_failure(&self, home: &Home, port: u16) -> ClusterError {
        let log = home.log();
        let mut bytes = Vec::new();
        if let Ok(mut file) = File::open(&log)
            && file.seek(SeekFrom::Start(self.log_begins)).is_ok()
        {
            // If the log cannot be read, the message is shorter.
            let _ = file.read_to_end(&mut bytes);
        }
        let text = String::from_utf8_lossy(&bytes);
        if text.contains("could not create any TCP/IP sockets") {
            return ClusterError::PortTaken { port };
        }
        ClusterError::Startup { tail: tail(&bytes), log }
    }
}

/// Runs initdb. The directory gets its name when it is complete, so an interrupted start leaves nothing that looks
/// like a cluster. initdb holds the `running` lock, so no second initdb starts while the first one continues after
/// its parent has died.
pub(super) async fn initialise(
    home: &Home,
    installation: &Installation,
    password: &SecretString,
    running: &File,
) -> Result<(), ClusterError> {
    let unfinished = home.place().join("data.unfinished");
    if unfinished.exists() {
        fs::remove_dir_all(&unfinished).map_err(files("remove", &unfinished))?;
    }
    DirBuilder::new().mode(0o700).create(&unfinished).map_err(files("create", &unfinished))?;
    home.account().change_owner(&unfinished)?;
    let password_file = home.place().join("password.initdb");
    write_private(&password_file, password.expose_secret())?;
    home.account().change_owner(&password_file)?;

    let mut command = home.account().command(&installation.program("initdb"), home.place());
    command.args(["--encoding=UTF8", "--locale=C", "--auth=scram-sha-256", "--no-instructions"]);
    command.args(["--username", NAME, "--pgdata"]).arg(&unfinished).arg("--pwfile").arg(&password_file);
    let output = finish(command, running).await;
    let removed = fs::remove_file(&password_file).map_err(files("remove", &password_file));
    let output = output.map_err(files("run", &installation.program("initdb")))?;
    if !output.status.success() {
        return Err(ClusterError::Initialise { data: home.data(), output: tail(&output.stderr) });
    }
    removed?;
    fs::rename(&unfinished, home.data()).map_err(files("rename", &unfinished))
}

/// Returns a port that is free now.
pub(crate) fn free_port() -> Result<u16, ClusterError> {
    let mut port = PORTS.start;
    for _ in 0..PORTS_TRIED {
        let random = getrandom::u32().map_err(ClusterError::Random)?;
        port = PORTS.start + (random % u32::from(PORTS.end - PORTS.start)) as u16;
        if TcpListener::bind((Ipv4Addr::LOCALHOST, port)).is_ok() {
            return Ok(port);
        }
    }
    Err(ClusterError::PortTaken { port })
}

/// Creates the database if there is none: at the first start, or after one that was interrupted.
pub(super) async fn create_database(port: u16, password: &SecretString) -> Result<(), ClusterError> {
    let options = PgConnectOptions::new_without_pgpass()
        .host("127.0.0.1")
        .port(port)
        .username(NAME)
        .password(password.expose_secret())
        .database("postgres")
        .ssl_mode(PgSslMode::Disable)
        .disable_statement_logging();
    let work = async {
        let mut connection = PgConnection::connect_with(&options).await?;
        let found = sqlx::query("select from pg_database where datname = $1").bind(NAME);
        if found.fetch_optional(&mut connection).await?.is_none() {
            sqlx::query("create database payout").execute(&mut connection).await?;
        }
        connection.close().await
    };
    let limited = timeout(CONNECT_LIMIT, work)
        .await
        .unwrap_or_else(|_| Err(io::Error::from(io::ErrorKind::TimedOut).into()));
    limited.map_err(ClusterError::Connect)
}

async fn finish(mut command: Command, running: &File) -> io::Result<std::process::Output> {
    command.stdin(running.try_clone()?);
    command.output().await
}

fn pid_file(home: &Home) -> String {
    fs::read_to_string(home.data().join("postmaster.pid")).unwrap_or_default()
}

/// Returns the last lines, as one line.
fn tail(bytes: &[u8]) -> String {
    let text = String::from_utf8_lossy(&bytes[bytes.len().saturating_sub(TAIL_BYTES)..]);
    let lines: Vec<&str> = text.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    if lines.is_empty() {
        return String::from("it printed nothing");
    }
    lines[lines.len().saturating_sub(TAIL_LINES)..].join(" | ")
}
