//! Sessions: which member is signed in, in which browser, and for which business.
//!
//! A session ends when it has not been used for [`IDLE`], or [`LONGEST`] after it began. It also ends when its member
//! ends it, begins more than [`MAX_SESSIONS`], or leaves the business that it acts for.

use chrono::{DateTime, TimeDelta, Utc};
use sqlx::PgConnection;

use super::Role;
use crate::business::Mode;
use crate::email::Email;
use crate::ids::{BusinessId, MemberId, SessionId};
use crate::platform::db;

/// How long a session may stay unused. It lasts through a coffee break, but not in a forgotten browser.
pub const IDLE: TimeDelta = TimeDelta::hours(1);

/// The longest time that a session lasts: a working day.
pub const LONGEST: TimeDelta = TimeDelta::hours(12);

/// How old the stored time of the last use may be, so that not every page view writes to the database.
pub const USED_WITHIN: TimeDelta = TimeDelta::minutes(1);

/// The most sessions of a member. When one more begins, the oldest ends.
pub const MAX_SESSIONS: i64 = 20;

/// A live session, with its member and its business.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// The session's id.
    pub id: SessionId,
    /// The member who is signed in.
    pub member_id: MemberId,
    /// The member's address.
    pub email: Email,
    /// Whether the member has a second factor now.
    pub second_factor: bool,
    /// The business that the session acts for.
    pub business_id: BusinessId,
    /// The name of the business.
    pub business: String,
    /// Whether the business is live or for tests.
    pub mode: Mode,
    /// Whether the business's payouts are enabled.
    pub payouts_enabled: bool,
    /// The member's role in the business.
    pub role: Role,
    /// The stored time of the last use, at most [`USED_WITHIN`] before the real one.
    pub used_at: DateTime<Utc>,
}

/// A session to begin.
#[derive(Debug)]
pub struct NewSession<'a> {
    /// The session's id.
    pub id: SessionId,
    /// The member who signs in.
    pub member_id: MemberId,
    /// The business that the session acts for.
    pub business_id: BusinessId,
    /// The [digest](super::digest) of the session's token.
    pub digest: [u8; 32],
    /// The browser's user agent, cut after 200 characters.
    pub browser: &'a str,
}

/// A session as its member's list shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SessionSummary {
    /// The session's id.
    pub id: SessionId,
    /// When the session began.
    pub begun_at: DateTime<Utc>,
    /// The stored time of the last use.
    pub used_at: DateTime<Utc>,
    /// The browser's user agent.
    pub browser: String,
}

/// A business that a member may act for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Membership {
    /// The business.
    pub business_id: BusinessId,
    /// The name of the business.
    pub business: String,
    /// The member's role in the business.
    pub role: Role,
}

/// Begins a session. Also removes the member's ended sessions, and the oldest ones above the limit. Leaves the sessions
/// of a business that is being moved as they are.
///
/// # Errors
/// If the database fails, or the business is being moved ([`db::is_elsewhere`]).
pub async fn begin(
    conn: &mut PgConnection,
    new: &NewSession<'_>,
    now: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    let browser: String = new.browser.chars().take(200).collect();
    sqlx::query!(
        "delete from sessions where member_id = $1 and (used_at <= $2 or begun_at <= $3
             or id in (select id from sessions where member_id = $1 order by id desc offset $4))
             and business_id not in (select business_id from unserved_businesses)",
        new.member_id.uuid(),
        now - IDLE,
        now - LONGEST,
        MAX_SESSIONS - 1
    )
    .execute(&mut *conn)
    .await?;
    let unserved = sqlx::query_scalar!(
        r#"insert into sessions (id, begun_at, used_at, member_id, business_id, digest, browser)
           values ($1, $2, $2, $3, $4, $5, $6)
           returning exists (select from unserved_businesses u where u.business_id = $4) as "unserved!""#,
        new.id.uuid(),
        now,
        new.member_id.uuid(),
        new.business_id.uuid(),
        &new.digest[..],
        browser
    )
    .fetch_one(conn)
    .await?;
    db::served(unserved)
}

/// Returns the live session whose token has this `digest`.
///
/// # Errors
/// If the database fails, or the session's business is being moved ([`db::is_elsewhere`]).
pub async fn find(
    conn: &mut PgConnection,
    digest: [u8; 32],
    now: DateTime<Utc>,
) -> Result<Option<Session>, sqlx::Error> {
    let row = sqlx::query!(
        r#"select s.id, s.member_id, s.used_at, s.business_id, m.email, m.second_factor_since is not null as "second_factor!",
                  b.name, b.mode, b.payouts_enabled, r.role,
                  exists (select from unserved_businesses u where u.business_id = b.id) as "unserved!"
           from sessions s
           join members m on m.id = s.member_id
           join memberships r on r.business_id = s.business_id and r.member_id = s.member_id
           join businesses b on b.id = s.business_id
           where s.digest = $1 and s.used_at > $2 and s.begun_at > $3"#,
        &digest[..],
        now - IDLE,
        now - LONGEST
    )
    .fetch_optional(conn)
    .await?;
    db::served(row.as_ref().is_some_and(|row| row.unserved))?;
    Ok(row.map(|row| Session {
        id: row.id.into(),
        member_id: row.member_id.into(),
        email: Email::from_stored(row.email),
        second_factor: row.second_factor,
        business_id: row.business_id.into(),
        business: row.name,
        mode: Mode::from_stored(&row.mode),
        payouts_enabled: row.payouts_enabled,
        role: Role::from_stored(&row.role),
        used_at: row.used_at,
    }))
}

