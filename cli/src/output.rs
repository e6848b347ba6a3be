//! Standard output. For people it is a table or a sentence; for programs (`--json`) it is one JSON object, or one a
//! line. In both cases a command hands over the API's own objects, whose names are the API's and whose amounts are
//! cents. Here they become what is printed.
//!
//! A reader that goes away (`payout verify | head -1`) ends the printing and not the work: the exit code still tells
//! the truth, and a cluster is still stopped.

use std::fmt::Display;
use std::io::{ErrorKind, Write};

use chrono::{DateTime, Utc};
use comfy_table::{Cell, CellAlignment, ContentArrangement, Table, presets};
use domain::cell::Number;
use domain::money::Cents;
use serde::Serialize;
use serde_json::Value;

use crate::error::CliError;

/// The text in a table where there is nothing.
pub const NOTHING: &str = "-";

/// How a command prints what it found or did.
#[derive(Debug, Clone, Copy, clap::Args)]
#[group(skip)]
pub struct Printing {
    /// Print JSON for programs instead: one object, or one a line, with the field names of the API and amounts in cents.
    #[arg(long, global = true)]
    pub json: bool,

    #[arg(skip)]
    cell: Option<Number>,
}

/// How a command prints a list.
#[derive(Debug, Clone, Copy, clap::Args)]
#[group(skip)]
pub struct Listing {
    /// How many at most, the newest first.
    #[arg(long, default_value_t = 50, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=10_000))]
    limit: u16,

    #[command(flatten)]
    printing: Printing,
}

