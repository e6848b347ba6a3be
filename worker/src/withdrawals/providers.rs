//! Who carries withdrawals out, behind one trait: a connector over HTTP ([`http`]), a person ([`manual`]), and a sandbox
//! for test businesses ([`sandbox`]).
//!
//! A provider is told of an order under a key of ours that stays the same, the order's id, and asked about it under the
//! same key. What it says is either an end, or that it works on it, or nothing that can be relied on; the last is an
//! *unknown* outcome, and asked about until it is known. Only [`Reply::Failed`] gives money back.

pub mod http;
pub mod manual;
pub mod sandbox;

use std::borrow::Cow;

use domain::withdrawal::lease::Leased;
use futures::future::BoxFuture;

/// What a provider says of an order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reply {
    /// It is paid out.
    Succeeded {
        /// The provider's own name for it.
        reference: Option<String>,
    },
    /// It is refused for good, and will never be paid under this key.
    Failed {
        /// Why, as a stable name.
        code: String,
        /// Why, for people.
        reason: Option<String>,
    },
    /// It is being worked on: ask again.
    Pending {
        /// The provider's own name for it.
        reference: Option<String>,
    },
    /// It has never heard of the key: the order may be sent, under the same key.
    NotKnown,
    /// The call did not reach it. Why, for the log.
    Unreached(Cow<'static, str>),
    /// The call may have reached it; nobody here knows what became of it. Why, for the log.
    Unknown(Cow<'static, str>),
    /// A person sees to it from now on.
    ByHand,
}

/// One that carries orders out.
pub trait Provider: Send + Sync {
    /// Tells it of an order. To be called only when the intent is committed.
    fn send<'a>(&'a self, order: &'a Leased) -> BoxFuture<'a, Reply>;

    /// Asks it what became of an order that may have been sent.
    fn ask<'a>(&'a self, order: &'a Leased) -> BoxFuture<'a, Reply>;
}
