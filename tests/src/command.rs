//! `payout` as a person runs it: its output on both streams, and its exit code.

use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::{Arc, Mutex};

use nix::pty::{Winsize, openpty};
use nix::sys::signal::Signal;
use serde_json::Value;

use crate::eventually;
use crate::process::{Process, directory};

type Lines = Arc<Mutex<Vec<String>>>;

/// The output and the exit code of a command.
#[derive(Debug)]
pub struct Ended {
    /// The exit code.
    pub code: Option<i32>,
    /// Standard output.
    pub out: String,
    /// Standard error.
    pub err: String,
}

/// A command on a terminal, and what it draws there.
pub struct OnTerminal {
    process: Process,
    drawn: Arc<Mutex<Vec<u8>>>,
}

/// A running command. It is killed when its test ends.
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

    /// Runs `payout` to its end. Its environment has `settings` and nothing else.
    pub async fn run(arguments: &[&str], settings: &[(&str, &str)]) -> Ended {
        Self::run_program("payout", arguments, settings).await
    }

    /// Runs one of the three programs to its end. Its environment has `settings` and nothing else.
    pub async fn run_program(name: &str, arguments: &[&str], settings: &[(&str, &str)]) -> Ended {
        let mut command = tokio::process::Command::new(directory().await.join(name));
        command.args(arguments).env_clear().envs(settings.iter().copied()).stdin(Stdio::null());
        let ended = command.kill_on_drop(true).output().await.unwrap();
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        Ended { code: ended.status.code(), out: text(ended.stdout), err: text(ended.stderr) }
    }

    /// Starts a shell command in `home`.
    pub fn shell(home: &Path, line: &str) -> Self {
        let mut command = std::process::Command::new("sh");
        command.args(["-ec", line]);
        Self::start(home, command)
    }

    /// Returns the path of `payout`.
    pub async fn program() -> PathBuf {
        directory().await.join("payout")
    }

    fn start(home: &Path, mut command: std::process::Command) -> Self {
        // Without the machine's own settings, and in a process group of its own, as a shell does it.
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

    /// Returns the lines of standard output so far.
    pub fn out(&self) -> Vec<String> {
        self.out.lock().unwrap().clone()
    }

    /// Returns the lines of standard error so far.
    pub fn err(&self) -> Vec<String> {
        self.err.lock().unwrap().clone()
    }

    /// Waits for a line with `part` on either stream, and returns the first.
    ///
    /// # Panics
    /// If no such line comes.
    pub async fn wait_for_line(&self, part: &str) -> String {
        let what = format!("it says {part:?}");
        eventually(&what, async || self.out().into_iter().chain(self.err()).find(|line| line.contains(part)))
            .await
    }

    /// Sends a signal, waits for the end, and returns the exit code.
    pub async fn end(self, signal: Signal) -> Option<i32> {
        self.process.end(signal).await
    }

    /// Waits until the command ends by itself, and returns the exit code.
    pub async fn ended(&mut self) -> Option<i32> {
        eventually("the command ends", async || self.process.0.try_wait().unwrap()).await.code()
    }
}

impl Ended {
    /// Parses each line of standard output as JSON.
    pub fn objects(&self) -> Vec<Value> {
        self.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }
}

impl OnTerminal {
    /// Starts `payout` with these arguments on a terminal of 80 columns.
    pub async fn payout(arguments: &[&str]) -> Self {
        let size = Winsize { ws_row: 24, ws_col: 80, ws_xpixel: 0, ws_ypixel: 0 };
        let terminal = openpty(Some(&size), None).unwrap();
        let screen = || Stdio::from(terminal.slave.try_clone().unwrap());
        let child = std::process::Command::new(Command::program().await)
            .args(arguments)
            .env_clear()
            .env("TERM", "xterm")
            .stdin(Stdio::null())
            .stdout(screen())
            .stderr(screen())
            .spawn()
            .unwrap();
        let drawn = Arc::new(Mutex::new(Vec::new()));
        let (collected, mut master) = (drawn.clone(), File::from(terminal.master));
        std::thread::spawn(move || {
            let mut bytes = [0; 4_096];
            // Reading fails when the last writer has closed the terminal.
            while let Ok(read @ 1..) = master.read(&mut bytes) {
                collected.lock().unwrap().extend_from_slice(&bytes[..read]);
            }
        });
        Self { process: Process(child), drawn }
    }

    /// Returns all that the command has drawn so far.
    pub fn drawn(&self) -> String {
        String::from_utf8_lossy(&self.drawn.lock().unwrap()).into_owned()
    }

    /// Waits until `part` is drawn.
    ///
    /// # Panics
    /// If it is not drawn.
    pub async fn wait_for_output(&self, part: &str) {
        let what = format!("it shows {part:?}");
        eventually(&what, async || self.drawn().contains(part).then_some(())).await;
    }

    /// Waits until the command ends by itself, and returns the exit code.
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
