//! After a restore to an earlier time: no withdrawal is paid out and no webhook sent before the providers were asked.
//!
//! A backup does not know what providers have paid since it was made. Whoever goes on from it would pay that again. So
//! the database says which server and history it belongs to (`restore_state`), and the server says so of itself
//! (`server_history`). After a dump was restored, the database, its tables or the server are others; after
//! point-in-time recovery, the timeline is.
//!
//! Whoever is about to call the outside compares the two in the transaction that takes the work
//! ([`crate::withdrawal::lease::take`], [`crate::webhook::take`]). So no process has to notice in time, and a copy of
//! the database pays nobody.
//!
//! A standby that was promoted has a new timeline as well, and nothing tells it from point-in-time recovery. It may
//! have lost what a restore loses, so it is held, too. If every provider can list what it did, and nothing is missing,
//! the leader may let it go by itself. Without any provider there is no answer: data from before the first provider
//! knows of none.
//!
//! What cannot be seen from within (a disk that was put back, on the same server) is for an operator to say: [`begin`].
//!
//! While it is held, orders that may have been sent are asked about, and no other is sent. Payments from a business to
//! its payout users go on, for both are in this database. [`book()`] records what a provider knows; [`end`] lets go.

mod book;
mod findings;
mod providers;
mod vanished;

use chrono::{DateTime, Utc};
use sqlx::PgConnection;
use uuid::Uuid;

use crate::money::Cents;
use crate::steering::{self, Affected, Credential, Done};

pub use book::{Booked, Lists, book};
pub use findings::{Finding, Outcome, findings, owed};
use providers::LATE_FOR_DAYS;
pub use providers::{introduced, providers};
pub use vanished::{Acknowledged, Kind, acknowledged_in, unknown};

/// How far a clock may be off, ours or a provider's. This is the tolerance of signatures as well.
const CLOCKS_MAY_BE_OFF: chrono::TimeDelta = chrono::TimeDelta::minutes(5);

/// The answer of a process that is ready while a restore is held: it accepts and pays, and calls nobody outside.
pub const READY_AND_HELD: &str = "ready; a restore is held: no withdrawals and webhooks until `payout restore reconcile` (of several cells, with --cell)\n";

/// Why withdrawals and webhooks are held.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cause {
    /// The data is in another place than before: a dump was restored, or the database copied.
    Elsewhere,
    /// The server has a new timeline: point-in-time recovery, or a standby was promoted.
    Timeline,
    /// An operator said so.
    Command,
    /// A provider was introduced that was not asked when the last restore was let go.
    Provider,
}

/// What is known of the history that the data belongs to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct State {
    /// The number of the history. It rises with each restore that is noticed: one more, or the second in which it was
    /// noticed if that is greater.
    pub generation: i64,
    /// The time up to which the data is known to reach.
    pub seen_at: DateTime<Utc>,
    /// Why withdrawals and webhooks are held, if they are.
    pub held: Option<Held>,
}

/// The state in which withdrawals and webhooks are held.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Held {
    /// The cause.
    pub cause: Cause,
    /// When they began to be held.
    pub since: DateTime<Utc>,
    /// The time from which on providers may have done things that are unknown here.
    pub known_until: DateTime<Utc>,
}

impl Held {
    /// The time from which on providers are asked for what they know.
    pub fn asked_from(&self) -> DateTime<Utc> {
        self.known_until - CLOCKS_MAY_BE_OFF * 2
    }

    /// An order that was first sent at this time or later is in its provider's list, whatever the provider's clock
    /// says.
    pub fn whole_from(&self) -> DateTime<Utc> {
        self.known_until - CLOCKS_MAY_BE_OFF
    }
}

impl Cause {
    /// The name, as it is stored and shown.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Elsewhere => "elsewhere",
            Self::Timeline => "timeline",
            Self::Command => "order",
            Self::Provider => "provider",
        }
    }

    /// In words, for people.
    pub const fn in_words(self) -> &'static str {
        match self {
            Self::Elsewhere => "the database was restored or copied from a backup",
            Self::Timeline => {
                "the server has a new timeline: it was recovered to a point in time, or a standby was promoted"
            }
            Self::Command => "an operator said that the database was restored",
            Self::Provider => "a provider is configured that was not asked after the last restore",
        }
    }

    fn from_stored(text: &str) -> Self {
        match text {
            "elsewhere" => Self::Elsewhere,
            "timeline" => Self::Timeline,
            "provider" => Self::Provider,
            _ => Self::Command,
        }
    }
}

