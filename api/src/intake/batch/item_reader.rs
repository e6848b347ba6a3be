//! Reads one item of a batch: the fields of a single request, by the same rules.

mod dollars;
mod spreadsheet;

use std::borrow::Cow;
use std::fmt;

use domain::email::Email;
use domain::metadata::{InvalidMetadata, Metadata};
use domain::reference::{self, InvalidReference};
use serde::Deserialize;
use serde::de::{Deserializer, IgnoredAny, MapAccess, Visitor};
use serde_json::error::Category;
use serde_json::value::RawValue;

use dollars::dollars_cell;

use super::faults::Fault;
use crate::http::extract::{JsonMember, plain_message};
use crate::intake::fields::{FieldFault, amount_cents, amount_words, email_of, email_words};

/// The fields of an item.
pub(crate) const FIELDS: [&str; 4] = ["email", "amount", "reference", "metadata"];

/// An item that can be recorded.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Item<'a> {
    /// The e-mail address that is paid.
    pub(crate) email: Email,
    /// The amount in cents, 1 to 100,000,000.
    pub(crate) amount_cents: i64,
    /// The client's reference for the item.
    pub(crate) reference: Option<Cow<'a, str>>,
    /// The client's own data, which is returned with the allocation.
    pub(crate) metadata: Option<Metadata>,
}

impl<'a> Item<'a> {
    /// Reads `{"email", "amount", "reference"?, "metadata"?}`. Other fields are faults.
    pub(crate) fn from_json(text: &'a str) -> Result<Self, Vec<Fault>> {
        let members: Members<'a> = serde_json::from_str(text).map_err(|error| match error.classify() {
            Category::Data => vec![Fault::item("not_an_object", "The item must be a JSON object.")],
            _ => vec![malformed(&error)],
        })?;
        let item = Self::of(
            email_member(members.email),
            amount_member(members.amount),
            reference_member(members.reference),
            metadata_member(members.metadata),
        );
        let Some(unknown) = members.unknown.map(|name| Fault::unknown_field(&name, &FIELDS)) else {
            return item;
        };
        let mut faults = item.err().unwrap_or_default();
        faults.push(unknown);
        Err(faults)
    }

    /// Reads the cells of a CSV row. A blank cell counts as absent.
    pub(crate) fn from_cells(cells: Cells<'a>) -> Result<Self, Vec<Fault>> {
        let reference = Some(cells.reference).filter(|text| !text.trim().is_empty());
        let metadata = Some(cells.metadata).filter(|text| !text.trim().is_empty());
        Self::of(
            email_of(cells.email).map_err(|fault| email_fault(fault, cells.email)),
            match cells.unit {
                Unit::Cents => amount_cell(cells.amount),
                Unit::Dollars => dollars_cell(cells.amount),
            },
            reference.map(reference_cell).transpose(),
            metadata.map(kept_metadata).transpose(),
        )
    }

    fn of(
        email: Result<Email, Fault>,
        amount: Result<i64, Fault>,
        reference: Result<Option<Cow<'a, str>>, Fault>,
        metadata: Result<Option<Metadata>, Fault>,
    ) -> Result<Self, Vec<Fault>> {
        match (email, amount, reference, metadata) {
            (Ok(email), Ok(amount_cents), Ok(reference), Ok(metadata)) => {
                Ok(Self { email, amount_cents, reference, metadata })
            }
            (email, amount, reference, metadata) => {
                Err([email.err(), amount.err(), reference.err(), metadata.err()]
                    .into_iter()
                    .flatten()
                    .collect())
            }
        }
    }
}

/// Returns the fault of an item that is not JSON. The message gives the column within the item. The line of the file is
/// reported with the fault.
fn malformed(error: &serde_json::Error) -> Fault {
    let message = format!(
        "The item is not JSON: {}, at column {}. Each line is one whole JSON object (a table is sent as text/csv).",
        plain_message(error),
        error.column()
    );
    Fault::item("malformed_json", message)
}

/// The cells of a row. A cell is empty if the table has no such column.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Cells<'a> {
    pub(crate) email: &'a str,
    pub(crate) amount: &'a str,
    pub(crate) unit: Unit,
    pub(crate) reference: &'a str,
    pub(crate) metadata: &'a str,
}

/// The unit of the amounts of a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Unit {
    #[default]
    Cents,
    Dollars,
}

/// The members of an item that are used, as written.
struct Members<'a> {
    email: JsonMember<'a>,
    amount: JsonMember<'a>,
    reference: JsonMember<'a>,
    metadata: JsonMember<'a>,
    /// The first member with another name.
    unknown: Option<String>,
}

#[derive(Deserialize)]
#[serde(field_identifier, rename_all = "lowercase")]
enum Name {
    Email,
    Amount,
    Reference,
    Metadata,
    Other(String),
}

