//! What a provider reports about an order, in a response or a callback. Its texts are shortened and cleaned to fit the
//! tables: a text that is too long or malformed must not keep the outcome from being recorded.

use serde::Deserialize;
use serde_json::Value;

use super::Method;
use super::ending::{MAX_CODE_CHARS, MAX_REASON_CHARS, MAX_REFERENCE_CHARS};
use super::recover::Told;
use crate::email::Email;
use crate::ids::{BusinessId, WithdrawalId};
use crate::money::Cents;

/// The code of a refusal without a usable code.
const REFUSED_CODE: &str = "provider_refused";

/// The largest amount of an order, in cents. The table has the same limit.
const MAX_AMOUNT: i64 = 100_000_000;

/// The state of an order, as its provider reports it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StatedStatus {
    /// The order is paid out.
    Succeeded,
    /// The order is refused for good.
    Failed,
    /// The provider is working on it.
    Pending,
    /// The provider does not know the order.
    Unknown,
}

/// The document that a provider returns and sends as a callback. Unknown members are ignored.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Report {
    /// The order's id.
    pub id: WithdrawalId,
    /// The order's state.
    pub status: StatedStatus,
    reference: Option<String>,
    code: Option<String>,
    reason: Option<String>,
}

impl Report {
    /// Returns the provider's own name for the order.
    pub fn reference(&self) -> Option<String> {
        fitting(self.reference.as_deref(), MAX_REFERENCE_CHARS)
    }

    /// Returns why the order was refused, as a stable code.
    pub fn code(&self) -> String {
        let usable = |code: &&str| {
            (1..=MAX_CODE_CHARS).contains(&code.len())
                && code.bytes().all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'_'))
        };
        self.code.as_deref().filter(usable).unwrap_or(REFUSED_CODE).to_owned()
    }

    /// Returns why the order was refused, in words.
    pub fn reason(&self) -> Option<String> {
        fitting(self.reason.as_deref(), MAX_REASON_CHARS)
    }
}

/// An order as a provider lists it: its state, and the details that the provider was given.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Listed {
    /// The order's state.
    #[serde(flatten)]
    pub report: Report,
    #[serde(default)]
    order_id: Value,
    #[serde(default)]
    business_id: Value,
    #[serde(default)]
    email: Value,
    #[serde(default)]
    method: Value,
    #[serde(default)]
    amount: Value,
    #[serde(default)]
    fees: Value,
    #[serde(default)]
    destination: Value,
}

impl Listed {
    /// Returns the details that the provider was given. Returns `None` if the provider does not return them, or if they
    /// cannot be those of an order.
    pub fn told(&self) -> Option<Told> {
        let amount = self.amount.as_i64().filter(|amount| (1..=MAX_AMOUNT).contains(amount))?;
        let fees = self.fees.as_i64().filter(|fees| (0..amount).contains(fees))?;
        Some(Told {
            order_id: self.order_id.as_str().and_then(|id| id.parse().ok()),
            business_id: self.business_id.as_str()?.parse::<BusinessId>().ok()?,
            // The address was normalised before the provider got it.
            email: Email::from_stored(self.email.as_str()?.to_owned()),
            method: Method::named(self.method.as_str()?)?,
            amount: Cents::new(amount),
            fees: Cents::new(fees),
            net_amount: Cents::new(amount - fees),
            destination: self.destination.is_object().then(|| self.destination.clone())?,
        })
    }
}

/// Returns the beginning of `text` that fits, without control characters.
fn fitting(text: Option<&str>, chars: usize) -> Option<String> {
    let kept: String = text?.chars().filter(|char| !char.is_control()).take(chars).collect();
    let kept = kept.trim();
    (!kept.is_empty()).then(|| kept.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(members: &str) -> Report {
        let json =
            format!(r#"{{"id":"ord_01900000-0000-7000-8000-000000000001","status":"failed"{members}}}"#);
        serde_json::from_str(&json).unwrap()
    }

    #[test]
    fn texts_are_cleaned_and_shortened() {
        let plain = read("");
        assert_eq!((plain.reference(), plain.code().as_str(), plain.reason()), (None, REFUSED_CODE, None));
        let odd = read(r#","reference":" \u0000r\n1 ","code":"Account closed","reason":"\u0000""#);
        assert_eq!(
            (odd.reference().as_deref(), odd.code().as_str(), odd.reason()),
            (Some("r1"), REFUSED_CODE, None)
        );
        let long = read(&format!(r#","reference":"{0}","code":"{0}","reason":"{0}""#, "ü".repeat(600)));
        assert_eq!(long.reference().unwrap().chars().count(), MAX_REFERENCE_CHARS);
        assert_eq!(long.reason().unwrap().chars().count(), MAX_REASON_CHARS);
        assert_eq!(read(r#","code":"account_closed""#).code(), "account_closed");
    }
}
