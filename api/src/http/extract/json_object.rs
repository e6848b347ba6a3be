//! A JSON object as its author wrote it, with repeated keys and the spelling of numbers.
//!
//! An ordinary parser keeps the last of two equal keys, and cannot tell `100` from `1e2`. With money, neither may be
//! guessed: another parser on the way may have kept the first.

use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

/// The unparsed members of an object, in order.
#[derive(Debug, Default)]
pub struct JsonObject(Vec<(String, Box<RawValue>)>);

/// The value of an object under one key.
#[derive(Clone, Copy, Debug)]
pub enum JsonMember<'a> {
    /// The key is missing.
    Absent,
    /// The value as written.
    Value(&'a RawValue),
    /// The key occurs more than once.
    Repeated,
}

impl JsonObject {
    /// Parses an object. Returns `None` if `bytes` are not UTF-8, not JSON, or not an object.
    pub fn read(bytes: &[u8]) -> Option<Self> {
        serde_json::from_slice(bytes).ok()
    }

    /// Returns the keys, in order.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|(name, _)| name.as_str())
    }

    /// Returns the value under `key`.
    pub fn member(&self, key: &str) -> JsonMember<'_> {
        let mut found = self.0.iter().filter(|(name, _)| name == key);
        match (found.next(), found.next()) {
            (None, _) => JsonMember::Absent,
            (Some((_, value)), None) => JsonMember::Value(value),
            (Some(_), Some(_)) => JsonMember::Repeated,
        }
    }
}

impl<'de> Deserialize<'de> for JsonObject {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Members;

        impl<'de> Visitor<'de> for Members {
            type Value = JsonObject;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a JSON object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<JsonObject, A::Error> {
                let mut members = Vec::new();
                while let Some(member) = map.next_entry()? {
                    members.push(member);
                }
                Ok(JsonObject(members))
            }
        }

        deserializer.deserialize_map(Members)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_kept_as_written() {
        let object = JsonObject::read(br#" {"a": 1e2, "b": [1, {"a": 2}], "a\u0062": null} "#).unwrap();
        assert!(matches!(object.member("a"), JsonMember::Value(raw) if raw.get() == "1e2"));
        assert!(matches!(object.member("ab"), JsonMember::Value(raw) if raw.get() == "null"));
        assert!(matches!(object.member("c"), JsonMember::Absent));
    }

    #[test]
    fn repeated_keys_are_found_in_any_spelling() {
        let object = JsonObject::read(br#"{"a":1,"\u0061":1}"#).unwrap();
        assert!(matches!(object.member("a"), JsonMember::Repeated));
    }

    #[test]
    fn other_or_invalid_json_is_not_an_object() {
        for bytes in
            [&b""[..], b"[]", b"null", b"{", b"{}x", b"{\"a\":}", b"{\"a\":\"\xff\"}", b"\xef\xbb\xbf{}"]
        {
            assert!(JsonObject::read(bytes).is_none(), "{bytes:?}");
        }
    }
}
