//! Sessions: who is signed in, in which browser, and for which business.
//!
//! A session ends when it was not used for [`IDLE`], [`LONGEST`] after it began, when its member ends it, and when its
//! member leaves the business that it acts for.

use chrono::{DateTime, TimeDelta, Utc};
use sqlx::PgConnection;

use super::Role;
use crate::business::Mode;
use crate::email::Email;
use crate::ids::{BusinessId, MemberId, SessionId};
use crate::platform::db;

/// How long a session may stay unused: a member who went away for a coffee goes on, a forgotten browser does not.
pub const IDLE: TimeDelta = TimeDelta::hours(1);

/// How long a session lasts at most: a working day.
pub const LONGEST: TimeDelta = TimeDelta::hours(12);

/// How old the last use that is stored may be: a page that is opened does not write each time.
pub const USED_WITHIN: TimeDelta = TimeDelta::minutes(1);

/// The most sessions of a member; when one more begins, the oldest ends.
pub const MAX_SESSIONS: i64 = 20;

/// A session that lasts, and whom it acts for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// Its id.
    pub id: SessionId,
    /// Who is signed in.
    pub member_id: MemberId,
    /// The member's address.
    pub email: Email,
    /// Whether signing in took a second factor.
    pub second_factor: bool,
    /// The business that it acts for.
    pub business_id: BusinessId,
    /// The name of the business.
    pub business: String,
    /// Whether the business is live or for tests.
    pub mode: Mode,
    /// Whether the business's payouts are switched on.
    pub payouts_enabled: bool,
    /// What the member is in the business.
    pub role: Role,
    /// When it was last used, [`USED_WITHIN`] at most before it really was.
    pub used_at: DateTime<Utc>,
}

/// A session to begin.
#[derive(Debug)]
pub struct NewSession<'a> {
    /// Its id.
    pub id: SessionId,
    /// Who signs in.
    pub member_id: MemberId,
    /// The business that it acts for.
    pub business_id: BusinessId,
    /// The [digest](super::digest) of its token.
    pub digest: [u8; 32],
    /// What the browser calls itself; longer than 200 characters is cut.
    pub browser: &'a str,
}

/// A session as its member's list shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// Its id.
    pub id: SessionId,
    /// When it began.
    pub begun_at: DateTime<Utc>,
    /// When it was last used, as far as that is stored.
    pub used_at: DateTime<Utc>,
    /// What the browser calls itself.
    pub browser: String,
}

/// A business that a member may act for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Membership {
    /// The business.
    pub business_id: BusinessId,
    /// Its name.
    pub business: String,
    /// What the member is there.
    pub role: Role,
}

/// Begins a session. The oldest ones of the member end where there are too many, and those that are over are removed. Those of a
/// business that is being moved are left as they are.
///
/// # Errors
/// When the database fails, or the business is being moved ([`db::is_elsewhere`]).
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

/// The session of a token's `digest`, unless it is over.
///
/// # Errors
/// When the database fails, or the business that it acts for is being moved ([`db::is_elsewhere`]).
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

/// Whether a session of a business of this cell has the token with this [digest](super::digest), whether or not it is over.
///
/// # Errors
/// When the database fails.
pub async fn is_known(conn: &mut PgConnection, digest: [u8; 32]) -> Result<bool, sqlx::Error> {
    sqlx::query_scalar!(
        r#"select exists (select from sessions where digest = $1
               and business_id not in (select business_id from absent_businesses)) as "is!""#,
        &digest[..]
    )
    .fetch_one(conn)
    .await
}

/// Records that a session is used.
///
/// # Errors
/// When the database fails.
pub async fn used(conn: &mut PgConnection, id: SessionId, now: DateTime<Utc>) -> Result<(), sqlx::Error> {
    sqlx::query!("update sessions set used_at = $2 where id = $1 and used_at < $2", id.uuid(), now)
        .execute(conn)
        .await
        .map(|_| ())
}

/// Ends the session `id` of `member`; `None`: all of them but `except`. What is left of a business that another cell has is
/// nobody's session.
///
/// # Errors
/// When the database fails.
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

/// The sessions of `member` that last, newest first.
///
/// # Errors
/// When the database fails.
pub async fn list(
    conn: &mut PgConnection,
    member: MemberId,
    now: DateTime<Utc>,
) -> Result<Vec<Listed>, sqlx::Error> {
    sqlx::query_as!(
        Listed,
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

/// The businesses that `member` may act for here, by name; those that are held on their way to another cell come last.
///
/// # Errors
/// When the database fails.
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

/// Lets the session act for `business`, if its member may: whether it does.
///
/// # Errors
/// When the database fails, or the business is held on its way to another cell ([`db::is_elsewhere`]).
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