/// A column of a table, or a line about one object: its title, and what it shows of the object.
#[derive(Debug, Clone, Copy)]
pub struct Column(pub &'static str, pub Shown);

/// A part of an object, as it is shown to people. Places are JSON pointers.
#[derive(Debug, Clone, Copy)]
pub enum Shown {
    /// A text as it is.
    Text(&'static str),
    /// A number, with its digits grouped.
    Count(&'static str),
    /// Cents, shown as money.
    Money(&'static str),
    /// A time.
    Time(&'static str),
    /// A text made from the whole object.
    Whole(fn(&Value) -> String),
}

impl Printing {
    /// As a person reads it.
    pub const TABLE: Self = Self { json: false, cell: None };

    /// What is printed is of this cell, if there are several.
    #[must_use]
    pub const fn of(self, cell: Option<Number>) -> Self {
        Self { cell, ..self }
    }

    /// Prints `rows`: a table, or an object a line.
    ///
    /// # Errors
    /// When standard output cannot be written.
    pub fn rows(self, columns: &[Column], rows: &[Value]) -> Result<(), CliError> {
        if self.json {
            return rows.iter().try_for_each(|row| self.json(row));
        }
        let titles: Vec<&str> = columns.iter().map(|Column(title, _)| *title).collect();
        let mut table = table(&titles);
        for row in rows {
            table.add_row(columns.iter().map(|Column(_, shown)| shown.cell(row)));
        }
        line(table)
    }

    /// Prints `object`: a line for each of `fields` that it has, or the object.
    ///
    /// # Errors
    /// When standard output cannot be written.
    pub fn object(self, fields: &[Column], object: &Value) -> Result<(), CliError> {
        if self.json {
            return self.json(object);
        }
        let mut table = table(&[]);
        for Column(title, shown) in fields {
            if shown.of(object) != NOTHING {
                table.add_row([Cell::new(title), shown.cell(object)]);
            }
        }
        line(table)
    }

    /// Prints what was done: a sentence, or the object.
    ///
    /// # Errors
    /// When standard output cannot be written.
    pub fn done(self, object: &Value, sentence: impl Display) -> Result<(), CliError> {
        if self.json { self.json(object) } else { line(sentence) }
    }

    fn json(self, object: &Value) -> Result<(), CliError> {
        line(of_cell(object.clone(), self.cell))
    }
}

impl Listing {
    /// What is listed is of this cell, if there are several.
    #[must_use]
    pub const fn of(self, cell: Option<Number>) -> Self {
        Self { printing: self.printing.of(cell), ..self }
    }

    /// Whether it is printed for programs.
    pub const fn json(self) -> bool {
        self.printing.json
    }

    /// How many rows to read. One more than is shown tells whether there are more.
    pub fn fetch(self) -> i64 {
        i64::from(self.limit) + 1
    }

    /// Prints up to [`Listing::fetch`] `rows`, and says on standard error when there are more.
    ///
    /// # Errors
    /// When standard output cannot be written.
    pub fn print(self, columns: &[Column], mut rows: Vec<Value>) -> Result<(), CliError> {
        let more = rows.len() > usize::from(self.limit);
        rows.truncate(self.limit.into());
        self.printing.rows(columns, &rows)?;
        if more {
            note(format!("There are more than {}: say --limit.", self.limit));
        }
        Ok(())
    }
}

impl Shown {
    /// The text that people read; [`NOTHING`] where the object has nothing.
    pub fn of(self, object: &Value) -> String {
        let number = |place| object.pointer(place).and_then(Value::as_i64);
        let shown = match self {
            Self::Text(place) => object.pointer(place).and_then(text),
            Self::Count(place) => number(place).map(grouped),
            Self::Money(place) => number(place).map(|cents| Cents::new(cents).to_string()),
            Self::Time(place) => {
                let at = object.pointer(place).and_then(Value::as_str);
                at.and_then(|at| DateTime::parse_from_rfc3339(at).ok()).map(|at| time(at.to_utc()))
            }
            Self::Whole(shown) => Some(shown(object)),
        };
        shown.filter(|shown| !shown.is_empty()).unwrap_or_else(|| NOTHING.to_owned())
    }

    fn cell(self, object: &Value) -> Cell {
        let cell = Cell::new(self.of(object));
        match self {
            Self::Count(_) | Self::Money(_) => cell.set_alignment(CellAlignment::Right),
            _ => cell,
        }
    }
}

fn text(value: &Value) -> Option<String> {
    match value {
        Value::Null => None,
        Value::String(text) => Some(text.clone()),
        other => Some(other.to_string()),
    }
}

/// `object` with the cell that it is of, if there are several.
pub fn of_cell(mut object: Value, cell: Option<Number>) -> Value {
    if let Some(cell) = cell {
        object["cell"] = cell.get().into();
    }
    object
}

/// `of` as the object that is printed.
///
/// # Errors
/// Never for an object that the API shows.
pub fn object(of: &impl Serialize) -> Result<Value, CliError> {
    serde_json::to_value(of).map_err(|error| CliError::Failed(format!("this has no JSON: {error}")))
}

/// Each of `all` as the object that is printed.
///
/// # Errors
/// That of [`object`].
pub fn objects<T: Serialize>(all: impl IntoIterator<Item = T>) -> Result<Vec<Value>, CliError> {
    all.into_iter().map(|one| object(&one)).collect()
}

/// Writes `text` and a newline, at once. `text` may contain what others wrote, such as a file's header or a webhook's
/// reply, so a character that a terminal would obey is shown by its name.
///
/// # Errors
/// When standard output cannot be written, except because nobody reads it.
pub fn line(text: impl Display) -> Result<(), CliError> {
    let mut out = std::io::stdout().lock();
    match writeln!(out, "{}", visible(text.to_string())).and_then(|()| out.flush()) {
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(()),
        other => other.map_err(CliError::Output),
    }
}

/// Writes a line for people on standard error, in the form of [`line()`]. If standard error is closed there is nobody
/// to tell.
pub fn note(text: impl Display) {
    let _ = writeln!(std::io::stderr().lock(), "{}", visible(text.to_string()));
}

/// `text` with control characters other than the end of a line in the form `\u{1b}`.
fn visible(text: String) -> String {
    let obeyed = |char: char| char.is_control() && char != '\n';
    if !text.contains(obeyed) {
        return text;
    }
    let mut shown = String::with_capacity(text.len());
    for char in text.chars() {
        if obeyed(char) { shown.extend(char.escape_unicode()) } else { shown.push(char) }
    }
    shown
}

/// An empty table with `header`, in the style of all commands.
pub fn table(header: &[&str]) -> Table {
    let mut table = Table::new();
    table.load_preset(presets::UTF8_FULL_CONDENSED).set_content_arrangement(ContentArrangement::Dynamic);
    if !header.is_empty() {
        table.set_header(header.iter().copied());
    }
    table
}

/// A time, to the second: `2026-03-01 12:00:00Z`.
pub fn time(at: DateTime<Utc>) -> String {
    at.format("%Y-%m-%d %H:%M:%SZ").to_string()
}

/// `1234567` as `1 234 567`.
pub fn grouped(number: i64) -> String {
    let digits = number.unsigned_abs().to_string();
    let mut text = String::with_capacity(digits.len() * 2);
    if number < 0 {
        text.push('-');
    }
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(' ');
        }
        text.push(digit);
    }
    text
}

/// `count` for each second of `time`, as a whole number; 0 if `time` is zero.
pub fn per_second(count: i64, time: std::time::Duration) -> i64 {
    let micros = i128::try_from(time.as_micros()).unwrap_or(i128::MAX);
    if micros == 0 { 0 } else { i64::try_from(i128::from(count) * 1_000_000 / micros).unwrap_or(i64::MAX) }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn an_object_is_shown_by_what_its_fields_are() {
        let object = json!({
            "amount": 123_456, "counts": {"total": 1_000}, "at": "2026-03-01T12:00:00.5Z", "on": true, "none": null, "name": ""
        });
        for (shown, text) in [
            (Shown::Money("/amount"), "$1,234.56"),
            (Shown::Count("/counts/total"), "1 000"),
            (Shown::Time("/at"), "2026-03-01 12:00:00Z"),
            (Shown::Text("/on"), "true"),
            (Shown::Text("/none"), "-"),
            (Shown::Text("/name"), "-"),
            (Shown::Text("/absent"), "-"),
            (Shown::Whole(|object| object["counts"].to_string()), r#"{"total":1000}"#),
        ] {
            assert_eq!(shown.of(&object), text);
        }
    }

    #[test]
    fn what_a_terminal_would_obey_is_shown() {
        assert_eq!(visible("\u{1b}[2Jpaid\r\n\u{9b}x".to_owned()), "\\u{1b}[2Jpaid\\u{d}\n\\u{9b}x");
        assert_eq!(visible("Zoë\n".to_owned()), "Zoë\n");
    }

    #[test]
    fn numbers_are_grouped_by_thousands() {
        for (number, text) in [(0, "0"), (999, "999"), (1_000, "1 000"), (-1_234_567, "-1 234 567")] {
            assert_eq!(grouped(number), text);
        }
    }

    #[test]
    fn a_rate_is_whole() {
        assert_eq!(per_second(10, std::time::Duration::from_millis(250)), 40);
        assert_eq!(per_second(10, std::time::Duration::ZERO), 0);
    }
}
