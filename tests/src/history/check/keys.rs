//! Idempotency keys. A key has one outcome, what was acknowledged is carried out, and what was refused is not.

use std::collections::BTreeSet;

use super::facts::{Closing, Facts, Key, Paying};
use super::{Fault, Rule};
use crate::history::{Answer, Call, Op};

/// Returns whether the refusal is not the outcome of the key, so that the request may be sent again.
pub fn may_be_tried_again(op: &Op) -> bool {
    match (op.answer.refusal(), &op.call) {
        (Some(429 | 503), _) => true,
        // Another request with the same key is being accepted.
        (Some(409), Call::Batch { .. }) => true,
        _ => false,
    }
}

/// Returns every fault.
pub fn judge(facts: &Facts<'_>) -> Vec<Fault> {
    let mut faults = Vec::new();
    for (key, paying) in &facts.payments {
        faults.extend(one_outcome(facts, key, paying));
        if let Some(closing) = facts.closings.get(key.0).filter(|_| !facts.is_old(key)) {
            faults.extend(as_told(paying, closing));
        }
    }
    for attempts in facts.batches.values().chain(facts.top_ups.values()) {
        faults.extend(one_answer(attempts));
    }
    faults.extend(unasked(facts));
    faults
}

/// Checks that a key is always answered with the same allocation and hash, and is not refused as well.
fn one_outcome(facts: &Facts<'_>, key: &Key<'_>, paying: &Paying<'_>) -> Option<Fault> {
    let known = facts.known.paid.get(&(key.0.to_owned(), key.1.to_owned()));
    let hashes = paying.attempts.iter().filter_map(|op| match &op.answer {
        Answer::Paid { hash, .. } => Some(hash.as_str()),
        _ => None,
    });
    let hashes: BTreeSet<&str> = hashes.chain(known.map(|(_, hash)| hash.as_str())).collect();
    // A client may have seen an allocation that was taken back at its deadline; the key's next attempt is another
    // allocation.
    let told = paying.sights.iter().filter(|sight| sight.status != "pending").map(|sight| sight.id);
    let ids: BTreeSet<&str> = told.chain(known.map(|(id, _)| id.as_str())).collect();
    let finals: BTreeSet<u16> = paying.attempts.iter().filter_map(|op| final_refusal(op)).collect();
    let one =
        ids.len() <= 1 && hashes.len() <= 1 && finals.len() <= 1 && (finals.is_empty() || hashes.is_empty());
    (!one).then(|| Rule::TwoOutcomes.broken(&paying.attempts, &format!("{ids:?}")))
}

/// Checks that the closing shows what the answers said.
fn as_told(paying: &Paying<'_>, closing: &Closing<'_>) -> Option<Fault> {
    let listed = closing.by_key.get(paying.payment.key.as_str()).map_or(&[][..], Vec::as_slice);
    if listed.len() > 1 {
        return Some(Rule::TwoOutcomes.broken(&paying.attempts, "recorded more than once:"));
    }
    let told_paid = paying.sights.iter().any(|sight| sight.status == "succeeded");
    let told_of = |op: &&Op| matches!(op.answer, Answer::Paid { .. } | Answer::Accepted { .. });
    let acknowledged = paying.attempts.iter().any(told_of);
    let unsure = paying.attempts.iter().any(|op| op.answer == Answer::Nothing);
    let refused = paying.attempts.iter().any(|op| final_refusal(op).is_some());
    let status = listed.first().map(|one| one.status.as_str());
    let rule = match status {
        Some("succeeded") if refused || !(acknowledged || unsure) => Rule::RefusedAndPaid,
        Some("succeeded") => return None,
        Some("failed" | "cancelled") if !told_paid => return None,
        None if !acknowledged && !told_paid => return None,
        _ => Rule::AcknowledgedAndLost,
    };
    Some(rule.broken(&paying.attempts, &format!("{status:?} at the end:")))
}

/// Checks that all requests of a batch or of a top-up have the same answer.
fn one_answer(attempts: &[&Op]) -> Option<Fault> {
    let told = attempts.iter().filter(|op| op.answer != Answer::Nothing && !may_be_tried_again(op));
    let answers: Vec<&Answer> = told.map(|op| &op.answer).collect();
    let differ = answers.windows(2).any(|pair| pair[0] != pair[1]);
    differ.then(|| Rule::TwoOutcomes.broken(attempts, ""))
}

/// Checks that everything that exists was asked for, with these values.
fn unasked(facts: &Facts<'_>) -> Vec<Fault> {
    let mut faults = Vec::new();
    for (business, closing) in &facts.closings {
        for one in closing.allocations {
            let asked = facts.payments.get(&(*business, one.key.as_str())).map(|paying| paying.payment);
            if asked.is_none_or(|asked| (&asked.email, asked.amount) != (&one.email, one.amount)) {
                faults.push(Rule::Unasked.broken(&[], &format!("{one:?}")));
            }
        }
    }
    faults
}

/// Returns the refusal, if no later attempt with the key can succeed.
pub fn final_refusal(op: &Op) -> Option<u16> {
    op.answer.refusal().filter(|_| !may_be_tried_again(op))
}
