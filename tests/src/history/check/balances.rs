//! Balances. The least that a read may show follows from everything that is sure to have happened before it began; the
//! most follows from everything that may have happened before it ended.

use std::collections::BTreeMap;

use super::facts::{ENDS, Facts, Paying, Sight, Withdrawing};
use super::{Fault, Rule};
use crate::history::{Answer, Call, Op, main_balance, user};

/// A movement of an account's money.
struct Effect {
    account: String,
    cents: i64,
    /// The earliest time at which it can have happened.
    from: u64,
    /// The latest time at which it has happened. `None`: perhaps never.
    by: Option<u64>,
}

/// Sums of cents up to a time.
#[derive(Default)]
struct Sums(Vec<(u64, i64)>);

/// An account over the time of a history.
#[derive(Default)]
pub struct Account {
    known: i64,
    /// What may come in and go out, by the earliest time at which it can have happened.
    may: [Sums; 2],
    /// What is sure to come in and go out, by the latest time at which it has happened.
    surely: [Sums; 2],
}

impl Sums {
    fn of(mut effects: Vec<(u64, i64)>) -> Self {
        effects.sort_unstable();
        let mut sum = 0;
        Self(
            effects
                .into_iter()
                .map(|(time, cents)| {
                    sum += cents;
                    (time, sum)
                })
                .collect(),
        )
    }

    /// Returns the sum before `time`.
    fn before(&self, time: u64) -> i64 {
        let count = self.0.partition_point(|(at, _)| *at < time);
        count.checked_sub(1).map_or(0, |last| self.0[last].1)
    }
}

impl Account {
    fn of(known: i64, effects: &[Effect]) -> Self {
        let sums = |comes_in: bool, time: &dyn Fn(&Effect) -> Option<u64>| {
            let chosen = effects.iter().filter(|effect| (effect.cents > 0) == comes_in);
            Sums::of(chosen.filter_map(|effect| Some((time(effect)?, effect.cents))).collect())
        };
        Self {
            known,
            may: [true, false].map(|comes_in| sums(comes_in, &|effect| Some(effect.from))),
            surely: [true, false].map(|comes_in| sums(comes_in, &|effect| effect.by)),
        }
    }

    /// Returns the least that can be in the account at any moment from `start` to `end`.
    fn least(&self, start: u64, end: u64) -> i64 {
        self.known + self.surely[0].before(start) + self.may[1].before(end)
    }

    /// Returns the most that can be in the account at any moment from `start` to `end`.
    fn most(&self, start: u64, end: u64) -> i64 {
        self.known + self.may[0].before(end) + self.surely[1].before(start)
    }

    /// Returns the balance after everything that is sure to happen.
    pub fn at_the_end(&self) -> i64 {
        self.known + self.surely[0].before(u64::MAX) + self.surely[1].before(u64::MAX)
    }
}

/// Returns every account.
pub fn accounts(facts: &Facts<'_>) -> BTreeMap<String, Account> {
    let mut by_account: BTreeMap<String, Vec<Effect>> =
        facts.known.balances.keys().map(|name| (name.clone(), Vec::new())).collect();
    let all = payments(facts).into_iter().chain(moves(facts)).chain(withdrawals(facts));
    for effect in all {
        by_account.entry(effect.account.clone()).or_default().push(effect);
    }
    let account = |(name, effects): (String, Vec<Effect>)| {
        let known = facts.known.balances.get(&name).copied().unwrap_or(0);
        (name, Account::of(known, &effects))
    };
    by_account.into_iter().map(account).collect()
}

/// Returns when the first of these requests began.
fn first(ops: &[&Op]) -> u64 {
    ops.iter().map(|op| op.start).min().unwrap_or(0)
}

