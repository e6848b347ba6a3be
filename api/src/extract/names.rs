//! Names that a client has written and that are not known: of a parameter, a field, a value.
//!
//! To pass over one would be to do something else than was asked: a misspelt `dry_run` pays. So on `/v1`, on `/admin` and in
//! the items of batches each is refused, with its name, the nearest that is known, and all of them.

use std::fmt::Write;

use crate::problem::{Code, FieldProblem, Problem};

/// How many slips of the pen a name may have and still be taken for a known one.
const MOST_SLIPS: usize = 2;

/// A name that is not known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownName {
    /// `unknown_parameter`, `unknown_field` or `unknown_value`.
    code: Code,
    /// The parameter or field, as the client wrote it; of a value, the parameter or field that has it.
    field: String,
    message: String,
}

impl UnknownName {
    /// A parameter of the query.
    pub fn parameter(name: &str, known: &[&str]) -> Self {
        let message = sentence(&format!("{} is no parameter of this address.", shown(name)), name, known);
        Self { code: Code::UnknownParameter, field: name.to_owned(), message }
    }

    /// A field of a body.
    pub fn field(name: &str, known: &[&str]) -> Self {
        let message = sentence(&format!("{} is no field here.", shown(name)), name, known);
        Self { code: Code::UnknownField, field: name.to_owned(), message }
    }

    /// A field of a body, where none is read. One that the query knows may have been meant for it.
    pub fn field_without_body(name: &str, parameters: &[&str]) -> Self {
        let mut message = format!("{} is no field here: this address reads no body.", shown(name));
        if let Some(parameter) = nearest(name, parameters) {
            // Infallible for a String.
            let _written = write!(message, " The query has a parameter {parameter}.");
        }
        Self { code: Code::UnknownField, field: name.to_owned(), message }
    }

    /// A value of the parameter or field `of`, which has one of `known`.
    pub fn value(of: &str, value: &str, known: &[&str]) -> Self {
        let message = sentence(&format!("{} is no value of {of}.", shown(value)), value, known);
        Self { code: Code::UnknownValue, field: of.to_owned(), message }
    }

    /// As a problem of its own.
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
    let meant = nearest(name, known).map_or(String::new(), |nearest| format!(" Did you mean {nearest}?"));
    match known {
        [] => format!("{fact} It has none."),
        known => format!("{fact}{meant} Known: {}.", known.join(", ")),
    }
}

/// A name as it is repeated in a sentence: whole, unless somebody wrote a novel.
fn shown(name: &str) -> String {
    const LONGEST: usize = 100;
    match name.char_indices().nth(LONGEST) {
        None => name.escape_debug().to_string(),
        Some((cut, _)) => format!("{}…", name[..cut].escape_debug()),
    }
}

/// The known name that was probably meant.
fn nearest<'k>(name: &str, known: &[&'k str]) -> Option<&'k str> {
    let plain = |text: &str| text.to_ascii_lowercase().replace(['-', '_', ' ', '.'], "");
    let name = plain(name);
    known
        .iter()
        .map(|known| (strsim::damerau_levenshtein(&name, &plain(known)), *known))
        // A short name would be near to anything.
        .filter(|(slips, known)| *slips <= MOST_SLIPS && *slips * 2 < known.len())
        .min_by_key(|(slips, _)| *slips)
        .map(|(_, known)| known)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_known_name_is_offered() {
        let known = ["mode", "dry_run", "max_per_second", "scheduled_at"];
        for (written, meant) in [
            ("dry-run", Some("dry_run")),
            ("dryrun", Some("dry_run")),
            ("Mode", Some("mode")),
            ("schedule_at", Some("scheduled_at")),
            ("scheduledAt", Some("scheduled_at")),
            ("max_rate", None),
            ("", None),
            ("x", None),
        ] {
            assert_eq!(nearest(written, &known), meant, "{written}");
        }
        assert_eq!(nearest("refernce", &["email", "amount", "reference"]), Some("reference"));
    }

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
        assert!(UnknownName::field(&"n".repeat(5_000), &[]).message().len() < 200);
    }
}
