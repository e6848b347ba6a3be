//! Standard output. A reader that goes away (`payout verify | head -1`) ends the printing, not the work: the exit code still
//! tells the truth, and a cluster is still stopped.

use std::fmt::Display;
use std::io::{ErrorKind, Write};

use comfy_table::{ContentArrangement, Table, presets};

use crate::error::CliError;

/// Writes `text` and a newline, at once.
///
/// # Errors
/// When standard output cannot be written, except because nobody reads it.
pub fn line(text: impl Display) -> Result<(), CliError> {
    let mut out = std::io::stdout().lock();
    match writeln!(out, "{text}").and_then(|()| out.flush()) {
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(()),
        other => other.map_err(CliError::Output),
    }
}

/// A line for people on standard error; if that is closed there is nobody to tell.
pub fn note(text: impl Display) {
    let _ = writeln!(std::io::stderr().lock(), "{text}");
}

/// An empty table with `header`, in the one look that all commands have.
pub fn table(header: &[&str]) -> Table {
    let mut table = Table::new();
    table.load_preset(presets::UTF8_FULL_CONDENSED).set_content_arrangement(ContentArrangement::Dynamic);
    table.set_header(header.iter().copied());
    table
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

/// How many a second, as a whole number; 0 for no time at all.
pub fn per_second(count: i64, time: std::time::Duration) -> i64 {
    let micros = i128::try_from(time.as_micros()).unwrap_or(i128::MAX);
    if micros == 0 { 0 } else { i64::try_from(i128::from(count) * 1_000_000 / micros).unwrap_or(i64::MAX) }
}

#[cfg(test)]
mod tests {
    use super::*;

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
