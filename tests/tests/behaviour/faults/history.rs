//! The judge of histories finds every kind of fault. A small history that keeps every promise passes, and each change
//! of one line that breaks a promise is found as a breach of this promise.

mod life;

use std::collections::BTreeMap;

use tests::history::check::{Fault, Known, Rule, judge};
use tests::history::{Allocation, Answer, Call, Event, Op, Order, Payment, main_balance, user};

const BUSINESS: &str = "biz_1";

/// A history whose lines follow each other. A line starts every 10 and takes 5.
struct History(Vec<Op>);

impl History {
    fn add(&mut self, call: Call, answer: Answer) -> &mut Self {
        let start = 10 * (1 + self.0.len() as u64);
        self.0.push(Op { client: 1, start, end: start + 5, call, answer });
        self
    }

    fn pay(&mut self, key: &str, amount: i64, answer: Answer) -> &mut Self {
        let payment = Payment { key: key.into(), email: "a@example.com".into(), amount };
        self.add(Call::Pay { business: BUSINESS.into(), payment }, answer)
    }

    fn withdraw(&mut self, key: &str, amount: i64, answer: Answer) -> &mut Self {
        let (business, email) = (BUSINESS.into(), "a@example.com".into());
        self.add(Call::Withdraw { business, email, key: key.into(), amount }, answer)
    }

    fn balance(&mut self, of: &str, cents: i64) -> &mut Self {
        let read = Answer::Balances { cents: BTreeMap::from([(of.to_owned(), cents)]) };
        self.add(Call::Balances { of: of.into() }, read)
    }

    fn events(&mut self, after: Option<&str>, seen: &[Event]) -> &mut Self {
        let call = Call::Events { business: BUSINESS.into(), after: after.map(str::to_owned) };
        self.add(call, Answer::Events { seen: seen.to_vec() })
    }

    fn close(&mut self, allocations: &[Allocation], orders: &[Order], events: &[Event]) -> &mut Self {
        for event in events {
            let arrived = Answer::Events { seen: vec![event.clone()] };
            self.add(Call::Webhook { business: BUSINESS.into() }, arrived);
        }
        let (allocations, orders, events) = (allocations.to_vec(), orders.to_vec(), events.to_vec());
        self.add(Call::Closing { business: BUSINESS.into() }, Answer::All { allocations, orders, events })
    }

    fn faults(&self) -> Vec<Fault> {
        judge(&known(), &self.0).0
    }

    /// Returns the rules that are broken.
    fn broken_rules(&self) -> Vec<Rule> {
        let mut rules: Vec<Rule> = self.faults().into_iter().map(|fault| fault.rule).collect();
        rules.dedup();
        rules
    }
}

/// The business has 1,000 cents, and paid k-old once.
fn known() -> Known {
    Known {
        balances: BTreeMap::from([(BUSINESS.into(), 1_000), (main_balance(BUSINESS), 500)]),
        paid: BTreeMap::from([((BUSINESS.into(), "k-old".into()), ("alc_0".into(), "hash".into()))]),
        newest: BTreeMap::new(),
    }
}

fn account() -> String {
    user(BUSINESS, "a@example.com")
}

fn paid(id: &str) -> Answer {
    Answer::Paid { id: id.into(), hash: "hash".into() }
}

fn refused(status: u16) -> Answer {
    Answer::Refused { status }
}

fn allocation(id: &str, key: &str, amount: i64, status: &str) -> Allocation {
    Allocation {
        id: id.into(),
        key: key.into(),
        email: "a@example.com".into(),
        amount,
        status: status.into(),
    }
}

fn order(status: &str) -> Order {
    Order { id: "ord_1".into(), key: "w1".into(), amount: 30, status: status.into() }
}

fn ordered(status: &str) -> Answer {
    Answer::Order { seen: order(status) }
}

fn event(id: &str, kind: &str, object: &str, sequence: i64) -> Event {
    let key = kind.starts_with("allocation").then(|| format!("k{}", object.trim_start_matches("alc_")));
    Event { id: id.into(), kind: kind.into(), object: object.into(), sequence, key }
}

/// Returns the events of an allocation and of a withdrawal that failed.
fn all_events() -> Vec<Event> {
    vec![
        event("evt_1", "allocation.succeeded", "alc_1", 10),
        event("evt_2", "payout.created", "ord_1", 20),
        event("evt_3", "payout.processing", "ord_1", 21),
        event("evt_4", "payout.failed", "ord_1", 22),
    ]
}

