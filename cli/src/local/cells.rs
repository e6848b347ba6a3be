//! The cells that an operator's command acts on. A command goes to the cell that has the named object
//! ([`Cells::having`]), or to each cell in turn ([`Cells::each`]). An installation with one cell never mentions
//! cells.

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

/// The cells of the installation, and whether a command acts on one of them only.
#[derive(Debug, Clone, Args)]
#[group(skip)]
pub struct CellArgs {
    #[command(flatten)]
    others: CellSettings,

    /// Act on this cell only. By default a command goes to the cell that has the named object, or to each cell in
    /// turn.
    #[arg(long = "cell", value_name = "N", value_parser = number, global = true)]
    only: Option<Number>,
}

/// The cells that a command acts on.
#[derive(Debug)]
pub struct Cells {
    all: Vec<Cell>,
    /// A note to print once a database is reached.
    note: Once<Option<&'static str>>,
}

/// One of the cells that a command acts on.
#[derive(Debug, Clone, Copy)]
pub struct CellRef<'c> {
    cells: &'c Cells,
    cell: &'c Cell,
}

/// An object that exists in one cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Subject {
    /// A business.
    Business(BusinessId),
    /// A batch of any business.
    Batch(BatchId),
    /// A withdrawal that a person pays.
    Withdrawal(WithdrawalId),
}

/// Parses the number of a cell.
///
/// # Errors
/// If the text is not a number from 0 to 99.
pub fn number(text: &str) -> Result<Number, String> {
    Number::read(text).ok_or_else(|| "a cell must be a number from 0 to 99".to_owned())
}

impl CellArgs {
    /// Returns these arguments restricted to the cell `number`.
    #[must_use]
    pub fn only(&self, number: Number) -> Self {
        Self { only: Some(number), ..self.clone() }
    }

    /// Returns these arguments without a restriction to one cell.
    #[must_use]
    pub fn all(&self) -> Self {
        Self { only: None, ..self.clone() }
    }

    /// Returns the cells to act on. `first` is the URL of cell 0.
    ///
    /// # Errors
    /// If the setting is wrong, or has no cell of the requested number.
    pub fn of(&self, first: &SecretString) -> Result<Cells, CliError> {
        let mut all = self.others.read(first).map_err(CliError::Usage)?;
        if let Some(only) = self.only {
            // A single database says itself which cell it is, when it is connected to.
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

impl Subject {
    /// Returns the noun for the error that the object does not exist. `None` if a database that has the object may
    /// not find it.
    const fn noun(self) -> Option<&'static str> {
        match self {
            Self::Business(_) => Some("business"),
            Self::Batch(_) => Some("batch"),
            // A withdrawal that no person pays is another error.
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
                let found = withdrawal::lookup::business_of(conn, id, MANUAL).await?;
                business::known(conn, found).await?.is_some()
            }
        })
    }
}

impl Cells {
    /// Adds a note that is printed to standard error once one of the databases is reached.
    pub fn noting(self, note: &'static str) -> Self {
        Self { note: Once::new(Some(note)), ..self }
    }

