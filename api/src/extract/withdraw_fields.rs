//! `{"amount", "provider", "destination"}`, read strictly: what `POST /payout/withdraw` asks for.

use domain::email::Email;
use domain::money::Cents;
use domain::withdrawal::Method;
use domain::withdrawal::address::Chain;
use domain::withdrawal::destination::{Destination, MAX_PRODUCT_CHARS};

use super::create_fields::{amount_cents, email, present};
use super::field_fault::FieldFault;
use super::json_object::{JsonMember, JsonObject};
use crate::seed_error::{SeedError, SeedFieldErrors};

/// More than any chain's address, currency or name has.
const MAX_TEXT_CHARS: usize = 255;

/// The faults of a request, by field, in the contract's order.
#[derive(Debug, Default)]
struct Faults(SeedFieldErrors);

/// Reads a body into an amount (of which the method's terms have a say yet) and a destination. Unknown members are
/// ignored.
///
/// # Errors
/// The faults of all fields, in the seeds' shape; a body that is no object has none of them.
pub fn withdraw_fields(body: Option<&JsonObject>) -> Result<(Cents, Destination), SeedError> {
    let nothing = JsonObject::default();
    let body = body.unwrap_or(&nothing);
    let mut faults = Faults::default();
    let amount = faults.keep("amount", amount_cents(body.member("amount")).map(Cents::new));
    let method = faults.keep(
        "provider",
        text(body.member("provider")).and_then(|name| Method::named(&name).ok_or(FieldFault::NotOffered)),
    );
    let fields = faults.keep("destination", object(body.member("destination")));
    let destination = method.zip(fields).and_then(|(method, fields)| match method {
        Method::Paypal => paypal(&mut faults, &fields),
        Method::Crypto => crypto(&mut faults, &fields),
        Method::GiftCard => gift_card(&mut faults, &fields),
    });
    match amount.zip(destination) {
        Some(read) if faults.0.is_empty() => Ok(read),
        _ => Err(SeedError::Fields(faults.0)),
    }
}

/// The one fault of one field, in the seeds' shape.
pub fn withdraw_fault(field: &'static str, fault: FieldFault) -> SeedError {
    SeedError::Fields(SeedFieldErrors::new().with(field, fault.message(field)))
}

impl Faults {
    /// The value, if it was read; its fault is noted otherwise.
    fn keep<T>(&mut self, field: &'static str, read: Result<T, FieldFault>) -> Option<T> {
        match read {
            Ok(value) => Some(value),
            Err(fault) => {
                self.0 = std::mem::take(&mut self.0).with(field, fault.message(field));
                None
            }
        }
    }
}

fn paypal(faults: &mut Faults, fields: &JsonObject) -> Option<Destination> {
    let email = faults.keep("destination.email", address(fields))?;
    Some(Destination::Paypal { email })
}

fn gift_card(faults: &mut Faults, fields: &JsonObject) -> Option<Destination> {
    let product = text(fields.member("product")).and_then(|product| {
        let fits = product.chars().count() <= MAX_PRODUCT_CHARS;
        if fits { Ok(product) } else { Err(FieldFault::TooLong(MAX_PRODUCT_CHARS)) }
    });
    let product = faults.keep("destination.product", product);
    let email = faults.keep("destination.email", address(fields));
    Some(Destination::GiftCard { product: product?, email: email? })
}

fn crypto(faults: &mut Faults, fields: &JsonObject) -> Option<Destination> {
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
    let text = email(fields.member("email"), |text| text.parse::<Email>().is_ok())?;
    text.parse().map_err(|_| FieldFault::InvalidEmail)
}

fn text(member: JsonMember<'_>) -> Result<String, FieldFault> {
    let raw = present(member, FieldFault::NotAString)?;
    let text: String = serde_json::from_str(raw.get()).map_err(|_| FieldFault::NotAString)?;
    let text = text.trim();
    if text.chars().count() > MAX_TEXT_CHARS {
        return Err(FieldFault::TooLong(MAX_TEXT_CHARS));
    }
    // Nothing that a database or a provider stumbles over.
    if text.chars().any(char::is_control) { Err(FieldFault::NotAString) } else { Ok(text.to_owned()) }
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
        match withdraw_fields(body.as_ref()) {
            Ok((amount, destination)) => Ok((amount.get(), destination.to_json())),
            Err(SeedError::Fields(fields)) => Err(serde_json::to_string(&fields).unwrap()),
            Err(other) => Err(format!("{other:?}")),
        }
    }

    #[test]
    fn destinations_are_read_by_their_method() {
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
                r#""provider":"gift_card","destination":{"product":"\u0000"}"#,
                r#"{"destination.product":["The destination.product must be a string."],"destination.email":["The destination.email field is required."]}"#,
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
