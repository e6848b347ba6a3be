//! Events. A page of events is complete. The sequence of an object's events rises, and the events follow the object's
//! life. What happened has its event and its webhook.

use std::collections::{BTreeMap, BTreeSet};

use super::facts::{Closing, Facts};
use super::{Fault, Rule};
use crate::history::{Answer, Call, Event, Op};

/// Returns every fault.
pub fn judge(facts: &Facts<'_>, ops: &[Op]) -> Vec<Fault> {
    let mut faults = Vec::new();
    for (business, closing) in &facts.closings {
        faults.extend(in_order(closing));
        faults.extend(one_each(closing));
        let of_business = ops.iter().filter(|op| op.call.business() == *business);
        let before = facts.known.newest(business)[2];
        let mut arrived: BTreeMap<&str, &Event> = BTreeMap::new();
        for op in of_business {
            match (&op.call, &op.answer) {
                (Call::Events { after, .. }, Answer::Events { seen }) => {
                    faults.extend(vanished(op, after.as_deref().or(before), seen, closing));
                }
                (Call::Webhook { .. }, Answer::Events { seen }) => {
                    for event in seen {
                        if arrived.insert(&event.id, event).is_some_and(|before| before != event) {
                            faults.push(
                                Rule::EventsOutOfOrder.broken(&[op], "another event under the same id:"),
                            );
                        }
                    }
                }
                _ => {}
            }
        }
        faults.extend(as_sent(closing, &arrived, before));
    }
    faults
}

/// Checks that the sequence of an object's events rises, and that they follow the object's life.
fn in_order(closing: &Closing<'_>) -> Vec<Fault> {
    let mut lives: BTreeMap<&str, Vec<&Event>> = BTreeMap::new();
    for event in closing.events {
        lives.entry(&event.object).or_default().push(event);
    }
    let out_of_order = |life: &Vec<&Event>| {
        life.windows(2).any(|pair| pair[1].sequence <= pair[0].sequence || stage(pair[1]) <= stage(pair[0]))
    };
    let broken = lives.into_values().filter(out_of_order);
    broken.map(|life| Rule::EventsOutOfOrder.broken(&[], &format!("{life:?}"))).collect()
}

/// Returns how far in the life of its object an event is. Each stage comes once.
fn stage(event: &Event) -> u8 {
    match event.kind.as_str() {
        "payout.created" => 0,
        "payout.processing" => 1,
        _ => 2,
    }
}

/// Checks that a page shows every event between its cursor and its last event.
fn vanished(op: &Op, after: Option<&str>, seen: &[Event], closing: &Closing<'_>) -> Option<Fault> {
    let last = seen.last()?;
    let all = closing
        .events
        .iter()
        .filter(|event| after.is_none_or(|after| event.id.as_str() > after) && event.id <= last.id);
    (!all.eq(seen)).then(|| Rule::EventVanished.broken(&[op], "not what is there in the end:"))
}

/// Checks that what ended has one event of its end, and that nothing else has one.
fn one_each(closing: &Closing<'_>) -> Vec<Fault> {
    let ends = |of: &str| {
        let prefix = format!("{of}.");
        let ends =
            closing.events.iter().filter(move |event| event.kind.starts_with(&prefix) && stage(event) == 2);
        ends.map(|event| (event.object.as_str(), event.kind.clone())).collect::<BTreeSet<_>>()
    };
    let allocations = closing.allocations.iter().filter(|one| one.status != "cancelled");
    let expected = [
        (
            "allocation",
            allocations
                .map(|one| (one.id.as_str(), format!("allocation.{}", one.status)))
                .collect::<BTreeSet<_>>(),
        ),
        (
            "payout",
            closing
                .orders
                .iter()
                .filter(|one| one.status != "cancelled")
                .map(|one| (one.id.as_str(), format!("payout.{}", one.status)))
                .collect(),
        ),
    ];
    let mut faults = Vec::new();
    for (of, expected) in expected {
        let there = ends(of);
        faults.extend(
            expected
                .symmetric_difference(&there)
                .map(|one| Rule::EventMissing.broken(&[], &format!("or unasked: {one:?}"))),
        );
    }
    faults
}

/// Checks that every event arrived as it is listed, and that no other event arrived.
fn as_sent(closing: &Closing<'_>, arrived: &BTreeMap<&str, &Event>, before: Option<&str>) -> Vec<Fault> {
    let listed: BTreeMap<&str, &Event> =
        closing.events.iter().map(|event| (event.id.as_str(), event)).collect();
    let not_sent =
        listed.iter().filter(|(id, event)| arrived.get(*id) != Some(event)).map(|(_, event)| event);
    // An event from before the last closing that comes again was judged with that closing.
    let is_new = |id: &str| before.is_none_or(|before| id > before);
    let not_listed =
        arrived.iter().filter(|(id, _)| is_new(id) && !listed.contains_key(*id)).map(|(_, event)| event);
    not_sent
        .chain(not_listed)
        .map(|event| Rule::EventMissing.broken(&[], &format!("listed or sent, not both: {event:?}")))
        .collect()
}
