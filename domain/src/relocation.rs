//! Relocation: a business moves from one cell to another, with all its rows, while it works.
//!
//! Each cell has a row that says how far it is ([`Phase`]), and each step is one transaction that changes one of the two rows. So whoever
//! comes after a crash sees where to go on, and nothing has to be repaired:
//!
//! | source | target | what is next |
//! | --- | --- | --- |
//! | nothing | nothing | [`leave_later`] |
//! | copying | nothing | the fence ([`fence`]), [`expect`] |
//! | copying | arriving | rounds of copying ([`copying`]), then [`hold`] |
//! | held | arriving | what is left is copied, both sides are compared ([`compare`]), then [`leave`] |
//! | gone | arriving | [`arrive`] |
//! | gone | nothing | it has moved; the old rows are there until they are dropped ([`remains`]) |
//!
//! A hold ends by itself at a time that is written down with it, so a mover that dies holds nobody up for long: the business is served
//! again where it is, and the next mover goes on copying.
//!
//! Up to [`leave`] the source has the business, and the relocation can be called off. From then on the target has it. In between, while
//! it is held, neither does anything for it. Both never do: the target learns to serve it in [`arrive`], after the source has
//! committed that it has gone, and every transaction of the source that had begun before has ended.

pub mod compare;
pub mod copying;
pub mod fence;
mod people;
pub mod remains;
pub mod secrets;
mod stream;
pub mod tables;

use chrono::{DateTime, TimeDelta, Utc};
use sqlx::PgConnection;
use uuid::Uuid;

use crate::cell::Number;
use crate::ids::{BusinessId, lower_bound};
use crate::platform::db;
use crate::queue::WORK_CHANNEL;
use crate::ring;
use crate::steering::{self, Done};

/// How far a relocation is in one of its two cells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Phase {
    /// This cell serves the business, and its rows are copied from here.
    Copying,
    /// Nothing is done for it, here or there.
    Held,
    /// The other cell has it.
    Gone,
    /// Its rows are being copied to here.
    Arriving,
}

/// A relocation, as one of its two cells knows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Relocation {
    /// How far it is.
    pub phase: Phase,
    /// The other cell.
    pub other: Number,
    /// When it began.
    pub begun_at: DateTime<Utc>,
    /// The oldest transaction of the source that the last complete round of copying may have missed. Known at the target.
    pub copied_up_to: Option<String>,
    /// Whether a mover has it to itself, from the pause before the hold on.
    pub paused: bool,
}

impl Phase {
    fn from_stored(text: &str) -> Self {
        match text {
            "copying" => Self::Copying,
            "held" => Self::Held,
            "gone" => Self::Gone,
            _ => Self::Arriving,
        }
    }
}

/// Makes a session one of a mover: statements take as long as they take, and a transaction may wait for the other database.
///
/// # Errors
/// When the database fails.
pub async fn prepare(conn: &mut PgConnection) -> Result<(), sqlx::Error> {
    sqlx::query!(
        r#"select set_config('statement_timeout', '0', false) as "statement!",
               set_config('idle_in_transaction_session_timeout', '0', false) as "idle!",
               set_config('timezone', 'UTC', false) as "timezone!""#
    )
    .fetch_one(conn)
    .await
    .map(|_| ())
}

/// Makes the session the only mover of `business`, until it ends. Returns whether it is.
///
/// # Errors
/// When the database fails.
pub async fn be_the_only_one(conn: &mut PgConnection, business: BusinessId) -> Result<bool, sqlx::Error> {
    sqlx::query_scalar!(
        r#"select pg_try_advisory_lock(hashtextextended('relocation of ' || $1, 0)) as "only!""#,
        business.to_string()
    )
    .fetch_one(conn)
    .await
}

/// What the cell knows of the relocation of `business`.
///
/// # Errors
/// When the database fails.
pub async fn find(conn: &mut PgConnection, business: BusinessId) -> Result<Option<Relocation>, sqlx::Error> {
    let row = sqlx::query!(
        r#"select phase, other_cell, begun_at, copied_up_to::text, held_until is not null as "paused!"
           from relocations where business_id = $1"#,
        business.uuid()
    );
    let Some(row) = row.fetch_optional(conn).await? else { return Ok(None) };
    Ok(Some(Relocation {
        phase: Phase::from_stored(&row.phase),
        other: Number::stored(row.other_cell)?,
        begun_at: row.begun_at,
        copied_up_to: row.copied_up_to,
        paused: row.paused,
    }))
}

