//! A withdrawal with an unknown outcome, and a backup that is restored: one unit of money, an order of it, and a second
//! order of the same money, which the restored balance shows again.
//!
//! Replies and callbacks may be lost or late, calls that were under way arrive at any time, and the backup is of any moment.

use stateright::{Model, Property};

use crate::{breaks, holds};

/// The first order, and the second.
const ORDERS: usize = 2;

/// What the promise rests on.
#[derive(Clone, Copy)]
struct Guards {
    /// `domain::withdrawal::lease::take`: while a restore is held, what was never sent is not taken.
    fence: bool,
    /// The provider pays a key once (the head of `worker::providers::http`).
    once: bool,
    /// `worker::restore::calls_have_arrived`: the list is asked for when no call of before is under way.
    arrived: bool,
    /// `domain::withdrawal::settle::end`: what may have been sent before the restore is not taken back.
    not_taken_back: bool,
    /// `domain::restore::book`: an order that was not sent gives its money to one that was paid.
    make_room: bool,
    /// `domain::withdrawal::create::debit`: what is owed is not withdrawn.
    owed: bool,
}

const ALL: Guards =
    Guards { fence: true, once: true, arrived: true, not_taken_back: true, make_room: true, owed: true };

/// Where an order stands in the database.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
enum Order {
    #[default]
    Unknown,
    Created,
    /// Nobody here has sent it; before the restore somebody may have.
    Marked,
    Processing,
    Succeeded,
    Cancelled,
}

/// What a backup has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
struct Database {
    /// The business's payment to the user is in it.
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
    /// Calls on their way to the provider: what is asked about meanwhile was never heard of, and is sent again.
    under_way: [u8; ORDERS],
    /// How often the provider has paid each.
    paid: [u8; ORDERS],
    /// What the provider has listed since the restore.
    listed: Option<[bool; ORDERS]>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Step {
    Fund,
    Ask(usize),
    Order(usize),
    Cancel(usize),
    Send(usize),
    Arrive(usize),
    Hear(usize),
    BackUp,
    Restore,
    List,
    Book(usize),
    LetGo,
}

struct Restore(Guards);

impl Database {
    fn balance(&self) -> usize {
        let gone = |order: &&Order| !matches!(order, Order::Unknown | Order::Cancelled);
        usize::from(self.funded).saturating_sub(self.orders.iter().filter(gone).count())
    }
}

impl Restore {
    /// Books one order that the provider has paid; `None` where the books contradict.
    fn book(&self, database: &mut Database, of: usize, listed: [bool; ORDERS]) -> Option<()> {
        match database.orders[of] {
            Order::Created | Order::Marked | Order::Processing => database.orders[of] = Order::Succeeded,
            Order::Succeeded => {}
            Order::Cancelled => return None,
            Order::Unknown => {
                for (other, is_listed) in listed.into_iter().enumerate() {
                    let unsent = matches!(database.orders[other], Order::Created | Order::Marked);
                    if self.0.make_room && database.balance() == 0 && unsent && !is_listed {
                        database.orders[other] = Order::Cancelled;
                    }
                }
                if database.balance() == 0 {
                    database.owed = Some(of);
                    return Some(());
                }
                database.orders[of] = Order::Succeeded;
            }
        }
        if database.owed == Some(of) {
            database.owed = None;
        }
        Some(())
    }

    fn order(&self, state: &State, of: usize) -> Option<State> {
        let mut next = state.clone();
        let spoken_for = self.0.owed && state.database.owed.is_some_and(|owed| owed != of);
        let made = state.database.orders[of] != Order::Unknown;
        if made || state.database.balance() == 0 || spoken_for {
            return None;
        }
        let is_owed = state.database.owed == Some(of);
        next.database.orders[of] = if is_owed { Order::Marked } else { Order::Created };
        Some(next)
    }

    fn restore(&self, state: &State) -> Option<State> {
        let mut next = state.clone();
        next.database = state.backup.filter(|_| !state.restored)?;
        (next.restored, next.held, next.listed) = (true, true, None);
        for order in &mut next.database.orders {
            if *order == Order::Created {
                *order = Order::Marked;
            }
        }
        Some(next)
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
            steps.extend([Step::Ask(of), Step::Hear(of), Step::Book(of)]);
        }
        steps.extend([Step::Fund, Step::BackUp, Step::Restore, Step::List, Step::LetGo]);
        // What does nothing is no step.
        steps.retain(|step| self.next_state(state, *step).is_some_and(|next| next != *state));
    }