/// Compares where the data is with where it was, and records the result. The first time, this is its place. If it has
/// moved, that is a restore, which is held from then on; so is a restore after which a provider was not asked. Returns
/// the state that results. Call it before anything is done, and now and then.
///
/// # Errors
/// When the database fails.
pub async fn notice(conn: &mut PgConnection, audit_id: Uuid) -> Result<State, sqlx::Error> {
    sqlx::query!(
        "insert into restore_state (generation, system_identifier, database_oid, table_oid, timeline, seen_at)
         select 1, system_identifier, database_oid, table_oid, timeline, clock_timestamp() from server_history
         on conflict do nothing"
    )
    .execute(&mut *conn)
    .await?;
    // Whoever notices at the same time waits here, and then sees that it was noticed.
    sqlx::query!("select from restore_state where (select moved or late from restore_fence) for update")
        .execute(&mut *conn)
        .await?;
    let moved = sqlx::query!(
        // At least the time in seconds, so that it also rises when an older backup, or the same one again, is
        // restored.
        r#"update restore_state s set generation = greatest(s.generation + 1, extract(epoch from clock_timestamp())::bigint),
               system_identifier = h.system_identifier,
               database_oid = h.database_oid, table_oid = h.table_oid, timeline = h.timeline,
               held_since = clock_timestamp(), known_until = least(s.known_until, s.seen_at),
               cause = case when f.elsewhere or s.cause = 'elsewhere' then 'elsewhere' else 'timeline' end
           from server_history h, restore_fence f where f.moved
           returning s.cause as "cause!", s.generation"#
    )
    .fetch_optional(&mut *conn)
    .await?;
    let began = match moved {
        Some(moved) => {
            may_have_been_sent(conn).await?;
            Some((moved.generation, Cause::from_stored(&moved.cause)))
        }
        None => providers::latecomer(conn).await?.map(|generation| (generation, Cause::Provider)),
    };
    if let Some((generation, cause)) = began {
        audit(conn, "restore_begin", Credential::Worker, audit_id, NOTHING).await?;
        tracing::error!(
            generation,
            cause = cause.in_words(),
            "withdrawals and webhooks are held until the providers were asked: run `payout restore reconcile`"
        );
    }
    state(conn).await?.ok_or(sqlx::Error::RowNotFound)
}

/// Records that the data still is where it was, so it is known to reach up to now. Changes nothing while something is
/// held.
///
/// # Errors
/// When the database fails.
pub async fn still_here(conn: &mut PgConnection) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "update restore_state set seen_at = clock_timestamp()
         where not (select held from restore_fence)"
    )
    .execute(conn)
    .await
    .map(|_| ())
}

/// What is recorded of the history, if a process has looked ([`notice`]). A restore that no process has noticed yet is
/// not in it.
///
/// # Errors
/// When the database fails.
pub async fn state(conn: &mut PgConnection) -> Result<Option<State>, sqlx::Error> {
    let row = sqlx::query!("select generation, seen_at, held_since, cause, known_until from restore_state")
        .fetch_optional(conn)
        .await?;
    Ok(row.map(|row| State {
        generation: row.generation,
        seen_at: row.seen_at,
        held: row.held_since.zip(row.cause).zip(row.known_until).map(|((since, cause), known_until)| Held {
            cause: Cause::from_stored(&cause),
            since,
            known_until,
        }),
    }))
}

