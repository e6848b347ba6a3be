//! Withdrawals. A key makes one withdrawal, which exists, has the amount that was asked for, and ends once.

use std::collections::BTreeSet;

use super::facts::{Closing, ENDS, Facts, Withdrawing};
use super::keys::final_refusal;
use super::reads::stays_as_it_ended;
use super::{Fault, Rule};
use crate::history::Answer;

/// Returns every fault.
pub fn judge(facts: &Facts<'_>) -> Vec<Fault> {
    let mut faults = Vec::new();
    for (key, withdrawing) in &facts.withdrawals {
        let ids: BTreeSet<&str> = withdrawing.sights.iter().map(|sight| sight.id).collect();
        if ids.len() > 1 {
            faults.push(Rule::TwoOutcomes.broken(&withdrawing.attempts, &format!("{ids:?}")));
        }
        faults.extend(stays_as_it_ended(&withdrawing.sights));
        faults.extend(facts.closings.get(key.0).and_then(|closing| as_told(key.1, withdrawing, closing)));
    }
    for (business, closing) in &facts.closings {
        for order in closing.orders {
            let asked = facts.withdrawals.get(&(*business, order.key.as_str()));
            if asked.is_none_or(|asked| asked.amount != order.amount) {
                faults.push(Rule::Unasked.broken(&[], &format!("{order:?}")));
            }
        }
    }
    faults
}

/// Checks that the closing shows what the answers said.
fn as_told(key: &str, withdrawing: &Withdrawing<'_>, closing: &Closing<'_>) -> Option<Fault> {
    let listed: Vec<_> = closing.orders.iter().filter(|order| order.key == key).collect();
    let attempts = &withdrawing.attempts;
    let acknowledged = attempts.iter().any(|op| matches!(op.answer, Answer::Order { .. }));
    let unsure = attempts.iter().any(|op| op.answer == Answer::Nothing);
    let last_was_refused = attempts.last().is_some_and(|op| final_refusal(op).is_some());
    let rule = match listed[..] {
        [order] if !ENDS.contains(&order.status.as_str()) => Rule::AcknowledgedAndLost,
        [_] if acknowledged => return None,
        // A key that has made a withdrawal is answered with it, whatever is left of the money.
        [_] if !unsure || last_was_refused => Rule::RefusedAndPaid,
        [_] => return None,
        [] if acknowledged => Rule::AcknowledgedAndLost,
        [] => return None,
        _ => Rule::TwoOutcomes,
    };
    Some(rule.broken(attempts, &format!("{listed:?} at the end:")))
}
