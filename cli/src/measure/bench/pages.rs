//! Measures the dashboard's pages for a business with a million allocations of 200,000 payout users.
//!
//! The pages are those that links reach, one of each kind. Addresses that differ in ids or in query values are of one
//! kind.

use std::collections::{BTreeMap, VecDeque};
use std::fmt;
use std::time::{Duration, Instant};

use api::auth::member::{COOKIE_NAME, new_token};
use domain::clock;
use domain::ids::{BusinessId, MemberId, SessionId};
use domain::member::sessions::{self, NewSession};
use domain::member::{Role, account, digest};
use domain::platform::db::{self, Role as Session};
use secrecy::ExposeSecret;
use sqlx::{Connection, PgConnection};
use tempfile::TempDir;

use super::combined::funded;
use super::intake::items;
use super::{Bench, backlog};
use crate::client::{Client, Format, Mode, Submission};
use crate::error::{CliError, file};
use crate::local::processes::Programs;
use crate::rewards;
use crate::rewards::submission;

/// How many batches pay the same users.
const BATCHES: u32 = 5;

/// How often each page is opened.
const TIMES: usize = 100;

/// The most kinds of pages. A page that links to ever new kinds is a defect.
const MAX_KINDS: usize = 200;

/// The measurements: the p95 time of each kind of page, in order.
#[derive(Debug, Clone)]
pub struct Pages(Vec<(String, Duration)>);

impl Pages {
    /// Returns the slowest of them, in milliseconds.
    pub fn slowest_p95_ms(&self) -> f64 {
        self.0.iter().map(|(_, p95)| p95.as_secs_f64() * 1_000.0).fold(0.0, f64::max)
    }
}

impl fmt::Display for Pages {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (kind, p95) in &self.0 {
            writeln!(f, "{:8.1} ms {kind}", p95.as_secs_f64() * 1_000.0)?;
        }
        Ok(())
    }
}

/// Pays the batches, and opens the pages as an owner.
///
/// # Errors
/// If a step fails, or the books do not balance.
pub async fn measure(bench: &Bench) -> Result<Pages, CliError> {
    let directory = TempDir::new().map_err(file("create a directory in", &std::env::temp_dir()))?;
    let path = directory.path().join("rewards");
    let count = u64::from(items(bench) / BATCHES);
    rewards::generate(&path, Format::Ndjson, count, "bench")?;
    let cents = rewards::sums(&path, Format::Ndjson)?.cents;
    let mut unpaid = cents * i64::from(BATCHES);
    let (scratch, merchant) = funded(bench, unpaid).await?;
    let mut conn = db::connect(&scratch.url, Session::Operator).await?;
    let programs = Programs::on(&scratch.url, &bench.secrets)?;
    let api = programs.api().await?;
    let mut worker = programs.worker(None)?;
    let client = Client::new(&api.url, merchant.api_key)?;
    for batch in 0..BATCHES {
        let name = format!("bench-{batch}");
        rewards::generate(&path, Format::Ndjson, count, &name)?;
        let submission = Submission {
            path: &path,
            format: Format::Ndjson,
            mode: Mode::BestEffort,
            idempotency_key: &name,
            rates: None,
            scheduled_at: None,
        };
        submission::upload(&client, &submission).await?;
        unpaid -= cents;
        backlog::until_unpaid(&mut conn, unpaid, || worker.is_running()).await?;
    }
    let reader = Reader::of(&mut conn, merchant.business_id, &api.url).await?;
    let pages = reader.all().await?;
    worker.stop().await?;
    api.process.stop().await?;
    scratch.verify_and_drop().await?;
    Ok(pages)
}

/// An owner with a session.
struct Reader {
    http: reqwest::Client,
    api_url: String,
    cookie: String,
}

