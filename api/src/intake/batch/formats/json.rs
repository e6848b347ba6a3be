//! JSON: `{"items": […]}`, one document that is held as text and read element by element.

use std::fmt;
use std::io::Read;

use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;

use crate::http::extract::{UnknownName, malformed};
use crate::intake::batch::item_reader::Item;
use crate::intake::batch::options;
use crate::intake::batch::sink::{Sink, Stop};

/// The sentence about other types of bodies.
const OTHER_TYPES: &str = "(A table is sent as text/csv, an object per line as application/x-ndjson.)";

/// The sentence about the shape of the document.
const SHAPE: &str = "The body must be {\"items\": [{\"email\": …, \"amount\": …}, …]}.";

/// Reads the document. Its length is limited where it is received.
pub(super) fn read(mut input: impl Read, sink: &mut Sink) -> Result<(), Stop> {
    let mut bytes = Vec::new();
    input.read_to_end(&mut bytes).map_err(Stop::Body)?;
    let text = match std::str::from_utf8(&bytes) {
        Ok(text) => text,
        Err(_) => return Err(Stop::malformed(malformed(&bytes).unwrap_or_default())),
    };
    let mut stopped = None;
    let mut deserializer = serde_json::Deserializer::from_str(text);
    let read = Document { sink, stopped: &mut stopped }
        .deserialize(&mut deserializer)
        .and_then(|()| deserializer.end());
    let Err(error) = read else { return Ok(()) };
    match stopped {
        Some(stop @ (Stop::Body(_) | Stop::Spool(_))) => Err(stop),
        refused => match (malformed(&bytes), refused) {
            (Some(what), _) => Err(Stop::malformed(format!("{what} {OTHER_TYPES}"))),
            (None, Some(stop)) => Err(stop),
            (None, None) => Err(Stop::field("items", "invalid", wanted(&error))),
        },
    }
}

fn wanted(error: &serde_json::Error) -> String {
    let twice = error.to_string().starts_with("duplicate field");
    if twice { "items is given twice: send it once.".to_owned() } else { SHAPE.to_owned() }
}

/// The document, whose only member is `items`. The options of a batch are query parameters: ignoring one here would do
/// something else than the client asked for.
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
                    let unknown = UnknownName::field(other, &["items"]).with_query_hint(options::NAMES);
                    *self.stopped = Some(Stop::Refused(Box::new(unknown.problem())));
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
