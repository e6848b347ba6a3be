//! Unknown names in a request: of a parameter, a field or a value.
//!
//! Ignoring one would mean doing something else than was asked: with a misspelt `dry_run`, a batch is paid. So `/v1`,
//! `/admin` and the items of batches refuse each with its name, the nearest known name, and all known names.

use std::fmt::Write;

use domain::platform::names::{plain, suggestion};

use crate::http::problem::{Code, FieldProblem, Problem};

/// The name of a header that clients also send in a body by mistake.
const IDEMPOTENCY_KEY: &str = "Idempotency-Key";

/// An unknown name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownName {
    /// `unknown_parameter`, `unknown_field` or `unknown_value`.
    code: Code,
    /// The parameter or field as the client wrote it. For an unknown value, the parameter or field that has the value.
    field: String,
    message: String,
}

impl UnknownName {
    /// Creates the refusal of an unknown query parameter.
    pub fn parameter(name: &str, known: &[&str]) -> Self {
        let message = sentence(&format!("{} is not a parameter of this address.", shown(name)), name, known);
        Self { code: Code::UnknownParameter, field: name.to_owned(), message }
    }

    /// Creates the refusal of an unknown field in a body.
    pub fn field(name: &str, known: &[&str]) -> Self {
        let fact = if plain(name) == plain(IDEMPOTENCY_KEY) {
            format!("{} is not a field: send it as the header {IDEMPOTENCY_KEY}.", shown(name))
        } else {
            format!("{} is not a field here.", shown(name))
        };
        Self { code: Code::UnknownField, field: name.to_owned(), message: sentence(&fact, name, known) }
    }

    /// Creates the refusal of an unknown column in a table.
    pub fn column(name: &str, known: &[&str]) -> Self {
        let message = sentence(&format!("{} is not a column of a batch.", shown(name)), name, known);
        Self { code: Code::UnknownField, field: name.to_owned(), message }
    }

    /// Creates the refusal of a field in a body on a route that reads none.
    pub fn field_without_body(name: &str) -> Self {
        let message = format!("{} is not a field here: this address reads no body.", shown(name));
        Self { code: Code::UnknownField, field: name.to_owned(), message }
    }

    /// Adds a hint at the query parameter that may have been meant, if `parameters` has one.
    #[must_use]
    pub fn with_query_hint(mut self, parameters: &[&str]) -> Self {
        if let Some(parameter) = suggestion(&self.field, parameters) {
            // Writing to a string cannot fail.
            let _written = write!(
                self.message,
                " The query has a parameter {parameter}. Write it in the address, as in ?{parameter}=VALUE."
            );
        }
        self
    }

    /// Creates the refusal of an unknown value of the parameter or field `of`, whose values are `known`.
    pub fn value(of: &str, value: &str, known: &[&str]) -> Self {
        let message = sentence(&format!("{} is not a value of {of}.", shown(value)), value, known);
        Self { code: Code::UnknownValue, field: of.to_owned(), message }
    }

    /// Returns the problem that refuses the name.
    pub fn problem(&self) -> Problem {
        Problem::new(self.code, self.message.clone()).with_errors(vec![FieldProblem {
            index: None,
            line: None,
            field: self.field.clone(),
            code: self.code.as_str(),
            message: self.message.clone(),
        }])
    }

    /// Returns the message for people.
    pub fn message(&self) -> &str {
        &self.message
    }
}

fn sentence(fact: &str, name: &str, known: &[&str]) -> String {
    let meant = suggestion(name, known).map_or(String::new(), |meant| format!(" Did you mean {meant}?"));
    match known {
        [] => format!("{fact} Known: none."),
        known => format!("{fact}{meant} Known: {}.", known.join(", ")),
    }
}

/// Formats a name for a message. A very long name is cut.
fn shown(name: &str) -> String {
    const LONGEST: usize = 100;
    match name.char_indices().nth(LONGEST) {
        None if name.is_empty() => "An empty string".to_owned(),
        None => name.escape_debug().to_string(),
        Some((cut, _)) => format!("{}…", name[..cut].escape_debug()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_message_says_what_to_write_instead() {
        assert_eq!(
            UnknownName::parameter("dry-run", &["mode", "dry_run"]).message(),
            "dry-run is not a parameter of this address. Did you mean dry_run? Known: mode, dry_run."
        );
        assert_eq!(
            UnknownName::parameter("x", &[]).message(),
            "x is not a parameter of this address. Known: none."
        );
        assert_eq!(
            UnknownName::value("status", "done", &["pending", "failed"]).message(),
            "done is not a value of status. Known: pending, failed."
        );
        assert_eq!(
            UnknownName::value("status", "", &["pending"]).message(),
            "An empty string is not a value of status. Known: pending."
        );
        let elsewhere = UnknownName::field("mode", &["items"]).with_query_hint(&["dry_run", "mode"]);
        assert_eq!(
            elsewhere.message(),
            "mode is not a field here. Known: items. The query has a parameter mode. Write it in the address, as in ?mode=VALUE."
        );
        let own = UnknownName::field("refernce", &["reference"]);
        assert_eq!(own.clone().with_query_hint(&["mode"]), own);
        let header = UnknownName::field("idempotency_key", &["items"]);
        assert!(header.message().contains("send it as the header Idempotency-Key"), "{header:?}");
        assert!(UnknownName::field(&"n".repeat(5_000), &[]).message().len() < 200);
    }
}
