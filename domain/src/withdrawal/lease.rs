//! Leases of orders: which order a worker handles next, for how long, and what it has learned about the order.
//!
//! Taking an order and committing that records the intent. The order is then `processing`, marked as being called, and
//! due again after the longest possible call. Only then does the worker call the provider. If an order with that mark
//! is due again, a worker died or hung in a call, and the outcome of the call is unknown.

use chrono::{DateTime, Utc};
use sqlx::PgConnection;
use uuid::Uuid;

use super::{Status, Withdrawal, events, read};
use crate::cell::Number;
use crate::ids::{BusinessId, WithdrawalId};
use crate::outgoing;

/// The history that an order or a list belongs to. It tells a provider when a process has not noticed a restore to an
/// earlier time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct History {
    /// The cell. Each cell has its own history.
    pub cell: Number,
    /// The generation of the cell's history ([`crate::restore::State`]).
    pub generation: i64,
}

/// An order that belongs to one worker until its lease ends. The lease is committed before the provider is called.
#[derive(Debug, Clone, PartialEq)]
pub struct Leased {
    /// The order.
    pub withdrawal: Withdrawal,
    /// Whether the order may have been sent before. If so, its provider is asked about it first.
    pub sent_before: bool,
    /// Whether the order may be sent if its provider does not know it. It may not while a pause or a restore
    /// ([`crate::restore`]) holds it.
    pub may_be_sent: bool,
    /// Whether a restore holds the order. Until the restore is over, the provider's answer that it does not know the
    /// order is not final.
    pub restoring: bool,
    /// The history of the sending cell, for the provider.
    pub history: History,
    /// When the order was first sent. It is now, if the order was not sent before.
    pub sent_at: DateTime<Utc>,
    /// How often the order was taken, including this time. It distinguishes this lease from a later one.
    pub attempts: i32,
}

/// What a worker has learned about an order that has not ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// The provider is working on the order.
    Pending {
        /// The provider's own name for the order.
        reference: Option<String>,
    },
    /// The provider does not know the order, and a pause or a restore keeps it from being sent.
    NotSent,
    /// The provider did not get this call. It does not change whether the outcome is known.
    Unreached,
    /// The provider may have got this call, and its response is unknown.
    Unknown,
}

/// Lists up to `limit` due orders of `provider`, the longest due first. Includes an order that a pause or a restore
/// holds only if it may have been sent, and no order of a business that this cell does not serve now. Takes no locks,
/// so other workers may take the orders first.
///
/// # Errors
/// If the database fails.
pub async fn due(
    conn: &mut PgConnection,
    provider: &str,
    now: DateTime<Utc>,
    limit: i64,
) -> Result<Vec<(BusinessId, WithdrawalId)>, sqlx::Error> {
    let rows = sqlx::query!(
        // Each condition is evaluated once for all orders: many held orders may come before the first that is not held.
        "select q.business_id, q.withdrawal_id from withdrawal_queue q
         where q.provider = $1 and q.due_at <= $2
           and q.business_id not in (select business_id from unserved_businesses)
           and (q.sent_at is not null or not (
               coalesce((select held from restore_fence), false)
               or exists (select from pauses where business_id = $4 and batch_id = $4)
               or exists (select from outgoing_pauses where scope = 'provider' and name = $1)
               or q.business_id = any(array(select business_id from pauses where batch_id = $4))
               or (exists (select from outgoing_pauses where scope = 'method')
                   and (select w.method::text from withdrawals w
                        where w.business_id = q.business_id and w.id = q.withdrawal_id)
                       in (select name from outgoing_pauses where scope = 'method'))))
         order by q.due_at limit $3",
        provider,
        now,
        limit,
        Uuid::nil()
    )
    .fetch_all(conn)
    .await?;
    Ok(rows.into_iter().map(|row| (row.business_id.into(), row.withdrawal_id.into())).collect())
}

