//! Cells: several databases, each with a complete set of the tables and with businesses of its own.
//!
//! A cell is never split. No money crosses businesses, and one server is what keeps a process's guarantees: locks,
//! hints, and the look-up of a lost COMMIT. An installation on one database is one cell and needs none of this.
//!
//! `DATABASE_URL` is cell 0, and `PAYOUT_CELLS` names the others. Each database knows its own number ([`of`]), and a
//! process compares the number in each session that it opens ([`Cell::guarded_url`]). Without the comparison, swapped
//! URLs would let a process of one cell pay from the books of another.

pub mod standing;

use std::fmt;

use clap::Args;
use secrecy::{ExposeSecret, SecretString};
use serde::Serialize;
use sqlx::PgConnection;

use crate::platform::db::{Role, Servers, of_cell};

/// The setting that names the other cells.
pub const SETTING: &str = "PAYOUT_CELLS";

/// The number of a cell: 0 to 99.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
pub struct Number(u8);

impl Number {
    /// The cell of an installation with one cell.
    pub const FIRST: Self = Self(0);

    /// Parses a number from a setting: 0 to 99, digits only.
    pub fn read(text: &str) -> Option<Self> {
        let digits = (1..=2).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
        text.parse().ok().filter(|_| digits).map(Self)
    }

    /// Reads a stored number.
    pub(crate) fn stored(number: i16) -> Result<Self, sqlx::Error> {
        u8::try_from(number).map(Self).map_err(|wrong| sqlx::Error::Decode(wrong.into()))
    }

    /// Returns the number as an integer.
    pub const fn get(self) -> u8 {
        self.0
    }
}

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// The setting that names the other cells.
#[derive(Debug, Clone, Default, Args)]
pub struct CellSettings {
    /// The cells besides the one of DATABASE_URL, which is then cell 0: `1=postgres://…@db1/payout
    /// 2=postgres://…@db2/payout`, separated by blanks or line breaks. Each number is the one that `payout cell add`
    /// gave the database.
    #[arg(long = "cells", env = "PAYOUT_CELLS", hide_env_values = true)]
    pub cells: Option<SecretString>,
}

/// A cell and the URL of its database.
#[derive(Debug, Clone)]
pub struct Cell {
    /// The cell's number, if the process knows it. A process of one cell works on any cell.
    pub number: Option<Number>,
    /// The URL of the cell's database.
    pub url: SecretString,
}

impl Cell {
    /// Returns the URL for a process that works for this cell. A session on a database of another cell is closed at
    /// once.
    pub fn guarded_url(&self) -> SecretString {
        match self.number {
            Some(number) => of_cell(self.url.expose_secret(), number.get()).into(),
            None => self.url.clone(),
        }
    }
}

impl CellSettings {
    /// Returns all cells. The cell of `first`, the `DATABASE_URL`, comes first.
    ///
    /// # Errors
    /// One line that names the setting and says what is wrong. The line contains no URL, because URLs hold passwords.
    pub fn read(&self, first: &SecretString) -> Result<Vec<Cell>, String> {
        let text = self.cells.as_ref().map_or("", |cells| cells.expose_secret());
        let mut cells = vec![Cell { number: None, url: first.clone() }];
        for (index, word) in text.split_whitespace().enumerate() {
            let pair = word.split_once('=').and_then(|(number, url)| Some((Number::read(number)?, url)));
            let Some((number, url)) = pair else {
                let place = index + 1;
                return Err(format!(
                    "{SETTING} must be a list of NUMBER=URL with numbers from 1 to 99, and entry {place} is not: write \
                     1=postgres://…"
                ));
            };
            if number == Number::FIRST {
                return Err(format!("{SETTING} names cell 0, which is the one of DATABASE_URL"));
            }
            if cells.iter().any(|cell| cell.number == Some(number)) {
                return Err(format!("{SETTING} names cell {number} twice"));
            }
            // A comma-separated list would be parsed as the name of one database, and error messages would show it with
            // its passwords.
            let urls = url.matches("://").count();
            if urls != 1 {
                let place = index + 1;
                let has = if urls == 0 { "no URL" } else { "more than one URL" };
                return Err(format!(
                    "{SETTING} has {has} in entry {place}: separate its cells with blanks or line breaks, not commas"
                ));
            }
            let url = SecretString::from(url);
            if let Some(why) = wrong(&url) {
                return Err(format!(
                    "{SETTING} must have a Postgres URL for cell {number}, such as \
                     {number}=postgres://payout:…@db1/payout: {why}"
                ));
            }
            cells.push(Cell { number: Some(number), url });
        }
        if let [first, _, ..] = cells.as_mut_slice() {
            first.number = Some(Number::FIRST);
        }
        Ok(cells)
    }
}

