//! A machine whose clock is wrong: libfaketime (Debian's package of that name), laid under a process of the product's own.
//! Only the wall clock is; the monotonic one runs on as it does on such a machine.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::Command;

use crate::{Process, World};

/// Starts processes on a machine whose clock is some seconds ahead, or behind when they are below 0.
#[derive(Debug, Clone, Copy)]
pub struct WrongClock(pub i64);

impl WrongClock {
    /// Starts `payout-worker` on the world's database; operators reach it at `ops`.
    pub async fn worker(self, w: &World, ops: SocketAddr, methods: &str) -> Process {
        let mut command = Process::worker_command(methods).await;
        self.lay_under(command.env("PAYOUT_OPS_LISTEN", ops.to_string()));
        Process::start(command, w)
    }

    /// Starts `payout-api` on the world's database, at `address`; operators reach it at `ops`.
    pub async fn api(self, w: &World, address: SocketAddr, ops: SocketAddr, methods: &str) -> Process {
        let mut command = Process::api_command(address).await;
        command.env("PAYOUT_METHODS", methods);
        self.lay_under(command.env("PAYOUT_OPS_LISTEN", ops.to_string()));
        Process::start(command, w)
    }

    /// Runs `payout` to its end: whether it succeeded, and all that it printed.
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

/// Where it is.
///
/// # Panics
/// When it is not installed: the tests would otherwise show nothing.
fn library() -> PathBuf {
    let directories = std::fs::read_dir("/usr/lib").unwrap().map(|entry| entry.unwrap().path());
    let mut places = directories.map(|directory| directory.join("faketime/libfaketime.so.1"));
    places
        .find(|place| place.is_file())
        .unwrap_or_else(|| panic!("install libfaketime (apt-get install libfaketime)"))
}
