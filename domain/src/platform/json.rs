//! Parses JSON from other programs into a struct only if it is an object.
//!
//! serde also fills a struct from an array, by position: `["ord_…","succeeded"]` would be an order that was paid, and
//! `[[],null]` an empty list. No protocol here gives a meaning to positions, so an array is rejected.

use std::fmt;
use std::marker::PhantomData;

use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserialize, DeserializeOwned, Deserializer, MapAccess, Visitor};

/// A value that was parsed from an object, and from nothing else.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Object<T>(pub T);

/// Parses one object, with nothing after it.
///
/// # Errors
/// If `bytes` are anything else, or do not match `T`.
pub fn read<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, serde_json::Error> {
    serde_json::from_slice::<Object<T>>(bytes).map(|Object(read)| read)
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Object<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Members<T>(PhantomData<T>);

        impl<'de, T: Deserialize<'de>> Visitor<'de> for Members<T> {
            type Value = T;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a JSON object")
            }

            fn visit_map<A: MapAccess<'de>>(self, members: A) -> Result<T, A::Error> {
                T::deserialize(MapAccessDeserializer::new(members))
            }
        }

        deserializer.deserialize_map(Members(PhantomData)).map(Self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, PartialEq, serde::Deserialize)]
    struct Paid {
        amount: u8,
        by: Option<String>,
    }

    #[test]
    fn only_a_json_object_is_read() {
        let paid = Paid { amount: 1, by: None };
        assert_eq!(read::<Paid>(br#" {"amount":1,"more":[2]} "#).unwrap(), paid);
        for other in
            [&b"[1,null]"[..], b"[1]", b"[]", b"[{\"amount\":1}]", b"1", b"null", b"\"{}\"", b"{}", b""]
        {
            assert!(read::<Paid>(other).is_err(), "{other:?}");
        }
        assert!(read::<Paid>(br#"{"amount":1} {}"#).is_err());
        // A nested array is rejected as well.
        assert!(serde_json::from_str::<Vec<Object<Paid>>>(r#"[{"amount":1},[1,null]]"#).is_err());
    }
}
