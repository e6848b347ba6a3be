//! The restore fence. After the database was restored to an earlier time, no withdrawal and no webhook is sent until
//! the providers have been asked what they paid.
//!
//! A backup does not know what providers have paid since it was made. A service that goes on from it would pay that
//! again. So the database stores which server and history it belongs to (`restore_state`), and the server reports its
//! own (`server_history`). They differ after a restore: a restored dump is in another database, other tables or another
//! server, and point-in-time recovery begins a new timeline.
//!
//! The transaction that takes work for a call to the outside compares the two ([`crate::withdrawal::lease::take`],
//! [`crate::webhook::take`], [`crate::member::mails::take`]). So no process has to notice a restore in time, and a copy
//! of the database pays no one.
//!
//! A promoted standby has a new timeline as well, and cannot be told from point-in-time recovery. It may have lost what
//! a restore loses, so it is held too. If every provider can list what it did, and nothing is missing, the leader may
//! release it on its own. If there is no provider, the leader cannot know: data from before the first provider names
//! none.
//!
//! A restore that cannot be seen from inside, such as a disk that was put back on the same server, must be reported by
//! an operator: [`begin`].
//!
//! While a restore is held, providers are asked about orders that may have been sent, and no other order is sent.
//! Payments from a business to its payout users go on, because both are in this database. [`book()`] records what a
//! provider knows, and [`end`] releases the restore.

mod book;
mod findings;
mod providers;
mod vanished;

use chrono::{DateTime, Utc};
use sqlx::PgConnection;
use uuid::Uuid;

use crate::money::Cents;
use crate::steering::{self, Affected, AuditContext, Credential};

pub use book::{Booked, Lists, book};
pub use findings::{Finding, Outcome, findings, owed};
use providers::LATE_FOR_DAYS;
pub use providers::{introduced, providers};
pub use vanished::{Acknowledged, Kind, acknowledged_in, unknown};

/// How far a clock may be off, ours or a provider's. Signatures have the same tolerance.
const CLOCKS_MAY_BE_OFF: chrono::TimeDelta = chrono::TimeDelta::minutes(5);

/// The text of `/readyz` while a restore is held: the process accepts and pays, but sends nothing to the outside.
pub const READY_AND_HELD: &str = "ready; a restore is held: no withdrawals and webhooks are sent until `payout restore \
                                  reconcile` (with --cell if there are several cells)\n";

/// Why withdrawals and webhooks are held.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cause {
    /// The data is in another place than before: a dump was restored, or the database was copied.
    Elsewhere,
    /// The server has a new timeline: point-in-time recovery, or a promoted standby.
    Timeline,
    /// An operator reported a restore.
    Command,
    /// A provider was registered that was not asked before the last restore was released.
    Provider,
}

/// What is known of the history to which the data belongs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct State {
    /// The number of the history. Each restore that is noticed raises it: by one, or to the current Unix time in
    /// seconds if that is greater.
    pub generation: i64,
    /// The time up to which the data is known to be complete.
    pub seen_at: DateTime<Utc>,
    /// Why withdrawals and webhooks are held, or `None` if they are not.
    pub held: Option<Held>,
}

/// A restore that is held.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Held {
    /// The cause.
    pub cause: Cause,
    /// Since when withdrawals and webhooks are held.
    pub since: DateTime<Utc>,
    /// The time from which providers may have done things that are unknown here.
    pub known_until: DateTime<Utc>,
}

impl Held {
    /// Returns the time from which providers are asked what they know.
    pub fn asked_from(&self) -> DateTime<Utc> {
        self.known_until - CLOCKS_MAY_BE_OFF * 2
    }

    /// Returns the time from which a provider's list is complete, whatever the provider's clock says: an order that was
    /// first sent at this time or later is in the list.
    pub fn complete_from(&self) -> DateTime<Utc> {
        self.known_until - CLOCKS_MAY_BE_OFF
    }
}

