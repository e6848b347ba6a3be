//! What a history says about each thing that was asked for: every attempt, and every time that it was seen.

use std::collections::BTreeMap;

use super::Known;
use crate::history::{Allocation, Answer, Call, Event, Op, Order, Payment};

/// A key of a business.
pub type Key<'a> = (&'a str, &'a str);

/// The facts of a history.
pub struct Facts<'a> {
    /// What was known before the history.
    pub known: &'a Known,
    /// Every payment that was asked for, by business and key.
    pub payments: BTreeMap<Key<'a>, Paying<'a>>,
    /// Batches, by business and idempotency key.
    pub batches: BTreeMap<Key<'a>, Vec<&'a Op>>,
    /// Top-ups, by business and key.
    pub top_ups: BTreeMap<Key<'a>, Vec<&'a Op>>,
    /// Withdrawals, by business and key. No two users share a key.
    pub withdrawals: BTreeMap<Key<'a>, Withdrawing<'a>>,
    /// The closing of each business.
    pub closings: BTreeMap<&'a str, Closing<'a>>,
}

/// The closing of a business.
pub struct Closing<'a> {
    /// All allocations since the last closing, newest first.
    pub allocations: &'a [Allocation],
    /// The same allocations by key.
    pub by_key: BTreeMap<&'a str, Vec<&'a Allocation>>,
    /// All withdrawals.
    pub orders: &'a [Order],
    /// All events, oldest first.
    pub events: &'a [Event],
}

/// A payment that was asked for.
pub struct Paying<'a> {
    /// The payment.
    pub payment: &'a Payment,
    /// Whether its batch set the money aside.
    pub from_reserve: bool,
    /// Every request that asked for it, or for its batch.
    pub attempts: Vec<&'a Op>,
    /// Every time that it was seen.
    pub sights: Vec<Sight<'a>>,
}

/// A withdrawal.
pub struct Withdrawing<'a> {
    /// The payout user's address.
    pub email: &'a str,
    /// Cents.
    pub amount: i64,
    /// Every request that asked for it.
    pub attempts: Vec<&'a Op>,
    /// Every time that it was seen.
    pub sights: Vec<Sight<'a>>,
}

/// An object was seen, between the start and the end of a request.
#[derive(Clone, Copy)]
pub struct Sight<'a> {
    /// The line of the history.
    pub op: &'a Op,
    /// The object's id, or empty where the answer did not have it.
    pub id: &'a str,
    /// The object's status.
    pub status: &'a str,
}

/// The final statuses.
pub const ENDS: [&str; 4] = ["succeeded", "failed", "rejected", "cancelled"];

impl<'a> Facts<'a> {
    /// Reads a history.
    pub fn of(known: &'a Known, ops: &'a [Op]) -> Self {
        let mut facts = Self {
            known,
            payments: BTreeMap::new(),
            batches: BTreeMap::new(),
            top_ups: BTreeMap::new(),
            withdrawals: BTreeMap::new(),
            closings: BTreeMap::new(),
        };
        for op in ops {
            facts.asked(op);
        }
        for op in ops {
            facts.seen(op);
        }
        facts
    }

    fn asked(&mut self, op: &'a Op) {
        match &op.call {
            Call::Pay { business, payment } => self.paying(business, payment, false).attempts.push(op),
            Call::Batch { business, key, reserved, items } => {
                self.batches.entry((business, key)).or_default().push(op);
                for item in items {
                    self.paying(business, item, *reserved).attempts.push(op);
                }
            }
            Call::TopUp { business, key, .. } => self.top_ups.entry((business, key)).or_default().push(op),
            Call::Withdraw { business, email, key, amount } => {
                let new = Withdrawing { email, amount: *amount, attempts: Vec::new(), sights: Vec::new() };
                self.withdrawals.entry((business, key)).or_insert(new).attempts.push(op);
            }
            _ => {}
        }
    }

