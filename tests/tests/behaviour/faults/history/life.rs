//! The judge's rules for the life of an allocation, an event or a withdrawal.

use tests::history::check::Rule;
use tests::history::{Allocation, Answer, Call, Event, Order};

use super::{
    BUSINESS, History, all_events, allocation, correct_history, event, order, ordered, paid, refused,
    with_answer,
};

#[test]
fn a_read_that_misses_an_acknowledged_payment_is_found() {
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
        assert_eq!(history.broken_rules(), expected, "{status}");
    }
    let mut not_found = History(Vec::new());
    not_found.pay("k1", 100, Answer::Accepted { id: "alc_1".into() });
    by_id(&mut not_found, refused(404));
    assert_eq!(not_found.broken_rules(), [Rule::StaleRead]);
    let mut not_listed = History(Vec::new());
    not_listed.pay("k1", 100, paid("alc_1"));
    list(&mut not_listed, &[]);
    assert_eq!(not_listed.broken_rules(), [Rule::StaleRead]);
}

#[test]
fn out_of_order_vanished_and_missing_events_are_found() {
    let closed = |events: &[Event]| {
        let mut history = correct_history();
        let sent = history.0.len() - 5;
        history.0.truncate(sent);
        history.close(&[allocation("alc_1", "k1", 100, "succeeded")], &[order("failed")], events);
        history
    };
    let mut falling = all_events();
    falling[2].sequence = 20;
    assert!(closed(&falling).broken_rules().contains(&Rule::EventsOutOfOrder), "the sequence number falls");
    let mut swapped = all_events();
    (swapped[1].kind, swapped[2].kind) = (swapped[2].kind.clone(), swapped[1].kind.clone());
    assert!(
        closed(&swapped).broken_rules().contains(&Rule::EventsOutOfOrder),
        "processing comes before created"
    );
    let mut late = all_events();
    late.insert(1, event("evt_11", "balance.low", "", 5));
    assert_eq!(closed(&late).broken_rules(), [Rule::EventVanished], "an event appears before a cursor");
    assert_eq!(
        with_answer(11, Answer::Events { seen: vec![all_events()[1].clone()] }).broken_rules(),
        [Rule::EventVanished],
        "a page omits an event"
    );
    let mut gone = History(Vec::new());
    gone.events(None, &[event("evt_1", "balance.low", "", 5)]).close(&[], &[], &[]);
    assert_eq!(gone.broken_rules(), [Rule::EventVanished], "the closing lacks an event");
    assert!(
        closed(&all_events()[1..]).broken_rules().contains(&Rule::EventMissing),
        "an outcome has no event"
    );
    let mut unasked = all_events();
    unasked.push(event("evt_5", "allocation.succeeded", "alc_5", 30));
    assert!(closed(&unasked).broken_rules().contains(&Rule::EventMissing), "an event has no outcome");
    let mut not_sent = correct_history();
    not_sent.0.remove(13);
    assert_eq!(not_sent.broken_rules(), [Rule::EventMissing], "an event did not arrive as a webhook");
    let mut changed = correct_history();
    let Answer::Events { seen } = &mut changed.0[13].answer else { panic!("a webhook") };
    seen[0].sequence += 1;
    assert_eq!(changed.broken_rules(), [Rule::EventMissing], "an event arrived changed");
}

#[test]
fn duplicate_stale_and_unrequested_orders_are_found() {
    let second = Order { id: "ord_2".into(), ..order("created") };
    let mut two = correct_history();
    two.withdraw("w1", 30, Answer::Order { seen: second.clone() });
    assert_eq!(two.broken_rules(), [Rule::TwoOutcomes]);
    let mut back = correct_history();
    back.add(Call::Order { business: BUSINESS.into(), id: "ord_1".into() }, ordered("processing"));
    assert_eq!(back.broken_rules(), [Rule::StaleRead], "the order had failed before");
    let mut unasked = correct_history();
    let Answer::All { orders, .. } = &mut unasked.0.last_mut().unwrap().answer else { panic!("a closing") };
    orders.insert(0, Order { key: "w9".into(), ..second });
    assert!(unasked.broken_rules().contains(&Rule::Unasked));
}