impl Cause {
    /// Returns the name that is stored and shown.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Elsewhere => "elsewhere",
            Self::Timeline => "timeline",
            Self::Command => "command",
            Self::Provider => "provider",
        }
    }

    /// Returns a description for people.
    pub const fn describe(self) -> &'static str {
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

/// Compares where the data is with where it was, and records the result. The first call records the place. If the data
/// has moved, that is a restore, and it is held from now on. So is a restore after which a provider was not asked.
/// Returns the resulting state. Call this before anything else is done, and then regularly.
///
/// # Errors
/// When the database fails.
pub async fn check_history(conn: &mut PgConnection, audit_id: Uuid) -> Result<State, sqlx::Error> {
    sqlx::query!(
        "insert into restore_state (generation, system_identifier, database_oid, table_oid, timeline, seen_at)
         select 1, system_identifier, database_oid, table_oid, timeline, clock_timestamp() from server_history
         on conflict do nothing"
    )
    .execute(&mut *conn)
    .await?;
    // A transaction that notices the restore at the same time waits here, and then sees that it was noticed.
    sqlx::query!("select from restore_state where (select moved or late from restore_fence) for update")
        .execute(&mut *conn)
        .await?;
    let moved = sqlx::query!(
        // At least the time in seconds, so that it also rises when an older backup, or the same one again, is restored.
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
            cause = cause.describe(),
            "withdrawals and webhooks are held until the providers were asked: run `payout restore reconcile`"
        );
    }
    state(conn).await?.ok_or(sqlx::Error::RowNotFound)
}

/// Records that the data has not moved, so it is known to be complete up to now. Changes nothing while a restore is
/// held.
///
/// # Errors
/// When the database fails.
pub async fn record_unchanged(conn: &mut PgConnection) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "update restore_state set seen_at = clock_timestamp()
         where not (select held from restore_fence)"
    )
    .execute(conn)
    .await
    .map(|_| ())
}

/// Returns what is recorded of the history, if a process has looked ([`check_history`]). It does not include a restore
/// that no process has noticed yet.
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

/// Holds withdrawals and webhooks because an operator asks for it. The data is from `known_until`, or from the last
/// time up to which it is known to be complete. If a restore is held already, only that time changes.
///
/// # Errors
/// When the database fails.
pub async fn begin(
    conn: &mut PgConnection,
    known_until: Option<DateTime<Utc>>,
    audit_id: Uuid,
) -> Result<State, sqlx::Error> {
    let before = check_history(conn, audit_id).await?;
    sqlx::query!(
        "update restore_state set generation = case when held_since is null
                 then greatest(generation + 1, extract(epoch from clock_timestamp())::bigint) else generation end,
             cause = coalesce(cause, 'command'), held_since = coalesce(held_since, clock_timestamp()),
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

/// Releases withdrawals and webhooks if they are held in `generation`, the data has not moved again, and every
/// registered provider is among `asked`. Returns whether they were released. A provider that is registered at the same
/// moment is late: it is not marked as asked.
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
    // Orders that were asked about without an answer are due at once. Those of a business that is not served here now
    // are behind its fence.
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

/// Marks every order that waits to be sent as sent, because it may have been sent in the time that was lost. So its
/// provider is asked first, and the order cannot be taken back. This includes orders of a business that is being moved
/// to another cell, because it may stay.
async fn may_have_been_sent(conn: &mut PgConnection) -> Result<(), sqlx::Error> {
    pass_all_fences(conn, "all").await?;
    sqlx::query!("update withdrawal_queue set sent_at = clock_timestamp() where sent_at is null")
        .execute(&mut *conn)
        .await?;
    pass_all_fences(conn, "").await
}

/// Passes the fences of all businesses that are being moved (`all`), or stops doing so (an empty string). Must run in a
/// transaction.
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
    steering::restored(conn, action, AuditContext { by, request_id: None, audit_id: id, now }, affected).await
}