    fn next_state(&self, state: &State, step: Step) -> Option<State> {
        let guards = self.0;
        let mut next = state.clone();
        let may_send = !(state.held && guards.fence);
        match step {
            // domain::queue::apply: a reference pays once, and again when the restore has undone it.
            Step::Fund => next.database.funded = true,
            // domain::withdrawal::create. The first may come again by its key; the second is another order.
            Step::Order(of) => return self.order(state, of),
            // domain::withdrawal::settle::end, by its payout user.
            Step::Cancel(of) => match state.database.orders[of] {
                Order::Created if !(state.held && guards.not_taken_back) => {
                    next.database.orders[of] = Order::Cancelled;
                }
                Order::Marked if !guards.not_taken_back => next.database.orders[of] = Order::Cancelled,
                _ => return None,
            },
            // domain::withdrawal::lease::take, and worker::withdraw::call.
            Step::Send(of) => {
                if state.database.orders[of] != Order::Created || !may_send {
                    return None;
                }
                next.database.orders[of] = Order::Processing;
                next.under_way[of] += 1;
            }
            // worker::withdraw::call of what may have been sent: asked, and sent again when it was never heard of. Held, it
            // is asked about and stays what it is (domain::withdrawal::recover::unsent).
            Step::Ask(of) => {
                if !matches!(state.database.orders[of], Order::Marked | Order::Processing) {
                    return None;
                }
                if state.paid[of] > 0 {
                    next.database.orders[of] = Order::Succeeded;
                } else if may_send {
                    next.database.orders[of] = Order::Processing;
                    next.under_way[of] = (state.under_way[of] + 1).min(2);
                }
            }
            // The provider. Its reply is lost, unless Hear comes next.
            Step::Arrive(of) => {
                next.under_way[of] = state.under_way[of].checked_sub(1)?;
                next.paid[of] = if guards.once { 1 } else { (state.paid[of] + 1).min(2) };
            }
            // A reply (worker::withdraw::record) or a callback (api::provider_callback).
            Step::Hear(of) => {
                if state.paid[of] == 0 || state.database.orders[of] != Order::Processing {
                    return None;
                }
                next.database.orders[of] = Order::Succeeded;
            }
            Step::BackUp => {
                if state.backup.is_some() {
                    return None;
                }
                next.backup = Some(state.database);
            }
            // domain::restore::notice: the place of the data differs, wherever a process looks first.
            Step::Restore => return self.restore(state),
            // worker::restore::reconcile: the list.
            Step::List => {
                if !state.held || guards.arrived && state.under_way != [0; ORDERS] {
                    return None;
                }
                next.listed = Some(state.paid.map(|times| times > 0));
            }
            // worker::restore::reconcile: an order of the list, also in a later run.
            Step::Book(of) => {
                let listed = state.listed.filter(|listed| listed[of])?;
                self.book(&mut next.database, of, listed)?;
            }
            // domain::restore::end: each is booked, or owed.
            Step::LetGo => {
                let listed = state.listed.filter(|_| state.held)?;
                let done = |of: usize| {
                    state.database.orders[of] == Order::Succeeded || state.database.owed == Some(of)
                };
                if !(0..ORDERS).all(|of| !listed[of] || done(of)) {
                    return None;
                }
                next.held = false;
            }
        }
        Some(next)
    }

    fn properties(&self) -> Vec<Property<Self>> {
        vec![
            Property::always("nothing is paid twice", |_, state: &State| state.paid.iter().sum::<u8>() <= 1),
            Property::always("what was paid is not given back", |_, state: &State| {
                (0..ORDERS).all(|of| state.paid[of] == 0 || state.database.orders[of] != Order::Cancelled)
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
                !state.held && state.paid[0] == 1 && state.database.orders[1] == Order::Cancelled
            }),
            Property::sometimes("what was not lost is paid after the restore", |_, state: &State| {
                state.restored && !state.held && state.database.orders == [Order::Unknown, Order::Succeeded]
            }),
        ]
    }
}

#[test]
fn every_interleaving_pays_once() {
    holds(Restore(ALL));
}

#[test]
fn without_the_fence_a_restore_pays_again() {
    breaks(Restore(Guards { fence: false, ..ALL }), "nothing is paid twice");
}

#[test]
fn without_the_providers_key_a_lost_reply_pays_again() {
    breaks(Restore(Guards { once: false, ..ALL }), "nothing is paid twice");
}

#[test]
fn a_list_that_does_not_wait_for_calls_under_way_lacks_one() {
    breaks(Restore(Guards { arrived: false, ..ALL }), "nothing is paid twice");
}

#[test]
fn an_order_that_is_taken_back_after_a_restore_may_have_been_paid() {
    breaks(Restore(Guards { not_taken_back: false, ..ALL }), "what was paid is not given back");
}

#[test]
fn without_giving_way_the_second_order_of_the_same_money_is_paid() {
    breaks(Restore(Guards { make_room: false, ..ALL }), "nothing is paid twice");
}

#[test]
fn without_keeping_what_is_owed_the_money_that_comes_again_is_paid_again() {
    breaks(Restore(Guards { owed: false, ..ALL }), "nothing is paid twice");
}
