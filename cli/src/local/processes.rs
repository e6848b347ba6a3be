//! Runs the API and workers as processes of their own, as an operator does: to measure memory, add workers and kill
//! one. The programs must be beside this one.

use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use secrecy::{ExposeSecret, SecretString};
use tokio::process::{Child, Command};
use tokio::time::Instant;
use worker::config::CLAIM_SIZE;

use crate::client::Operator;
use crate::cluster;
use crate::error::{CliError, file};
use crate::local::secrets::Secrets;

/// How long an API may take to become ready.
const START_LIMIT: Duration = Duration::from_secs(30);

/// How often the API is asked whether it is ready.
const ASK_EVERY: Duration = Duration::from_millis(20);

/// How long a process may take to stop. It gives its work in flight 10 s.
const STOP_LIMIT: Duration = Duration::from_secs(20);

/// The log filter of the processes, unless `RUST_LOG` sets one. They log to this program's standard error.
const LOG: &str = "error";

/// The secrets that the processes receive by value, even if this program read them from files.
const SECRETS: [&str; 5] = [
    "DATABASE_URL",
    "PAYOUT_HASH_SECRET",
    "PAYOUT_WEBHOOK_SECRET",
    "PAYOUT_KEY_PEPPER",
    "PAYOUT_OPERATOR_TOKEN",
];

/// Starts processes on one database.
#[derive(Debug, Clone)]
pub struct Programs {
    directory: PathBuf,
    url: SecretString,
    secrets: Secrets,
    traces: Option<Traces>,
}

/// The trace settings of processes.
#[derive(Debug, Clone)]
pub struct Traces {
    /// The collector, such as `http://127.0.0.1:4318`. `None` sends no traces.
    pub collector: Option<String>,
    /// The share of requests that is traced, from 0 to 1.
    pub share: f64,
}

/// A process, which is killed when the value is dropped.
#[derive(Debug)]
pub struct Process {
    name: &'static str,
    child: Child,
}

/// A ready `payout-api`.
#[derive(Debug)]
pub struct ApiProcess {
    /// The process.
    pub process: Process,
    /// `http://127.0.0.1:<port>`, for clients.
    pub url: String,
    /// A client of the API's operators' listener.
    pub operator: Operator,
}

/// The memory of a process, in MiB.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Memory {
    /// The current amount.
    pub now: f64,
    /// The peak since its start.
    pub peak: f64,
}

/// Returns the directory of the other programs, which is this program's own.
///
/// # Errors
/// If they are not there.
pub fn directory() -> Result<PathBuf, CliError> {
    let this = std::env::current_exe().map_err(file("find", Path::new("/proc/self/exe")))?;
    let directory = this.parent().map(Path::to_owned).unwrap_or_default();
    for name in ["payout-api", "payout-worker"] {
        if !directory.join(name).is_file() {
            return Err(CliError::Usage(format!(
                "there is no {name} beside {}: build all programs (cargo build --release) and run target/release/payout",
                this.display()
            )));
        }
    }
    Ok(directory)
}

impl Programs {
    /// Creates a starter of the programs beside this one, on the migrated database at `url`.
    ///
    /// # Errors
    /// If they are not there.
    pub fn on(url: &SecretString, secrets: &Secrets) -> Result<Self, CliError> {
        Ok(Self { directory: directory()?, url: url.clone(), secrets: secrets.clone(), traces: None })
    }

    /// Returns the same starter with these trace settings, which override the environment.
    pub fn with_traces(self, traces: Traces) -> Self {
        Self { traces: Some(traces), ..self }
    }

    /// Starts `payout-api` on free ports of 127.0.0.1. Returns when it is ready.
    ///
    /// # Errors
    /// If it does not start.
    pub async fn api(&self) -> Result<ApiProcess, CliError> {
        let (address, ops_address) = (free_address()?, free_address()?);
        let (url, ops_url) = (format!("http://{address}"), format!("http://{ops_address}"));
        let mut command = self.command("payout-api");
        command
            .env("PAYOUT_LISTEN", address)
            .env("PAYOUT_OPS_LISTEN", ops_address)
            .env("PAYOUT_KEY_PEPPER", self.secrets.key_pepper.expose_secret())
            .env("PAYOUT_OPERATOR_TOKEN", self.secrets.operator_token.expose_secret());
        let mut process = Process::spawn("payout-api", command)?;
        let operator = Operator::new(&ops_url, self.secrets.operator_token.clone())?;
        let started = Instant::now();
        loop {
            if operator.is_ready().await {
                return Ok(ApiProcess { process, url, operator });
            }
            if started.elapsed() > START_LIMIT || !process.is_running() {
                return Err(CliError::Failed("payout-api did not start: see its log (RUST_LOG=info)".into()));
            }
            tokio::time::sleep(ASK_EVERY).await;
        }
    }

    /// Starts `payout-worker` with this many concurrent claims. `None` uses its default.
    ///
    /// # Errors
    /// If it cannot be run.
    pub fn worker(&self, concurrency: Option<u16>) -> Result<Process, CliError> {
        let mut command = self.command("payout-worker");
        command.env("PAYOUT_OPS_LISTEN", "127.0.0.1:0").env("PAYOUT_VERIFY_INTERVAL", "0");
        command.env("PAYOUT_CLAIM_SIZE", CLAIM_SIZE.to_string());
        match concurrency {
            Some(concurrency) => command.env("PAYOUT_WORKER_CONCURRENCY", concurrency.to_string()),
            None => command.env_remove("PAYOUT_WORKER_CONCURRENCY"),
        };
        Process::spawn("payout-worker", command)
    }