/// Holds withdrawals and webhooks because an operator says so. The data is of `known_until`, or of the last moment that
/// it is known to reach. If they are held already, only that time changes.
///
/// # Errors
/// When the database fails.
pub async fn begin(
    conn: &mut PgConnection,
    known_until: Option<DateTime<Utc>>,
    audit_id: Uuid,
) -> Result<State, sqlx::Error> {
    let before = notice(conn, audit_id).await?;
    sqlx::query!(
        "update restore_state set generation = case when held_since is null
                 then greatest(generation + 1, extract(epoch from clock_timestamp())::bigint) else generation end,
             cause = coalesce(cause, 'order'), held_since = coalesce(held_since, clock_timestamp()),
             known_until = coalesce($1, least(known_until, seen_at))",
        known_until
    )
    .execute(&mut *conn)
    .await?;
    if before.held.is_none() {
        may_have_been_sent(conn).await?;
        audit(conn, "restore_begin", Credential::Cli, audit_id, NOTHING).await?;
    }
    state(conn).await?.ok_or(sqlx::Error::RowNotFound)
}

/// Lets withdrawals and webhooks go, if they are held in `generation` and no provider was introduced that is not among
/// `asked`. Returns whether they were let go. A provider that is introduced at the same moment comes late: it is not
/// marked as asked.
///
/// # Errors
/// When the database fails.
pub async fn end(
    conn: &mut PgConnection,
    generation: i64,
    asked: &[&str],
    by: Credential,
    audit_id: Uuid,
) -> Result<bool, sqlx::Error> {
    let ended = sqlx::query!(
        "update restore_state set held_since = null, cause = null, known_until = null, seen_at = clock_timestamp(),
             late_until = clock_timestamp() + make_interval(days => $3),
             asked_from = case when late_until > clock_timestamp() then least(asked_from, known_until) else known_until end
         where generation = $1 and held_since is not null and not (select moved from restore_fence)
             and not exists (select from providers where name <> all($2))",
        generation,
        asked as _,
        LATE_FOR_DAYS
    )
    .execute(&mut *conn)
    .await?;
    if ended.rows_affected() == 0 {
        return Ok(false);
    }
    sqlx::query!("update providers set asked = true where name = any($1) and not asked", asked as _)
        .execute(&mut *conn)
        .await?;
    // Orders that were asked about in vain are seen to at once. Those of a business that is not served here are behind its
    // fence.
    sqlx::query!(
        "update withdrawal_queue set due_at = least(due_at, clock_timestamp())
         where not calling and business_id not in (select business_id from unserved_businesses)"
    )
    .execute(&mut *conn)
    .await?;
    let found = sqlx::query!(
        r#"select count(*) as "items!", coalesce(sum(amount), 0)::bigint as "amount!" from restore_findings
           where generation = $1 and outcome in ('booked', 'tracked', 'owed')"#,
        generation
    )
    .fetch_one(&mut *conn)
    .await?;
    audit(conn, "restore_end", by, audit_id, Affected::of(found.items, Cents::new(found.amount))).await?;
    Ok(true)
}

const NOTHING: Affected = Affected::of(0, Cents::ZERO);

/// Marks every order that waits to be sent as sent, because it may have been in the time that is lost. So it is asked
/// about first, and cannot be taken back. So are those of a business that is on its way to another cell, for it may stay.
async fn may_have_been_sent(conn: &mut PgConnection) -> Result<(), sqlx::Error> {
    pass_all_fences(conn, "all").await?;
    sqlx::query!("update withdrawal_queue set sent_at = clock_timestamp() where sent_at is null")
        .execute(&mut *conn)
        .await?;
    pass_all_fences(conn, "").await
}

/// Passes the fences of all businesses that are being moved, or with nothing ends that. In a transaction.
async fn pass_all_fences(conn: &mut PgConnection, which: &str) -> Result<(), sqlx::Error> {
    sqlx::query!(r#"select set_config('payout.relocates', $1, true) as "relocates!""#, which)
        .fetch_one(conn)
        .await
        .map(|_| ())
}

async fn audit(
    conn: &mut PgConnection,
    action: &str,
    by: Credential,
    id: Uuid,
    affected: Affected,
) -> Result<(), sqlx::Error> {
    let now = sqlx::query_scalar!(r#"select clock_timestamp() as "now!""#).fetch_one(&mut *conn).await?;
    steering::restored(conn, action, Done { by, request_id: None, audit_id: id, now }, affected).await
}
