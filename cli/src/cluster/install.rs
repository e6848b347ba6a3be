//! Finds a Postgres: the newest one that is installed, or else a download that is kept next to the data.
//!
//! A directory counts only if it has both `postgres` and `initdb`, and only if the server's user can run them. Client
//! packages install neither, and some tools leave a lone `postgres` behind.

use std::ffi::OsString;
use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::account::Account;
use super::download;
use super::error::{ClusterError, files};
use super::home::Home;

/// The oldest version with everything that is set and used here. `client_connection_check_interval` came with it.
const OLDEST: u32 = 14;

/// The version that is downloaded for new data. Every current distribution has it, and it is supported until November
/// 2029.
const DOWNLOADED: u32 = 17;

/// How long the download of some 30 MB may take, on a slow line. Without any network it fails long before.
const DOWNLOAD_LIMIT: Duration = Duration::from_secs(300);

/// Where packages install each version: a parent directory, the prefix of the names in it, and the rest of the path.
/// For Debian and Ubuntu, Red Hat's own packages, Alpine, Homebrew (three times) and Postgres.app.
const PACKAGED: [(&str, &str, &str); 7] = [
    ("/usr/lib/postgresql", "", "bin"),
    ("/usr", "pgsql-", "bin"),
    ("/usr/libexec", "postgresql", ""),
    ("/opt/homebrew/opt", "postgresql", "bin"),
    ("/usr/local/opt", "postgresql", "bin"),
    ("/home/linuxbrew/.linuxbrew/opt", "postgresql", "bin"),
    ("/Applications/Postgres.app/Contents/Versions", "", "bin"),
];

/// A Postgres that can be run.
#[derive(Debug, Clone)]
pub(super) struct Installation {
    bin: PathBuf,
    major: u32,
}

impl Installation {
    /// Returns the path of one of its programs.
    pub(super) fn program(&self, name: &str) -> PathBuf {
        self.bin.join(name)
    }

    /// Returns whether it has a loadable module, such as pg_stat_statements, which packages sometimes leave out.
    pub(super) async fn has_module(&self, account: &Account, name: &str) -> bool {
        let mut libraries = vec![self.bin.join("../lib"), self.bin.join("../lib/postgresql")];
        libraries
            .extend(output_of(account, &self.program("pg_config"), "--pkglibdir").await.map(PathBuf::from));
        libraries.iter().any(|library| {
            ["so", "dylib"].iter().any(|suffix| library.join(format!("{name}.{suffix}")).exists())
        })
    }

    /// Returns the Postgres in this directory, if the directory counts.
    async fn in_directory(account: &Account, bin: PathBuf) -> Option<Self> {
        if !bin.join("initdb").is_file() || !bin.join("postgres").is_file() {
            return None;
        }
        let major = major_version(&output_of(account, &bin.join("postgres"), "--version").await?)?;
        (major >= OLDEST).then_some(Self { bin, major })
    }
}

/// Returns the installation for this cluster: of the version that made its data or, for new data, the newest.
pub(super) async fn find_or_download(home: &Home) -> Result<Installation, ClusterError> {
    let wanted = home.data_version();
    let mut best: Option<Installation> = None;
    for bin in candidates(home).await {
        let Some(found) = Installation::in_directory(home.account(), bin).await else { continue };
        let better = best.as_ref().is_none_or(|best| found.major > best.major);
        if wanted.map_or(better, |wanted| found.major == wanted && best.is_none()) {
            best = Some(found);
        }
    }
    match best {
        Some(installation) => Ok(installation),
        None => download(home, wanted).await,
    }
}

/// Returns the directories to search. Of two with the same version the first is taken.
async fn candidates(home: &Home) -> Vec<PathBuf> {
    let mut directories: Vec<PathBuf> = PACKAGED
        .iter()
        .flat_map(|(parent, prefix, rest)| {
            children(Path::new(parent), prefix).map(move |path| path.join(rest))
        })
        .collect();
    let config = output_of(home.account(), Path::new("pg_config"), "--bindir").await;
    directories.extend(config.map(PathBuf::from));
    let path = std::env::var_os("PATH").unwrap_or_else(|| OsString::from("/usr/local/bin:/usr/bin:/bin"));
    directories.extend(std::env::split_paths(&path).filter(|directory| directory.is_absolute()));
    directories.extend(children(home.place(), "postgres-").map(|path| path.join("bin")));
    directories
}

fn children(parent: &Path, prefix: &str) -> impl Iterator<Item = PathBuf> {
    let entries = fs::read_dir(parent).into_iter().flatten().flatten();
    let named =
        entries.filter(move |entry| entry.file_name().as_encoded_bytes().starts_with(prefix.as_bytes()));
    named.map(|entry| entry.path())
}

/// Returns the output of a program that the server's user runs. `None` if the program fails.
async fn output_of(account: &Account, program: &Path, argument: &str) -> Option<String> {
    let output = account.command(program, Path::new("/")).arg(argument).output().await.ok()?;
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

/// Returns the major version in `postgres (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)`, or `… 18beta1`.
fn major_version(text: &str) -> Option<u32> {
    let version = text.strip_prefix("postgres (PostgreSQL) ")?;
    let digits = version.find(|letter: char| !letter.is_ascii_digit()).unwrap_or(version.len());
    version[..digits].parse().ok()
}

async fn download(home: &Home, wanted: Option<u32>) -> Result<Installation, ClusterError> {
    let major = wanted.unwrap_or(DOWNLOADED);
    tracing::info!(major, "downloading PostgreSQL, as none is installed");
    let download = download::download(download::RELEASES, home.place(), major);
    let result: Result<PathBuf, Box<dyn std::error::Error + Send + Sync>> =
        match tokio::time::timeout(DOWNLOAD_LIMIT, download).await {
            Ok(result) => result.map_err(Into::into),
            Err(elapsed) => Err(elapsed.into()),
        };
    let unavailable = |source| match wanted {
        Some(major) => {
            ClusterError::WrongVersion { data: home.data(), root: home.root().to_owned(), major, source }
        }
        None => ClusterError::NoPostgres(source),
    };
    let directory = result.map_err(unavailable)?;
    // The unpacked directory is closed to the server's user.
    let open = fs::set_permissions(&directory, Permissions::from_mode(0o755));
    open.map_err(files("open", &directory))?;
    let installation = Installation::in_directory(home.account(), directory.join("bin")).await;
    installation.ok_or_else(|| unavailable("the downloaded PostgreSQL does not run on this machine".into()))
}

#[cfg(test)]
mod tests {
    use super::major_version;

    #[test]
    fn the_version_is_read_from_the_output_of_postgres() {
        assert_eq!(major_version("postgres (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)"), Some(15));
        assert_eq!(major_version("postgres (PostgreSQL) 18beta1"), Some(18));
        assert_eq!(major_version("postgres (PostgreSQL) 9.6.24"), Some(9));
        assert_eq!(major_version("postgres (PostgreSQL) 17"), Some(17));
        assert_eq!(major_version("some client 3.1"), None);
    }
}
