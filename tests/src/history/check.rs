//! The judge: reads a history, and says which promise it breaks. It knows what was asked and what was told, and nothing of
//! the product; whatever has an unknown outcome counts as both, within the bounds that other answers leave.
//!
//! A history ends with a closing of each business, taken when all was quiet. What is known then is where the next history
//! begins ([`Known`]), so that a run of hours is judged piece by piece.

mod balances;
mod events;
mod facts;
mod keys;
mod orders;
mod reads;

use std::collections::BTreeMap;

use self::facts::Facts;
use super::{Answer, Call, Op};

/// A promise.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Rule {
    /// A status that this request cannot be answered with.
    Unexpected,
    /// A key has one outcome: the same allocation and hash every time, or the same final refusal.
    TwoOutcomes,
    /// What every request of a key was refused is not paid.
    RefusedAndPaid,
    /// What was acknowledged is there, and is carried out.
    AcknowledgedAndLost,
    /// Nothing is there that nobody asked for.
    Unasked,
    /// A balance has everything that was acknowledged before it was read, and nothing that cannot have happened.
    StaleBalance,
    /// Between two reads a balance changes by what may have happened between them.
    BalanceWentBack,
    /// Too little money is no reason while there is enough.
    RefusedWithEnough,
    /// What was acknowledged is found, and what has ended stays as it ended.
    StaleRead,
    /// `sequence` rises with the events of one object, and they tell its life in its order.
    EventsOutOfOrder,
    /// A page of events has all that will ever be before its end.
    EventVanished,
    /// What happened has its event, which arrives as a webhook; what did not has none.
    EventMissing,
}

/// A promise that is broken, and by what.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Fault {
    /// Which.
    pub rule: Rule,
    /// By what.
    pub what: String,
}

/// What is known when a history begins: what the one before ended with.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Known {
    /// Accounts and cents; those that are not here have none.
    pub balances: BTreeMap<String, i64>,
    /// Keys, by business, that were paid before: their allocation and hash.
    pub paid: BTreeMap<(String, String), (String, String)>,
    /// The newest allocation, order and event of each business.
    pub newest: BTreeMap<String, [Option<String>; 3]>,
}

/// How many keys are kept from one history for the next, to be asked about again.
const KEYS_KEPT: usize = 100;

impl Known {
    /// The newest allocation, order and event of `business`.
    pub fn newest(&self, business: &str) -> [Option<&str>; 3] {
        self.newest.get(business).map_or([None; 3], |ids| ids.each_ref().map(Option::as_deref))
    }
}

/// Judges a history that begins with what is `known`: the faults, and what is known at its end.
pub fn judge(known: &Known, ops: &[Op]) -> (Vec<Fault>, Known) {
    let facts = Facts::of(known, ops);
    let mut faults = unexpected(ops);
    faults.extend(keys::judge(&facts));
    faults.extend(reads::judge(&facts, ops));
    faults.extend(orders::judge(&facts));
    faults.extend(events::judge(&facts, ops));
    let accounts = balances::accounts(&facts);
    faults.extend(balances::judge(&facts, &accounts, ops));
    faults.sort();
    faults.dedup();
    let next = Known {
        balances: accounts.iter().map(|(name, account)| (name.clone(), account.at_the_end())).collect(),
        paid: facts.paid_keys(KEYS_KEPT),
        newest: facts.newest(),
    };
    (faults, next)
}

/// Statuses that no answer of its kind may have.
fn unexpected(ops: &[Op]) -> Vec<Fault> {
    let is_expected = |op: &Op| {
        let Some(status) = op.answer.refusal() else { return true };
        match (status, &op.call) {
            _ if keys::may_be_tried_again(op) => true,
            // Too little money; and an allocation that was part of too many deaths.
            (400 | 500, Call::Pay { .. })
            | (400, Call::Withdraw { .. } | Call::TopUp { .. } | Call::Batch { .. }) => true,
            // Judged by whether there is one.
            (404, Call::Allocation { .. } | Call::Order { .. }) => true,
            _ => false,
        }
    };
    let faults = ops.iter().filter(|op| !is_expected(op)).map(|op| Rule::Unexpected.broken(&[op], ""));
    faults.collect()
}

impl Rule {
    /// The fault that these lines show.
    fn broken(self, by: &[&Op], why: &str) -> Fault {
        let lines: Vec<String> = by.iter().map(|op| line(op)).collect();
        Fault { rule: self, what: format!("{why} {}", lines.join(" ")).trim().to_owned() }
    }
}

/// A line of the history, without what makes it long.
fn line(op: &Op) -> String {
    let answer = match &op.answer {
        Answer::All { .. } => "everything".to_owned(),
        Answer::Events { seen } => format!("{} events", seen.len()),
        Answer::Allocations { seen, .. } if seen.len() > 1 => format!("{} allocations", seen.len()),
        answer => format!("{answer:?}"),
    };
    let call = match &op.call {
        Call::Batch { key, .. } => format!("batch {key}"),
        call => format!("{call:?}"),
    };
    format!("[{} {}..{} {call}: {answer}]", op.client, op.start, op.end)
}
