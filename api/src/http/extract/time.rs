//! Times in the format of RFC 3339: strings in queries, [`Time`] in bodies.

use std::fmt;

use chrono::format::ParseErrorKind;
use chrono::{DateTime, NaiveDate, NaiveDateTime, Utc};
use serde::de::{Deserialize, Deserializer, Error, Visitor};
use serde::{Serialize, Serializer};

/// The format of a date.
const DAY_FORM: &str = "0000-00-00";

/// A time in a body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Time(pub DateTime<Utc>);

/// Parses a time.
///
/// # Errors
/// What is wrong with `text`, as the end of a sentence that begins with the field's name.
pub fn read_time(text: &str) -> Result<DateTime<Utc>, String> {
    DateTime::parse_from_rfc3339(text)
        .map(|time| time.to_utc())
        .map_err(|error| no_such(text, error.kind()).unwrap_or_else(|| not_a_time(text)))
}

/// Returns the message about a well-formed time that does not exist.
fn no_such(text: &str, why: ParseErrorKind) -> Option<String> {
    let day = text.get(..DAY_FORM.len()).filter(|day| matches_form(day, DAY_FORM))?;
    if NaiveDate::parse_from_str(day, "%Y-%m-%d").is_err() {
        return Some(format!("names a day that does not exist, {day}: look at its month and day"));
    }
    (why == ParseErrorKind::OutOfRange).then(|| {
        "names a time of day or a zone that does not exist: hours go from 00 to 23, minutes and seconds to 59"
            .to_owned()
    })
}

/// Returns whether `text` has a digit where `form` has one, and equals `form` elsewhere.
fn matches_form(text: &str, form: &str) -> bool {
    text.bytes().zip(form.bytes()).all(|(byte, like)| match like {
        b'0' => byte.is_ascii_digit(),
        _ => byte == like,
    })
}

fn not_a_time(text: &str) -> String {
    if NaiveDate::parse_from_str(text, "%Y-%m-%d").is_ok() {
        return format!(
            "is a date without a time: add a time and a zone, such as {text}T00:00:00Z for the beginning of the day in UTC"
        );
    }
    let local = ["%Y-%m-%dT%H:%M:%S%.f", "%Y-%m-%d %H:%M:%S%.f"];
    if local.iter().any(|form| NaiveDateTime::parse_from_str(text, form).is_ok()) {
        return format!("is a time without its zone: write {}Z for UTC", text.replace(' ', "T"));
    }
    // In a query, the + of a zone becomes a space if it is not encoded.
    let with_plus = text.rsplit_once(' ').map(|(time, zone)| format!("{time}+{zone}"));
    if let Some(meant) = with_plus.filter(|text| DateTime::parse_from_rfc3339(text).is_ok()) {
        return format!(
            "has a space where the + of its zone belongs: in a query, write {}",
            meant.replace('+', "%2B")
        );
    }
    "must be a time with its zone, like 2026-12-24T18:00:00Z".to_owned()
}

impl Serialize for Time {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Time {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Read;

        impl Visitor<'_> for Read {
            type Value = Time;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a time with its zone, like \"2026-12-24T18:00:00Z\"")
            }

            fn visit_str<E: Error>(self, text: &str) -> Result<Time, E> {
                read_time(text).map(Time).map_err(E::custom)
            }
        }

        deserializer.deserialize_str(Read)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_invalid_time_is_rejected_with_an_example() {
        assert!(read_time("2026-12-24T18:00:00+01:00").is_ok());
        for (text, says) in [
            ("2026-12-24", "such as 2026-12-24T00:00:00Z"),
            ("2026-12-24T18:00:00", "write 2026-12-24T18:00:00Z"),
            ("2026-12-24 18:00:00.5", "write 2026-12-24T18:00:00.5Z"),
            ("2026-12-24T18:00:00 01:00", "write 2026-12-24T18:00:00%2B01:00"),
            ("2026-02-30T10:00:00Z", "names a day that does not exist, 2026-02-30"),
            ("2027-02-29T10:00:00+01:00", "names a day that does not exist, 2027-02-29"),
            ("2026-13-01T10:00:00", "names a day that does not exist, 2026-13-01"),
            ("2026-04-31", "names a day that does not exist, 2026-04-31"),
            ("2026-04-30T24:00:00Z", "hours go from 00 to 23"),
            ("2026-04-30T23:60:00Z", "minutes and seconds to 59"),
            ("2026-04-30T23:00:00+25:00", "or a zone that does not exist"),
            ("24.12.2026", "like 2026-12-24T18:00:00Z"),
            ("1766600000", "like 2026-12-24T18:00:00Z"),
            ("", "like 2026-12-24T18:00:00Z"),
        ] {
            let message = read_time(text).unwrap_err();
            assert!(message.contains(says), "{text}: {message}");
        }
    }
}
