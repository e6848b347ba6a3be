//! Reads `{"email", "amount"}` strictly: the fields of `POST /payout/create` and of every item of `/v1`.

use domain::email::{Email, InvalidEmail, MAX_EMAIL_CHARS};
use domain::money::Cents;
use serde_json::value::RawValue;

use super::fault::FieldFault;
use crate::http::extract::{JsonMember, JsonObject};
use crate::http::payout_error::{PayoutError, PayoutFieldErrors};
use crate::http::problem::FieldProblem;

/// The largest amount of one allocation: one million dollars (the contract).
pub const AMOUNT_MAX_CENTS: i64 = 100_000_000;
/// The smallest amount of one allocation: a cent.
const AMOUNT_MIN_CENTS: i64 = 1;

/// The faults of an e-mail address and an amount. There is at least one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FieldErrors {
    /// The fault of `email`, if any.
    pub email: Option<FieldFault>,
    /// The fault of `amount`, if any.
    pub amount: Option<FieldFault>,
}

/// Reads a body into an e-mail address and cents. Unknown members are ignored.
///
/// # Errors
/// The fault of each field. A body that is empty, not UTF-8, not JSON or not an object has neither field.
pub fn create_fields(body: &[u8]) -> Result<(Email, Cents), FieldErrors> {
    let required = Some(FieldFault::Required);
    let object = JsonObject::read(body).ok_or(FieldErrors { email: required, amount: required })?;
    fields_of(&object)
}

/// Does the same as [`create_fields`] for an object.
///
/// # Errors
/// The fault of each field.
pub fn fields_of(object: &JsonObject) -> Result<(Email, Cents), FieldErrors> {
    match (email(object.member("email")), amount_cents(object.member("amount"))) {
        (Ok(email), Ok(amount)) => Ok((email, Cents::new(amount))),
        (email, amount) => Err(FieldErrors { email: email.err(), amount: amount.err() }),
    }
}

/// Reads an e-mail address: a string, trimmed.
///
/// # Errors
/// The first fault, in the order: required, not a string, too long, invalid.
pub fn email(member: JsonMember<'_>) -> Result<Email, FieldFault> {
    let raw = present(member, FieldFault::NotAString)?;
    let text: String = serde_json::from_str(raw.get()).map_err(|_| FieldFault::NotAString)?;
    email_of(&text)
}

/// Reads an e-mail address from a text.
///
/// # Errors
/// The first fault, in the order: required, too long, invalid.
pub fn email_of(text: &str) -> Result<Email, FieldFault> {
    text.parse().map_err(|invalid| match invalid {
        _ if text.trim().is_empty() => FieldFault::Required,
        InvalidEmail::TooLong => FieldFault::TooLong(MAX_EMAIL_CHARS),
        InvalidEmail::Syntax => FieldFault::InvalidEmail,
    })
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
    // Digits that do not fit into an i64 are out of range on the side of their sign.
    match digits.parse() {
        Ok(cents @ AMOUNT_MIN_CENTS..=AMOUNT_MAX_CENTS) => Ok(cents),
        Ok(..AMOUNT_MIN_CENTS) => Err(FieldFault::TooSmall(AMOUNT_MIN_CENTS)),
        Err(_) if negative => Err(FieldFault::TooSmall(AMOUNT_MIN_CENTS)),
        Ok(_) | Err(_) => Err(FieldFault::TooLarge(AMOUNT_MAX_CENTS)),
    }
}

impl FieldErrors {
    /// Returns the faults as the map of the `/payout` family, with the e-mail address first.
    pub fn payout_error(self) -> PayoutError {
        let faults = [("email", self.email), ("amount", self.amount)];
        let fields =
            faults.into_iter().fold(PayoutFieldErrors::new(), |fields, (field, fault)| match fault {
                Some(fault) => fields.with(field, fault.message(field)),
                None => fields,
            });
        PayoutError::Fields(fields)
    }

    /// Returns the faults as entries of a problem's `errors`, with the e-mail address first. `index` is the item's
    /// position in a batch.
    pub fn problems(self, index: Option<u64>) -> Vec<FieldProblem> {
        let faults = [("email", self.email), ("amount", self.amount)];
        faults.into_iter().filter_map(|(field, fault)| Some(fault?.problem(field, index))).collect()
    }
}

/// Returns the value of a member that occurs once and is neither null nor a blank string. Returns `repeated` for one
/// that occurs twice.
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
