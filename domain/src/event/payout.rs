//! The data of `payout.*` events: the flat body of the payout webhook. Its keys and their order are part of the
//! contract.
//!
//! It is stored as the event's data. The payout webhook sends exactly these bytes. Other endpoints get them as the
//! `data` of their envelope.

use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};
use serde_json::Value;
use uuid::Uuid;

use super::{EventType, NewEvent, NotJson};
use crate::ids::PayoutUserId;
use crate::money::Cents;

/// A withdrawal in the data of its events.
#[derive(Debug, Clone)]
pub struct Payout<'a> {
    /// What happened: one of the `payout.*` types.
    pub kind: EventType,
    /// The order's id, without its prefix.
    pub order_id: Uuid,
    /// The amount that the payout user requested.
    pub amount: Cents,
    /// The provider's fees. Not sent if they are 0.
    pub fees: Cents,
    /// The amount paid out. Not sent if it equals `amount`.
    pub net_amount: Cents,
    /// The payout user who withdraws.
    pub payout_user_id: PayoutUserId,
    /// The payout user's address.
    pub email: &'a str,
    /// The method's name (`paypal`, `crypto`, `gift_card`). It is also the key of `details`.
    pub provider: &'a str,
    /// The details of the method: an object without nulls.
    pub details: &'a Value,
    /// Why it was rejected. Sent with `payout.rejected` only.
    pub reason: Option<&'a str>,
    /// Whether this is a sample in a test delivery, for which no withdrawal exists.
    pub test_mode: bool,
}

impl Payout<'_> {
    /// Creates the event to record.
    ///
    /// # Errors
    /// [`NotJson`], when the body cannot be serialised.
    pub fn event(&self) -> Result<NewEvent, NotJson> {
        NewEvent::new(self.kind, self.order_id, self)
    }
}

#[derive(Serialize)]
struct Metadata {
    payout_user_id: PayoutUserId,
}

#[derive(Serialize)]
struct Recipient<'a> {
    email: &'a str,
}

impl Serialize for Payout<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut body = serializer.serialize_map(None)?;
        body.serialize_entry("amount", &self.amount)?;
        body.serialize_entry("currency", "USD")?;
        if self.fees != Cents::ZERO {
            body.serialize_entry("fees", &self.fees)?;
        }
        if self.net_amount != self.amount {
            body.serialize_entry("net_amount", &self.net_amount)?;
        }
        body.serialize_entry("metadata", &Metadata { payout_user_id: self.payout_user_id })?;
        body.serialize_entry("type", self.kind.as_str())?;
        body.serialize_entry("provider", self.provider)?;
        body.serialize_entry("order_id", &format_args!("ord_{}", self.order_id))?;
        body.serialize_entry("recipient", &Recipient { email: self.email })?;
        body.serialize_entry(self.provider, self.details)?;
        if let Some(reason) = self.reason.filter(|_| self.kind == EventType::PayoutRejected) {
            body.serialize_entry("reason", reason)?;
        }
        if self.test_mode {
            body.serialize_entry("test_mode", &true)?;
        }
        body.end()
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn payout(details: &Value) -> Payout<'_> {
        Payout {
            kind: EventType::PayoutSucceeded,
            order_id: Uuid::from_u128(0x0190_0000_0000_7000_8000_0000_0000_0001),
            amount: Cents::new(1_000),
            fees: Cents::ZERO,
            net_amount: Cents::new(1_000),
            payout_user_id: Uuid::from_u128(0x0190_0000_0000_7000_8000_0000_0000_0002).into(),
            email: "user@example.com",
            provider: "paypal",
            details,
            reason: Some("only a rejection says why"),
            test_mode: false,
        }
    }

    #[test]
    fn the_body_matches_the_contract_byte_for_byte() {
        let details = json!({ "email": "user@paypal.example" });
        let plain = payout(&details);
        assert_eq!(
            serde_json::to_string(&plain).unwrap(),
            r#"{"amount":1000,"currency":"USD","metadata":{"payout_user_id":"usr_01900000-0000-7000-8000-000000000002"},"type":"payout.succeeded","provider":"paypal","order_id":"ord_01900000-0000-7000-8000-000000000001","recipient":{"email":"user@example.com"},"paypal":{"email":"user@paypal.example"}}"#
        );
        let (fees, net_amount) = (Cents::new(25), Cents::new(975));
        let full =
            Payout { kind: EventType::PayoutRejected, fees, net_amount, test_mode: true, ..payout(&details) };
        assert_eq!(
            serde_json::to_string(&full).unwrap(),
            r#"{"amount":1000,"currency":"USD","fees":25,"net_amount":975,"metadata":{"payout_user_id":"usr_01900000-0000-7000-8000-000000000002"},"type":"payout.rejected","provider":"paypal","order_id":"ord_01900000-0000-7000-8000-000000000001","recipient":{"email":"user@example.com"},"paypal":{"email":"user@paypal.example"},"reason":"only a rejection says why","test_mode":true}"#
        );
    }
}
