//! Names in a request that are not known: of a parameter, a field, a value.
//!
//! Ignoring one would mean doing something else than was asked: a misspelt `dry_run` pays. So on `/v1`, on `/admin` and
//! in the items of batches each is refused, with its name, the nearest known name, and all known names.

use std::fmt::Write;

use domain::platform::names::{meant, plain};

use crate::http::problem::{Code, FieldProblem, Problem};

/// The name of a header that people also send in a body.
const IDEMPOTENCY_KEY: &str = "Idempotency-Key";

/// A name that is not known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownName {
    /// `unknown_parameter`, `unknown_field` or `unknown_value`.
    code: Code,
    /// The parameter or field, as the client wrote it. For a value, the parameter or field that has it.
    field: String,
    message: String,
}

impl UnknownName {
    /// An unknown parameter of the query.
    pub fn parameter(name: &str, known: &[&str]) -> Self {
        let message = sentence(&format!("{} is no parameter of this address.", shown(name)), name, known);
        Self { code: Code::UnknownParameter, field: name.to_owned(), message }
    }

    /// An unknown field of a body.
    pub fn field(name: &str, known: &[&str]) -> Self {
        let fact = if plain(name) == plain(IDEMPOTENCY_KEY) {
            format!("{} is no field: send it as the header {IDEMPOTENCY_KEY}.", shown(name))
        } else {
            format!("{} is no field here.", shown(name))
        };
        Self { code: Code::UnknownField, field: name.to_owned(), message: sentence(&fact, name, known) }
    }

    /// An unknown column of a table.
    pub fn column(name: &str, known: &[&str]) -> Self {
        let message = sentence(&format!("{} is no column of a batch.", shown(name)), name, known);
        Self { code: Code::UnknownField, field: name.to_owned(), message }
    }

    /// A field of a body on a route that reads none.
    pub fn field_without_body(name: &str) -> Self {
        let message = format!("{} is no field here: this address reads no body.", shown(name));
        Self { code: Code::UnknownField, field: name.to_owned(), message }
    }

    /// Adds the parameter of the query that may have been meant, if there is one among `parameters`.
    #[must_use]
    pub fn or_of_query(mut self, parameters: &[&str]) -> Self {
        if let Some(parameter) = meant(&self.field, parameters) {
            // Writing to a string cannot fail.
            let _written = write!(
                self.message,
                " The query has a parameter {parameter}. Write it in the address, as in ?{parameter}=VALUE."
            );
        }
        self
    }

    /// An unknown value of the parameter or field `of`, whose values are `known`.
    pub fn value(of: &str, value: &str, known: &[&str]) -> Self {
        let message = sentence(&format!("{} is no value of {of}.", shown(value)), value, known);
        Self { code: Code::UnknownValue, field: of.to_owned(), message }
    }

    /// The problem that refuses the name.
    pub fn problem(&self) -> Problem {
        Problem::new(self.code, self.message.clone()).with_errors(vec![FieldProblem {
            index: None,
            line: None,
            field: self.field.clone(),
            code: self.code.as_str(),
            message: self.message.clone(),
        }])
    }

    /// The sentence for people.
    pub fn message(&self) -> &str {
        &self.message
    }
}

fn sentence(fact: &str, name: &str, known: &[&str]) -> String {
    let meant = meant(name, known).map_or(String::new(), |meant| format!(" Did you mean {meant}?"));
    match known {
        [] => format!("{fact} It has none."),
        known => format!("{fact}{meant} Known: {}.", known.join(", ")),
    }
}

/// A name as it is repeated in a sentence: whole, unless it is very long or empty.
fn shown(name: &str) -> String {
    const LONGEST: usize = 100;
    match name.char_indices().nth(LONGEST) {
        None if name.is_empty() => "An empty text".to_owned(),
        None => name.escape_debug().to_string(),
        Some((cut, _)) => format!("{}…", name[..cut].escape_debug()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sentence_says_what_to_write_instead() {
        assert_eq!(
            UnknownName::parameter("dry-run", &["mode", "dry_run"]).message(),
            "dry-run is no parameter of this address. Did you mean dry_run? Known: mode, dry_run."
        );
        assert_eq!(
            UnknownName::parameter("x", &[]).message(),
            "x is no parameter of this address. It has none."
        );
        assert_eq!(
            UnknownName::value("status", "done", &["pending", "failed"]).message(),
            "done is no value of status. Known: pending, failed."
        );
        assert_eq!(
            UnknownName::value("status", "", &["pending"]).message(),
            "An empty text is no value of status. Known: pending."
        );
        let elsewhere = UnknownName::field("mode", &["items"]).or_of_query(&["dry_run", "mode"]);
        assert_eq!(
            elsewhere.message(),
            "mode is no field here. Known: items. The query has a parameter mode. Write it in the address, as in ?mode=VALUE."
        );
        let own = UnknownName::field("refernce", &["reference"]);
        assert_eq!(own.clone().or_of_query(&["mode"]), own);
        let header = UnknownName::field("idempotency_key", &["items"]);
        assert!(header.message().contains("send it as the header Idempotency-Key"), "{header:?}");
        assert!(UnknownName::field(&"n".repeat(5_000), &[]).message().len() < 200);
    }
}
