//! `payout` as a person runs it: what it says on both streams, and how it ends.

use std::io::{BufRead, BufReader, Read};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::{Arc, Mutex};

use nix::sys::signal::Signal;

use crate::eventually;
use crate::process::{Process, directory};

type Lines = Arc<Mutex<Vec<String>>>;

/// A running command, killed when its test ends.
pub struct Command {
    process: Process,
    out: Lines,
    err: Lines,
}

impl Command {
    /// Starts `payout` with these arguments in `home`.
    pub async fn payout(home: &Path, arguments: &[&str]) -> Self {
        let mut command = std::process::Command::new(Self::program().await);
        command.args(arguments);
        Self::start(home, command)
    }

    /// Starts a line of a shell's in `home`.
    pub fn shell(home: &Path, line: &str) -> Self {
        let mut command = std::process::Command::new("sh");
        command.args(["-ec", line]);
        Self::start(home, command)
    }

    /// Where `payout` is.
    pub async fn program() -> PathBuf {
        directory().await.join("payout")
    }

    fn start(home: &Path, mut command: std::process::Command) -> Self {
        // Nothing of the machine's own settings; and a group of its own, as a shell gives it.
        let mut child = command
            .current_dir(home)
            .env_clear()
            .envs(std::env::var_os("PATH").map(|path| ("PATH", path)))
            .env("RUST_LOG", "warn")
            .process_group(0)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let (out, err) = (read(child.stdout.take().unwrap()), read(child.stderr.take().unwrap()));
        Self { process: Process(child), out, err }
    }

    /// What it has said on standard output.
    pub fn out(&self) -> Vec<String> {
        self.out.lock().unwrap().clone()
    }

    /// What it has said on standard error.
    pub fn err(&self) -> Vec<String> {
        self.err.lock().unwrap().clone()
    }

    /// The first line of either stream that has `part`, once it is there.
    ///
    /// # Panics
    /// When it does not come.
    pub async fn says(&self, part: &str) -> String {
        let what = format!("it says {part:?}");
        eventually(&what, async || self.out().into_iter().chain(self.err()).find(|line| line.contains(part)))
            .await
    }

    /// Sends it a signal, and waits: its exit code.
    pub async fn end(self, signal: Signal) -> Option<i32> {
        self.process.end(signal).await
    }

    /// Waits until it ends by itself: its exit code.
    pub async fn ended(&mut self) -> Option<i32> {
        eventually("the command ends", async || self.process.0.try_wait().unwrap()).await.code()
    }
}

/// Collects lines until the stream ends.
fn read(stream: impl Read + Send + 'static) -> Lines {
    let lines = Lines::default();
    let collected = lines.clone();
    std::thread::spawn(move || {
        for line in BufReader::new(stream).lines().map_while(Result::ok) {
            collected.lock().unwrap().push(line);
        }
    });
    lines
}
