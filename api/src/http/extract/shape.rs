//! The error messages about JSON of an unexpected shape: the field, what it must be, and what it is.

use crate::http::problem::FieldProblem;

/// The maximum length, in characters, of a value in a message.
const LONGEST_SHOWN: usize = 100;

/// Returns the invalid field, and what is wrong with it. `said` is the parser's message about the value at the path
/// `field`.
pub fn fault(field: &str, said: &str) -> FieldProblem {
    let said = said.split(" at line ").next().unwrap_or_default();
    let named = |start: &str| said.strip_prefix(start).and_then(|rest| rest.split('`').next());
    if let Some(name) = named("missing field `") {
        return problem(&below(field, name), "required", format!("The {name} field is required."));
    }
    if let Some(name) = named("duplicate field `") {
        let message = format!("{name} is given twice: send it once.");
        return problem(field.strip_suffix(name).map_or(&below(field, name), |_| field), "invalid", message);
    }
    problem(field, "invalid", sentence(field, said))
}

/// Returns the message that `field` is invalid. `said` is a message of serde, or of the API's own types (`must be …`,
/// `not an id …`).
pub fn sentence(field: &str, said: &str) -> String {
    let subject = if field.is_empty() { "The body" } else { field };
    if let Some(got) = said.strip_prefix("invalid type: ").or_else(|| said.strip_prefix("invalid value: "))
        && let Some((got, wanted)) = got.rsplit_once(", expected ")
    {
        let is_unsigned = wanted.starts_with('u');
        let (got, wanted) = (received_in_words(got), wanted_words(wanted));
        let out_of_range = said.starts_with("invalid value: ");
        return match got.parse::<i128>() {
            Ok(number) if out_of_range && number < 0 && is_unsigned => {
                format!("{subject} must be at least 0, but is {got}.")
            }
            Ok(number) if out_of_range && number < 0 => format!("{subject} is too small: {got}."),
            Ok(_) if out_of_range => format!("{subject} is too large: {got}."),
            _ => format!("{subject} must be {wanted}, but is {got}."),
        };
    }
    match said {
        "number out of range" => format!("{subject} is too large."),
        _ if said.starts_with("not ") => format!("{subject} is {said}."),
        _ if ["must ", "is ", "has ", "names "].iter().any(|verb| said.starts_with(verb)) => {
            format!("{subject} {said}.")
        }
        _ => format!("{subject}: {said}."),
    }
}

fn below(path: &str, name: &str) -> String {
    if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") }
}

fn problem(field: &str, code: &'static str, message: String) -> FieldProblem {
    FieldProblem { index: None, line: None, field: field.to_owned(), code, message }
}

/// Returns plain words for a type in serde's message.
fn wanted_words(wanted: &str) -> &str {
    match wanted {
        "i8" | "i16" | "i32" | "i64" | "u8" | "u16" | "u32" | "u64" | "usize" => {
            "an integer (digits only: no quotes, point or exponent)"
        }
        "a boolean" => "true or false (without quotes)",
        "a sequence" => "an array",
        _ if wanted.starts_with("struct ") || wanted == "a map" => "a JSON object",
        other => other,
    }
}

/// Returns plain words for a value in serde's message.
fn received_in_words(got: &str) -> String {
    if let Some(text) = got.strip_prefix("string ") {
        return cut(text);
    }
    match got {
        "sequence" => "an array".to_owned(),
        "map" => "an object".to_owned(),
        // integer `5`, boolean `true`, floating point `1.5`
        other => other.split('`').nth(1).unwrap_or(other).to_owned(),
    }
}

fn cut(text: &str) -> String {
    match text.char_indices().nth(LONGEST_SHOWN) {
        None => text.to_owned(),
        Some((cut, _)) => format!("{}…\"", &text[..cut]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wrong_shape_is_described_in_plain_words() {
        for (field, serde_error, message) in [
            (
                "amount",
                "invalid type: string \"x\", expected i64 at line 1 column 13",
                "amount must be an integer (digits only: no quotes, point or exponent), but is \"x\".",
            ),
            (
                "name",
                "invalid type: null, expected a string at line 1 column 4",
                "name must be a string, but is null.",
            ),
            (
                "events",
                "invalid type: map, expected a sequence",
                "events must be an array, but is an object.",
            ),
            (
                "",
                "invalid type: null, expected struct Request",
                "The body must be a JSON object, but is null.",
            ),
            ("weight", "invalid value: integer `99999`, expected i16", "weight is too large: 99999."),
            (
                "seconds",
                "invalid value: integer `-1`, expected u32",
                "seconds must be at least 0, but is -1.",
            ),
            (
                "id",
                "not an id of the form biz_<uuid> at line 1 column 4",
                "id is not an id of the form biz_<uuid>.",
            ),
        ] {
            assert_eq!(fault(field, serde_error).message, message);
        }
        let long = format!("invalid type: string \"{}\", expected i64", "x".repeat(5_000));
        assert!(sentence("amount", &long).len() < 300);
    }

    #[test]
    fn missing_and_repeated_fields_are_named() {
        for (path, serde_error, field, code) in [
            ("", "missing field `url` at line 1 column 2", "url", "required"),
            ("a", "missing field `b`", "a.b", "required"),
            ("", "duplicate field `url`", "url", "invalid"),
            ("url", "duplicate field `url`", "url", "invalid"),
        ] {
            let fault = fault(path, serde_error);
            assert_eq!((fault.field.as_str(), fault.code), (field, code), "{serde_error}");
        }
    }
}