/// Returns whether a session of a business of this cell has the token with this [digest](super::digest), live or not.
///
/// # Errors
/// If the database fails.
pub async fn is_known(conn: &mut PgConnection, digest: [u8; 32]) -> Result<bool, sqlx::Error> {
    sqlx::query_scalar!(
        r#"select exists (select from sessions where digest = $1
               and business_id not in (select business_id from absent_businesses)) as "is!""#,
        &digest[..]
    )
    .fetch_one(conn)
    .await
}

/// Records that a session was used.
///
/// # Errors
/// If the database fails.
pub async fn used(conn: &mut PgConnection, id: SessionId, now: DateTime<Utc>) -> Result<(), sqlx::Error> {
    sqlx::query!("update sessions set used_at = $2 where id = $1 and used_at < $2", id.uuid(), now)
        .execute(conn)
        .await
        .map(|_| ())
}

/// Ends the session `id` of `member`, or with `None` all of the member's sessions but `except`. Leaves the rows of a
/// business that another cell has; they are no longer sessions.
///
/// # Errors
/// If the database fails.
pub async fn end(
    conn: &mut PgConnection,
    member: MemberId,
    id: Option<SessionId>,
    except: Option<SessionId>,
) -> Result<u64, sqlx::Error> {
    sqlx::query!(
        "delete from sessions where member_id = $1 and ($2::uuid is null or id = $2) and id is distinct from $3
             and business_id not in (select business_id from absent_businesses)",
        member.uuid(),
        id.map(SessionId::uuid),
        except.map(SessionId::uuid)
    )
    .execute(conn)
    .await
    .map(|done| done.rows_affected())
}

/// Lists the live sessions of `member`, newest first.
///
/// # Errors
/// If the database fails.
pub async fn list(
    conn: &mut PgConnection,
    member: MemberId,
    now: DateTime<Utc>,
) -> Result<Vec<SessionSummary>, sqlx::Error> {
    sqlx::query_as!(
        SessionSummary,
        "select id, begun_at, used_at, browser from sessions
         where member_id = $1 and used_at > $2 and begun_at > $3
             and business_id not in (select business_id from absent_businesses)
         order by id desc",
        member.uuid(),
        now - IDLE,
        now - LONGEST
    )
    .fetch_all(conn)
    .await
}

/// Lists the businesses of this cell that `member` may act for, sorted by name. Businesses that are held while they
/// move to another cell come last.
///
/// # Errors
/// If the database fails.
pub async fn businesses(conn: &mut PgConnection, member: MemberId) -> Result<Vec<Membership>, sqlx::Error> {
    let rows = sqlx::query!(
        "select r.business_id, b.name, r.role from memberships r join businesses b on b.id = r.business_id
         where r.member_id = $1 and r.business_id not in (select business_id from absent_businesses)
         order by exists (select from unserved_businesses u where u.business_id = b.id), b.name, b.id",
        member.uuid()
    )
    .fetch_all(conn)
    .await?;
    let membership = |row: (uuid::Uuid, String, String)| Membership {
        business_id: row.0.into(),
        business: row.1,
        role: Role::from_stored(&row.2),
    };
    Ok(rows.into_iter().map(|row| membership((row.business_id, row.name, row.role))).collect())
}

/// Switches the session to `business`, if its member may act for it. Returns whether it does now.
///
/// # Errors
/// If the database fails, or the business is held while it moves to another cell ([`db::is_elsewhere`]).
pub async fn switch(
    conn: &mut PgConnection,
    id: SessionId,
    business: BusinessId,
) -> Result<bool, sqlx::Error> {
    let switched = sqlx::query_scalar!(
        r#"update sessions s set business_id = r.business_id from memberships r
           where s.id = $1 and r.member_id = s.member_id and r.business_id = $2
             and r.business_id not in (select business_id from absent_businesses)
           returning exists (select from unserved_businesses u where u.business_id = $2) as "unserved!""#,
        id.uuid(),
        business.uuid()
    )
    .fetch_optional(conn)
    .await?;
    db::served(switched == Some(true))?;
    Ok(switched.is_some())
}
