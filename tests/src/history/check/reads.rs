//! Allocations as they are read. What was acknowledged is found, with the values that were asked for, and a final
//! status does not change.

use std::collections::BTreeMap;

use super::facts::{ENDS, Facts, Sight};
use super::{Fault, Rule};
use crate::history::{Answer, Call, Op};

/// Returns every fault.
pub fn judge(facts: &Facts<'_>, ops: &[Op]) -> Vec<Fault> {
    let mut faults: Vec<Fault> =
        facts.payments.values().filter_map(|paying| stays_as_it_ended(&paying.sights)).collect();
    let told = acknowledged(facts);
    for op in ops {
        match (&op.call, &op.answer) {
            (Call::Allocation { id, .. }, Answer::Refused { status: 404 })
                if told.get(id.as_str()).is_some_and(|(by, _)| *by < op.start) =>
            {
                faults.push(Rule::StaleRead.broken(&[op], "acknowledged, and not found:"));
            }
            (Call::Allocations { business, email }, Answer::Allocations { seen, more }) => {
                let page_ends = seen.last().filter(|_| *more).map(|one| one.id.as_str());
                let missing = told.iter().find(|(id, (by, of))| {
                    *by < op.start
                        && *of == (business.as_str(), email.as_str())
                        && page_ends.is_none_or(|end| **id > end)
                        && !seen.iter().any(|one| one.id == **id)
                });
                faults.extend(
                    missing.map(|(id, _)| Rule::StaleRead.broken(&[op], &format!("{id} is missing:"))),
                );
            }
            _ => {}
        }
    }
    faults
}

/// Returns by when each allocation was acknowledged, and its business and key.
fn acknowledged<'a>(facts: &Facts<'a>) -> BTreeMap<&'a str, (u64, (&'a str, &'a str))> {
    let mut told = BTreeMap::new();
    for (key, paying) in &facts.payments {
        let promised = paying.sights.iter().filter(|sight| sight.status != "pending");
        if let Some(first) = promised.min_by_key(|sight| sight.op.end) {
            told.insert(first.id, (first.op.end, (key.0, paying.payment.email.as_str())));
        }
    }
    told
}

/// Finds a status that follows a final one: another final one, or anything that was read after the end was known.
pub fn stays_as_it_ended(sights: &[Sight<'_>]) -> Option<Fault> {
    let ended =
        sights.iter().filter(|sight| ENDS.contains(&sight.status)).min_by_key(|sight| sight.op.end)?;
    let other = sights.iter().find(|sight| {
        let is_other_end = ENDS.contains(&sight.status) && sight.status != ended.status;
        // An answer to a request says what the request did, not the status now; an event tells the status at its own
        // time.
        let tells_of_now = matches!(
            sight.op.call,
            Call::Allocation { .. } | Call::Allocations { .. } | Call::Order { .. } | Call::Closing { .. }
        ) && !is_event(sight);
        is_other_end || tells_of_now && !ENDS.contains(&sight.status) && sight.op.start > ended.op.end
    })?;
    Some(Rule::StaleRead.broken(&[ended.op, other.op], &format!("{} after {}:", other.status, ended.status)))
}

/// Returns whether the sight is an event of a closing.
fn is_event(sight: &Sight<'_>) -> bool {
    matches!(&sight.op.answer, Answer::All { allocations, orders, .. }
        if !allocations.iter().any(|one| one.id == sight.id && one.status == sight.status)
            && !orders.iter().any(|one| one.id == sight.id && one.status == sight.status))
}