/// Returns what is wrong with a URL. Of the URL, the text shows only names and ports.
fn wrong(url: &SecretString) -> Option<String> {
    match Servers::read(url, Role::Operator).err()? {
        sqlx::Error::Configuration(why) => Some(why.to_string()),
        other => Some(other.to_string()),
    }
}

impl CellSettings {
    /// Returns the numbers of the cells, without their URLs.
    pub fn shown(&self) -> String {
        let words = self.cells.as_ref().map_or("", |cells| cells.expose_secret()).split_whitespace();
        let numbers: Vec<&str> =
            words.filter_map(|word| word.split_once('=')).map(|(number, _)| number).collect();
        if numbers.is_empty() { "only the cell of DATABASE_URL".to_owned() } else { numbers.join(", ") }
    }
}

/// Returns the number of the cell that the database is.
///
/// # Errors
/// If the database fails.
pub async fn of(conn: &mut PgConnection) -> Result<Number, sqlx::Error> {
    let number = sqlx::query_scalar!("select number from cell").fetch_one(conn).await?;
    Number::stored(number)
}

/// Makes the database cell `number`. Only a database without businesses can change its number. Returns `false` if the
/// database has businesses and is another cell.
///
/// # Errors
/// If the database fails.
pub async fn assign_number(conn: &mut PgConnection, number: Number) -> Result<bool, sqlx::Error> {
    let done = sqlx::query!(
        "update cell set number = $1 where number = $1 or not exists (select from businesses)",
        i16::from(number.0),
    );
    Ok(done.execute(conn).await?.rows_affected() == 1)
}

/// The description of a cell that `payout cell list` shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Summary {
    /// The cell's number.
    pub number: Number,
    /// Whether the cell takes new businesses.
    pub takes_businesses: bool,
    /// The number of businesses in the cell, without those that other cells have.
    pub businesses: i64,
}

/// Reads the description of the cell.
///
/// # Errors
/// If the database fails.
pub async fn summary(conn: &mut PgConnection) -> Result<Summary, sqlx::Error> {
    let row = sqlx::query!(
        r#"select number, takes_businesses,
               (select count(*) from businesses where id not in (select business_id from absent_businesses)) as "businesses!"
           from cell"#
    );
    let row = row.fetch_one(conn).await?;
    let number = Number::stored(row.number)?;
    Ok(Summary { number, takes_businesses: row.takes_businesses, businesses: row.businesses })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Vec<(Option<u8>, String)>, String> {
        let cells = CellSettings { cells: Some(text.into()) }.read(&"postgres://canary0".into())?;
        let shown = |cell: Cell| (cell.number.map(|number| number.0), cell.url.expose_secret().to_owned());
        Ok(cells.into_iter().map(shown).collect())
    }

    #[test]
    fn the_main_database_is_cell_0_if_there_are_others() {
        assert_eq!(read(" \n").unwrap(), [(None, "postgres://canary0".into())]);
        let two = read("7=postgres://canary7?a=b\n 12=postgres://canary12").unwrap();
        assert_eq!(two[0], (Some(0), "postgres://canary0".into()));
        assert_eq!(two[1], (Some(7), "postgres://canary7?a=b".into()));
        assert_eq!(two[2], (Some(12), "postgres://canary12".into()));
    }

    #[test]
    fn errors_in_the_setting_are_reported_without_a_url() {
        for (text, expected) in [
            ("postgres://canary", "and entry 1 is not"),
            ("1=postgres://canary postgres://canary?a=b", "and entry 2 is not"),
            ("100=postgres://canary", "and entry 1 is not"),
            ("+1=postgres://canary", "and entry 1 is not"),
            ("1=postgres://canary 1=postgres://canary", "names cell 1 twice"),
            ("0=postgres://canary", "names cell 0, which is"),
            ("1=postgres://canary,2=postgres://canary", "has more than one URL in entry 1"),
            ("1=canary", "has no URL in entry 1"),
            ("1=postgres://canary 2=mysql://canary", "must have a Postgres URL for cell 2"),
            ("3=postgres://canary:canary@db:port/canary", "must have a Postgres URL for cell 3"),
        ] {
            let error = read(text).unwrap_err();
            assert!(error.starts_with(SETTING) && error.contains(expected), "{error}");
            assert!(!error.contains("canary"), "{error}");
        }
    }
}