/// 100 cents are paid and read. 30 are withdrawn, which fails, and come back.
fn correct_history() -> History {
    let mut history = History(Vec::new());
    history
        .pay("k-old", 100, paid("alc_0"))
        .pay("k1", 100, refused(503))
        .pay("k1", 100, Answer::Nothing)
        .balance(&account(), 100)
        .pay("k1", 100, paid("alc_1"))
        .balance(&account(), 100)
        .balance(BUSINESS, 900)
        .withdraw("w1", 30, ordered("created"))
        .balance(&account(), 70)
        .add(Call::Order { business: BUSINESS.into(), id: "ord_1".into() }, ordered("failed"))
        .balance(&account(), 100)
        .events(None, &all_events()[..2])
        .events(Some("evt_2"), &all_events()[2..])
        .close(&[allocation("alc_1", "k1", 100, "succeeded")], &[order("failed")], &all_events());
    history
}

#[test]
fn a_history_that_keeps_every_promise_has_no_faults() {
    let history = correct_history();
    let (faults, next) = judge(&known(), &history.0);
    assert_eq!(faults, []);
    assert_eq!((next.balances[BUSINESS], next.balances[&account()]), (900, 100));
    assert_eq!(next.newest(BUSINESS), [Some("alc_1"), Some("ord_1"), Some("evt_4")]);
    assert_eq!(next.paid.len(), 2);
}

/// Returns the right history with another answer in line `at`, counted from 0.
fn with_answer(at: usize, answer: Answer) -> History {
    let mut history = correct_history();
    history.0[at].answer = answer;
    history
}

fn balance(of: &str, cents: i64) -> Answer {
    Answer::Balances { cents: BTreeMap::from([(of.to_owned(), cents)]) }
}

#[test]
fn a_stale_balance_is_found() {
    for (at, of, cents) in [
        (5, account(), 0),
        (6, BUSINESS.into(), 1_000),
        (8, account(), 60),
        (8, account(), 100 + 1),
        (10, account(), 70),
    ] {
        assert_eq!(
            with_answer(at, balance(&of, cents)).broken_rules(),
            [Rule::StaleBalance],
            "line {at}: {cents}"
        );
    }
}

#[test]
fn a_balance_that_goes_back_is_found() {
    // The first attempt's outcome is unknown, but the payment has been seen.
    let mut history = History(Vec::new());
    history.pay("k1", 100, Answer::Nothing).balance(&account(), 100).balance(&account(), 0);
    assert_eq!(history.broken_rules(), [Rule::BalanceWentBack]);
}

#[test]
fn an_unknown_outcome_may_be_either_until_the_history_closes() {
    for (cents, status) in [(0, None), (100, Some("succeeded"))] {
        let mut history = History(Vec::new());
        history.pay("k1", 100, Answer::Nothing).balance(&account(), cents);
        assert_eq!(history.faults(), []);
        let all: Vec<Allocation> =
            status.iter().map(|status| allocation("alc_1", "k1", 100, status)).collect();
        let events: &[Event] = if all.is_empty() { &[] } else { &all_events()[..1] };
        history.close(&all, &[], events).balance(&account(), cents);
        assert_eq!(history.faults(), []);
        history.balance(&account(), 100 - cents);
        assert_eq!(history.broken_rules(), [Rule::StaleBalance], "the closing settles the outcome");
    }
}

#[test]
fn a_key_with_two_outcomes_is_found() {
    assert_eq!(
        with_answer(4, paid("alc_2")).broken_rules()[0],
        Rule::TwoOutcomes,
        "another allocation under the key"
    );
    assert_eq!(
        with_answer(4, Answer::Paid { id: "alc_1".into(), hash: "other".into() }).broken_rules(),
        [],
        "no other hash is known"
    );
    assert_eq!(
        with_answer(2, Answer::Paid { id: "alc_1".into(), hash: "other".into() }).broken_rules(),
        [Rule::TwoOutcomes],
        "another hash under the key"
    );
    assert!(
        with_answer(1, refused(400)).broken_rules().contains(&Rule::TwoOutcomes),
        "refused for good and paid"
    );
    assert_eq!(
        with_answer(0, paid("alc_9")).broken_rules(),
        [Rule::TwoOutcomes],
        "an earlier history has another allocation"
    );
    assert_eq!(
        with_answer(0, refused(400)).broken_rules(),
        [Rule::TwoOutcomes],
        "an earlier history paid it"
    );
    let mut twice = correct_history();
    let Answer::All { allocations, .. } = &mut twice.0.last_mut().unwrap().answer else {
        panic!("a closing")
    };
    allocations.insert(0, allocation("alc_2", "k1", 100, "succeeded"));
    assert!(twice.broken_rules().contains(&Rule::TwoOutcomes), "recorded twice");
}

