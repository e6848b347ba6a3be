//! The providers that carry withdrawals out, behind one trait: a connector over HTTP ([`http`]), a person ([`manual`]),
//! and a sandbox for test businesses ([`sandbox`]).
//!
//! A provider is told of an order under a key that stays the same, the order's id, and is asked about it under the same
//! key. Its answer is either an end, or that it works on the order, or nothing that can be relied on. The last is an
//! *unknown* outcome, and is asked about until it is known. Only [`Reply::Failed`] gives money back.

pub mod http;
pub mod manual;
pub mod sandbox;

use std::borrow::Cow;

use domain::withdrawal::lease::Leased;
use futures::future::BoxFuture;

/// The answer of a provider about an order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reply {
    /// It is paid out.
    Succeeded {
        /// The provider's own name for it.
        reference: Option<String>,
    },
    /// It is refused for good, and will never be paid under this key.
    Failed {
        /// The reason, as a stable name.
        code: String,
        /// The reason, for people.
        reason: Option<String>,
    },
    /// The provider works on it. It is asked again.
    Pending {
        /// The provider's own name for it.
        reference: Option<String>,
    },
    /// The provider has never heard of the key. The order may be sent, under the same key.
    NotKnown,
    /// The call did not reach the provider. The text says why, for the log.
    Unreached(Cow<'static, str>),
    /// The call may have reached the provider, and nobody here knows the outcome. The text says why, for the log.
    Unknown(Cow<'static, str>),
    /// A person sees to it from now on.
    ByHand,
}

/// A provider of withdrawals.
pub trait Provider: Send + Sync {
    /// Tells the provider of an order. To be called only when the intent is committed.
    fn send<'a>(&'a self, order: &'a Leased) -> BoxFuture<'a, Reply>;

    /// Asks the provider about an order that may have been sent.
    fn ask<'a>(&'a self, order: &'a Leased) -> BoxFuture<'a, Reply>;
}
