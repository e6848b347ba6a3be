//! The judge: reads a history and reports the promises that it breaks. It knows the requests and the answers, and
//! nothing of the product. A request with an unknown outcome counts as carried out and as not carried out, within the
//! bounds that other answers set.
//!
//! A history ends with a closing of each business, which is taken when nothing is in flight. The next history begins
//! with what is known then ([`Known`]), so a run of hours is judged piece by piece.

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
    /// No request is answered with a status that its route cannot return.
    Unexpected,
    /// A key has one outcome: every time the same allocation and hash, or the same final refusal.
    TwoOutcomes,
    /// A key whose every request was refused is not paid.
    RefusedAndPaid,
    /// What was acknowledged exists and is carried out.
    AcknowledgedAndLost,
    /// Nothing exists that was not asked for.
    Unasked,
    /// A balance shows everything that was acknowledged before the read, and nothing that cannot have happened.
    StaleBalance,
    /// Between two reads, a balance changes only by what may have happened between them.
    BalanceWentBack,
    /// No payment is refused for lack of money while there is enough.
    RefusedWithEnough,
    /// What was acknowledged is found, and a final status does not change.
    StaleRead,
    /// `sequence` rises with the events of one object, and the events follow the object's life.
    EventsOutOfOrder,
    /// A page of events is complete: no event appears later in its range.
    EventVanished,
    /// What happened has its event, which arrives as a webhook; what did not happen has none.
    EventMissing,
}

/// A broken promise, with the evidence.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Fault {
    /// The promise.
    pub rule: Rule,
    /// The evidence.
    pub what: String,
}

/// What is known when a history begins: the end of the history before.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Known {
    /// Accounts and their cents. An account that is missing here is empty.
    pub balances: BTreeMap<String, i64>,
    /// The keys that were paid before, by business, with their allocation and hash.
    pub paid: BTreeMap<(String, String), (String, String)>,
    /// The newest allocation, withdrawal and event of each business.
    pub newest: BTreeMap<String, [Option<String>; 3]>,
}

/// How many keys are kept from one history to be asked about in the next.
const KEYS_KEPT: usize = 100;

impl Known {
    /// Returns the newest allocation, withdrawal and event of `business`.
    pub fn newest(&self, business: &str) -> [Option<&str>; 3] {
        self.newest.get(business).map_or([None; 3], |ids| ids.each_ref().map(Option::as_deref))
    }
}

/// Judges a history that begins with what is `known`. Returns the faults, and what is known at its end.
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

/// Finds answers with a status that their route cannot return.
fn unexpected(ops: &[Op]) -> Vec<Fault> {
    let is_expected = |op: &Op| {
        let Some(status) = op.answer.refusal() else { return true };
        match (status, &op.call) {
            _ if keys::may_be_tried_again(op) => true,
            // 400 is too little money; 500 is an allocation that was part of too many deaths.
            (400 | 500, Call::Pay { .. })
            | (400, Call::Withdraw { .. } | Call::TopUp { .. } | Call::Batch { .. }) => true,
            // Another rule judges these, by whether the object exists.
            (404, Call::Allocation { .. } | Call::Order { .. }) => true,
            _ => false,
        }
    };
    let faults = ops.iter().filter(|op| !is_expected(op)).map(|op| Rule::Unexpected.broken(&[op], ""));
    faults.collect()
}

impl Rule {
    /// Returns the fault that these lines show.
    fn broken(self, by: &[&Op], why: &str) -> Fault {
        let lines: Vec<String> = by.iter().map(|op| line(op)).collect();
        Fault { rule: self, what: format!("{why} {}", lines.join(" ")).trim().to_owned() }
    }
}

/// Prints a line of the history without its long parts.
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