/// Takes a due order, with a lease until `until`. Returns `None` if another worker has the order, it has ended, or this
/// cell does not serve its business now. Also returns `None` if the order was never sent and a pause or a restore holds
/// it. The caller must commit before it calls the provider, and roll back if there is nothing to do.
///
/// Once a pause is committed, no unsent order is taken: the two exclude each other ([`outgoing`]).
///
/// # Errors
/// If the database fails.
pub async fn take(
    conn: &mut PgConnection,
    business: BusinessId,
    id: WithdrawalId,
    now: DateTime<Utc>,
    until: DateTime<Utc>,
) -> Result<Option<Leased>, sqlx::Error> {
    let locked = sqlx::query!(
        r#"select sent_at, (select count(pg_advisory_xact_lock_shared($4))) as "pauses_wait!",
               coalesce((select held from restore_fence), false) as "held!",
               coalesce((select generation from restore_state), 1) as "generation!",
               (select number from cell) as "cell!"
           from withdrawal_queue
           where business_id = $1 and withdrawal_id = $2 and due_at <= $3
             and not exists (select from unserved_businesses u where u.business_id = $1)
           for update skip locked"#,
        business.uuid(),
        id.uuid(),
        now,
        outgoing::LOCK
    )
    .fetch_optional(&mut *conn)
    .await?;
    let Some(locked) = locked.filter(|locked| locked.sent_at.is_some() || !locked.held) else {
        return Ok(None);
    };
    let begun = sqlx::query!(
        "update withdrawals set status = $4 where business_id = $1 and id = $2 and status = $3",
        business.uuid(),
        id.uuid(),
        Status::Created as Status,
        Status::Processing as Status
    )
    .execute(&mut *conn)
    .await?;
    let withdrawal = read::get(conn, business, id).await?.filter(|found| found.status == Status::Processing);
    let Some(withdrawal) = withdrawal else { return Ok(None) };
    let may_be_sent = !locked.held && !is_paused(conn, &withdrawal).await?;
    if locked.sent_at.is_none() && !may_be_sent {
        return Ok(None);
    }
    let attempts = sqlx::query_scalar!(
        "update withdrawal_queue set due_at = $4, attempts = attempts + 1, calling = true,
             sent_at = coalesce(sent_at, $3), not_sent = not_sent and not $5,
             unknown_since = case when calling then coalesce(unknown_since, $3) else unknown_since end
         where business_id = $1 and withdrawal_id = $2 returning attempts",
        business.uuid(),
        id.uuid(),
        now,
        until,
        may_be_sent
    )
    .fetch_one(&mut *conn)
    .await?;
    if begun.rows_affected() == 1 {
        events::write(conn, &withdrawal, now).await?;
    }
    let sent_before = locked.sent_at.is_some();
    Ok(Some(Leased {
        withdrawal,
        sent_before,
        may_be_sent,
        restoring: locked.held,
        history: History { cell: Number::stored(locked.cell)?, generation: locked.generation },
        sent_at: locked.sent_at.unwrap_or(now),
        attempts,
    }))
}

/// Records what was learned about an order, and when to ask its provider again. Changes nothing if the order has ended
/// meanwhile, or the lease has passed to another worker.
///
/// # Errors
/// If the database fails.
pub async fn postpone(
    conn: &mut PgConnection,
    leased: &Leased,
    answer: &Answer,
    now: DateTime<Utc>,
    due_at: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    let (business, id) = (leased.withdrawal.business_id.uuid(), leased.withdrawal.id.uuid());
    let postponed = sqlx::query!(
        "update withdrawal_queue set due_at = $4, calling = false, not_sent = $5 = 'not_sent',
             unknown_since = case when $5 = 'pending' or ($5 = 'not_sent' and not $7) then null
                 when $5 = 'unknown' then coalesce(unknown_since, $6) else unknown_since end
         where business_id = $1 and withdrawal_id = $2 and attempts = $3",
        business,
        id,
        leased.attempts,
        due_at,
        answer.name(),
        now,
        leased.restoring
    )
    .execute(&mut *conn)
    .await?;
    if let (1, Answer::Pending { reference: Some(reference) }) = (postponed.rows_affected(), answer) {
        keep_reference(conn, leased.withdrawal.business_id, leased.withdrawal.id, reference).await?;
    }
    Ok(())
}

/// Hands an order over to a person. Workers no longer handle it.
///
/// # Errors
/// If the database fails.
pub async fn hand_over(conn: &mut PgConnection, leased: &Leased) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "delete from withdrawal_queue where business_id = $1 and withdrawal_id = $2 and attempts = $3",
        leased.withdrawal.business_id.uuid(),
        leased.withdrawal.id.uuid(),
        leased.attempts
    )
    .execute(conn)
    .await
    .map(|_| ())
}

