//! The user that the server's processes run as. Postgres does not run as root, but in a fresh container we are often
//! root. Then the server's programs run as `postgres` or else `nobody`, and that user owns the files they write.

use std::os::unix::fs::chown;
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::Stdio;

use nix::unistd::{Uid, User, geteuid};
use tokio::process::Command;

use super::error::{ClusterError, files};

/// The users to run the server as when we are root, best first.
const UNPRIVILEGED: [&str; 2] = ["postgres", "nobody"];

/// The user that the server's processes run as: ourselves, or a user without privileges.
#[derive(Debug)]
pub(super) struct Account {
    other: Option<User>,
}

impl Account {
    /// Chooses the user. If there is data already, it is the owner of the data, because the server rejects any other
    /// user. The data may have been created without `sudo`, or before a package added the user `postgres`.
    pub(super) fn choose(owner: Option<Uid>) -> Result<Self, ClusterError> {
        if !geteuid().is_root() {
            return Ok(Self { other: None });
        }
        let owner = owner.filter(|owner| !owner.is_root());
        if let Some(user) = owner.and_then(|owner| User::from_uid(owner).ok().flatten()) {
            return Ok(Self { other: Some(user) });
        }
        for name in UNPRIVILEGED {
            match User::from_name(name) {
                Ok(Some(user)) if !user.uid.is_root() => return Ok(Self { other: Some(user) }),
                Ok(_) => {}
                Err(errno) => return Err(ClusterError::NoAccount(Some(errno.into()))),
            }
        }
        Err(ClusterError::NoAccount(None))
    }

    /// Returns a command that runs `program` as this user in `directory`, because the user may not be able to enter
    /// our own directory. The program ignores the terminal's Ctrl-C and the caller's `PG*` variables, and its
    /// messages are in English.
    pub(super) fn command(&self, program: &Path, directory: &Path) -> Command {
        let mut command = std::process::Command::new(program);
        command.current_dir(directory).env("LC_ALL", "C").process_group(0).stdin(Stdio::null());
        for (name, _) in std::env::vars_os().filter(|(name, _)| name.as_encoded_bytes().starts_with(b"PG")) {
            command.env_remove(name);
        }
        if let Some(user) = &self.other {
            command.uid(user.uid.as_raw()).gid(user.gid.as_raw());
        }
        Command::from(command)
    }

    /// Makes this user the owner of a file or directory.
    pub(super) fn change_owner(&self, path: &Path) -> Result<(), ClusterError> {
        let Some(user) = &self.other else { return Ok(()) };
        chown(path, Some(user.uid.as_raw()), Some(user.gid.as_raw())).map_err(files("give away", path))
    }

    /// Returns whether this user can enter `directory`. It cannot if a parent is closed to it, such as /root. Trying
    /// it takes access lists and mount options into account.
    pub(super) async fn can_enter(&self, directory: &Path) -> Result<bool, ClusterError> {
        let Some(user) = &self.other else { return Ok(true) };
        let mut command = self.command(Path::new("/bin/sh"), Path::new("/"));
        command.args(["-c", "cd -- \"$1\" 2>/dev/null", "sh"]).arg(directory);
        let status = command.status().await;
        status
            .map(|status| status.success())
            .map_err(|source| ClusterError::Account { user: user.name.clone(), source })
    }
}
