//! The directory of a cluster, and the locks that say who may use it.
//!
//! ```text
//! root/lock            held by the process that owns the Cluster value
//! root/running         held by the server's processes, which inherit it
//! root/password        the superuser's password, 0600
//! root/postgres.log    the server's log; that of the run before is postgres.log.previous
//! root/data-is-in      where `place` is, if the server's user cannot enter root
//! place/data           the data directory
//! place/settings.conf  the server's settings, written at every start
//! place/postgres-<v>   a downloaded Postgres, where none is installed
//! ```
//! `place` is `root`, unless we are root and `root` lies in a directory closed to the server's user (a clone in
//! /root). Then it is a new directory in /var/tmp, noted in `data-is-in`. Its name is random, because another user
//! could take a predictable name beforehand. It belongs to us. Others may pass through it to `data`, which is 0700.

use std::fs::{self, DirBuilder, File, OpenOptions, Permissions, TryLockError};
use std::io::{self, Write};
use std::os::unix::fs::{DirBuilderExt, MetadataExt, OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use nix::unistd::Uid;
use secrecy::SecretString;

use super::account::Account;
use super::error::{ClusterError, files};

/// How long a clean shutdown with its checkpoint may take, on a slow disk.
pub(super) const STOP_LIMIT: Duration = Duration::from_secs(30);

/// How often a lock, a process or a file is checked while waiting for it.
pub(super) const POLL: Duration = Duration::from_millis(20);

/// How many numbered directories tests may use at once. A machine cannot run more servers than that.
const NUMBERED: u32 = 64;

/// Bytes of randomness in the password, which is written as hexadecimal digits.
const PASSWORD_BYTES: usize = 32;

/// The parent of a data directory that must not lie in a closed one. Unlike /tmp it survives a reboot.
const ELSEWHERE: &str = "/var/tmp";

/// A directory that only this process uses until the value is dropped.
#[derive(Debug)]
pub(super) struct Home {
    root: PathBuf,
    place: PathBuf,
    account: Account,
    /// Never read. The lock is held as long as it is open.
    _lock: File,
}

impl Home {
    /// Creates the directory if there is none, and takes its lock, or the lock of a numbered directory in it.
    pub(super) async fn claim(root: &Path, by_number: bool) -> Result<Self, ClusterError> {
        let (root, lock) = if by_number {
            let numbered = (1..=NUMBERED).map(|number| root.join(number.to_string()));
            first_free(numbered)?.ok_or_else(|| ClusterError::InUse(root.to_owned()))?
        } else {
            first_free([root.to_owned()])?.ok_or_else(|| ClusterError::InUse(root.to_owned()))?
        };
        let noted = noted_place(&root);
        let data = noted.as_ref().unwrap_or(&root).join("data");
        let owner = fs::metadata(data).ok().map(|metadata| Uid::from_raw(metadata.uid()));
        let account = Account::choose(owner)?;
        let place = match noted {
            Some(place) => place,
            None if account.can_enter(&root).await? => root.clone(),
            None => new_place(&root)?,
        };
        Ok(Self { root, place, account, _lock: lock })
    }

    pub(super) fn account(&self) -> &Account {
        &self.account
    }

    pub(super) fn root(&self) -> &Path {
        &self.root
    }

    pub(super) fn place(&self) -> &Path {
        &self.place
    }

    pub(super) fn data(&self) -> PathBuf {
        self.place.join("data")
    }

    pub(super) fn log(&self) -> PathBuf {
        self.root.join("postgres.log")
    }

    /// Returns whether the data directory exists. It gets its name only when it is complete, so then it is
    /// initialised.
    pub(super) fn is_initialised(&self) -> bool {
        self.data().exists()
    }

    /// Returns the major version that made the data, if there is any.
    pub(super) fn data_version(&self) -> Option<u32> {
        fs::read_to_string(self.data().join("PG_VERSION")).ok()?.trim().parse().ok()
    }

    /// Waits until no process of an earlier server is left. Returns the `running` lock, which is passed to the next
    /// server.
    pub(super) async fn wait_until_quiet(&self) -> Result<File, ClusterError> {
        let path = self.root.join("running");
        let deadline = Instant::now() + STOP_LIMIT;
        loop {
            if let Some(file) = try_lock(&path)? {
                return Ok(file);
            }
            if Instant::now() > deadline {
                return Err(self.still_running());
            }
            tokio::time::sleep(POLL).await;
        }
    }

    pub(super) fn still_running(&self) -> ClusterError {
        let pid_file = self.data().join("postmaster.pid");
        let pid = fs::read_to_string(pid_file).unwrap_or_default();
        let hint = format!("kill -INT {}", pid.lines().next().unwrap_or("<its process id>"));
        ClusterError::StillRunning { data: self.data(), hint }
    }

    /// Returns the superuser's password. The first call creates it.
    pub(super) fn password(&self) -> Result<SecretString, ClusterError> {
        let path = self.root.join("password");
        match fs::read_to_string(&path) {
            Ok(text) if text.trim().len() == 2 * PASSWORD_BYTES => {
                return Ok(SecretString::from(text.trim().to_owned()));
            }
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(files("read", &path)(error)),
            _ if self.is_initialised() => {
                return Err(ClusterError::PasswordLost { file: path, root: self.root.clone() });
            }
            _ => {}
        }
        let mut bytes = [0; PASSWORD_BYTES];
        getrandom::fill(&mut bytes).map_err(ClusterError::Random)?;
        let password = hex::encode(bytes);
        write_private(&path, &password)?;
        Ok(SecretString::from(password))
    }

    /// Keeps the log of the run before and begins a new one, so that the log does not grow without bound.
    pub(super) fn rotate_log(&self) -> Result<(), ClusterError> {
        let log = self.log();
        match fs::rename(&log, log.with_extension("log.previous")) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(files("move", &log)(error)),
            _ => Ok(()),
        }
    }

    /// Opens the log for a server to append to.
    pub(super) fn open_log(&self) -> Result<File, ClusterError> {
        let log = self.log();
        OpenOptions::new().create(true).append(true).mode(0o600).open(&log).map_err(files("open", &log))
    }
}

