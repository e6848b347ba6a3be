//! The steps, each with the code that it models.

use super::{AMOUNTS, Database, ORDERS, Order, Paid, Restore, State, Step};

impl Restore {
    /// Returns the id that a provider knows an order by.
    pub(super) fn told_as(&self, of: usize) -> usize {
        if self.0.amount_in_id { of } else { 0 }
    }

    pub(super) fn step(&self, state: &State, step: Step) -> Option<State> {
        let mut next = state.clone();
        match step {
            // domain::queue::apply: a reference pays once, and again when the restore has undone it.
            Step::Fund => next.database.funded = true,
            Step::Order(of) => self.order(&mut next, of)?,
            Step::Cancel(of) => self.cancel(&mut next, of)?,
            Step::Send(of) => self.send(&mut next, of)?,
            Step::Ask(of) => self.ask(&mut next, of)?,
            Step::Arrive(of) => self.arrive(&mut next, of)?,
            Step::RecordReply(of) => self.record_reply(&mut next, of)?,
            Step::BackUp => next.backup = state.backup.is_none().then_some(Some(state.database))?,
            // The data is in another place, which domain::withdrawal::lease::take sees at once.
            Step::Restore => {
                next.database = state.backup.filter(|_| !state.restored)?;
                (next.restored, next.held, next.listed) = (true, true, None);
            }
            Step::Notice => notice(&mut next)?,
            // worker::restore::reconcile: the list.
            Step::List => {
                let arrived = !self.0.arrived || state.under_way == [0; ORDERS];
                next.listed = (state.held && state.noticed && arrived)
                    .then_some(Some(state.paid.map(|paid| paid.is_some())))?;
            }
            // worker::restore::reconcile: an order of the list, also in a later run.
            Step::Book(id) => {
                let listed = state.listed.filter(|listed| listed[id])?;
                self.book(&mut next.database, id, state.paid[id]?, listed)?;
            }
            Step::Release => self.release(&mut next)?,
        }
        Some(next)
    }

    /// domain::withdrawal::create. Each order may be requested again under its key.
    fn order(&self, state: &mut State, of: usize) -> Option<()> {
        let database = &mut state.database;
        let reserved = database.owed.filter(|owed| self.0.owed && *owed != of);
        let reserved = reserved.map_or(0, |owed| AMOUNTS[owed]);
        // One id is one order (domain::withdrawal::create::find_made).
        let known = |other: usize| {
            self.told_as(other) == self.told_as(of) && database.orders[other] != Order::Unknown
        };
        if (0..ORDERS).any(known) || database.balance() < AMOUNTS[of] + reserved {
            return None;
        }
        let is_owed = database.owed == Some(of);
        database.orders[of] = if is_owed { Order::Marked } else { Order::Created };
        Some(())
    }

    /// domain::withdrawal::settle::end, by the payout user.
    fn cancel(&self, state: &mut State, of: usize) -> Option<()> {
        let held = state.held && self.0.not_taken_back;
        let order = &mut state.database.orders[of];
        let may = match order {
            Order::Created => !held,
            Order::Marked => !self.0.not_taken_back,
            _ => false,
        };
        may.then(|| *order = Order::Cancelled)
    }

    fn may_send(&self, state: &State) -> bool {
        !(state.held && self.0.fence)
    }

    /// domain::withdrawal::lease::take, and worker::withdrawals::desk::call.
    fn send(&self, state: &mut State, of: usize) -> Option<()> {
        if state.database.orders[of] != Order::Created || !self.may_send(state) {
            return None;
        }
        state.database.orders[of] = Order::Processing;
        state.under_way[of] += 1;
        Some(())
    }

    /// worker::withdrawals::desk::call for an order that may have been sent: the provider is asked, and is sent the
    /// order again if it does not know it. While the restore is held, the order stays as it is
    /// (domain::withdrawal::recover::unsent).
    fn ask(&self, state: &mut State, of: usize) -> Option<()> {
        if !matches!(state.database.orders[of], Order::Marked | Order::Processing) {
            return None;
        }
        if state.paid[self.told_as(of)].is_some() {
            state.database.orders[of] = Order::Succeeded;
        } else if self.may_send(state) {
            state.database.orders[of] = Order::Processing;
            state.under_way[of] = (state.under_way[of] + 1).min(2);
        }
        Some(())
    }

    /// The provider gets the order. Its reply is lost, unless [`Step::RecordReply`] comes next.
    fn arrive(&self, state: &mut State, of: usize) -> Option<()> {
        state.under_way[of] = state.under_way[of].checked_sub(1)?;
        let paid = &mut state.paid[self.told_as(of)];
        *paid = Some(match *paid {
            None => Paid { times: 1, of },
            Some(before) if self.0.once => before,
            Some(before) => Paid { times: (before.times + 1).min(2), ..before },
        });
        Some(())
    }

    /// A reply (worker::withdrawals::desk::record) or a callback (api::routes::providers::callback).
    fn record_reply(&self, state: &mut State, of: usize) -> Option<()> {
        if state.paid[self.told_as(of)].is_none() || state.database.orders[of] != Order::Processing {
            return None;
        }
        state.database.orders[of] = Order::Succeeded;
        Some(())
    }

    /// domain::restore::end: each payment is booked, or owed.
    fn release(&self, state: &mut State) -> Option<()> {
        let listed = state.listed.filter(|_| state.held)?;
        let done = |id: usize| {
            let of = state.paid[id].map(|paid| self.known_by(&state.database, id, paid));
            of.is_some_and(|of| {
                state.database.orders[of] == Order::Succeeded || state.database.owed == Some(of)
            })
        };
        (0..ORDERS).all(|id| !listed[id] || done(id)).then(|| state.held = false)
    }

    /// Returns the order of this database that a provider knows by `id`, or the order that the provider was sent.
    fn known_by(&self, database: &Database, id: usize, paid: Paid) -> usize {
        let here = |of: &usize| self.told_as(*of) == id && database.orders[*of] != Order::Unknown;
        (0..ORDERS).find(here).unwrap_or(paid.of)
    }

    /// domain::restore::book: one order that the provider has paid. `None` if the books contradict it, also about the
    /// amount.
    fn book(&self, database: &mut Database, id: usize, paid: Paid, listed: [bool; ORDERS]) -> Option<()> {
        let of = self.known_by(database, id, paid);
        match database.orders[of] {
            _ if AMOUNTS[of] != AMOUNTS[paid.of] => return None,
            Order::Created | Order::Marked | Order::Processing => database.orders[of] = Order::Succeeded,
            Order::Succeeded => {}
            Order::Cancelled => return None,
            Order::Unknown => {
                for other in 0..ORDERS {
                    let unsent = matches!(database.orders[other], Order::Created | Order::Marked);
                    let lacks = database.balance() < AMOUNTS[of];
                    if self.0.make_room && lacks && unsent && !listed[self.told_as(other)] {
                        database.orders[other] = Order::Cancelled;
                    }
                }
                if database.balance() < AMOUNTS[of] {
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
}

/// domain::restore::check_history: the orders that were made before may have been sent.
fn notice(state: &mut State) -> Option<()> {
    if !state.held || state.noticed {
        return None;
    }
    state.noticed = true;
    for order in &mut state.database.orders {
        if *order == Order::Created {
            *order = Order::Marked;
        }
    }
    Some(())
}