/// Returns by when one of `statuses` was seen.
fn seen(sights: &[Sight<'_>], statuses: &[&str]) -> Option<u64> {
    sights.iter().filter(|sight| statuses.contains(&sight.status)).map(|sight| sight.op.end).min()
}

/// Returns whether one of these requests may have been carried out although no client knows of it.
fn may_have_been(attempts: &[&Op]) -> bool {
    attempts.iter().any(|op| matches!(op.answer, Answer::Nothing | Answer::Accepted { .. }))
}

fn payments(facts: &Facts<'_>) -> Vec<Effect> {
    let mut effects = Vec::new();
    for (key, paying) in facts.payments.iter().filter(|(key, _)| !facts.is_old(key)) {
        let Paying { payment, from_reserve, attempts, sights } = paying;
        let (from, by) = (first(attempts), seen(sights, &["succeeded"]));
        let closed = facts.closings.contains_key(key.0);
        if by.is_some() || !closed && may_have_been(attempts) {
            effects.push(Effect { account: user(key.0, &payment.email), cents: payment.amount, from, by });
            if !from_reserve {
                effects.push(Effect { account: key.0.to_owned(), cents: -payment.amount, from, by });
            }
        } else if let Some(by) = seen(sights, &["failed", "cancelled"]).filter(|_| *from_reserve) {
            effects.push(Effect { account: key.0.to_owned(), cents: payment.amount, from, by: Some(by) });
        }
    }
    effects
}

/// Returns the reserves of batches, and the top-ups.
fn moves(facts: &Facts<'_>) -> Vec<Effect> {
    let mut effects = Vec::new();
    for (key, attempts) in &facts.batches {
        let Some(Call::Batch { items, reserved: true, .. }) = attempts.first().map(|op| &op.call) else {
            continue;
        };
        let told = attempts.iter().filter(|op| matches!(op.answer, Answer::Accepted { .. })).map(|op| op.end);
        let sights = items.iter().filter_map(|item| facts.payments.get(&(key.0, item.key.as_str())));
        let seen = sights.flat_map(|paying| &paying.sights).map(|sight| sight.op.end);
        let by = told.chain(seen).min();
        if by.is_some() || !facts.closings.contains_key(key.0) && may_have_been(attempts) {
            let cents = -items.iter().map(|item| item.amount).sum::<i64>();
            effects.push(Effect { account: key.0.to_owned(), cents, from: first(attempts), by });
        }
    }
    for (key, attempts) in &facts.top_ups {
        let Some(Call::TopUp { amount, .. }) = attempts.first().map(|op| &op.call) else { continue };
        let by = attempts.iter().filter(|op| op.answer == Answer::Moved).map(|op| op.end).min();
        if by.is_some() || may_have_been(attempts) {
            let from = first(attempts);
            effects.push(Effect { account: key.0.to_owned(), cents: *amount, from, by });
            effects.push(Effect { account: main_balance(key.0), cents: -amount, from, by });
        }
    }
    effects
}

fn withdrawals(facts: &Facts<'_>) -> Vec<Effect> {
    let mut effects = Vec::new();
    for (key, Withdrawing { email, amount, attempts, sights }) in &facts.withdrawals {
        let (account, from) = (user(key.0, email), first(attempts));
        let by = sights.iter().map(|sight| sight.op.end).min();
        let closed = facts.closings.contains_key(key.0);
        if by.is_none() && (closed || !may_have_been(attempts)) {
            continue;
        }
        effects.push(Effect { account: account.clone(), cents: -amount, from, by });
        let back = seen(sights, &["failed", "rejected", "cancelled"]);
        if back.is_some() || !closed && seen(sights, &ENDS).is_none() {
            effects.push(Effect { account, cents: *amount, from, by: back });
        }
    }
    effects
}

/// One read of a balance.
struct Read<'a> {
    op: &'a Op,
    cents: i64,
}

/// Returns every fault.
pub fn judge(facts: &Facts<'_>, accounts: &BTreeMap<String, Account>, ops: &[Op]) -> Vec<Fault> {
    let mut reads: BTreeMap<&str, Vec<Read<'_>>> = BTreeMap::new();
    for op in ops {
        if let Answer::Balances { cents } = &op.answer {
            for (account, cents) in cents {
                reads.entry(account).or_default().push(Read { op, cents: *cents });
            }
        }
    }
    let nobody = Account::default();
    let mut faults: Vec<Fault> = reads
        .into_iter()
        .flat_map(|(name, reads)| of_account(name, accounts.get(name).unwrap_or(&nobody), reads))
        .collect();
    for (key, paying) in facts.payments.iter().filter(|(key, _)| !facts.is_old(key)) {
        faults.extend(refused_with_enough(accounts.get(key.0).unwrap_or(&nobody), paying));
    }
    faults
}

fn of_account(name: &str, account: &Account, mut reads: Vec<Read<'_>>) -> Vec<Fault> {
    let mut faults = Vec::new();
    reads.retain(|Read { op, cents }| {
        let (least, most) = (account.least(op.start, op.end).max(0), account.most(op.start, op.end));
        let within = (least..=most).contains(cents);
        if !within {
            faults
                .push(Rule::StaleBalance.broken(&[op], &format!("{name}: {least} to {most}, not {cents}:")));
        }
        within
    });
    reads.sort_by_key(|read| read.op.end);
    for Read { op, cents } in &reads {
        let before = reads.partition_point(|read| read.op.end < op.start);
        let Some(earlier) = before.checked_sub(1).map(|last| &reads[last]) else { continue };
        // What was sure before the earlier read is in both. The rest of what may have happened is between the two
        // reads.
        let [comes, goes] = [0, 1]
            .map(|way: usize| account.may[way].before(op.end) - account.surely[way].before(earlier.op.start));
        if !(earlier.cents + goes..=earlier.cents + comes).contains(cents) {
            faults.push(Rule::BalanceWentBack.broken(&[earlier.op, op], &format!("{name}:")));
        }
    }
    faults
}

/// Finds a refusal for lack of money although there was enough during the whole request.
fn refused_with_enough(account: &Account, paying: &Paying<'_>) -> Option<Fault> {
    let refused = paying.attempts.iter().find(|op| op.answer.refusal() == Some(400))?;
    let least = account.least(first(&paying.attempts), refused.end);
    (least >= paying.payment.amount)
        .then(|| Rule::RefusedWithEnough.broken(&[refused], &format!("at least {least}:")))
}