/// Writes a file that only we can read.
pub(super) fn write_private(path: &Path, text: &str) -> Result<(), ClusterError> {
    let options = OpenOptions::new().create(true).truncate(true).write(true).mode(0o600).open(path);
    options.and_then(|mut file| file.write_all(text.as_bytes())).map_err(files("write", path))
}

fn first_free(
    candidates: impl IntoIterator<Item = PathBuf>,
) -> Result<Option<(PathBuf, File)>, ClusterError> {
    for candidate in candidates {
        fs::create_dir_all(&candidate).map_err(files("create", &candidate))?;
        let root = candidate.canonicalize().map_err(files("find", &candidate))?;
        if let Some(lock) = try_lock(&root.join("lock"))? {
            return Ok(Some((root, lock)));
        }
    }
    Ok(None)
}

/// Takes the lock at `path` if it is free. The lock belongs to the open file: to this process, and to every child
/// that inherits the handle.
fn try_lock(path: &Path) -> Result<Option<File>, ClusterError> {
    let options = OpenOptions::new().create(true).append(true).mode(0o600).open(path);
    let file = options.map_err(files("open", path))?;
    match file.try_lock() {
        Ok(()) => Ok(Some(file)),
        Err(TryLockError::WouldBlock) => Ok(None),
        Err(TryLockError::Error(error)) => Err(files("lock", path)(error)),
    }
}

/// Returns the path of the note in `root` that says where the data is, if it is elsewhere.
fn note(root: &Path) -> PathBuf {
    root.join("data-is-in")
}

/// Returns the place noted earlier, unless it was removed.
fn noted_place(root: &Path) -> Option<PathBuf> {
    let text = fs::read_to_string(note(root)).ok()?;
    Some(PathBuf::from(text.trim_end())).filter(|place| place.is_dir())
}

fn new_place(root: &Path) -> Result<PathBuf, ClusterError> {
    let mut random = [0; 8];
    getrandom::fill(&mut random).map_err(ClusterError::Random)?;
    let place = Path::new(ELSEWHERE).join(format!("payout-{}", hex::encode(random)));
    DirBuilder::new().mode(0o711).create(&place).map_err(files("create", &place))?;
    // The umask may have removed permissions, and the server's user must be able to pass through.
    fs::set_permissions(&place, Permissions::from_mode(0o711)).map_err(files("open", &place))?;
    let note = note(root);
    fs::write(&note, format!("{}\n", place.display())).map_err(files("write", &note))?;
    Ok(place)
}
