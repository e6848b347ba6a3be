//! Figures as a table for people.

use comfy_table::{Cell, CellAlignment};

use super::{Figure, Unit};
use crate::error::CliError;
use crate::output;

/// Prints the figures as a table.
///
/// # Errors
/// If standard output cannot be written.
pub fn print_table(figures: &[Figure]) -> Result<(), CliError> {
    let header = ["figure", "value", "unit", "limit", "ratio", "goal", "met", "the limit is"];
    let mut table = output::table(&header);
    for figure in figures {
        let right = |text: String| Cell::new(text).set_alignment(CellAlignment::Right);
        table.add_row([
            Cell::new(figure.figure.as_text()),
            right(readable(figure.value, figure.unit)),
            Cell::new(figure.unit.as_str()),
            right(readable(figure.limit, figure.unit)),
            right(format!("{:.2}", figure.ratio)),
            Cell::new(figure.goal),
            Cell::new(if figure.met { "yes" } else { "no" }),
            Cell::new(figure.figure.limit()),
        ]);
    }
    output::line(table)
}

fn readable(number: f64, unit: Unit) -> String {
    match unit {
        Unit::PerSecond | Unit::Bytes => output::grouped(number as i64),
        Unit::Times | Unit::Mebibytes | Unit::Milliseconds | Unit::Percent => format!("{number:.2}"),
    }
}
