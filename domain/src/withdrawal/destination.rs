//! Destinations of withdrawals. Each method has its own fields, which are checked before an order is made.

use serde::Serialize;

use super::Method;
use super::chain::Chain;
use crate::email::Email;

/// The longest name of a gift card's product, in characters.
pub const MAX_PRODUCT_CHARS: usize = 100;

/// A destination whose fields are valid.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum Destination {
    /// A PayPal account.
    Paypal {
        /// The address of the account.
        email: Email,
    },
    /// An address of a chain.
    Crypto {
        /// The chain.
        chain: Chain,
        /// An address of the chain ([`Chain::check`]).
        address: String,
        /// A currency of the chain ([`Chain::currencies`]).
        currency: String,
    },
    /// A gift card.
    GiftCard {
        /// The provider's name for the product.
        product: String,
        /// The address that the gift card is sent to.
        email: Email,
    },
}

impl Destination {
    /// Returns the method that the destination belongs to.
    pub const fn method(&self) -> Method {
        match self {
            Self::Paypal { .. } => Method::Paypal,
            Self::Crypto { .. } => Method::Crypto,
            Self::GiftCard { .. } => Method::GiftCard,
        }
    }

    /// Returns the JSON that is stored and shown.
    pub fn to_json(&self) -> serde_json::Value {
        match self {
            Self::Paypal { email } => serde_json::json!({ "email": email }),
            Self::Crypto { chain, address, currency } => {
                serde_json::json!({ "chain": chain.as_str(), "address": address, "currency": currency })
            }
            Self::GiftCard { product, email } => serde_json::json!({ "product": product, "email": email }),
        }
    }
}

/// Returns the names of the fields that a method's destination needs.
pub const fn fields(method: Method) -> &'static [&'static str] {
    match method {
        Method::Paypal => &["email"],
        Method::Crypto => &["chain", "address", "currency"],
        Method::GiftCard => &["product", "email"],
    }
}
