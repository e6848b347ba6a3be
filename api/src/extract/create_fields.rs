//! `{"email", "amount"}`, read strictly: what `POST /payout/create` and every item of `/v1` ask for.

use serde_json::value::RawValue;

use super::field_fault::FieldFault;
use super::json_object::{JsonMember, JsonObject};
use crate::problem::FieldProblem;
use crate::seed_error::{SeedError, SeedFieldErrors};

/// The longest e-mail, in characters (the contract; RFC 5321 allows 254 bytes).
pub const EMAIL_MAX_CHARS: usize = 255;
/// The largest amount of one allocation: one million dollars (the contract).
pub const AMOUNT_MAX_CENTS: i64 = 100_000_000;
/// The smallest: a cent.
const AMOUNT_MIN_CENTS: i64 = 1;

/// What is wrong with an e-mail and an amount; at least one is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FieldErrors {
    /// The fault of `email`, if any.
    pub email: Option<FieldFault>,
    /// The fault of `amount`, if any.
    pub amount: Option<FieldFault>,
}

/// Reads a body into e-mail (trimmed, otherwise as written) and cents. Unknown members are ignored.
///
/// # Errors
/// The fault of each field; a body that is empty, not UTF-8, not JSON or not an object has neither field.
pub fn create_fields(
    body: &[u8],
    is_valid_email: impl Fn(&str) -> bool,
) -> Result<(String, i64), FieldErrors> {
    let required = Some(FieldFault::Required);
    let object = JsonObject::read(body).ok_or(FieldErrors { email: required, amount: required })?;
    fields_of(&object, is_valid_email)
}

/// [`create_fields`] of an object.
///
/// # Errors
/// The fault of each field.
pub fn fields_of(
    object: &JsonObject,
    is_valid_email: impl Fn(&str) -> bool,
) -> Result<(String, i64), FieldErrors> {
    match (email(object.member("email"), is_valid_email), amount_cents(object.member("amount"))) {
        (Ok(email), Ok(amount)) => Ok((email, amount)),
        (email, amount) => Err(FieldErrors { email: email.err(), amount: amount.err() }),
    }
}

/// Reads an e-mail: a string, trimmed, at most [`EMAIL_MAX_CHARS`], valid by the given rule.
///
/// # Errors
/// The first fault, in the order: required, not a string, too long, invalid.
pub fn email(member: JsonMember<'_>, is_valid_email: impl Fn(&str) -> bool) -> Result<String, FieldFault> {
    let raw = present(member, FieldFault::NotAString)?;
    let text: String = serde_json::from_str(raw.get()).map_err(|_| FieldFault::NotAString)?;
    let text = text.trim();
    if text.chars().count() > EMAIL_MAX_CHARS {
        Err(FieldFault::TooLong(EMAIL_MAX_CHARS))
    } else if is_valid_email(text) {
        Ok(text.to_owned())
    } else {
        Err(FieldFault::InvalidEmail)
    }
}

/// Reads an amount in cents: a JSON number of digits only (no fraction, no exponent), 1 to [`AMOUNT_MAX_CENTS`].
///
/// # Errors
/// The first fault, in the order: required, not an integer, too small, too large.
pub fn amount_cents(member: JsonMember<'_>) -> Result<i64, FieldFault> {
    let digits = present(member, FieldFault::NotAnInteger)?.get();
    let negative = digits.starts_with('-');
    if !digits.bytes().skip(usize::from(negative)).all(|byte| byte.is_ascii_digit()) {
        return Err(FieldFault::NotAnInteger);
    }
    // Digits that do not fit an i64 are out of range on the side of their sign.
    match digits.parse() {
        Ok(cents @ AMOUNT_MIN_CENTS..=AMOUNT_MAX_CENTS) => Ok(cents),
        Ok(..AMOUNT_MIN_CENTS) => Err(FieldFault::TooSmall(AMOUNT_MIN_CENTS)),
        Err(_) if negative => Err(FieldFault::TooSmall(AMOUNT_MIN_CENTS)),
        Ok(_) | Err(_) => Err(FieldFault::TooLarge(AMOUNT_MAX_CENTS)),
    }
}

impl FieldErrors {
    /// As the seeds' map, e-mail first.
    pub fn seed_error(self) -> SeedError {
        let faults = [("email", self.email), ("amount", self.amount)];
        let fields = faults.into_iter().fold(SeedFieldErrors::new(), |fields, (field, fault)| match fault {
            Some(fault) => fields.with(field, fault.message(field)),
            None => fields,
        });
        SeedError::Fields(fields)
    }

    /// As entries of a problem's `errors`, e-mail first; `index` is the item's place in a batch.
    pub fn problems(self, index: Option<u64>) -> Vec<FieldProblem> {
        let faults = [("email", self.email), ("amount", self.amount)];
        faults.into_iter().filter_map(|(field, fault)| Some(fault?.problem(field, index))).collect()
    }
}

/// The one value of a member that is there, not null and not a blank string.
pub(super) fn present(member: JsonMember<'_>, repeated: FieldFault) -> Result<&RawValue, FieldFault> {
    match member {
        JsonMember::Absent => Err(FieldFault::Required),
        JsonMember::Repeated => Err(repeated),
        JsonMember::Value(raw) if is_blank(raw) => Err(FieldFault::Required),
        JsonMember::Value(raw) => Ok(raw),
    }
}

fn is_blank(raw: &RawValue) -> bool {
    let text = raw.get();
    text == "null"
        || text.starts_with('"')
            && serde_json::from_str(text).is_ok_and(|string: String| string.trim().is_empty())
}

#[cfg(test)]
mod tests;
