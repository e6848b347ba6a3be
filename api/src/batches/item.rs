//! One item of a batch: the fields of a single request, and by the same rules.

use std::borrow::Cow;
use std::fmt;

use domain::email::{Email, InvalidEmail};
use serde::Deserialize;
use serde::de::{Deserializer, IgnoredAny, MapAccess, Visitor};
use serde_json::error::Category;
use serde_json::value::RawValue;

use super::faults::Fault;
use crate::extract::{EMAIL_MAX_CHARS, FieldFault, InvalidMetadata, JsonMember, amount_cents, metadata};

/// What an item has.
pub(super) const FIELDS: [&str; 4] = ["email", "amount", "reference", "metadata"];

/// The longest wrong amount that is repeated to its author.
const LONGEST_SHOWN: usize = 30;

/// The longest reference: it shares a namespace with `Idempotency-Key`, and its rules.
const REFERENCE_MAX_CHARS: usize = 255;

/// An item that is fit to be recorded.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Item<'a> {
    /// Who is paid.
    pub(super) email: Email,
    /// How much, 1 to 100,000,000.
    pub(super) amount_cents: i64,
    /// The client's key for it.
    pub(super) reference: Option<Cow<'a, str>>,
    /// A JSON object in its shortest form, keys in order: the same for the same content.
    pub(super) metadata: Option<String>,
}

impl<'a> Item<'a> {
    /// Reads `{"email", "amount", "reference"?, "metadata"?}`, and nothing else.
    pub(super) fn from_json(text: &'a str) -> Result<Self, Vec<Fault>> {
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

    /// Reads the cells of a CSV row; blank is absent.
    pub(super) fn from_cells(cells: Cells<'a>) -> Result<Self, Vec<Fault>> {
        let reference = Some(cells.reference).filter(|text| !text.trim().is_empty());
        let metadata = Some(cells.metadata).filter(|text| !text.trim().is_empty());
        Self::of(
            email(cells.email),
            amount_cell(cells.amount),
            reference.map(reference_cell).transpose(),
            metadata.map(kept_metadata).transpose(),
        )
    }

    fn of(
        email: Result<Email, FieldFault>,
        amount: Result<i64, Fault>,
        reference: Result<Option<Cow<'a, str>>, Fault>,
        metadata: Result<Option<String>, Fault>,
    ) -> Result<Self, Vec<Fault>> {
        match (email, amount, reference, metadata) {
            (Ok(email), Ok(amount_cents), Ok(reference), Ok(metadata)) => {
                Ok(Self { email, amount_cents, reference, metadata })
            }
            (email, amount, reference, metadata) => Err([
                email.err().map(|fault| Fault::of_field("email", fault)),
                amount.err(),
                reference.err(),
                metadata.err(),
            ]
            .into_iter()
            .flatten()
            .collect()),
        }
    }
}

/// An item has lines of its own only inside a document, so the place in it is told by the column, and the line beside it.
fn malformed(error: &serde_json::Error) -> Fault {
    let said = error.to_string();
    let what = said.split(" at line ").next().unwrap_or_default();
    let message = format!(
        "The item is not JSON: {what}, at column {}. Each line is one whole JSON object.",
        error.column()
    );
    Fault::item("malformed_json", message)
}

/// The cells of a row, empty where there is no such column.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Cells<'a> {
    pub(super) email: &'a str,
    pub(super) amount: &'a str,
    pub(super) reference: &'a str,
    pub(super) metadata: &'a str,
}

/// The members that count, as written.
struct Members<'a> {
    email: JsonMember<'a>,
    amount: JsonMember<'a>,
    reference: JsonMember<'a>,
    metadata: JsonMember<'a>,
    /// The first that is none of these.
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

/// Without an allocation of its own, unlike [`crate::extract::JsonObject`]: there are a million of them.
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

fn email_member(member: JsonMember<'_>) -> Result<Email, FieldFault> {
    match member {
        JsonMember::Absent => Err(FieldFault::Required),
        JsonMember::Repeated => Err(FieldFault::NotAString),
        JsonMember::Value(raw) if raw.get() == "null" => Err(FieldFault::Required),
        JsonMember::Value(raw) => email(&text(raw).ok_or(FieldFault::NotAString)?),
    }
}

fn email(text: &str) -> Result<Email, FieldFault> {
    text.parse().map_err(|invalid| match invalid {
        _ if text.trim().is_empty() => FieldFault::Required,
        InvalidEmail::TooLong => FieldFault::TooLong(EMAIL_MAX_CHARS),
        InvalidEmail::Syntax => FieldFault::InvalidEmail,
    })
}

