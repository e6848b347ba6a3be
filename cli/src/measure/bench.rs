//! The benchmark: what the product does on this machine. Each figure is shown beside what the database alone does in
//! the same run.
//!
//! Absolute numbers do not carry over to another machine, but ratios nearly do. Every measurement creates and drops a
//! database of its own, so that no figure pays for another's dead rows. After each measurement the books of the
//! product's database are verified.

pub mod apply;
pub mod backlog;
pub mod busy;
pub mod claim;
pub mod combined;
pub mod cores;
pub mod figure;
pub mod intake;
pub mod overload;
pub mod pages;
pub mod scale;
pub mod sender;
pub mod single;
pub mod ten_batches;
pub mod throttle;
pub mod traces;

use domain::bench as limits;
use domain::clock::Clock;
use domain::platform::db::{self, Role};
use secrecy::{ExposeSecret, SecretString};

use crate::books;
use crate::error::CliError;
use crate::local::database;
use crate::local::secrets::Secrets;

/// How many jobs the limit's statement takes at a time. It is more than the worker takes, because nothing waits for
/// them.
pub const LIMIT_CLAIM_SIZE: i64 = 2_000;

/// The context of every measurement.
#[derive(Debug, Clone)]
pub struct Bench {
    /// The URL of a database on the measured server. The others are created through it.
    pub server_url: SecretString,
    /// The factor of every number of rows and requests.
    pub scale: f64,
    /// The secrets of the run.
    pub secrets: Secrets,
}

/// A database for one measurement.
#[derive(Debug)]
pub struct Scratch {
    server_url: SecretString,
    name: String,
    /// Its URL.
    pub url: SecretString,
}

impl Bench {
    /// Returns `full` at the chosen scale, but at least `least`.
    pub fn scaled(&self, full: u32, least: u32) -> u32 {
        // Both are far below 2^32: the product is at most ten times a million.
        ((f64::from(full) * self.scale).round() as u32).max(least)
    }

    /// Creates and migrates a database.
    ///
    /// # Errors
    /// If the database fails, or its user may not create one.
    pub async fn scratch(&self) -> Result<Scratch, CliError> {
        let name = format!("payout_bench_{}", Clock::System.id().simple());
        let mut conn = db::connect(&self.server_url, Role::Operator).await?;
        limits::create_database(&mut conn, &name).await?;
        let url = of_database(&self.server_url, &name)?;
        let scratch = Scratch { server_url: self.server_url.clone(), name, url };
        database::migrate(&scratch.url).await?;
        Ok(scratch)
    }
}

impl Scratch {
    /// Drops the database after checking its books.
    ///
    /// # Errors
    /// If they do not balance, or the database fails.
    pub async fn verify_and_drop(self) -> Result<(), CliError> {
        let findings = books::verify(&self.url).await?;
        if !books::balance(&findings) {
            return Err(CliError::Failed(format!(
                "the books do not balance (the database {} is kept):\n{}",
                self.name,
                books::table(&findings)
            )));
        }
        self.drop().await
    }

    /// Drops the database.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn drop(self) -> Result<(), CliError> {
        let mut conn = db::connect(&self.server_url, Role::Operator).await?;
        Ok(limits::drop_database(&mut conn, &self.name).await?)
    }
}

/// Returns the URL of another database of the same server.
fn of_database(url: &SecretString, name: &str) -> Result<SecretString, CliError> {
    let mut url: reqwest::Url = url.expose_secret().parse().map_err(|_| {
        CliError::Usage("DATABASE_URL is not of the form postgres://user:password@host/database".into())
    })?;
    url.set_path(name);
    Ok(String::from(url).into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_url_is_changed_to_another_database_of_the_same_server() {
        let url = of_database(&"postgres://u:p@127.0.0.1:5432/payout?sslmode=disable".into(), "b").unwrap();
        assert_eq!(url.expose_secret(), "postgres://u:p@127.0.0.1:5432/b?sslmode=disable");
    }
}