/// Records that a provider has reported, in a callback, that it is working on the order. Its outcome is then no longer
/// unknown.
///
/// # Errors
/// If the database fails.
pub async fn acknowledge(
    conn: &mut PgConnection,
    business: BusinessId,
    id: WithdrawalId,
    reference: Option<&str>,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "update withdrawal_queue set unknown_since = null
         where business_id = $1 and withdrawal_id = $2 and unknown_since is not null",
        business.uuid(),
        id.uuid()
    )
    .execute(&mut *conn)
    .await?;
    if let Some(reference) = reference {
        keep_reference(conn, business, id, reference).await?;
    }
    Ok(())
}

/// The number and the age of orders with an unknown outcome.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct UnknownOutcomes {
    /// The number of orders with an unknown outcome.
    pub count: i64,
    /// How long the oldest outcome has been unknown, in seconds; 0 if none is.
    pub oldest_age_seconds: f64,
    /// The age of the oldest order in the workers' queue, in seconds since it was sent or could have been.
    pub oldest_open_age_seconds: f64,
}

/// Returns the number and the age of orders with an unknown outcome at `now`.
///
/// # Errors
/// If the database fails.
pub async fn unknown(conn: &mut PgConnection, now: DateTime<Utc>) -> Result<UnknownOutcomes, sqlx::Error> {
    sqlx::query_as!(
        UnknownOutcomes,
        r#"select count(unknown_since) as "count!",
               coalesce(extract(epoch from $1 - min(unknown_since)), 0)::double precision as "oldest_age_seconds!",
               coalesce(extract(epoch from $1 - min(coalesce(sent_at, due_at))), 0)::double precision as "oldest_open_age_seconds!"
           from withdrawal_queue where business_id not in (select business_id from absent_businesses)"#,
        now
    )
    .fetch_one(conn)
    .await
}

/// Returns the providers of open orders that are not among `known`, with the number of orders. A process that has only
/// the providers `known` handles none of those orders.
///
/// # Errors
/// If the database fails.
pub async fn unserved(conn: &mut PgConnection, known: &[String]) -> Result<Vec<(String, i64)>, sqlx::Error> {
    let rows = sqlx::query!(
        // The query goes from name to name in the index, so it does not read the orders of known providers.
        r#"with recursive names as (
               select min(provider) as name from withdrawal_queue
               union all
               select (select min(provider) from withdrawal_queue where provider > n.name) from names n where n.name is not null)
           select n.name as "name!", w.waiting as "waiting!"
           from names n cross join lateral (
               select count(*) as waiting from withdrawal_queue
               where provider = n.name and business_id not in (select business_id from absent_businesses)) w
           where n.name is not null and n.name <> all($1) and w.waiting > 0 order by n.name"#,
        known
    )
    .fetch_all(conn)
    .await?;
    Ok(rows.into_iter().map(|row| (row.name, row.waiting)).collect())
}

impl Answer {
    const fn name(&self) -> &'static str {
        match self {
            Self::Pending { .. } => "pending",
            Self::NotSent => "not_sent",
            Self::Unreached => "unreached",
            Self::Unknown => "unknown",
        }
    }
}

async fn keep_reference(
    conn: &mut PgConnection,
    business: BusinessId,
    id: WithdrawalId,
    reference: &str,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "update withdrawals set provider_reference = $3 where business_id = $1 and id = $2 and status = 'processing'",
        business.uuid(),
        id.uuid(),
        reference
    )
    .execute(conn)
    .await
    .map(|_| ())
}

/// Returns whether a pause keeps `order` from being sent.
async fn is_paused(conn: &mut PgConnection, order: &Withdrawal) -> Result<bool, sqlx::Error> {
    sqlx::query_scalar!(
        r#"select exists (select from pauses where business_id in ($1, $2) and batch_id = $2)
               or exists (select from outgoing_pauses
                          where (scope, name) in (('method', $3::text), ('provider', $4::text))) as "holds!""#,
        order.business_id.uuid(),
        Uuid::nil(),
        order.method.as_str(),
        order.provider
    )
    .fetch_one(conn)
    .await
}
