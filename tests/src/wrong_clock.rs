//! A machine whose clock is wrong: one of the product's processes runs under libfaketime (Debian's package of that
//! name). Only the wall clock is wrong; the monotonic clock runs on as it does on such a machine.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::Command;

use crate::{Process, World};

/// Starts processes whose clock is this many seconds ahead, or behind if negative.
#[derive(Debug, Clone, Copy)]
pub struct WrongClock(pub i64);

impl WrongClock {
    /// Starts `payout-worker` on the world's database. It serves operators at `ops`.
    pub async fn worker(self, w: &World, ops: SocketAddr, methods: &str) -> Process {
        let mut command = Process::worker_command(methods).await;
        self.lay_under(command.env("PAYOUT_OPS_LISTEN", ops.to_string()));
        Process::start(command, w)
    }

    /// Starts `payout-api` on the world's database, listening on `address`. It serves operators at `ops`.
    pub async fn api(self, w: &World, address: SocketAddr, ops: SocketAddr, methods: &str) -> Process {
        let mut command = Process::api_command(address).await;
        command.env("PAYOUT_METHODS", methods);
        self.lay_under(command.env("PAYOUT_OPS_LISTEN", ops.to_string()));
        Process::start(command, w)
    }

    /// Runs `payout` to its end. Returns whether it succeeded, and all that it printed.
    pub async fn payout(self, w: &World, arguments: &[&str]) -> (bool, String) {
        Process::payout_with(w, arguments, |command| self.lay_under(command)).await
    }

    fn lay_under(self, command: &mut Command) {
        let wanted = [
            ("LD_PRELOAD", library().to_str().unwrap().to_owned()),
            ("FAKETIME", format!("{:+}s", self.0)),
            ("FAKETIME_DONT_FAKE_MONOTONIC", "1".to_owned()),
        ];
        command.envs(wanted);
    }
}

/// Returns the path of the library.
///
/// # Panics
/// If it is not installed, because the tests would show nothing without it.
fn library() -> PathBuf {
    let directories = std::fs::read_dir("/usr/lib").unwrap().map(|entry| entry.unwrap().path());
    let mut places = directories.map(|directory| directory.join("faketime/libfaketime.so.1"));
    places
        .find(|place| place.is_file())
        .unwrap_or_else(|| panic!("install libfaketime (apt-get install libfaketime)"))
}
