//! The provider for orders that a person carries out, such as buying gift cards. An order waits in `processing` until
//! somebody approves or rejects it (`/v1/withdrawals/{id}/approve`, `…/reject`).

use domain::withdrawal::lease::Leased;
use futures::FutureExt;
use futures::future::BoxFuture;

use super::{Provider, Reply};

/// The provider that is a person.
#[derive(Debug, Clone, Copy)]
pub struct Manual;

impl Provider for Manual {
    fn send<'a>(&'a self, _: &'a Leased) -> BoxFuture<'a, Reply> {
        std::future::ready(Reply::ByHand).boxed()
    }

    fn ask<'a>(&'a self, order: &'a Leased) -> BoxFuture<'a, Reply> {
        self.send(order)
    }
}
