//! Cells: several databases, each with a complete set of the tables and a group of businesses of its own.
//!
//! No money crosses businesses, and what a process promises (locks, hints, the look-up of a lost COMMIT) is promised by one
//! server, so a cell is never split. An installation on one database is one cell, and needs to know nothing of this.
//!
//! `DATABASE_URL` is cell 0, and `PAYOUT_CELLS` names the others. Each database knows its own number ([`of`]), and a process
//! compares before it works on it ([`proven`]): addresses that were exchanged would let a process of one cell pay from
//! another's books.

use std::fmt;
use std::time::Duration;

use clap::Args;
use secrecy::{ExposeSecret, SecretString};
use serde::Serialize;
use sqlx::{PgConnection, PgPool};

use crate::platform::db;
use crate::platform::pace::Pace;

/// The setting that names the other cells.
pub const SETTING: &str = "PAYOUT_CELLS";

/// How long to wait before a database is asked again that was away.
const ASK_AGAIN_AFTER: Duration = Duration::from_secs(1);

/// How long the database may take to answer.
const ASKED_WITHIN: Duration = Duration::from_secs(5);

/// Which cell: 0 to 99.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
pub struct Number(u8);

impl Number {
    /// The cell of an installation that has one.
    pub const FIRST: Self = Self(0);

    /// Reads a number as it is written in a setting: 0 to 99, in digits alone.
    pub fn read(text: &str) -> Option<Self> {
        let digits = (1..=2).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
        text.parse().ok().filter(|_| digits).map(Self)
    }

    /// The number itself.
    pub const fn get(self) -> u8 {
        self.0
    }
}

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// The setting of the other cells.
#[derive(Debug, Clone, Default, Args)]
pub struct CellSettings {
    /// The cells besides the one of DATABASE_URL, which is then cell 0: `1=postgres://…@db1/payout 2=postgres://…@db2/payout`,
    /// with blanks or line breaks between. Each number is the one that the database was given by `payout cell add`.
    #[arg(long = "cells", env = "PAYOUT_CELLS", hide_env_values = true)]
    pub cells: Option<SecretString>,
}

/// A cell, and where it is.
#[derive(Debug, Clone)]
pub struct Cell {
    /// Its number, if the process was told it: a process of one cell works on whichever it is.
    pub number: Option<Number>,
    /// Its database.
    pub url: SecretString,
}

impl CellSettings {
    /// All cells, with the one of `first`, the `DATABASE_URL`, before the others.
    ///
    /// # Errors
    /// One line that names the setting and says what is wrong. It has no URL, for they hold passwords.
    pub fn read(&self, first: &SecretString) -> Result<Vec<Cell>, String> {
        let text = self.cells.as_ref().map_or("", |cells| cells.expose_secret());
        let mut cells = vec![Cell { number: None, url: first.clone() }];
        for (index, word) in text.split_whitespace().enumerate() {
            let pair = word.split_once('=').and_then(|(number, url)| Some((Number::read(number)?, url)));
            let Some((number, url)) = pair else {
                let place = index + 1;
                return Err(format!(
                    "{SETTING} is a list of number=url, with numbers of 1 to 99, and its word {place} is not: write 1=postgres://…"
                ));
            };
            if number == Number::FIRST {
                return Err(format!("{SETTING} names cell 0, which is the one of DATABASE_URL"));
            }
            if cells.iter().any(|cell| cell.number == Some(number)) {
                return Err(format!("{SETTING} names cell {number} twice"));
            }
            cells.push(Cell { number: Some(number), url: url.into() });
        }
        if let [first, _, ..] = cells.as_mut_slice() {
            first.number = Some(Number::FIRST);
        }
        Ok(cells)
    }
}

impl CellSettings {
    /// The numbers that it names, without the addresses.
    pub fn shown(&self) -> String {
        let words = self.cells.as_ref().map_or("", |cells| cells.expose_secret()).split_whitespace();
        let numbers: Vec<&str> =
            words.filter_map(|word| word.split_once('=')).map(|(number, _)| number).collect();
        if numbers.is_empty() { "none but the one of DATABASE_URL".to_owned() } else { numbers.join(", ") }
    }
}

/// Which cell the database is.
///
/// # Errors
/// When the database fails.
pub async fn of(conn: &mut PgConnection) -> Result<Number, sqlx::Error> {
    let number = sqlx::query_scalar!("select number from cell").fetch_one(conn).await?;
    u8::try_from(number).map(Number).map_err(|wrong| sqlx::Error::Decode(wrong.into()))
}

