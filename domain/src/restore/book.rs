//! Compares one order from a provider's list with the books, and books it if it is missing.
//!
//! The money is gone, whatever the books say, so an order that was paid is entered with its debit. If the balance does
//! not cover it, orders of the same payout user that were never sent are cancelled first and return their money: they
//! were made because the restored balance showed money that had already been paid out.
//!
//! If money is still missing, the debt cannot be shown as a balance, because balances are never negative. Then the
//! order is *owed* in full, and its user cannot withdraw that amount (`withdrawal::create`) until a later run books the
//! order. The allocation that had paid for it is lost as well. Once the business sends it again, the balance covers the
//! order.
//!
//! All cells have the same providers, so a list contains the orders of all cells. An order of a business that is in
//! another cell is left to that cell: nothing is booked or recorded here.

use std::collections::{BTreeMap, HashSet};

use chrono::{DateTime, Utc};
use sqlx::PgConnection;

use super::findings::{Finding, Outcome, forget_unattributed, found_before, record};
use crate::business;
use crate::cell::Number;
use crate::clock::id_at;
use crate::ids::{BusinessId, WithdrawalId};
use crate::money::Cents;
use crate::platform::db;
use crate::withdrawal::ending::Ending;
use crate::withdrawal::recover::{self, Open, Payer, Told};
use crate::withdrawal::report::{Listed, StatedStatus};
use crate::withdrawal::settle::SettleError;
use crate::withdrawal::{Status, Withdrawal, lookup};

/// The orders of the providers that listed everything they know.
#[derive(Debug, Clone, Default)]
pub struct Lists {
    /// The ids of the orders, by provider.
    pub known: BTreeMap<String, HashSet<WithdrawalId>>,
    /// An order that was not sent before this time and is in no list was never sent.
    pub whole_from: DateTime<Utc>,
    /// The businesses that are in other cells, as far as those were asked, and the cell of each.
    pub elsewhere: BTreeMap<BusinessId, Number>,
}

/// The result for one order in a provider's list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Booked {
    /// The books already agree with the list.
    Agrees,
    /// The books did not agree. These are the findings about the order, and about orders that were cancelled for it.
    Found(Vec<Finding>),
    /// The order is of a business in this other cell, which must handle it.
    Elsewhere(Number),
}

struct Booking<'a> {
    provider: &'a str,
    listed: &'a Listed,
    told: Option<&'a Told>,
    lists: &'a Lists,
    generation: i64,
    now: DateTime<Utc>,
}

/// Compares what `provider` reports about an order with the books, and books the order if it is missing. The caller
/// commits each call on its own. Each order is then done or not, so a run can be interrupted and repeated.
///
/// # Errors
/// When the database fails, or the business of the order is held for its move to another cell ([`db::is_elsewhere`]).
/// The caller must then roll back.
pub async fn book(
    conn: &mut PgConnection,
    provider: &str,
    listed: &Listed,
    lists: &Lists,
    generation: i64,
    now: DateTime<Utc>,
) -> Result<Booked, sqlx::Error> {
    let id = listed.report.id;
    // A concurrent run waits here, because a finding replaces an earlier one.
    sqlx::query!("select from restore_state for update").execute(&mut *conn).await?;
    let (before, kept) = found_before(conn, provider, id).await?.unzip();
    // The answer to a question about one order may lack what the provider was told.
    let told = listed.told().or(kept.flatten());
    let booking = Booking { provider, listed, told: told.as_ref(), lists, generation, now };
    let of = told.as_ref().map(|told| told.business_id);
    if let Some(cell) = business::cell_of_absent(conn, of).await? {
        return Ok(Booked::Elsewhere(cell));
    }
    let known = match lookup::told_as(conn, id).await {
        // This is an old row, and the cell that has the business knows the outcome. A business that is held is still in
        // this cell, and its orders can be compared once it has moved or stays.
        Err(error) if db::is_elsewhere(&error) && !lookup::is_told_as(conn, id).await? => {
            return Ok(Booked::Agrees);
        }
        known => known?,
    };
    if let (None, Some(of)) = (&known, of)
        && let Some(cell) = lists.elsewhere.get(&of)
        && !recover::is_business(conn, of).await?
    {
        forget_unattributed(conn, provider, id).await?;
        return Ok(Booked::Elsewhere(*cell));
    }
    let found = match known {
        Some(known) => booking.known(conn, &known, before).await?,
        None => booking.unknown(conn, before).await?,
    };
    let Some((outcome, facts)) = found else { return Ok(Booked::Agrees) };
    let Facts { lacking, why, cancelled, disputed } = facts;
    let finding = Finding {
        provider: provider.to_owned(),
        order_id: id,
        outcome,
        business_id: of,
        amount: told.as_ref().map(|told| told.amount),
        net_amount: told.as_ref().map(|told| told.net_amount),
        lacking,
        why,
        disputed,
    };
    record(conn, &finding, told.as_ref(), generation, now).await?;
    let mut findings = vec![finding];
    findings.extend(cancelled);
    Ok(Booked::Found(findings))
}