/// A cell has no types: only what JSON would take for an integer is one.
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
    let written = if let JsonMember::Value(raw) = member { raw.get() } else { "" };
    amount_cents(member).map_err(|fault| amount_fault(fault, written))
}

/// `written` is what is no integer. People write dollars where cents are wanted.
fn amount_fault(fault: FieldFault, written: &str) -> Fault {
    let is_amount = |c: char| c.is_ascii_digit() || matches!(c, '.' | ',' | '-' | ' ' | '\'');
    let cure = match fault {
        FieldFault::NotAnInteger if written.len() > LONGEST_SHOWN => None,
        FieldFault::NotAnInteger if written.starts_with('"') => Some("without quotes"),
        FieldFault::NotAnInteger if !written.contains(|c: char| c.is_ascii_digit()) => None,
        FieldFault::NotAnInteger if !written.chars().all(is_amount) => {
            Some("in digits alone: $12.50 is 1250")
        }
        FieldFault::NotAnInteger if written.contains(',') => {
            Some("without commas: 1000 is ten dollars, 100000 a thousand")
        }
        FieldFault::NotAnInteger if written.contains('.') => {
            Some("without a decimal point: 12.50 dollars are 1250")
        }
        _ => None,
    };
    let Some(cure) = cure else { return Fault::of_field("amount", fault) };
    let message = format!("The amount must be an integer, and {written} is none: write whole cents, {cure}.");
    Fault::new("amount", fault.code(), message)
}

fn reference_member(member: JsonMember<'_>) -> Result<Option<Cow<'_, str>>, Fault> {
    let not_a_string = || Fault::of_field("reference", FieldFault::NotAString);
    match member {
        JsonMember::Absent => Ok(None),
        JsonMember::Repeated => Err(not_a_string()),
        JsonMember::Value(raw) if raw.get() == "null" => Ok(None),
        JsonMember::Value(raw) => valid_reference(text(raw).ok_or_else(not_a_string)?).map(Some),
    }
}

/// A spreadsheet shows a long number shortened, and saves what it shows: different numbers are one reference then, and all
/// but the first of them would pass for duplicates.
fn reference_cell(cell: &str) -> Result<Cow<'_, str>, Fault> {
    if !is_shortened_number(cell.trim()) {
        return valid_reference(Cow::Borrowed(cell));
    }
    let message = format!(
        "A spreadsheet has shortened this reference to {}, and the digits behind are lost: format the column as text, \
         enter or import the references again, and save the file again.",
        cell.trim()
    );
    Err(Fault::new("reference", "shortened_reference", message))
}

/// `1.23457E+18`, `1,23457E+18`, `1E+018`: as spreadsheets write a number of many digits. The sign is always there, which
/// tells it from a code like `12E5`.
fn is_shortened_number(text: &str) -> bool {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let Some((mantissa, exponent)) = text.split_once("E+").or_else(|| text.split_once("e+")) else {
        return false;
    };
    let (whole, fraction) = mantissa.split_once(['.', ',']).unwrap_or((mantissa, "0"));
    digits(whole.strip_prefix('-').unwrap_or(whole)) && digits(fraction) && digits(exponent)
}

fn valid_reference(text: Cow<'_, str>) -> Result<Cow<'_, str>, Fault> {
    let printable = text.bytes().all(|byte| matches!(byte, b' '..=b'~'));
    if printable && (1..=REFERENCE_MAX_CHARS).contains(&text.len()) {
        Ok(text)
    } else {
        let message =
            format!("The reference must have 1 to {REFERENCE_MAX_CHARS} printable ASCII characters.");
        Err(Fault::new("reference", "invalid_reference", message))
    }
}

fn metadata_member(member: JsonMember<'_>) -> Result<Option<String>, Fault> {
    match member {
        JsonMember::Absent => Ok(None),
        JsonMember::Repeated => Err(not_kept(InvalidMetadata::not_an_object())),
        JsonMember::Value(raw) if raw.get() == "null" => Ok(None),
        JsonMember::Value(raw) => kept_metadata(raw.get()).map(Some),
    }
}

fn kept_metadata(text: &str) -> Result<String, Fault> {
    metadata(text).map_err(not_kept)
}

fn not_kept(wrong: InvalidMetadata) -> Fault {
    Fault::new("metadata", wrong.code, wrong.message)
}

/// The string that `raw` is, unescaped; `None` when it is something else, or has half a surrogate pair.
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