/// Returns once the database has said that it is cell `number`, if the process was told which it is.
///
/// # Errors
/// One line that says which cell it is instead, and what to do.
pub async fn proven(pool: PgPool, number: Option<Number>) -> Result<(), String> {
    let Some(number) = number else { return Ok(()) };
    let pace = Pace::new();
    loop {
        match ask(&pool).await {
            Ok(found) if found == number => return Ok(()),
            Ok(found) => {
                return Err(format!(
                    "the database of cell {number} says that it is cell {found}: correct {SETTING} and DATABASE_URL, or make it cell {number} \
                     by `payout cell add {number}` while it has no businesses"
                ));
            }
            Err(error) => {
                if let Some(more) = db::due_unless_away(&pace) {
                    tracing::warn!(%error, more, %number, "cannot yet say whether the database is the one of this cell");
                }
                tokio::time::sleep(ASK_AGAIN_AFTER).await;
            }
        }
    }
}

/// Asks on a connection of `pool`. One that failed or is silent is closed: it would keep its place in the pool.
async fn ask(pool: &PgPool) -> Result<Number, sqlx::Error> {
    let mut conn = pool.acquire().await?;
    let asked =
        tokio::time::timeout(ASKED_WITHIN, of(&mut conn)).await.unwrap_or(Err(sqlx::Error::PoolTimedOut));
    if asked.is_err() {
        conn.close_on_drop();
    }
    asked
}

/// Makes the database cell `number`. Only one without businesses can become another than it is.
///
/// # Errors
/// When the database fails. `false` when it has businesses and is another cell.
pub async fn become_cell(conn: &mut PgConnection, number: Number) -> Result<bool, sqlx::Error> {
    let done = sqlx::query!(
        "update cell set number = $1 where number = $1 or not exists (select from businesses)",
        i16::from(number.0),
    );
    Ok(done.execute(conn).await?.rows_affected() == 1)
}

/// What `payout cell list` tells of a cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Summary {
    /// Its number.
    pub number: Number,
    /// Whether new businesses are given to it.
    pub takes_businesses: bool,
    /// How many businesses it has.
    pub businesses: i64,
}

/// Looks at the cell.
///
/// # Errors
/// When the database fails.
pub async fn summary(conn: &mut PgConnection) -> Result<Summary, sqlx::Error> {
    let row = sqlx::query!(
        r#"select number, takes_businesses, (select count(*) from businesses) as "businesses!" from cell"#
    );
    let row = row.fetch_one(conn).await?;
    let number = u8::try_from(row.number).map(Number).map_err(|wrong| sqlx::Error::Decode(wrong.into()))?;
    Ok(Summary { number, takes_businesses: row.takes_businesses, businesses: row.businesses })
}

/// Says whether new businesses are given to the cell.
///
/// # Errors
/// When the database fails.
pub async fn take_businesses(conn: &mut PgConnection, takes: bool) -> Result<(), sqlx::Error> {
    sqlx::query!("update cell set takes_businesses = $1", takes).execute(conn).await?;
    Ok(())
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
    fn the_database_is_cell_0_once_there_are_others() {
        assert_eq!(read(" \n").unwrap(), [(None, "postgres://canary0".into())]);
        let two = read("7=postgres://canary7?a=b\n 12=postgres://canary12").unwrap();
        assert_eq!(two[0], (Some(0), "postgres://canary0".into()));
        assert_eq!(two[1], (Some(7), "postgres://canary7?a=b".into()));
        assert_eq!(two[2], (Some(12), "postgres://canary12".into()));
    }

    #[test]
    fn what_is_wrong_is_told_without_an_address() {
        for (text, said) in [
            ("postgres://canary", "its word 1 is not"),
            ("1=postgres://canary postgres://canary?a=b", "its word 2 is not"),
            ("100=postgres://canary", "its word 1 is not"),
            ("+1=postgres://canary", "its word 1 is not"),
            ("1=postgres://canary 1=postgres://canary", "names cell 1 twice"),
            ("0=postgres://canary", "names cell 0, which is"),
        ] {
            let wrong = read(text).unwrap_err();
            assert!(wrong.starts_with(SETTING) && wrong.contains(said), "{wrong}");
            assert!(!wrong.contains("canary"), "{wrong}");
        }
    }
}