/// Reads the members without allocating, unlike [`crate::http::extract::JsonObject`], because there are up to a million
/// items.
impl<'de: 'a, 'a> Deserialize<'de> for Members<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Read;

        impl<'de> Visitor<'de> for Read {
            type Value = Members<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a JSON object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Members<'de>, A::Error> {
                let absent = JsonMember::Absent;
                let mut members = Members {
                    email: absent,
                    amount: absent,
                    reference: absent,
                    metadata: absent,
                    unknown: None,
                };
                while let Some(name) = map.next_key()? {
                    let member = match name {
                        Name::Email => &mut members.email,
                        Name::Amount => &mut members.amount,
                        Name::Reference => &mut members.reference,
                        Name::Metadata => &mut members.metadata,
                        Name::Other(name) => {
                            members.unknown.get_or_insert(name);
                            map.next_value::<IgnoredAny>()?;
                            continue;
                        }
                    };
                    let value = map.next_value::<&'de RawValue>()?;
                    *member = match member {
                        JsonMember::Absent => JsonMember::Value(value),
                        _ => JsonMember::Repeated,
                    };
                }
                Ok(members)
            }
        }

        deserializer.deserialize_map(Read)
    }
}

fn email_member(member: JsonMember<'_>) -> Result<Email, Fault> {
    let fault = |fault| Fault::of_field("email", fault);
    match member {
        JsonMember::Absent => Err(fault(FieldFault::Required)),
        JsonMember::Repeated => Err(fault(FieldFault::Repeated)),
        JsonMember::Value(raw) if raw.get() == "null" => Err(fault(FieldFault::Required)),
        JsonMember::Value(raw) => {
            let text = text(raw).ok_or_else(|| fault(FieldFault::NotAString))?;
            email_of(&text).map_err(|fault| email_fault(fault, &text))
        }
    }
}

/// Reads an amount from a cell. A cell has no type, so it must be text that would be an integer in JSON.
fn amount_cell(cell: &str) -> Result<i64, Fault> {
    let amount = match cell.trim() {
        "" => Err(FieldFault::Required),
        digits => match serde_json::from_str::<&RawValue>(digits) {
            Ok(raw) => amount_cents(JsonMember::Value(raw)),
            Err(_) => Err(FieldFault::NotAnInteger),
        },
    };
    amount.map_err(|fault| amount_fault(fault, cell.trim()))
}

fn amount_member(member: JsonMember<'_>) -> Result<i64, Fault> {
    let written = match member {
        JsonMember::Value(raw) => raw.get(),
        JsonMember::Repeated => return Err(Fault::of_field("amount", FieldFault::Repeated)),
        JsonMember::Absent => "",
    };
    amount_cents(member).map_err(|fault| amount_fault(fault, written))
}

fn email_fault(fault: FieldFault, written: &str) -> Fault {
    Fault::new("email", fault.code(), email_words(fault, written))
}

fn amount_fault(fault: FieldFault, written: &str) -> Fault {
    Fault::new("amount", fault.code(), amount_words(fault, written))
}

fn reference_member(member: JsonMember<'_>) -> Result<Option<Cow<'_, str>>, Fault> {
    let not_a_string = || Fault::of_field("reference", FieldFault::NotAString);
    match member {
        JsonMember::Absent => Ok(None),
        JsonMember::Repeated => Err(Fault::of_field("reference", FieldFault::Repeated)),
        JsonMember::Value(raw) if raw.get() == "null" => Ok(None),
        JsonMember::Value(raw) => valid_reference(text(raw).ok_or_else(not_a_string)?).map(Some),
    }
}

fn reference_cell(cell: &str) -> Result<Cow<'_, str>, Fault> {
    spreadsheet::fault(cell).map_or_else(|| valid_reference(Cow::Borrowed(cell)), Err)
}

fn valid_reference(text: Cow<'_, str>) -> Result<Cow<'_, str>, Fault> {
    let invalid =
        |invalid: InvalidReference| Fault::new("reference", "invalid_reference", invalid.to_string());
    reference::check(&text).map_err(invalid)?;
    Ok(text)
}

fn metadata_member(member: JsonMember<'_>) -> Result<Option<Metadata>, Fault> {
    match member {
        JsonMember::Absent => Ok(None),
        JsonMember::Repeated => Err(Fault::of_field("metadata", FieldFault::Repeated)),
        JsonMember::Value(raw) if raw.get() == "null" => Ok(None),
        JsonMember::Value(raw) => kept_metadata(raw.get()).map(Some),
    }
}

fn kept_metadata(text: &str) -> Result<Metadata, Fault> {
    text.parse().map_err(not_kept)
}

fn not_kept(wrong: InvalidMetadata) -> Fault {
    Fault::new("metadata", wrong.code, wrong.message)
}

/// Returns the unescaped string in `raw`, or `None` if it is not a string or has half a surrogate pair.
fn text(raw: &RawValue) -> Option<Cow<'_, str>> {
    let quoted = raw.get();
    let inner = quoted.strip_prefix('"')?.strip_suffix('"')?;
    if inner.contains('\\') {
        serde_json::from_str(quoted).ok().map(Cow::Owned)
    } else {
        Some(Cow::Borrowed(inner))
    }
}

#[cfg(test)]
mod tests;