/// The parts of a finding other than its outcome.
#[derive(Default)]
struct Facts {
    lacking: Option<Cents>,
    why: Option<String>,
    cancelled: Vec<Finding>,
    disputed: bool,
}

type Judged = Option<(Outcome, Facts)>;

impl Booking<'_> {
    async fn known(
        &self,
        conn: &mut PgConnection,
        known: &Withdrawal,
        before: Option<Outcome>,
    ) -> Result<Judged, sqlx::Error> {
        if known.provider != self.provider {
            return Ok(for_a_person(Outcome::Contradicts, "it is another provider's order here"));
        }
        if self.told.is_some_and(|told| told.amount != known.amount) {
            return Ok(for_a_person(Outcome::Contradicts, "it has another amount here"));
        }
        if self.told.is_some_and(|told| told.method != known.method) {
            return Ok(for_a_person(Outcome::Contradicts, "it has another method here"));
        }
        let was_missing = matches!(before, Some(Outcome::Tracked | Outcome::Owed | Outcome::Booked));
        let outcome = match (known.status, self.listed.report.status) {
            (_, StatedStatus::Unknown)
            | (Status::Succeeded, StatedStatus::Succeeded | StatedStatus::Pending)
            | (Status::Failed | Status::Rejected | Status::Cancelled, StatedStatus::Failed)
            | (Status::Created | Status::Processing, StatedStatus::Pending) => {
                // The client has made the order again under its key meanwhile.
                let made_again = before == Some(Outcome::Owed);
                return Ok(made_again.then(|| (Outcome::Booked, Facts::default())));
            }
            (Status::Created | Status::Processing, StatedStatus::Succeeded) if was_missing => Outcome::Booked,
            (Status::Created | Status::Processing, StatedStatus::Failed) if was_missing => Outcome::Refused,
            (Status::Created | Status::Processing, _) => Outcome::Settled,
            (ended, _) => {
                let why = format!("it is {} here", ended.as_str());
                return Ok(for_a_person(Outcome::Contradicts, &why));
            }
        };
        match recover::end_listed(conn, known, &self.ending(), self.now).await {
            Ok(()) => Ok(Some((outcome, Facts::default()))),
            Err(SettleError::Database(error)) => Err(error),
            Err(refused) => Ok(for_a_person(Outcome::Contradicts, &refused.to_string())),
        }
    }

    async fn unknown(&self, conn: &mut PgConnection, before: Option<Outcome>) -> Result<Judged, sqlx::Error> {
        let outcome = match self.listed.report.status {
            StatedStatus::Unknown => return Ok(None),
            StatedStatus::Failed => return Ok(Some((Outcome::Refused, Facts::default()))),
            StatedStatus::Succeeded => Outcome::Booked,
            StatedStatus::Pending => Outcome::Tracked,
        };
        let Some(told) = self.told else {
            return Ok(for_a_person(
                Outcome::Unattributed,
                "the provider does not state the order's payout user or amount",
            ));
        };
        if !recover::is_business(conn, told.business_id).await? {
            return Ok(for_a_person(Outcome::Unattributed, "there is no such business"));
        }
        let Some(mut payer) = recover::payer(conn, told).await? else {
            return Ok(Some((
                Outcome::Owed,
                Facts {
                    lacking: Some(told.amount),
                    why: Some("its payout user does not exist yet".to_owned()),
                    ..Facts::default()
                },
            )));
        };
        // The client may have made the order again under its key before the user was locked.
        if let Some(known) = lookup::told_as(conn, self.listed.report.id).await? {
            return self.known(conn, &known, before).await;
        }
        let (cancelled, disputed) = self.make_room(conn, told, &mut payer).await?;
        if payer.balance < told.amount {
            let lacking = told.amount.checked_sub(payer.balance);
            return Ok(Some((Outcome::Owed, Facts { lacking, cancelled, disputed, why: None })));
        }
        let ids = (self.listed.report.id, id_at(self.now).into());
        let made = recover::insert(conn, ids, self.provider, &payer, told, self.now).await?;
        if outcome == Outcome::Booked {
            match recover::end_listed(conn, &made, &self.ending(), self.now).await {
                Ok(()) => {}
                Err(SettleError::Database(error)) => return Err(error),
                Err(other) => return Err(sqlx::Error::Protocol(other.to_string())),
            }
        }
        Ok(Some((outcome, Facts { cancelled, ..Facts::default() })))
    }

    /// Cancels orders of the same payout user that were never sent, youngest first, until the balance covers what was
    /// paid or none is left. A provider that was asked for everything it knows would have listed them if they had been
    /// sent. Also returns whether an order is left that may have to be cancelled but may also have been sent.
    async fn make_room(
        &self,
        conn: &mut PgConnection,
        told: &Told,
        payer: &mut Payer,
    ) -> Result<(Vec<Finding>, bool), sqlx::Error> {
        let (mut cancelled, mut disputed) = (Vec::new(), false);
        if payer.balance >= told.amount {
            return Ok((cancelled, disputed));
        }
        for Open { order, sent_at } in recover::open(conn, told.business_id, payer.id).await? {
            let known = self.lists.known.get(&order.provider);
            if known.is_some_and(|known| known.contains(&order.told_as)) {
                continue;
            }
            let never_sent = known.is_some() && sent_at.is_none_or(|at| at >= self.lists.whole_from);
            if !never_sent {
                disputed = true;
                continue;
            }
            if payer.balance >= told.amount {
                break;
            }
            match recover::end_unsent(conn, &order, self.now).await {
                Ok(()) => {}
                Err(SettleError::Database(error)) => return Err(error),
                Err(_) => continue,
            }
            payer.balance = payer.balance.checked_add(order.amount).unwrap_or(payer.balance);
            let finding = Finding {
                provider: order.provider,
                order_id: order.told_as,
                outcome: Outcome::Cancelled,
                business_id: Some(told.business_id),
                amount: Some(order.amount),
                net_amount: Some(order.net_amount),
                lacking: None,
                why: Some(format!("{} was paid before", self.listed.report.id)),
                disputed: false,
            };
            record(conn, &finding, Some(told), self.generation, self.now).await?;
            cancelled.push(finding);
        }
        Ok((cancelled, disputed))
    }

    fn ending(&self) -> Ending {
        let report = &self.listed.report;
        match report.status {
            StatedStatus::Failed => Ending::Failed { code: report.code(), reason: report.reason() },
            _ => Ending::Succeeded { reference: report.reference() },
        }
    }
}

fn for_a_person(outcome: Outcome, why: &str) -> Judged {
    Some((outcome, Facts { why: Some(why.to_owned()), ..Facts::default() }))
}