#[test]
fn a_refused_payment_or_order_that_happened_is_found() {
    let mut history = correct_history();
    history.0[2].answer = refused(503);
    history.0[4].answer = refused(503);
    assert!(history.broken_rules().contains(&Rule::RefusedAndPaid), "{:?}", history.faults());
    let mut refused_order = correct_history();
    refused_order.0[7].answer = refused(503);
    assert!(refused_order.broken_rules().contains(&Rule::RefusedAndPaid));
}

#[test]
fn an_acknowledged_payment_or_order_that_is_lost_is_found() {
    for answer in [paid("alc_1"), Answer::Accepted { id: "alc_1".into() }] {
        let mut history = History(Vec::new());
        history.pay("k1", 100, answer).close(&[], &[], &[]);
        assert_eq!(history.broken_rules(), [Rule::AcknowledgedAndLost]);
    }
    let mut failed = History(Vec::new());
    let event = Event { kind: "allocation.failed".into(), ..all_events()[0].clone() };
    failed.pay("k1", 100, paid("alc_1")).close(&[allocation("alc_1", "k1", 100, "failed")], &[], &[event]);
    assert!(failed.broken_rules().contains(&Rule::AcknowledgedAndLost));
    let mut order_lost = History(Vec::new());
    order_lost.withdraw("w1", 30, ordered("created")).close(&[], &[], &[]);
    assert_eq!(order_lost.broken_rules(), [Rule::AcknowledgedAndLost]);
    let mut order_stuck = History(Vec::new());
    order_stuck.withdraw("w1", 30, ordered("created")).close(
        &[],
        &[order("processing")],
        &all_events()[1..3],
    );
    assert!(order_stuck.broken_rules().contains(&Rule::AcknowledgedAndLost));
}

#[test]
fn a_refusal_without_a_reason_is_found() {
    let mut history = History(Vec::new());
    history.pay("k1", 1_000, refused(400));
    assert_eq!(history.broken_rules(), [Rule::RefusedWithEnough]);
    let mut poor = History(Vec::new());
    poor.pay("k1", 1_001, refused(400));
    assert_eq!(poor.broken_rules(), []);
    let mut odd = History(Vec::new());
    odd.pay("k1", 1, refused(409)).add(Call::Balances { of: account() }, refused(401));
    assert_eq!(odd.faults().iter().filter(|fault| fault.rule == Rule::Unexpected).count(), 2);
}

#[test]
fn reserves_and_top_ups_move_balances() {
    let batch = |answer| {
        let item = Payment { key: "i1".into(), email: "a@example.com".into(), amount: 100 };
        (
            Call::Batch { business: BUSINESS.into(), key: "b1".into(), reserved: true, items: vec![item] },
            answer,
        )
    };
    let top_up = Call::TopUp { business: BUSINESS.into(), key: "t1".into(), amount: 50 };
    for (batch_told, after, is_right) in [
        (Answer::Accepted { id: "bat_1".into() }, 950, true),
        (Answer::Accepted { id: "bat_1".into() }, 1_050, false),
        (Answer::Nothing, 950, true),
        (Answer::Nothing, 1_050, true),
        (refused(503), 950, false),
    ] {
        let mut history = History(Vec::new());
        let (call, answer) = batch(batch_told);
        history.add(call, answer).add(top_up.clone(), Answer::Moved).balance(BUSINESS, after);
        history.balance(&main_balance(BUSINESS), 450);
        let expected: &[Rule] = if is_right { &[] } else { &[Rule::StaleBalance] };
        assert_eq!(history.broken_rules(), expected, "{:?}", history.faults());
    }
}