/// Whether the cell has rows of `business`, whether it is here or not.
///
/// # Errors
/// When the database fails.
pub async fn has_rows(conn: &mut PgConnection, business: BusinessId) -> Result<bool, sqlx::Error> {
    sqlx::query_scalar!(r#"select exists (select from businesses where id = $1) as "has!""#, business.uuid())
        .fetch_one(conn)
        .await
}

/// Says at the source that `business` will be copied to the cell `to`.
///
/// # Errors
/// When the database fails.
pub async fn leave_later(
    source: &mut PgConnection,
    business: BusinessId,
    to: Number,
    now: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    say(source, business, "copying", to, now).await
}

/// Says at the target that `business` will come from the cell `from`, and holds it there.
///
/// # Errors
/// When the database fails.
pub async fn expect(
    target: &mut PgConnection,
    business: BusinessId,
    from: Number,
    now: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    say(target, business, "arriving", from, now).await?;
    pause(target, business, now).await
}

/// Notes at the target that everything is copied which transactions before `horizon` have written.
///
/// # Errors
/// When the database fails.
pub async fn copied_up_to(
    target: &mut PgConnection,
    business: BusinessId,
    horizon: &str,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "update relocations set copied_up_to = ($2::text)::xid8, complete_since = null where business_id = $1",
        business.uuid(),
        horizon
    )
    .execute(target)
    .await
    .map(|_| ())
}

/// Forgets at the target what is copied: what is there may be dropped from now on, and a next mover begins anew.
///
/// # Errors
/// When the database fails.
pub async fn copied_nothing(target: &mut PgConnection, business: BusinessId) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "update relocations set copied_up_to = null, complete_since = null where business_id = $1",
        business.uuid()
    )
    .execute(target)
    .await
    .map(|_| ())
}

/// How long ago a business may have arrived that whoever asked before may not have found in any cell.
const JUST_ARRIVED: TimeDelta = TimeDelta::seconds(10);

/// Whether a business is about to be served here, or is since a moment. The cell that it leaves does not know it any more, so while this
/// is so nobody can be told that what they show is unknown.
///
/// # Errors
/// When the database fails.
pub async fn arrives_now(conn: &mut PgConnection, now: DateTime<Utc>) -> Result<bool, sqlx::Error> {
    sqlx::query_scalar!(
        r#"select exists (select from relocations where complete_since is not null)
               or exists (select from audit where id >= $1 and action = 'arrive') as "arrives!""#,
        lower_bound(now - JUST_ARRIVED)
    )
    .fetch_one(conn)
    .await
}

/// Notes at the target that everything is here, in the transaction that copies the last of it.
///
/// # Errors
/// When the database fails.
pub async fn complete(
    target: &mut PgConnection,
    business: BusinessId,
    now: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    sqlx::query!("update relocations set complete_since = $2 where business_id = $1", business.uuid(), now)
        .execute(target)
        .await
        .map(|_| ())
}

/// For how many seconds the first of the businesses that are complete here has waited for its move to end; 0 without one. It may be
/// served by no cell.
///
/// # Errors
/// When the database fails.
pub async fn oldest_complete_age(conn: &mut PgConnection, now: DateTime<Utc>) -> Result<f64, sqlx::Error> {
    let since = sqlx::query_scalar!("select min(complete_since) from relocations").fetch_one(conn).await?;
    Ok(since.map_or(0.0, |since| (now - since).as_seconds_f64().max(0.0)))
}

/// Pauses the business at the source, as the first step of holding it until `until`: claims and withdrawals do not begin, and clients that
/// wait are told so.
///
/// # Errors
/// When the database fails.
pub async fn pause_until(
    source: &mut PgConnection,
    business: BusinessId,
    until: DateTime<Utc>,
    now: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "update relocations set held_until = $2 where business_id = $1 and phase = 'copying'",
        business.uuid(),
        until
    )
    .execute(&mut *source)
    .await?;
    pause(source, business, now).await
}

async fn pause(conn: &mut PgConnection, business: BusinessId, now: DateTime<Utc>) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "insert into pauses (business_id, batch_id, cause, by_operator, paused_by, paused_at)
         values ($1, $2, 'move', true, 'cli:' || session_user, $3) on conflict do nothing",
        business.uuid(),
        Uuid::nil(),
        now
    )
    .execute(conn)
    .await
    .map(|_| ())
}

