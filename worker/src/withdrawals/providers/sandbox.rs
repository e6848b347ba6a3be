//! The provider of test businesses. It pays nothing and calls nobody. The last two digits of an order's amount decide
//! how it behaves:
//!
//! | amount | behaviour |
//! | --- | --- |
//! | …01 | refuses: `failed`, code `sandbox_refused` |
//! | …02 | the reply is lost; asked 2 s after it was sent or later, it has succeeded |
//! | …03 | the reply is lost; asked 2 s after it was sent or later, it has failed |
//! | …04 | works on it (no unknown outcome) and succeeds after 2 s |
//! | …05 | works on it and fails after 2 s |
//! | any other | succeeds at once |

use chrono::TimeDelta;
use domain::clock::Clock;
use domain::withdrawal::lease::Leased;
use futures::FutureExt;
use futures::future::BoxFuture;

use super::{Provider, Reply};

/// How long after an order was sent the sandbox gives a delayed answer.
pub const ANSWERS_AFTER: TimeDelta = TimeDelta::seconds(2);

/// The sandbox.
#[derive(Debug, Clone)]
pub struct Sandbox {
    clock: Clock,
}

impl Sandbox {
    /// Returns a sandbox that reads the time from `clock`.
    pub const fn new(clock: Clock) -> Self {
        Self { clock }
    }

    fn reply(&self, order: &Leased) -> Reply {
        let late = self.clock.now() - order.sent_at >= ANSWERS_AFTER;
        let succeeded = || Reply::Succeeded { reference: Some(format!("sandbox-{}", order.withdrawal.id)) };
        let failed = || Reply::Failed {
            code: "sandbox_refused".to_owned(),
            reason: Some("The sandbox refuses this amount.".to_owned()),
        };
        match (order.withdrawal.amount.get() % 100, late) {
            (1, _) | (3 | 5, true) => failed(),
            (2 | 3, false) => Reply::Unknown("the sandbox loses its reply".into()),
            (4 | 5, false) => Reply::Pending { reference: None },
            _ => succeeded(),
        }
    }
}

impl Provider for Sandbox {
    fn send<'a>(&'a self, order: &'a Leased) -> BoxFuture<'a, Reply> {
        std::future::ready(self.reply(order)).boxed()
    }

    fn ask<'a>(&'a self, order: &'a Leased) -> BoxFuture<'a, Reply> {
        self.send(order)
    }
}
