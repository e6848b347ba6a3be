//! The judge's rules for the life of an allocation, an event or a withdrawal.

use tests::history::check::Rule;
use tests::history::{Allocation, Answer, Call, Event, Order};

use super::{BUSINESS, History, allocation, event, order, ordered, paid, refused, right, told, with};

#[test]
fn a_read_that_does_not_know_what_was_acknowledged_is_found() {
    let by_id = |history: &mut History, answer| {
        history.add(Call::Allocation { business: BUSINESS.into(), id: "alc_1".into() }, answer);
    };
    let list = |history: &mut History, seen: &[Allocation]| {
        let call = Call::Allocations { business: BUSINESS.into(), email: "a@example.com".into() };
        history.add(call, Answer::Allocations { seen: seen.to_vec(), more: false });
    };
    for status in ["succeeded", "pending", "failed"] {
        let found = allocation("alc_1", "k1", 100, status);
        let mut history = History(Vec::new());
        history.pay("k1", 100, paid("alc_1"));
        by_id(&mut history, Answer::Allocations { seen: vec![found.clone()], more: false });
        list(&mut history, &[found]);
        let expected: &[Rule] = if status == "succeeded" { &[] } else { &[Rule::StaleRead] };
        assert_eq!(history.broken(), expected, "{status}");
    }
    let mut not_found = History(Vec::new());
    not_found.pay("k1", 100, Answer::Accepted { id: "alc_1".into() });
    by_id(&mut not_found, refused(404));
    assert_eq!(not_found.broken(), [Rule::StaleRead]);
    let mut not_listed = History(Vec::new());
    not_listed.pay("k1", 100, paid("alc_1"));
    list(&mut not_listed, &[]);
    assert_eq!(not_listed.broken(), [Rule::StaleRead]);
}

#[test]
fn events_that_fall_vanish_or_are_missing_are_found() {
    let closed = |events: &[Event]| {
        let mut history = right();
        let sent = history.0.len() - 5;
        history.0.truncate(sent);
        history.close(&[allocation("alc_1", "k1", 100, "succeeded")], &[order("failed")], events);
        history
    };
    let mut falling = told();
    falling[2].sequence = 20;
    assert!(closed(&falling).broken().contains(&Rule::EventsOutOfOrder), "the sequence does not rise");
    let mut swapped = told();
    (swapped[1].kind, swapped[2].kind) = (swapped[2].kind.clone(), swapped[1].kind.clone());
    assert!(closed(&swapped).broken().contains(&Rule::EventsOutOfOrder), "processing before created");
    let mut late = told();
    late.insert(1, event("evt_11", "balance.low", "", 5));
    assert_eq!(closed(&late).broken(), [Rule::EventVanished], "one appears before a cursor");
    assert_eq!(
        with(11, Answer::Events { seen: vec![told()[1].clone()] }).broken(),
        [Rule::EventVanished],
        "a page leaves one out"
    );
    let mut gone = History(Vec::new());
    gone.events(None, &[event("evt_1", "balance.low", "", 5)]).close(&[], &[], &[]);
    assert_eq!(gone.broken(), [Rule::EventVanished], "one is not there in the end");
    assert!(closed(&told()[1..]).broken().contains(&Rule::EventMissing), "an outcome without its event");
    let mut unasked = told();
    unasked.push(event("evt_5", "allocation.succeeded", "alc_5", 30));
    assert!(closed(&unasked).broken().contains(&Rule::EventMissing), "an event without its outcome");
    let mut not_sent = right();
    not_sent.0.remove(13);
    assert_eq!(not_sent.broken(), [Rule::EventMissing], "one did not arrive as a webhook");
    let mut changed = right();
    let Answer::Events { seen } = &mut changed.0[13].answer else { panic!("a webhook") };
    seen[0].sequence += 1;
    assert_eq!(changed.broken(), [Rule::EventMissing], "one arrived as another");
}

#[test]
fn a_second_order_of_a_key_and_one_that_nobody_made_are_found() {
    let second = Order { id: "ord_2".into(), ..order("created") };
    let mut two = right();
    two.withdraw("w1", 30, Answer::Order { seen: second.clone() });
    assert_eq!(two.broken(), [Rule::TwoOutcomes]);
    let mut back = right();
    back.add(Call::Order { business: BUSINESS.into(), id: "ord_1".into() }, ordered("processing"));
    assert_eq!(back.broken(), [Rule::StaleRead], "it had failed");
    let mut unasked = right();
    let Answer::All { orders, .. } = &mut unasked.0.last_mut().unwrap().answer else { panic!("a closing") };
    orders.insert(0, Order { key: "w9".into(), ..second });
    assert!(unasked.broken().contains(&Rule::Unasked));
}