/// Ends the holds whose time is up: their businesses are served again. Returns how many.
///
/// # Errors
/// When the database fails.
pub async fn end_lapsed_holds(conn: &mut PgConnection) -> Result<u64, sqlx::Error> {
    let lapsed = sqlx::query!(
        "with lapsed as (
             update relocations set phase = 'copying', held_until = null
             where phase in ('copying', 'held') and held_until < clock_timestamp() returning business_id)
         delete from pauses p using lapsed l where p.business_id = l.business_id and p.cause = 'move'"
    );
    Ok(lapsed.execute(conn).await?.rows_affected())
}

/// Holds the business at the source: once this is committed, whoever writes for it is refused.
///
/// # Errors
/// When the database fails.
pub async fn hold(source: &mut PgConnection, business: BusinessId) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "update relocations set phase = 'held' where business_id = $1 and phase = 'copying'",
        business.uuid()
    )
    .execute(source)
    .await
    .map(|_| ())
}

/// Waits until all who have written for the business before it was held have ended: for 10 s at most. In a transaction.
///
/// # Errors
/// When the database fails, or they do not end in time.
pub async fn wait_for_writers(source: &mut PgConnection, business: BusinessId) -> Result<(), sqlx::Error> {
    sqlx::query!(r#"select set_config('lock_timeout', '10s', true) as "set!""#)
        .fetch_one(&mut *source)
        .await?;
    sqlx::query!("select phase from relocations where business_id = $1 for update", business.uuid())
        .fetch_optional(source)
        .await
        .map(|_| ())
}

/// Says at the source that the business has gone, which decides it. Members who were looking at it are signed out. Returns whether it is
/// so: not if the hold has lapsed. Its relocation is part of the audit.
///
/// # Errors
/// When the database fails.
pub async fn leave(
    source: &mut PgConnection,
    business: BusinessId,
    to: Number,
    done: Done,
) -> Result<bool, sqlx::Error> {
    pass_the_fence(source, business).await?;
    let left = sqlx::query!(
        "update relocations set phase = 'gone', held_until = null
         where business_id = $1 and phase = 'held' and held_until >= clock_timestamp()",
        business.uuid()
    );
    if left.execute(&mut *source).await?.rows_affected() == 0 {
        return Ok(false);
    }
    sqlx::query!("delete from sessions where business_id = $1", business.uuid())
        .execute(&mut *source)
        .await?;
    steering::relocated(source, business, "leave", to, done).await?;
    Ok(true)
}

/// Begins to serve the business at the target.
///
/// # Errors
/// When the database fails.
pub async fn arrive(
    target: &mut PgConnection,
    business: BusinessId,
    from: Number,
    done: Done,
) -> Result<(), sqlx::Error> {
    let now = done.now;
    steering::relocated(target, business, "arrive", from, done).await?;
    forget(target, business).await?;
    ring::announce(target, business, now).await?;
    db::notify(target, WORK_CHANNEL).await
}

/// Ends the hold at the source before it lapses, if the business has not left: it is served here again, and copying can go on.
///
/// # Errors
/// When the database fails.
pub async fn let_go(source: &mut PgConnection, business: BusinessId) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "with kept as (
             update relocations set phase = 'copying', held_until = null
             where business_id = $1 and phase in ('copying', 'held') returning business_id)
         delete from pauses p using kept k where p.business_id = k.business_id and p.cause = 'move'",
        business.uuid()
    )
    .execute(source)
    .await
    .map(|_| ())
}

/// Forgets the relocation of a business: it is called off at the source, or its rows that were dropped here meant nothing.
///
/// # Errors
/// When the database fails.
pub async fn forget(conn: &mut PgConnection, business: BusinessId) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "with pause as (delete from pauses where business_id = $1 and cause = 'move'),
              deletions as (delete from relocation_deletions where business_id = $1)
         delete from relocations where business_id = $1",
        business.uuid()
    )
    .execute(conn)
    .await
    .map(|_| ())
}

async fn say(
    conn: &mut PgConnection,
    business: BusinessId,
    phase: &str,
    other: Number,
    now: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "insert into relocations (business_id, phase, other_cell, begun_at) values ($1, $2, $3, $4)
         on conflict (business_id) do nothing",
        business.uuid(),
        phase,
        i16::from(other.get()),
        now
    )
    .execute(conn)
    .await
    .map(|_| ())
}

/// Lets this transaction write what the fence refuses.
async fn pass_the_fence(conn: &mut PgConnection, business: BusinessId) -> Result<(), sqlx::Error> {
    sqlx::query!(
        r#"select set_config('payout.relocates', $1, true) as "relocates!""#,
        business.uuid().to_string()
    )
    .fetch_one(conn)
    .await
    .map(|_| ())
}
