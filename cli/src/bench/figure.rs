//! A figure: what was measured, beside its limit.

use clap::ValueEnum;
use comfy_table::{Cell, CellAlignment};
use serde::Serialize;

use crate::error::CliError;
use crate::output;

/// What can be measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, ValueEnum, Serialize)]
#[serde(rename_all = "snake_case")]
#[value(rename_all = "snake_case")]
pub enum Name {
    /// Allocations applied a second, all of one business.
    ApplyHot,
    /// Allocations applied a second, of 100 businesses.
    #[serde(rename = "apply_100")]
    #[value(name = "apply_100")]
    Apply100,
    /// Write-ahead log of applying one allocation.
    WalBytes,
    /// Single requests recorded a second over HTTP, from 64 connections.
    AcceptSingle,
    /// Items a second of a batch streamed as NDJSON.
    IntakeNdjson,
    /// Items a second of a batch streamed as CSV.
    IntakeCsv,
    /// `/payout/create` answered 201, the middle one.
    CreateP50Ms,
    /// `/payout/create` answered 201, all but 1 in 100.
    CreateP99Ms,
}

/// What a figure is measured in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub enum Unit {
    /// Things a second: more is better.
    #[serde(rename = "1/s")]
    PerSecond,
    /// Bytes: less is better.
    #[serde(rename = "B")]
    Bytes,
    /// Milliseconds: less is better.
    #[serde(rename = "ms")]
    Milliseconds,
}

/// One line of the result.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct Figure {
    /// Which.
    pub figure: Name,
    /// What the product did.
    pub value: f64,
    /// In what.
    pub unit: Unit,
    /// What the database alone did in the same run.
    pub limit: f64,
    /// `value / limit`.
    pub ratio: f64,
}

impl Name {
    /// What the limit is, in words.
    const fn limit(self) -> &'static str {
        match self {
            Self::ApplyHot | Self::Apply100 => {
                "one set-based statement in a loop, the best of 1 and 2 sessions"
            }
            Self::WalBytes => "the same statement",
            Self::AcceptSingle => "one INSERT a commit from 64 connections",
            Self::IntakeNdjson | Self::IntakeCsv => "COPY of the same rows",
            Self::CreateP50Ms | Self::CreateP99Ms => "one INSERT and its commit",
        }
    }

    /// As it is written in `--only` and in JSON.
    pub fn as_text(self) -> String {
        self.to_possible_value().map_or_else(String::new, |value| value.get_name().to_owned())
    }
}

impl Unit {
    const fn as_str(self) -> &'static str {
        match self {
            Self::PerSecond => "1/s",
            Self::Bytes => "B",
            Self::Milliseconds => "ms",
        }
    }
}

impl Figure {
    /// `value` beside `limit`.
    pub fn new(figure: Name, value: f64, unit: Unit, limit: f64) -> Self {
        Self {
            figure,
            value: rounded(value, unit),
            unit,
            limit: rounded(limit, unit),
            ratio: (value / limit * 1_000.0).round() / 1_000.0,
        }
    }
}

/// The figures as a table.
///
/// # Errors
/// When standard output fails.
pub fn print_table(figures: &[Figure]) -> Result<(), CliError> {
    let mut table = output::table(&["figure", "value", "unit", "limit", "ratio", "the limit is"]);
    for figure in figures {
        let right = |text: String| Cell::new(text).set_alignment(CellAlignment::Right);
        table.add_row([
            Cell::new(figure.figure.as_text()),
            right(readable(figure.value, figure.unit)),
            Cell::new(figure.unit.as_str()),
            right(readable(figure.limit, figure.unit)),
            right(format!("{:.2}", figure.ratio)),
            Cell::new(figure.figure.limit()),
        ]);
    }
    output::line(table)
}

fn rounded(number: f64, unit: Unit) -> f64 {
    match unit {
        Unit::PerSecond | Unit::Bytes => number.round(),
        Unit::Milliseconds => (number * 1_000.0).round() / 1_000.0,
    }
}

fn readable(number: f64, unit: Unit) -> String {
    match unit {
        Unit::PerSecond | Unit::Bytes => output::grouped(number as i64),
        Unit::Milliseconds => format!("{number:.2}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_figure_is_one_json_object() {
        let figure = Figure::new(Name::Apply100, 50_000.4, Unit::PerSecond, 80_000.0);
        assert_eq!(
            serde_json::to_string(&figure).unwrap(),
            r#"{"figure":"apply_100","value":50000.0,"unit":"1/s","limit":80000.0,"ratio":0.625}"#
        );
        for name in Name::value_variants() {
            assert_eq!(serde_json::to_value(name).unwrap(), name.as_text());
        }
    }
}
