//! `metadata`: a JSON object that is returned as it was sent, or rejected.
//!
//! Metadata is stored as `jsonb`. It keeps strings, and numbers digit by digit. But it expands exponents, drops the
//! sign of -0, and keeps only the last of two equal names. An object that it would change in one of these ways is
//! rejected. White space and the order of names have no meaning.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::fmt;
use std::str::FromStr;

use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

/// The largest metadata, in bytes of its shortest form: enough for a few ids and notes, not for documents.
pub const METADATA_MAX_BYTES: usize = 4 * 1024;

/// The deepest nesting.
const MAX_DEPTH: usize = 32;

/// What is wrong with metadata.
#[derive(Debug, PartialEq, Eq)]
pub struct InvalidMetadata {
    /// The stable code of the error.
    pub code: &'static str,
    /// The error in words.
    pub message: String,
}

impl InvalidMetadata {
    fn new(code: &'static str, message: impl Into<String>) -> Self {
        Self { code, message: message.into() }
    }

    /// Returns the error for a value that is not an object, or that is given twice.
    pub fn not_an_object() -> Self {
        Self::new("not_an_object", "The metadata must be a JSON object.")
    }
}

/// A JSON object in its shortest form, sorted by name, so that equal contents are equal texts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Metadata(String);

impl Metadata {
    /// Returns the JSON text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns the JSON text.
    pub fn into_string(self) -> String {
        self.0
    }

    /// Wraps metadata that was checked before it was stored. Do not use it for any other text.
    pub fn from_stored(text: String) -> Self {
        Self(text)
    }
}

impl FromStr for Metadata {
    type Err = InvalidMetadata;

    fn from_str(text: &str) -> Result<Self, InvalidMetadata> {
        shortest(text).map(Self)
    }
}

/// Parses an object and returns its shortest form. Rejects a text that is not an object, is too long or too deep, or
/// would not be stored unchanged.
fn shortest(text: &str) -> Result<String, InvalidMetadata> {
    let mut shortest = String::with_capacity(text.len());
    write_object(text, 1, &mut shortest)?;
    if shortest.len() > METADATA_MAX_BYTES {
        let message = format!("The metadata may not be greater than {METADATA_MAX_BYTES} bytes.");
        return Err(InvalidMetadata::new("too_long", message));
    }
    Ok(shortest)
}

/// The members of an object by name, in their original form, and a name that occurs twice.
struct Members<'a> {
    by_name: BTreeMap<String, &'a RawValue>,
    repeated: Option<String>,
}

impl<'de: 'a, 'a> Deserialize<'de> for Members<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Read;

        impl<'de> Visitor<'de> for Read {
            type Value = Members<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a JSON object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Members<'de>, A::Error> {
                let mut members = Members { by_name: BTreeMap::new(), repeated: None };
                while let Some((name, value)) = map.next_entry::<String, &'de RawValue>()? {
                    match members.by_name.entry(name) {
                        Entry::Occupied(first) => members.repeated = Some(first.key().clone()),
                        Entry::Vacant(free) => {
                            free.insert(value);
                        }
                    }
                }
                Ok(members)
            }
        }

        deserializer.deserialize_map(Read)
    }
}

fn write_object(text: &str, depth: usize, out: &mut String) -> Result<(), InvalidMetadata> {
    let members: Members<'_> = serde_json::from_str(text).map_err(|_| InvalidMetadata::not_an_object())?;
    if let Some(name) = members.repeated {
        let message =
            format!("The metadata has {name:?} twice in one object: only one of them could be kept.");
        return Err(InvalidMetadata::new("repeated_name", message));
    }
    out.push('{');
    for (place, (name, value)) in members.by_name.iter().enumerate() {
        if place > 0 {
            out.push(',');
        }
        write_string(name, out)?;
        out.push(':');
        write_value(value.get(), depth, out)?;
    }
    out.push('}');
    Ok(())
}

