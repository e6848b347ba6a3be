//! The providers that carry withdrawals out, behind one trait: a connector over HTTP ([`http`]), a person ([`manual`]),
//! and a sandbox for test businesses ([`sandbox`]).
//!
//! A provider gets an order under an idempotency key, the order's id, and is asked about the order under the same key.
//! Its answer is either the end of the order, or that it works on the order, or nothing reliable. The last is an
//! *unknown* outcome: the provider is asked until the outcome is known. Only [`Reply::Failed`] gives money back.

pub mod http;
pub mod manual;
pub mod sandbox;

use std::borrow::Cow;

use domain::withdrawal::lease::Leased;
use futures::future::BoxFuture;

/// A provider's answer about an order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reply {
    /// The order is paid out.
    Succeeded {
        /// The provider's own name for the payment.
        reference: Option<String>,
    },
    /// The provider refused the order for good, and never pays it under this key.
    Failed {
        /// The reason, as a stable code.
        code: String,
        /// The reason, for people.
        reason: Option<String>,
    },
    /// The provider works on the order. It is asked again.
    Pending {
        /// The provider's own name for the payment.
        reference: Option<String>,
    },
    /// The provider does not know the key. The order may be sent, under the same key.
    NotKnown,
    /// The call did not reach the provider. The text says why, for the log.
    Unreached(Cow<'static, str>),
    /// The call may have reached the provider, and the outcome is unknown. The text says why, for the log.
    Unknown(Cow<'static, str>),
    /// A person carries the order out.
    ByHand,
}

/// A provider of withdrawals.
pub trait Provider: Send + Sync {
    /// Sends an order to the provider. Call it only once the intent to send is committed.
    fn send<'a>(&'a self, order: &'a Leased) -> BoxFuture<'a, Reply>;

    /// Asks the provider about an order that may have been sent.
    fn ask<'a>(&'a self, order: &'a Leased) -> BoxFuture<'a, Reply>;
}