    fn paying(&mut self, business: &'a str, payment: &'a Payment, from_reserve: bool) -> &mut Paying<'a> {
        let new = Paying { payment, from_reserve, attempts: Vec::new(), sights: Vec::new() };
        self.payments.entry((business, &payment.key)).or_insert(new)
    }

    fn seen(&mut self, op: &'a Op) {
        let business = op.call.business();
        match (&op.call, &op.answer) {
            (Call::Pay { payment, .. }, Answer::Paid { id, .. }) => {
                self.sight(business, &payment.key, Sight { op, id, status: "succeeded" });
            }
            (Call::Pay { payment, .. }, Answer::Accepted { id }) => {
                self.sight(business, &payment.key, Sight { op, id, status: "accepted" });
            }
            (_, Answer::Allocations { seen, .. }) => self.allocations(business, op, seen),
            (_, Answer::Order { seen }) => self.orders(business, op, std::slice::from_ref(seen)),
            (_, Answer::Events { seen }) => self.events(business, op, seen),
            (_, Answer::All { allocations, orders, events }) => {
                self.allocations(business, op, allocations);
                self.orders(business, op, orders);
                self.events(business, op, events);
                let mut by_key: BTreeMap<&str, Vec<&Allocation>> = BTreeMap::new();
                for one in allocations {
                    by_key.entry(&one.key).or_default().push(one);
                }
                self.closings.insert(business, Closing { allocations, by_key, orders, events });
            }
            _ => {}
        }
    }

    fn allocations(&mut self, business: &'a str, op: &'a Op, seen: &'a [Allocation]) {
        for Allocation { id, key, status, .. } in seen {
            self.sight(business, key, Sight { op, id, status });
        }
    }

    fn orders(&mut self, business: &'a str, op: &'a Op, seen: &'a [Order]) {
        for Order { id, key, status, .. } in seen {
            if let Some(withdrawing) = self.withdrawals.get_mut(&(business, key.as_str())) {
                withdrawing.sights.push(Sight { op, id, status });
            }
        }
    }

    fn events(&mut self, business: &'a str, op: &'a Op, seen: &'a [Event]) {
        for Event { kind, object, key, .. } in seen {
            let Some((of, status)) = kind.split_once('.') else { continue };
            match (of, key) {
                ("allocation", Some(key)) => self.sight(business, key, Sight { op, id: object, status }),
                ("payout", _) => {
                    let sight = Sight { op, id: object, status };
                    let of_order = |withdrawing: &&mut Withdrawing<'a>| {
                        withdrawing.sights.iter().any(|known| known.id == object)
                    };
                    if let Some(withdrawing) = self.withdrawals.values_mut().find(of_order) {
                        withdrawing.sights.push(sight);
                    }
                }
                _ => {}
            }
        }
    }

    fn sight(&mut self, business: &'a str, key: &'a str, sight: Sight<'a>) {
        if let Some(paying) = self.payments.get_mut(&(business, key)) {
            paying.sights.push(sight);
        }
    }

    /// Returns whether `key` was paid in an earlier history.
    pub fn is_old(&self, key: &Key<'_>) -> bool {
        self.known.paid.contains_key(&(key.0.to_owned(), key.1.to_owned()))
    }

    /// Returns up to `most` keys that were paid in this history, and as many of those that were known before.
    pub fn paid_keys(&self, most: usize) -> BTreeMap<(String, String), (String, String)> {
        let new = self.payments.iter().filter(|(key, _)| !self.is_old(key)).filter_map(|(key, paying)| {
            let told = paying.attempts.iter().find_map(|op| match &op.answer {
                Answer::Paid { id, hash } => Some((id.clone(), hash.clone())),
                _ => None,
            })?;
            Some(((key.0.to_owned(), key.1.to_owned()), told))
        });
        let old = self.known.paid.iter().map(|(key, told)| (key.clone(), told.clone()));
        old.take(most).chain(new.take(most)).collect()
    }

    /// Returns the newest allocation, withdrawal and event of each business.
    pub fn newest(&self) -> BTreeMap<String, [Option<String>; 3]> {
        let newest = self.closings.iter().map(|(business, closing)| {
            let [allocation, order, event] = self.known.newest(business);
            let ids = [
                closing.allocations.first().map(|one| one.id.as_str()).or(allocation),
                closing.orders.first().map(|one| one.id.as_str()).or(order),
                closing.events.last().map(|one| one.id.as_str()).or(event),
            ];
            ((*business).to_owned(), ids.map(|id| id.map(str::to_owned)))
        });
        newest.collect()
    }
}

impl Call {
    /// Returns the business; for a read of balances, the account.
    pub(super) fn business(&self) -> &str {
        match self {
            Self::Pay { business, .. }
            | Self::Batch { business, .. }
            | Self::TopUp { business, .. }
            | Self::Withdraw { business, .. }
            | Self::Allocation { business, .. }
            | Self::Allocations { business, .. }
            | Self::Order { business, .. }
            | Self::Events { business, .. }
            | Self::Webhook { business }
            | Self::Closing { business } => business,
            Self::Balances { of } => of,
        }
    }
}