fn write_value(text: &str, depth: usize, out: &mut String) -> Result<(), InvalidMetadata> {
    let first = text.as_bytes().first();
    if depth >= MAX_DEPTH && matches!(first, Some(b'{' | b'[')) {
        let message = format!("The metadata may not be nested more than {MAX_DEPTH} deep.");
        return Err(InvalidMetadata::new("too_deep", message));
    }
    match first {
        Some(b'{') => write_object(text, depth + 1, out),
        Some(b'[') => {
            let values: Vec<&RawValue> =
                serde_json::from_str(text).map_err(|_| InvalidMetadata::not_an_object())?;
            out.push('[');
            for (place, value) in values.iter().enumerate() {
                if place > 0 {
                    out.push(',');
                }
                write_value(value.get(), depth + 1, out)?;
            }
            out.push(']');
            Ok(())
        }
        Some(b'"') => {
            let string: String = serde_json::from_str(text).map_err(|_| {
                InvalidMetadata::new(
                    "invalid_character",
                    "The metadata must not contain half a surrogate pair (\\ud800).",
                )
            })?;
            write_string(&string, out)
        }
        Some(b'-' | b'0'..=b'9') => write_number(text, out),
        _ => {
            out.push_str(text);
            Ok(())
        }
    }
}

/// Writes `string` as JSON. Rejects U+0000, which Postgres cannot store.
fn write_string(string: &str, out: &mut String) -> Result<(), InvalidMetadata> {
    if string.contains('\0') {
        let message = "The metadata must not contain the character U+0000.";
        return Err(InvalidMetadata::new("invalid_character", message));
    }
    out.push_str(&serde_json::to_string(string).map_err(|_| InvalidMetadata::not_an_object())?);
    Ok(())
}

fn write_number(text: &str, out: &mut String) -> Result<(), InvalidMetadata> {
    let minus_zero =
        text.strip_prefix('-').is_some_and(|rest| rest.bytes().all(|b| matches!(b, b'0' | b'.')));
    if minus_zero || text.contains(['e', 'E']) {
        let message = format!(
            "The metadata's number {text} cannot be stored as it is written: write out its digits, or put it in quotes."
        );
        return Err(InvalidMetadata::new("number_not_kept", message));
    }
    out.push_str(text);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn metadata_is_kept_digit_by_digit() {
        for (text, kept) in [
            ("{}", "{}"),
            (r#" {"b": [1, {"a" : null}], "a": "\u00e9\n"} "#, r#"{"a":"é\n","b":[1,{"a":null}]}"#),
            (r#"{"n":25000000000000000001}"#, r#"{"n":25000000000000000001}"#),
            (r#"{"n":[1.0,1.50,-7,0.1,true]}"#, r#"{"n":[1.0,1.50,-7,0.1,true]}"#),
            (r#"{"a":"\\u0000"}"#, r#"{"a":"\\u0000"}"#),
        ] {
            assert_eq!(shortest(text).as_deref(), Ok(kept), "{text}");
        }
    }

    #[test]
    fn metadata_that_cannot_be_kept_unchanged_is_rejected() {
        let nested = |depth: usize| format!("{}{}{}", r#"{"a":"#.repeat(depth), 1, "}".repeat(depth));
        assert!(shortest(&nested(MAX_DEPTH)).is_ok());
        for (text, code) in [
            ("[]", "not_an_object"),
            ("", "not_an_object"),
            (r#"{"a":1"#, "not_an_object"),
            (r#"{"a":1e5}"#, "number_not_kept"),
            (r#"{"a":[{"b":1E400}]}"#, "number_not_kept"),
            (r#"{"a":-0}"#, "number_not_kept"),
            (r#"{"a":-0.00}"#, "number_not_kept"),
            (r#"{"a":{"b":1,"\u0062":1}}"#, "repeated_name"),
            (r#"{"a":"\ud800"}"#, "invalid_character"),
            (r#"{"a":["\u0000"]}"#, "invalid_character"),
            (r#"{"\u0000":1}"#, "invalid_character"),
            (&nested(MAX_DEPTH + 1), "too_deep"),
            (&nested(5_000), "too_deep"),
            (&format!(r#"{{"a":"{}"}}"#, "x".repeat(METADATA_MAX_BYTES)), "too_long"),
        ] {
            assert_eq!(shortest(text).map_err(|wrong| wrong.code), Err(code), "{text:.60}");
        }
    }
}