impl Reader {
    async fn of(conn: &mut PgConnection, business: BusinessId, api_url: &str) -> Result<Self, CliError> {
        let (clock, token) = (clock::read(conn).await?, new_token()?);
        let (id, now) = (MemberId::from(clock.id()), clock.now());
        let email =
            "owner@merchant.example".parse().map_err(|_| CliError::Failed("invalid address".into()))?;
        let mut work = conn.begin().await?;
        // This password is never used.
        let made = account::make(&mut work, id, &email, "no password", now).await?;
        let member = made.map_or(id, |account| account.id);
        let joined = account::join(&mut work, business, member, Role::Owner, now).await;
        joined.map_err(|refused| CliError::Failed(refused.to_string()))?;
        let new = NewSession {
            id: SessionId::from(clock.id()),
            member_id: member,
            business_id: business,
            digest: digest(token.expose_secret()),
            browser: "bench",
        };
        sessions::begin(&mut work, &new, now).await?;
        work.commit().await?;
        let cookie = format!("{COOKIE_NAME}={}", token.expose_secret());
        Ok(Self { http: reqwest::Client::new(), api_url: api_url.to_owned(), cookie })
    }

    /// Opens one page of each kind [`TIMES`] times, starting at the home page.
    async fn all(&self) -> Result<Pages, CliError> {
        let mut known = BTreeMap::from([(kind("/dashboard"), None)]);
        let mut next = VecDeque::from(["/dashboard".to_owned()]);
        while let Some(address) = next.pop_front() {
            let mut took = Vec::with_capacity(TIMES);
            let mut page = String::new();
            for _ in 0..TIMES {
                let started = Instant::now();
                page = self.opened(&address).await?;
                took.push(started.elapsed());
            }
            took.sort_unstable();
            known.insert(kind(&address), took.get(TIMES * 95 / 100).copied());
            for link in links(&page) {
                if known.len() < MAX_KINDS && !known.contains_key(&kind(&link)) {
                    known.insert(kind(&link), None);
                    next.push_back(link);
                }
            }
        }
        Ok(Pages(known.into_iter().filter_map(|(kind, p95)| Some((kind, p95?))).collect()))
    }

    async fn opened(&self, address: &str) -> Result<String, CliError> {
        let request = self.http.get(format!("{}{address}", self.api_url)).header("cookie", &self.cookie);
        let failed = |error: reqwest::Error| CliError::Failed(format!("GET {address}: {error}"));
        let answer = request.send().await.map_err(failed)?;
        let status = answer.status();
        if !status.is_success() {
            return Err(CliError::Failed(format!("GET {address}: {status}")));
        }
        answer.text().await.map_err(failed)
    }
}

/// Returns the dashboard's pages that a page links to, without downloads.
fn links(page: &str) -> impl Iterator<Item = String> {
    page.split("href=\"")
        .skip(1)
        .filter_map(|rest| rest.split('"').next())
        .filter(|link| link.starts_with("/dashboard") && !link.ends_with(".csv"))
        .map(|link| link.replace("&amp;", "&"))
}

/// Returns the address without its ids and query values.
fn kind(address: &str) -> String {
    let (path, query) = address.split_once('?').unwrap_or((address, ""));
    let path: Vec<&str> =
        path.split('/').map(|part| if part.contains('_') { "{id}" } else { part }).collect();
    let mut names: Vec<&str> =
        query.split('&').filter_map(|pair| pair.split('=').next()).filter(|name| !name.is_empty()).collect();
    names.sort_unstable();
    if names.is_empty() { path.join("/") } else { format!("{}?{}", path.join("/"), names.join("&")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_are_followed_once_for_each_kind() {
        let page = r#"<a href="/dashboard/batches?cursor=1&amp;status=paused">n</a> <a href="/docs">d</a>
            <a href="/dashboard/batches/bat_01900000-0000-7000-8000-000000000001">b</a> <a href="/dashboard/x.csv">c</a>"#;
        let kinds: Vec<String> = links(page).map(|link| kind(&link)).collect();
        assert_eq!(kinds, ["/dashboard/batches?cursor&status", "/dashboard/batches/{id}"]);
    }
}
