//! A withdrawal with an unknown outcome, and a restored backup. A user has two units of money and orders both. A second
//! order is for one unit, which the restored balance shows again. Both orders have the same idempotency key, because
//! the restored database has forgotten the first. The id that the provider knows an order by must tell them apart. If
//! each order has its own id, the case is the same as two orders with different keys.
//!
//! Replies and callbacks may be lost or late, calls in flight arrive at any time, and the backup may be taken at any
//! moment.

mod steps;

use stateright::{Model, Property};

use crate::{assert_breaks, assert_holds};

/// The first order, and the second.
const ORDERS: usize = 2;

/// The amount of each order.
const AMOUNTS: [u8; ORDERS] = [2, 1];

/// What the business pays to the user.
const FUNDS: u8 = 2;

/// The guards of the guarantees.
#[derive(Clone, Copy)]
struct Guards {
    /// `domain::withdrawal::lease::take`: while a restore is held, orders that were never sent are not taken.
    fence: bool,
    /// The provider pays a key once (the head of `worker::withdrawals::providers::http`).
    once: bool,
    /// `worker::restore::calls_have_arrived`: the list is read when no earlier call is in flight.
    arrived: bool,
    /// `domain::withdrawal::settle::end`: an order that may have been sent before the restore is not taken back.
    not_taken_back: bool,
    /// `domain::restore::book`: an order that was not sent gives its money to one that was paid.
    make_room: bool,
    /// `domain::withdrawal::create::debit`: money that is owed cannot be withdrawn.
    owed: bool,
    /// `domain::withdrawal::create::told_as`: the content of the order is part of the id that a provider knows it by.
    amount_in_id: bool,
}

const ALL: Guards = Guards {
    fence: true,
    once: true,
    arrived: true,
    not_taken_back: true,
    make_room: true,
    owed: true,
    amount_in_id: true,
};

/// The state of an order in the database.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
enum Order {
    #[default]
    Unknown,
    Created,
    /// Not sent by this database's processes; it may have been sent before the restore.
    Marked,
    Processing,
    Succeeded,
    Cancelled,
}

/// The part of the state that a backup has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
struct Database {
    /// Whether it has the business's payment to the user.
    funded: bool,
    orders: [Order; ORDERS],
    owed: Option<usize>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
struct State {
    database: Database,
    backup: Option<Database>,
    restored: bool,
    held: bool,
    /// Whether a process has noticed the restore, and marked the orders that were not sent.
    noticed: bool,
    /// Calls in flight to the provider. If the provider is asked meanwhile, it does not know the order, and the order
    /// is sent again.
    under_way: [u8; ORDERS],
    /// What the provider has paid, by the id that it knows an order by.
    paid: [Option<Paid>; ORDERS],
    /// Which of them it has listed since the restore.
    listed: Option<[bool; ORDERS]>,
}

/// A payment of the provider.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
struct Paid {
    times: u8,
    /// The order that it was sent, which determines the amount.
    of: usize,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Step {
    Fund,
    Ask(usize),
    Order(usize),
    Cancel(usize),
    Send(usize),
    Arrive(usize),
    RecordReply(usize),
    BackUp,
    Restore,
    Notice,
    List,
    Book(usize),
    Release,
}

struct Restore(Guards);

impl Database {
    fn balance(&self) -> u8 {
        let gone = |of: &usize| !matches!(self.orders[*of], Order::Unknown | Order::Cancelled);
        let gone: u8 = (0..ORDERS).filter(gone).map(|of| AMOUNTS[of]).sum();
        (if self.funded { FUNDS } else { 0 }).saturating_sub(gone)
    }
}

impl State {
    /// Returns what the provider has paid out.
    fn paid_out(&self) -> u8 {
        self.paid.iter().flatten().map(|paid| paid.times * AMOUNTS[paid.of]).sum()
    }
}

impl Model for Restore {
    type State = State;
    type Action = Step;