    /// Iterates over the cells.
    pub fn iter(&self) -> impl Iterator<Item = CellRef<'_>> {
        self.all.iter().map(|cell| CellRef { cells: self, cell })
    }

    /// Returns the only cell, for a command that cannot act on several.
    ///
    /// # Errors
    /// If there are several.
    pub fn one(&self) -> Result<CellRef<'_>, CliError> {
        match self.all.as_slice() {
            [cell] => Ok(CellRef { cells: self, cell }),
            several => {
                let numbers: Vec<Number> = several.iter().filter_map(|cell| cell.number).collect();
                Err(CliError::Usage(format!("name the cell: --cell with one of {}", listed(&numbers))))
            }
        }
    }

    /// Returns the cell with this number.
    ///
    /// # Errors
    /// If there is none.
    pub fn numbered(&self, number: Number) -> Result<CellRef<'_>, CliError> {
        let found = self.all.iter().find(|cell| cell.number == Some(number));
        let found = found.ok_or_else(|| CliError::Usage(format!("{SETTING} has no cell {number}")))?;
        Ok(CellRef { cells: self, cell: found })
    }

    /// Connects to the cell that has `thing`. If no cell has it, connects to the first, whose query then reports
    /// that.
    ///
    /// # Errors
    /// If no cell that answered has it and not every cell answered, or the one requested cell does not have it.
    pub async fn having(&self, thing: Subject) -> Result<(Option<Number>, PgConnection), CliError> {
        if let [cell] = self.all.as_slice() {
            let mut conn = CellRef { cells: self, cell }.connect().await?;
            return match (cell.number, thing.noun()) {
                (Some(number), Some(noun)) if !thing.is_in(&mut conn).await? => Err(CliError::Failed(
                    format!("there is no such {noun} in cell {number}: omit --cell to search every cell"),
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
                "no cell that answered has it, and cell {silent} did not answer: run the command again"
            ))
        })
    }

    /// Runs `work` in each cell, one after the other, with a heading for each when the output is for people. A
    /// failure in one cell does not stop the others.
    ///
    /// # Errors
    /// If `work` failed in any cell. The error names those cells, and the causes are printed to standard error.
    pub async fn each(
        &self,
        json: bool,
        work: impl AsyncFn(CellRef<'_>) -> Result<ExitCode, CliError>,
    ) -> Result<ExitCode, CliError> {
        if let [cell] = self.all.as_slice() {
            return work(CellRef { cells: self, cell }).await;
        }
        let (mut ended, mut missed, mut wrong) = (ExitCode::SUCCESS, Vec::new(), Vec::new());
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
                    wrong.extend(Some(error).filter(|error| matches!(error, CliError::Usage(_))));
                }
            }
        }
        let all_say_so = wrong.len() == self.all.len();
        match wrong.pop() {
            // The command itself is wrong.
            Some(wrong) if all_say_so => Err(wrong),
            _ if missed.is_empty() => Ok(ended),
            _ => Err(CliError::Failed(format!(
                "not done in cell {}: run the command again; nothing is done twice",
                listed(&missed)
            ))),
        }
    }
}

impl CellRef<'_> {
    /// Returns the cell's number, or `None` in an installation with one cell.
    pub const fn number(&self) -> Option<Number> {
        self.cell.number
    }

    /// Returns the cell.
    pub const fn cell(&self) -> &Cell {
        self.cell
    }

    /// Returns the flag that makes a command act on this cell, or nothing if there is one cell.
    pub fn named(&self) -> String {
        self.cell.number.map_or_else(String::new, |number| format!(" --cell {number}"))
    }

    /// Returns the URL of the cell's database.
    pub const fn url(&self) -> &SecretString {
        &self.cell.url
    }

    /// Connects as an operator.
    ///
    /// # Errors
    /// If the database cannot be reached, or is another cell.
    pub async fn connect(&self) -> Result<PgConnection, CliError> {
        let mut conn = db::connect(&self.cell.url, Role::Operator).await?;
        self.is_it(&mut conn).await?;
        if let Some(note) = self.cells.note.take() {
            output::note(note);
        }
        Ok(conn)
    }

    /// Returns once the database has confirmed that it is the cell that it is named as. Does nothing if there is one
    /// cell.
    ///
    /// # Errors
    /// If the database cannot be reached, or is another cell.
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

    /// Prints an error of this cell to standard error.
    pub fn note(&self, error: &CliError) {
        if let Some(number) = self.number() {
            output::note(format!("cell {number}: {}", error.line()));
        }
    }
}

/// Formats numbers for a sentence.
fn listed(numbers: &[Number]) -> String {
    numbers.iter().map(Number::to_string).collect::<Vec<_>>().join(", ")
}
