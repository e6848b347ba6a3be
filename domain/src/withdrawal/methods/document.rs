//! The JSON document of the setting, and its error messages. A message names a field and never shows a value, because
//! values may be secrets.

use std::collections::BTreeMap;
use std::fmt;
use std::marker::PhantomData;

use serde::de::{Deserialize, DeserializeOwned, Deserializer, Error, MapAccess, Visitor};
use serde_json::error::Category;

use crate::platform::json::Object;

/// Members with names that the operator chooses. A name may occur only once; otherwise the last one would silently win.
#[derive(Debug)]
pub(super) struct ByName<T>(pub(super) BTreeMap<String, T>);

impl<T> Default for ByName<T> {
    fn default() -> Self {
        Self(BTreeMap::new())
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for ByName<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Members<T>(PhantomData<T>);

        impl<'de, T: Deserialize<'de>> Visitor<'de> for Members<T> {
            type Value = ByName<T>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a JSON object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<ByName<T>, A::Error> {
                let mut by_name = BTreeMap::new();
                while let Some(name) = members.next_key::<String>()? {
                    if by_name.contains_key(&name) {
                        return Err(A::Error::custom(format_args!("duplicate field `{name}`")));
                    }
                    by_name.insert(name, members.next_value()?);
                }
                Ok(ByName(by_name))
            }
        }

        deserializer.deserialize_map(Members(PhantomData))
    }
}

/// Parses `text` as one object.
///
/// # Errors
/// The path of the field that is unknown, missing, repeated or of the wrong type; or the place where the text is not
/// JSON.
pub(super) fn read<T: DeserializeOwned>(text: &str) -> Result<T, String> {
    let mut deserializer = serde_json::Deserializer::from_str(text);
    let read: Result<Object<T>, _> = serde_path_to_error::deserialize(&mut deserializer);
    let Object(document) = read.map_err(|error| {
        let path = error.path().to_string();
        fault(if path == "." { "" } else { &path }, error.inner())
    })?;
    deserializer.end().map_err(|error| no_json(&error))?;
    Ok(document)
}

fn no_json(error: &serde_json::Error) -> String {
    format!("not JSON (line {}, column {})", error.line(), error.column())
}

fn fault(path: &str, error: &serde_json::Error) -> String {
    let said = error.to_string();
    let said = said.rsplit_once(" at line ").map_or(said.as_str(), |(said, _)| said);
    let named = |start: &str| said.strip_prefix(start).and_then(|rest| rest.split('`').next());
    if let Some(name) = named("unknown field `") {
        let known: Vec<&str> = said.split('`').skip(3).step_by(2).collect();
        return format!("{} is not a setting: known are {}", below(path, name), known.join(", "));
    }
    if let Some(name) = named("missing field `") {
        return format!("{} is missing", below(path, name));
    }
    if let Some(name) = named("duplicate field `") {
        return format!("{} is given twice", below(path, name));
    }
    // The value comes before these words, and may contain them as well.
    match said.rsplit_once(", expected ") {
        Some((_, wanted)) if error.classify() == Category::Data => {
            format!("{} must be {}", if path.is_empty() { "it" } else { path }, words(wanted))
        }
        _ if error.classify() == Category::Data => {
            format!("{path} is invalid (line {}, column {})", error.line(), error.column())
        }
        _ => no_json(error),
    }
}

/// Returns the path of `name` within `path`, which may already end with it.
fn below(path: &str, name: &str) -> String {
    match path {
        "" => name.to_owned(),
        _ if path == name || path.ends_with(&format!(".{name}")) => path.to_owned(),
        _ => format!("{path}.{name}"),
    }
}

/// Translates the name of a type in serde's errors into plain words.
fn words(wanted: &str) -> &str {
    match wanted {
        "i64" => "a whole number, without quotes",
        "u32" | "u64" | "usize" => "a whole number of at least 0, without quotes",
        "a string" => "a text in quotes",
        _ => "a JSON object",
    }
}

#[cfg(test)]
mod tests {
    use super::super::Document;
    use super::*;

    #[test]
    fn errors_name_the_field_and_not_the_value() {
        let method = |text: &str| format!(r#"{{"methods":{{"paypal":{text}}}}}"#);
        let provider = |text: &str| format!(r#"{{"providers":{{"acme":{text}}}}}"#);
        for (document, says) in [
            (
                method(r#"{"provider":"manual","minimum":5}"#),
                "methods.paypal.minimum is not a setting: known are provider, min, max, fee_fixed, fee_basis_points",
            ),
            (
                method(r#"{"provider":"manual","min":"canary, expected i64"}"#),
                "methods.paypal.min must be a whole number, without quotes",
            ),
            (
                method(r#"{"provider":"manual","fee_basis_points":-1}"#),
                "methods.paypal.fee_basis_points must be a whole number of at least 0, without quotes",
            ),
            (method("{}"), "methods.paypal.provider is missing"),
            (method(r#"{"provider":"a","provider":"canary"}"#), "methods.paypal.provider is given twice"),
            (
                r#"{"methods":{"paypal":{"provider":"manual"},"paypal":{"provider":"canary"}}}"#.to_owned(),
                "methods.paypal is given twice",
            ),
            (
                r#"{"providers":{"acme":{"url":"https://a","secret":"canary"},"acme":{}}}"#.to_owned(),
                "providers.acme is given twice",
            ),
            (r#"{"methods":{},"methods":{}}"#.to_owned(), "methods is given twice"),
            (method(r#"["canary"]"#), "methods.paypal must be a JSON object"),
            (method(r#"{"provider":7}"#), "methods.paypal.provider must be a text in quotes"),
            (r#"{"method":{}}"#.to_owned(), "method is not a setting: known are methods, providers"),
            (r#"{"methods":"canary"}"#.to_owned(), "methods must be a JSON object"),
            (provider(r#"{"url":"https://canary"}"#), "providers.acme.secret is missing"),
            (
                provider(r#"{"url":"https://a","secret":["canary"]}"#),
                "providers.acme.secret must be a text in quotes",
            ),
            (r#"{"methods":{"canary"}}"#.to_owned(), "not JSON (line 1, column 21)"),
            ("{} canary".to_owned(), "not JSON (line 1, column 4)"),
        ] {
            let message = read::<Document>(&document).err().unwrap();
            assert_eq!(message, says, "{document}");
        }
    }
}