    fn init_states(&self) -> Vec<State> {
        vec![State::default()]
    }

    fn actions(&self, state: &State, steps: &mut Vec<Step>) {
        for of in 0..ORDERS {
            steps.extend([Step::Order(of), Step::Cancel(of), Step::Send(of), Step::Arrive(of)]);
            steps.extend([Step::Ask(of), Step::RecordReply(of), Step::Book(of)]);
        }
        steps.extend([Step::Fund, Step::BackUp, Step::Restore, Step::Notice, Step::List, Step::Release]);
        // A step without effect is not a step.
        steps.retain(|step| self.next_state(state, *step).is_some_and(|next| next != *state));
    }

    fn next_state(&self, state: &State, step: Step) -> Option<State> {
        self.step(state, step)
    }

    fn properties(&self) -> Vec<Property<Self>> {
        vec![
            Property::always("nothing is paid twice", |_, state: &State| state.paid_out() <= FUNDS),
            Property::always("a paid order is not given back", |model: &Self, state: &State| {
                let paid = |of: usize| state.paid[model.told_as(of)].is_some();
                (0..ORDERS).all(|of| !paid(of) || state.database.orders[of] != Order::Cancelled)
            }),
            Property::always("a succeeded order was paid its amount", |model: &Self, state: &State| {
                let paid = |of: usize| {
                    state.paid[model.told_as(of)].is_some_and(|paid| AMOUNTS[paid.of] == AMOUNTS[of])
                };
                (0..ORDERS).all(|of| state.database.orders[of] != Order::Succeeded || paid(of))
            }),
            Property::sometimes("a lost order is booked, and work goes on", |_, state: &State| {
                let lost = state.backup.is_some_and(|backup| backup.orders[0] == Order::Unknown);
                state.restored && !state.held && lost && state.database.orders[0] == Order::Succeeded
            }),
            Property::sometimes("a lost order is owed, and booked later", |_, state: &State| {
                let lost = state.backup.is_some_and(|backup| !backup.funded);
                state.restored && !state.held && lost && state.database.orders[0] == Order::Succeeded
            }),
            Property::sometimes("the second order gives way", |_, state: &State| {
                !state.held && state.paid[0].is_some() && state.database.orders[1] == Order::Cancelled
            }),
            Property::sometimes("an order that is kept is paid later", |_, state: &State| {
                state.restored && !state.held && state.database.orders == [Order::Unknown, Order::Succeeded]
            }),
        ]
    }
}

#[test]
fn every_interleaving_pays_once() {
    assert_holds(Restore(ALL));
}

#[test]
fn without_the_fence_a_restore_pays_again() {
    assert_breaks(Restore(Guards { fence: false, ..ALL }), "nothing is paid twice");
}

#[test]
fn without_the_providers_key_a_lost_reply_pays_again() {
    assert_breaks(Restore(Guards { once: false, ..ALL }), "nothing is paid twice");
}

#[test]
fn a_list_read_while_a_call_is_in_flight_lacks_a_payment() {
    assert_breaks(Restore(Guards { arrived: false, ..ALL }), "nothing is paid twice");
}

#[test]
fn an_order_cancelled_after_a_restore_may_have_been_paid() {
    assert_breaks(Restore(Guards { not_taken_back: false, ..ALL }), "a paid order is not given back");
}

#[test]
fn without_making_room_a_second_order_for_the_same_money_is_paid() {
    assert_breaks(Restore(Guards { make_room: false, ..ALL }), "nothing is paid twice");
}

#[test]
fn without_the_debt_money_that_is_credited_again_is_paid_again() {
    assert_breaks(Restore(Guards { owed: false, ..ALL }), "nothing is paid twice");
}

#[test]
fn without_the_amount_in_the_id_another_order_is_taken_for_the_paid_one() {
    assert_breaks(Restore(Guards { amount_in_id: false, ..ALL }), "a succeeded order was paid its amount");
}
