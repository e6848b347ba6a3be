//! The cells that an operator's command acts on. It goes to the one that has what is named ([`Cells::having`]), or to each in turn
//! ([`Cells::each`]). An installation of one cell is the one cell there is, and nothing is said of cells.

use std::cell::Cell as Once;
use std::process::ExitCode;

use clap::Args;
use domain::cell::{self, Cell, CellSettings, Number, SETTING};
use domain::ids::{BatchId, BusinessId, WithdrawalId};
use domain::platform::db::{self, Role, Unfit};
use domain::withdrawal::{self, MANUAL};
use domain::{batch, business};
use secrecy::SecretString;
use sqlx::PgConnection;

use crate::error::CliError;
use crate::output;

/// Which cells there are, and whether only one is meant.
#[derive(Debug, Clone, Args)]
#[group(skip)]
pub struct CellArgs {
    #[command(flatten)]
    others: CellSettings,

    /// Act on this cell alone, of several. Without it a command goes to the cell that has what it names, or to each in turn.
    #[arg(long = "cell", value_name = "N", value_parser = number, global = true)]
    only: Option<Number>,
}

/// The cells that a command acts on.
#[derive(Debug)]
pub struct Cells {
    all: Vec<Cell>,
    /// What is to be said once a database is reached.
    note: Once<Option<&'static str>>,
}

/// One of the cells that a command acts on.
#[derive(Debug, Clone, Copy)]
pub struct At<'c> {
    cells: &'c Cells,
    cell: &'c Cell,
}

/// Something that one cell has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Thing {
    /// A business.
    Business(BusinessId),
    /// A batch of any business.
    Batch(BatchId),
    /// A withdrawal that a person carries out.
    Withdrawal(WithdrawalId),
}

/// Reads the number of a cell as it is typed.
///
/// # Errors
/// When it is none.
pub fn number(text: &str) -> Result<Number, String> {
    Number::read(text).ok_or_else(|| "a cell is a number of 0 to 99".to_owned())
}

impl CellArgs {
    /// These, of which only `number` is meant.
    #[must_use]
    pub fn only(&self, number: Number) -> Self {
        Self { only: Some(number), ..self.clone() }
    }

    /// These, all of which are meant.
    #[must_use]
    pub fn all(&self) -> Self {
        Self { only: None, ..self.clone() }
    }

    /// The cells that are meant, of the one at `first` and the others.
    ///
    /// # Errors
    /// When the setting is wrong, or has no cell of the number that is meant.
    pub fn of(&self, first: &SecretString) -> Result<Cells, CliError> {
        let mut all = self.others.read(first).map_err(CliError::Usage)?;
        if let Some(only) = self.only {
            // The only database says itself whether it is the one that is meant.
            if let [cell] = all.as_mut_slice() {
                cell.number = Some(only);
            }
            all.retain(|cell| cell.number == Some(only));
            if all.is_empty() {
                return Err(CliError::Usage(format!("{SETTING} has no cell {only}")));
            }
        }
        Ok(Cells { all, note: Once::new(None) })
    }
}

impl Thing {
    /// What it is called where its absence is told; nothing where a database that has it may not find it.
    const fn noun(self) -> Option<&'static str> {
        match self {
            Self::Business(_) => Some("business"),
            Self::Batch(_) => Some("batch"),
            // One that no person carries out is another refusal.
            Self::Withdrawal(_) => None,
        }
    }

    async fn is_in(self, conn: &mut PgConnection) -> Result<bool, sqlx::Error> {
        Ok(match self {
            Self::Business(id) => business::is_known(conn, id).await?,
            Self::Batch(id) => {
                let found = batch::business_of(conn, id).await?;
                business::known(conn, found).await?.is_some()
            }
            Self::Withdrawal(id) => {
                let found = withdrawal::whose::business_of(conn, id, MANUAL).await?;
                business::known(conn, found).await?.is_some()
            }
        })
    }
}

impl Cells {
    /// These, and what is to be said on standard error once one of their databases is reached.
    pub fn noting(self, note: &'static str) -> Self {
        Self { note: Once::new(Some(note)), ..self }
    }