    fn command(&self, name: &str) -> Command {
        let mut command = Command::new(self.directory.join(name));
        command
            .env("DATABASE_URL", self.url.expose_secret())
            .env("PAYOUT_HASH_SECRET", self.secrets.hash_secret.expose_secret())
            .env("PAYOUT_WEBHOOK_SECRET", self.secrets.webhook_secret.expose_secret())
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .kill_on_drop(true);
        for name in SECRETS {
            command.env_remove(format!("{name}_FILE"));
        }
        if let Some(Traces { collector, share }) = &self.traces {
            command
                .env_remove("OTEL_EXPORTER_OTLP_ENDPOINT")
                .env("OTEL_TRACES_SAMPLER_ARG", share.to_string());
            if let Some(collector) = collector {
                command.env("OTEL_EXPORTER_OTLP_ENDPOINT", collector);
            }
        }
        if std::env::var_os("RUST_LOG").is_none() {
            command.env("RUST_LOG", LOG);
        }
        command
    }
}

impl Process {
    fn spawn(name: &'static str, mut command: Command) -> Result<Self, CliError> {
        let child = command.spawn().map_err(file("run", Path::new(name)))?;
        Ok(Self { name, child })
    }

    /// Returns whether the process has not ended.
    pub fn is_running(&mut self) -> bool {
        matches!(self.child.try_wait(), Ok(None))
    }

    /// Returns its process id, or `None` if it has ended.
    pub fn id(&self) -> Option<u32> {
        self.child.id()
    }

    /// Returns its memory.
    ///
    /// # Errors
    /// If it has ended, or the system has no `/proc`.
    pub fn memory(&self) -> Result<Memory, CliError> {
        let id = self.child.id().ok_or_else(|| self.failed("has ended"))?;
        let path = PathBuf::from(format!("/proc/{id}/status"));
        let status = std::fs::read_to_string(&path).map_err(file("read", &path))?;
        read_memory(&status).ok_or_else(|| self.failed("does not report its memory"))
    }

    /// Returns the CPU time of all its threads since its start, in seconds.
    ///
    /// # Errors
    /// If it has ended, or the system has no `/proc`.
    pub fn cpu_seconds(&self) -> Result<f64, CliError> {
        let id = self.child.id().ok_or_else(|| self.failed("has ended"))?;
        let path = PathBuf::from(format!("/proc/{id}/stat"));
        let stat = std::fs::read_to_string(&path).map_err(file("read", &path))?;
        read_cpu_seconds(&stat).ok_or_else(|| self.failed("does not report its CPU time"))
    }

    /// Kills it, as a power cut would, and waits until it has ended.
    ///
    /// # Errors
    /// If it had ended before.
    pub async fn kill(mut self) -> Result<(), CliError> {
        self.child.kill().await.map_err(|error| self.failed(&format!("could not be killed: {error}")))
    }

    /// Asks it to stop, and waits until it has ended.
    ///
    /// # Errors
    /// If it had ended before, does not stop, or reports a failure.
    pub async fn stop(mut self) -> Result<(), CliError> {
        let id = self.child.id().and_then(|id| i32::try_from(id).ok());
        let id = id.ok_or_else(|| self.failed("had ended before"))?;
        kill(Pid::from_raw(id), Signal::SIGTERM)
            .map_err(|error| self.failed(&format!("could not be stopped: {error}")))?;
        match tokio::time::timeout(STOP_LIMIT, self.child.wait()).await {
            Ok(Ok(status)) if status.success() => Ok(()),
            Ok(Ok(status)) => Err(self.failed(&format!("ended with {status}"))),
            Ok(Err(error)) => Err(self.failed(&format!("was lost: {error}"))),
            Err(_) => Err(self.failed("does not stop")),
        }
    }

    fn failed(&self, what: &str) -> CliError {
        CliError::Failed(format!("{} {what}", self.name))
    }
}

fn free_address() -> Result<String, CliError> {
    Ok(format!("127.0.0.1:{}", cluster::free_port()?))
}

/// Reads the memory from `/proc/<id>/status`, which has lines such as `VmHWM:   20480 kB`.
fn read_memory(status: &str) -> Option<Memory> {
    let mebibytes = |name: &str| {
        let line = status.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(':'))?;
        Some(line.trim().strip_suffix(" kB")?.parse::<f64>().ok()? / 1_024.0)
    };
    Some(Memory { now: mebibytes("VmRSS")?, peak: mebibytes("VmHWM")? })
}

/// Reads the CPU time from `/proc/<id>/stat`: the twelfth and thirteenth field after the name, in hundredths of a
/// second on every Linux.
fn read_cpu_seconds(stat: &str) -> Option<f64> {
    let (_, rest) = stat.rsplit_once(')')?;
    let mut ticks = rest.split_whitespace().skip(11).map(str::parse::<u32>);
    let (user, system) = (ticks.next()?.ok()?, ticks.next()?.ok()?);
    Some(f64::from(user + system) / 100.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn memory_is_read_in_mebibytes() {
        let status =
            "Name:\tpayout-api\nVmPeak:\t  99999 kB\nVmHWM:\t   20480 kB\nVmRSS:\t   10240 kB\nThreads:\t3\n";
        assert_eq!(read_memory(status), Some(Memory { now: 10.0, peak: 20.0 }));
        assert_eq!(read_memory("Name:\tkthreadd\n"), None);
    }

    #[test]
    fn cpu_time_is_read_after_a_name_with_any_characters() {
        let stat = "77 (pay) out) S 1 77 77 0 -1 4194304 100 0 0 0 250 150 9 9 20 0 3 0 5000";
        assert_eq!(read_cpu_seconds(stat), Some(4.0));
        assert_eq!(read_cpu_seconds("77 (payout"), None);
    }
}
