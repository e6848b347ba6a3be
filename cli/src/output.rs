//! Writes to standard output. For people the output is a table or a sentence. For programs (`--json`) it is one JSON
//! object, or one per line. In both cases a command passes the API's own objects, with the API's field names and
//! amounts in cents, and this module formats them.
//!
//! If the reader closes the pipe (`payout verify | head -1`), the output ends but the work goes on: the exit code is
//! still right, and a private cluster is still stopped.

use std::fmt::Display;
use std::io::{ErrorKind, Write};

use chrono::{DateTime, Utc};
use comfy_table::{Cell, CellAlignment, ContentArrangement, Table, presets};
use domain::cell::Number;
use domain::money::Cents;
use serde::Serialize;
use serde_json::Value;

use crate::error::CliError;

/// What a table shows for an absent value.
pub const NOTHING: &str = "-";

/// How a command prints what it found or did.
#[derive(Debug, Clone, Copy, clap::Args)]
#[group(skip)]
pub struct Printing {
    /// Print JSON: one object, or one per line, with the API's field names and amounts in cents.
    #[arg(long, global = true)]
    pub json: bool,

    #[arg(skip)]
    cell: Option<Number>,
}

/// How a command prints a list.
#[derive(Debug, Clone, Copy, clap::Args)]
#[group(skip)]
pub struct Listing {
    /// The most rows to show, newest first.
    #[arg(long, default_value_t = 50, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=10_000))]
    limit: u16,

    #[command(flatten)]
    printing: Printing,
}

/// A column of a table, or a line about one object: its title, and the part of the object that it shows.
#[derive(Debug, Clone, Copy)]
pub struct Column(pub &'static str, pub Shown);

/// A part of an object as people see it. The strings are JSON pointers.
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
    /// A table, for people.
    pub const TABLE: Self = Self { json: false, cell: None };

    /// Marks the output as that of this cell, if there are several.
    #[must_use]
    pub const fn of(self, cell: Option<Number>) -> Self {
        Self { cell, ..self }
    }

    /// Prints `rows` as a table, or as one JSON object per line.
    ///
    /// # Errors
    /// If standard output cannot be written.
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

    /// Prints `object`: a line for each of `fields` that it has, or the JSON object.
    ///
    /// # Errors
    /// If standard output cannot be written.
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

    /// Prints what was done: a sentence, or the JSON object.
    ///
    /// # Errors
    /// If standard output cannot be written.
    pub fn done(self, object: &Value, sentence: impl Display) -> Result<(), CliError> {
        if self.json { self.json(object) } else { line(sentence) }
    }

    fn json(self, object: &Value) -> Result<(), CliError> {
        line(of_cell(object.clone(), self.cell))
    }
}

impl Listing {
    /// Marks the list as that of this cell, if there are several.
    #[must_use]
    pub const fn of(self, cell: Option<Number>) -> Self {
        Self { printing: self.printing.of(cell), ..self }
    }

    /// Returns whether the output is JSON.
    pub const fn json(self) -> bool {
        self.printing.json
    }

    /// Returns how many rows to read: one more than are shown, to know whether there are more.
    pub fn fetch(self) -> i64 {
        i64::from(self.limit) + 1
    }

    /// Prints up to [`Listing::fetch`] `rows`, and notes on standard error if there are more.
    ///
    /// # Errors
    /// If standard output cannot be written.
    pub fn print(self, columns: &[Column], mut rows: Vec<Value>) -> Result<(), CliError> {
        let more = rows.len() > usize::from(self.limit);
        rows.truncate(self.limit.into());
        self.printing.rows(columns, &rows)?;
        if more {
            note(format!("There are more than {}: show more with --limit.", self.limit));
        }
        Ok(())
    }
}

impl Shown {
    /// Returns the text that people read, or [`NOTHING`] if the object has no value there.
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

/// Adds the cell to `object`, if there are several.
pub fn of_cell(mut object: Value, cell: Option<Number>) -> Value {
    if let Some(cell) = cell {
        object["cell"] = cell.get().into();
    }
    object
}

/// Returns `of` as the JSON object that is printed.
///
/// # Errors
/// Never for an object that the API shows.
pub fn object(of: &impl Serialize) -> Result<Value, CliError> {
    serde_json::to_value(of).map_err(|error| CliError::Failed(format!("this has no JSON: {error}")))
}

/// Returns each of `all` as the JSON object that is printed.
///
/// # Errors
/// That of [`object`].
pub fn objects<T: Serialize>(all: impl IntoIterator<Item = T>) -> Result<Vec<Value>, CliError> {
    all.into_iter().map(|one| object(&one)).collect()
}

/// Writes `text` and a newline, at once. `text` may contain input from others, such as a file's header or a webhook's
/// response, so control characters that a terminal would interpret are shown escaped.
///
/// # Errors
/// If standard output cannot be written. A closed pipe is not an error.
pub fn line(text: impl Display) -> Result<(), CliError> {
    let mut out = std::io::stdout().lock();
    match writeln!(out, "{}", visible(text.to_string())).and_then(|()| out.flush()) {
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(()),
        other => other.map_err(CliError::Output),
    }
}

/// Writes a line for people to standard error, in the form of [`line()`]. Errors are ignored: if standard error is
/// closed, there is no place to report one.
pub fn note(text: impl Display) {
    let _ = writeln!(std::io::stderr().lock(), "{}", visible(text.to_string()));
}

/// Returns `text` with control characters, except newlines, in the form `\u{1b}`.
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

/// Returns an empty table with `header`, in the style of all commands.
pub fn table(header: &[&str]) -> Table {
    let mut table = Table::new();
    table.load_preset(presets::UTF8_FULL_CONDENSED).set_content_arrangement(ContentArrangement::Dynamic);
    if !header.is_empty() {
        table.set_header(header.iter().copied());
    }
    table
}

/// Formats a time to the second: `2026-03-01 12:00:00Z`.
pub fn time(at: DateTime<Utc>) -> String {
    at.format("%Y-%m-%d %H:%M:%SZ").to_string()
}

/// Formats `1234567` as `1 234 567`.
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

/// Returns `count` per second of `time`, as a whole number. Returns 0 if `time` is zero.
pub fn per_second(count: i64, time: std::time::Duration) -> i64 {
    let micros = i128::try_from(time.as_micros()).unwrap_or(i128::MAX);
    if micros == 0 { 0 } else { i64::try_from(i128::from(count) * 1_000_000 / micros).unwrap_or(i64::MAX) }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn fields_are_shown_according_to_their_kind() {
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
    fn control_characters_are_shown_escaped() {
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
    fn a_rate_is_a_whole_number() {
        assert_eq!(per_second(10, std::time::Duration::from_millis(250)), 40);
        assert_eq!(per_second(10, std::time::Duration::ZERO), 0);
    }
}