    /// Each of them.
    pub fn iter(&self) -> impl Iterator<Item = At<'_>> {
        self.all.iter().map(|cell| At { cells: self, cell })
    }

    /// The only one, for a command that cannot be about several.
    ///
    /// # Errors
    /// When there are several.
    pub fn one(&self) -> Result<At<'_>, CliError> {
        match self.all.as_slice() {
            [cell] => Ok(At { cells: self, cell }),
            several => {
                let numbers: Vec<Number> = several.iter().filter_map(|cell| cell.number).collect();
                Err(CliError::Usage(format!("say on which cell: --cell with one of {}", listed(&numbers))))
            }
        }
    }

    /// The one with this number.
    ///
    /// # Errors
    /// When there is none.
    pub fn numbered(&self, number: Number) -> Result<At<'_>, CliError> {
        let found = self.all.iter().find(|cell| cell.number == Some(number));
        let found = found.ok_or_else(|| CliError::Usage(format!("{SETTING} has no cell {number}")))?;
        Ok(At { cells: self, cell: found })
    }

    /// Connects to the cell that has `thing`. If none has it, to the first, which then says so.
    ///
    /// # Errors
    /// When it was not found, and not every cell could be asked, or only one was meant.
    pub async fn having(&self, thing: Thing) -> Result<(Option<Number>, PgConnection), CliError> {
        if let [cell] = self.all.as_slice() {
            let mut conn = At { cells: self, cell }.connect().await?;
            return match (cell.number, thing.noun()) {
                (Some(number), Some(noun)) if !thing.is_in(&mut conn).await? => Err(CliError::Failed(
                    format!("there is no such {noun} in cell {number}: without --cell every cell is asked"),
                )),
                (number, _) => Ok((number, conn)),
            };
        }
        let (mut first, mut silent) = (None, Vec::new());
        for at in self.iter() {
            let asked = async {
                let mut conn = at.connect().await?;
                Ok::<_, CliError>((thing.is_in(&mut conn).await?, conn))
            };
            match asked.await {
                Ok((true, conn)) => return Ok((at.number(), conn)),
                Ok((false, conn)) => {
                    first.get_or_insert((at.number(), conn));
                }
                Err(error) => {
                    at.note(&error);
                    silent.extend(at.number());
                }
            }
        }
        first.filter(|_| silent.is_empty()).ok_or_else(|| {
            let silent = listed(&silent);
            CliError::Failed(format!(
                "no cell that answers has it, and it may be in cell {silent}: run it again"
            ))
        })
    }

    /// Does `work` in each, one after the other, with a line before each for people. One that fails holds up no other.
    ///
    /// # Errors
    /// When it was not done in each. The error names those in which it was not, and what went wrong there is on standard error.
    pub async fn each(
        &self,
        json: bool,
        work: impl AsyncFn(At<'_>) -> Result<ExitCode, CliError>,
    ) -> Result<ExitCode, CliError> {
        if let [cell] = self.all.as_slice() {
            return work(At { cells: self, cell }).await;
        }
        let (mut ended, mut missed, mut refused) = (ExitCode::SUCCESS, Vec::new(), None);
        for at in self.iter() {
            if let (Some(number), false) = (at.number(), json) {
                output::line(format!("cell {number}:"))?;
            }
            match work(at).await {
                Ok(ExitCode::SUCCESS) => {}
                Ok(other) => ended = other,
                Err(error @ CliError::Output(_)) => return Err(error),
                Err(error) => {
                    at.note(&error);
                    missed.extend(at.number());
                    refused = Some(error).filter(|error| matches!(error, CliError::Usage(_)));
                }
            }
        }
        match refused {
            // The command itself is wrong.
            Some(wrong) if missed.len() == self.all.len() => Err(wrong),
            _ if missed.is_empty() => Ok(ended),
            _ => Err(CliError::Failed(format!(
                "not done in cell {}: run it again, what was done is not done twice",
                listed(&missed)
            ))),
        }
    }
}

impl At<'_> {
    /// Its number; nothing for the cell of an installation that has one.
    pub const fn number(&self) -> Option<Number> {
        self.cell.number
    }

    /// It.
    pub const fn cell(&self) -> &Cell {
        self.cell
    }

    /// What to add to a command that is to act on it: nothing where there is one.
    pub fn named(&self) -> String {
        self.cell.number.map_or_else(String::new, |number| format!(" --cell {number}"))
    }

    /// The URL of its database.
    pub const fn url(&self) -> &SecretString {
        &self.cell.url
    }

    /// Connects as an operator.
    ///
    /// # Errors
    /// When the database cannot be reached, or says that it is another cell.
    pub async fn connect(&self) -> Result<PgConnection, CliError> {
        let mut conn = db::connect(&self.cell.url, Role::Operator).await?;
        self.is_it(&mut conn).await?;
        if let Some(note) = self.cells.note.take() {
            output::note(note);
        }
        Ok(conn)
    }

    /// Returns once the database has said that it is the one of several that it was named as.
    ///
    /// # Errors
    /// When it cannot be reached, or is another.
    pub async fn prove(&self) -> Result<(), CliError> {
        if self.number().is_some() {
            self.connect().await?;
        }
        Ok(())
    }

    async fn is_it(&self, conn: &mut PgConnection) -> Result<(), CliError> {
        let Some(number) = self.cell.number else { return Ok(()) };
        let found = cell::of(conn).await?;
        if found == number {
            return Ok(());
        }
        let (wanted, found) = (number.get().into(), found.get().into());
        Err(CliError::Usage(Unfit::Cell { wanted, found }.to_string()))
    }

    /// Says on standard error what went wrong in it.
    pub fn note(&self, error: &CliError) {
        if let Some(number) = self.number() {
            output::note(format!("cell {number}: {}", error.line()));
        }
    }
}

/// Numbers as they stand in a sentence.
fn listed(numbers: &[Number]) -> String {
    numbers.iter().map(Number::to_string).collect::<Vec<_>>().join(", ")
}
