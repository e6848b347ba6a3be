//! Reads `{"amount", "provider", "destination"}` strictly: the fields of `POST /payout/withdraw`.

use domain::email::Email;
use domain::money::Cents;
use domain::withdrawal::Method;
use domain::withdrawal::address::Chain;
use domain::withdrawal::destination::{Destination, MAX_PRODUCT_CHARS};

use super::email_and_amount::{amount_cents, email, present};
use super::fault::FieldFault;
use crate::http::extract::{JsonMember, JsonObject};
use crate::http::payout_error::{PayoutError, PayoutFieldErrors};

/// The maximum length of a text: more than any chain's address, currency or name has.
const MAX_TEXT_CHARS: usize = 255;

/// The faults of a request, by field, in the contract's order.
#[derive(Debug, Default)]
pub struct WithdrawFaults(Vec<(&'static str, FieldFault)>);

/// Reads a body into an amount and a destination. The amount is not yet compared with the method's terms. Unknown
/// members are ignored.
///
/// # Errors
/// The faults of all fields. A body that is not an object has none of the fields.
pub fn withdraw_fields(body: Option<&JsonObject>) -> Result<(Cents, Destination), WithdrawFaults> {
    let nothing = JsonObject::default();
    let body = body.unwrap_or(&nothing);
    let mut faults = WithdrawFaults::default();
    let amount = faults.keep("amount", amount_cents(body.member("amount")).map(Cents::new));
    let method = faults.keep("provider", method(body));
    let fields = faults.keep("destination", object(body.member("destination")));
    let destination = method.zip(fields).and_then(|(method, fields)| match method {
        Method::Paypal => paypal(&mut faults, &fields),
        Method::Crypto => crypto(&mut faults, &fields),
        Method::GiftCard => gift_card(&mut faults, &fields),
    });
    match amount.zip(destination) {
        Some(read) if faults.0.is_empty() => Ok(read),
        _ => Err(faults),
    }
}

/// Returns the method that a body names, whatever else is wrong with the body.
pub fn withdraw_method(body: Option<&JsonObject>) -> Option<Method> {
    method(body?).ok()
}

impl WithdrawFaults {
    /// Makes the faults of a request with one wrong field.
    pub fn of(field: &'static str, fault: FieldFault) -> Self {
        Self(vec![(field, fault)])
    }

    /// Returns the fault of `field`, if it has one.
    pub fn get(&self, field: &str) -> Option<FieldFault> {
        self.0.iter().find(|(at_fault, _)| *at_fault == field).map(|(_, fault)| *fault)
    }

    /// Returns the value if it was read. Otherwise notes the fault.
    fn keep<T>(&mut self, field: &'static str, read: Result<T, FieldFault>) -> Option<T> {
        match read {
            Ok(value) => Some(value),
            Err(fault) => {
                self.0.push((field, fault));
                None
            }
        }
    }
}

/// The faults in the format of the `/payout` family.
impl From<WithdrawFaults> for PayoutError {
    fn from(faults: WithdrawFaults) -> Self {
        let fields = faults.0.into_iter();
        Self::Fields(
            fields
                .fold(PayoutFieldErrors::new(), |all, (field, fault)| all.with(field, fault.message(field))),
        )
    }
}

fn method(body: &JsonObject) -> Result<Method, FieldFault> {
    text(body.member("provider")).and_then(|name| Method::named(&name).ok_or(FieldFault::NotOffered))
}

fn paypal(faults: &mut WithdrawFaults, fields: &JsonObject) -> Option<Destination> {
    let email = faults.keep("destination.email", address(fields))?;
    Some(Destination::Paypal { email })
}

fn gift_card(faults: &mut WithdrawFaults, fields: &JsonObject) -> Option<Destination> {
    let product = text(fields.member("product")).and_then(|product| {
        let fits = product.chars().count() <= MAX_PRODUCT_CHARS;
        if fits { Ok(product) } else { Err(FieldFault::TooLong(MAX_PRODUCT_CHARS)) }
    });
    let product = faults.keep("destination.product", product);
    let email = faults.keep("destination.email", address(fields));
    Some(Destination::GiftCard { product: product?, email: email? })
}

fn crypto(faults: &mut WithdrawFaults, fields: &JsonObject) -> Option<Destination> {
    let chain =
        text(fields.member("chain")).and_then(|name| Chain::named(&name).ok_or(FieldFault::NotOffered));
    let chain = faults.keep("destination.chain", chain);
    let address =
        text(fields.member("address")).and_then(|address| match chain.map(|chain| chain.check(&address)) {
            Some(Err(fault)) => Err(FieldFault::Address(fault)),
            _ => Ok(address),
        });
    let address = faults.keep("destination.address", address);
    let currency = text(fields.member("currency")).and_then(|currency| match chain {
        Some(chain) if !chain.currencies().contains(&currency.as_str()) => Err(FieldFault::NotOffered),
        _ => Ok(currency),
    });
    let currency = faults.keep("destination.currency", currency);
    Some(Destination::Crypto { chain: chain?, address: address?, currency: currency? })
}

fn address(fields: &JsonObject) -> Result<Email, FieldFault> {
    if let Err(fault @ FieldFault::ControlCharacter(_)) = text(fields.member("email")) {
        return Err(fault);
    }
    email(fields.member("email"))
}

fn text(member: JsonMember<'_>) -> Result<String, FieldFault> {
    let raw = present(member, FieldFault::NotAString)?;
    let text: String = serde_json::from_str(raw.get()).map_err(|_| FieldFault::NotAString)?;
    let text = text.trim();
    if text.chars().count() > MAX_TEXT_CHARS {
        return Err(FieldFault::TooLong(MAX_TEXT_CHARS));
    }
    // A database or a provider may not handle control characters.
    match text.chars().find(|char| char.is_control()) {
        Some(control) => Err(FieldFault::ControlCharacter(control)),
        None => Ok(text.to_owned()),
    }
}

fn object(member: JsonMember<'_>) -> Result<JsonObject, FieldFault> {
    let raw = present(member, FieldFault::NotAnObject)?;
    JsonObject::read(raw.get().as_bytes()).ok_or(FieldFault::NotAnObject)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(json: &str) -> Result<(i64, serde_json::Value), String> {
        let body = JsonObject::read(json.as_bytes());
        match withdraw_fields(body.as_ref()).map_err(PayoutError::from) {
            Ok((amount, destination)) => Ok((amount.get(), destination.to_json())),
            Err(PayoutError::Fields(fields)) => Err(serde_json::to_string(&fields).unwrap()),
            Err(other) => Err(format!("{other:?}")),
        }
    }

    #[test]
    fn a_destination_is_read_according_to_its_method() {
        for (provider, given, stored) in [
            ("paypal", r#"{"email":" U@Example.com "}"#, r#"{"email":"u@example.com"}"#),
            (
                "gift_card",
                r#"{"product":"acme-25","email":"u@example.com"}"#,
                r#"{"product":"acme-25","email":"u@example.com"}"#,
            ),
            (
                "crypto",
                r#"{"chain":"bitcoin","address":"1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa","currency":"BTC","memo":7}"#,
                r#"{"chain":"bitcoin","address":"1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa","currency":"BTC"}"#,
            ),
        ] {
            let json = format!(r#"{{"amount":500,"provider":"{provider}","destination":{given}}}"#);
            assert_eq!(read(&json), Ok((500, serde_json::from_str(stored).unwrap())));
        }
    }

    #[test]
    fn every_fault_is_named() {
        let required = r#"{"amount":["The amount field is required."],"provider":["The provider field is required."],"destination":["The destination field is required."]}"#;
        for nothing in ["", "[]", "{}", "nonsense"] {
            assert_eq!(read(nothing), Err(required.to_owned()));
        }
        for (members, fault) in [
            (
                r#""provider":"cash","destination":{}"#,
                r#"{"provider":["The selected provider is invalid."]}"#,
            ),
            (
                r#""provider":["paypal"],"destination":7"#,
                r#"{"provider":["The provider must be a string."],"destination":["The destination must be an object."]}"#,
            ),
            (
                r#""provider":"paypal","destination":{"email":"nobody"}"#,
                r#"{"destination.email":["The destination.email must be a valid email address."]}"#,
            ),
            (
                r#""provider":"paypal","destination":{"email":"u@exam\nple.com"}"#,
                r#"{"destination.email":["The destination.email must have no control characters, and has U+000A (a line break)."]}"#,
            ),
            (
                r#""provider":"crypto","destination":{"chain":"tron","address":"T9yD\t14","currency":"T\u007fRX"}"#,
                r#"{"destination.address":["The destination.address must have no control characters, and has U+0009 (a tab)."],"destination.currency":["The destination.currency must have no control characters, and has U+007F."]}"#,
            ),
            (
                r#""provider":"gift_card","destination":{"product":"\u0000"}"#,
                r#"{"destination.product":["The destination.product must have no control characters, and has U+0000."],"destination.email":["The destination.email field is required."]}"#,
            ),
            (
                r#""provider":"crypto","destination":{"chain":"tron","address":"1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa","currency":"BTC"}"#,
                r#"{"destination.address":["The destination.address must be a valid address of its chain."],"destination.currency":["The selected destination.currency is invalid."]}"#,
            ),
        ] {
            assert_eq!(read(&format!(r#"{{"amount":500,{members}}}"#)), Err(fault.to_owned()));
        }
    }
}
