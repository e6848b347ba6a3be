//! `{"items": […]}`: one document, held as text and read element by element.

use std::fmt;
use std::io::Read;

use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;

use crate::batches::item::Item;
use crate::batches::sink::{Sink, Stop};
use crate::extract::UnknownName;

/// Reads the document; its length is limited where it is received.
pub(super) fn read(mut input: impl Read, sink: &mut Sink) -> Result<(), Stop> {
    let mut bytes = Vec::new();
    input.read_to_end(&mut bytes).map_err(Stop::Body)?;
    let text = std::str::from_utf8(&bytes).map_err(|_| Stop::malformed("The body must be UTF-8."))?;
    let mut stopped = None;
    let mut deserializer = serde_json::Deserializer::from_str(text);
    let read = Document { sink, stopped: &mut stopped }
        .deserialize(&mut deserializer)
        .and_then(|()| deserializer.end());
    match (stopped, read) {
        (Some(stop), _) => Err(stop),
        (None, Ok(())) => Ok(()),
        (None, Err(error)) if error.is_data() => Err(Stop::field("items", "invalid", error.to_string())),
        (None, Err(error)) => Err(Stop::malformed(error.to_string())),
    }
}

/// The document. Its only member is `items`: what else a batch can be told is told in the query, and to ignore it here
/// would be to do something else than was asked.
struct Document<'s> {
    sink: &'s mut Sink,
    stopped: &'s mut Option<Stop>,
}

/// The array of items.
struct Items<'s> {
    sink: &'s mut Sink,
    stopped: &'s mut Option<Stop>,
}

impl<'de> DeserializeSeed<'de> for Document<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Document<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object with the member `items`")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let mut seen = false;
        while let Some(name) = map.next_key::<String>()? {
            match name.as_str() {
                "items" if seen => return Err(A::Error::duplicate_field("items")),
                "items" => {
                    map.next_value_seed(Items { sink: &mut *self.sink, stopped: &mut *self.stopped })?;
                    seen = true;
                }
                other => {
                    let unknown = UnknownName::field(other, &["items"]).problem();
                    *self.stopped = Some(Stop::Refused(Box::new(unknown)));
                    return Err(A::Error::custom("stopped"));
                }
            }
        }
        if seen { Ok(()) } else { Err(A::Error::missing_field("items")) }
    }
}

impl<'de> DeserializeSeed<'de> for Items<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_seq(self)
    }
}

impl<'de> Visitor<'de> for Items<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an array of items")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<(), A::Error> {
        while let Some(raw) = items.next_element::<&'de RawValue>()? {
            if let Err(stop) = self.sink.take(None, Item::from_json(raw.get())) {
                *self.stopped = Some(stop);
                return Err(A::Error::custom("stopped"));
            }
        }
        Ok(())
    }
}
