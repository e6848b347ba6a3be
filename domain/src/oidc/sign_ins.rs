//! Sign-ins under way. Each belongs to one browser, comes back from the provider once, and is used once.
//!
//! The worker that takes one deletes its code first: a code is worth something once. So a worker that dies with it leaves a
//! sign-in that nobody ends, and the person begins another.

use chrono::{DateTime, TimeDelta, Utc};
use secrecy::{ExposeSecret, SecretString};
use sqlx::PgConnection;
use uuid::Uuid;

use super::{Identity, Issuer};
use crate::email::Email;

/// How long a sign-in may take, from the link to the session.
pub const LASTS: TimeDelta = TimeDelta::minutes(10);

/// The longest code that is taken, in characters.
pub const MAX_CODE_CHARS: usize = 4_096;

/// How long a browser that has come back waits. What nobody waits for any more no worker takes.
pub const WAITS: TimeDelta = TimeDelta::seconds(10);

/// How many may wait for a worker. Whoever floods the callback makes the provider be asked no faster than workers ask, and
/// keeps nobody out for longer than [`WAITS`].
pub const MOST_WAITING: i64 = 100;

/// Which pages are signed in to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Door {
    /// The members'.
    Dashboard,
    /// The operators'.
    Console,
}

/// A sign-in to begin.
#[derive(Debug)]
pub struct NewSignIn<'a> {
    /// Its id.
    pub id: Uuid,
    /// Where to.
    pub door: Door,
    /// The provider.
    pub issuer: &'a Issuer,
    /// Where the provider sends the browser back to.
    pub redirect_address: &'a str,
    /// The digest of what the provider hands back.
    pub state: [u8; 32],
    /// The digest of the browser's cookie.
    pub browser: [u8; 32],
    /// The digest of the token of an invitation that is to be accepted.
    pub invitation: Option<[u8; 32]>,
    /// What the provider's answer must repeat.
    pub nonce: &'a str,
    /// What only the sender of the browser knows.
    pub verifier: &'a SecretString,
}

/// A sign-in that a worker has taken. It is nobody else's.
#[derive(Debug, Clone)]
pub struct Taken {
    /// Its id.
    pub id: Uuid,
    /// Where the browser was sent back to.
    pub redirect_address: String,
    /// What the answer must repeat.
    pub nonce: String,
    /// What is exchanged.
    pub code: SecretString,
    /// What proves that the code was asked for here.
    pub verifier: SecretString,
}

/// A sign-in that has ended well, and is not used yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proved {
    /// Its id.
    pub id: Uuid,
    /// Who it is.
    pub identity: Identity,
    /// The digest of the token of the invitation that is to be accepted.
    pub invitation: Option<[u8; 32]>,
}

/// What became of a code with which a browser came back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Returned {
    /// The sign-in of this id waits for a worker.
    Waits(Uuid),
    /// As many wait as may. Nothing was done, so the browser may come again.
    Full,
    /// It is no sign-in of this browser's with this provider, has come back before, or is over.
    NotUnderWay,
}

/// How a sign-in stands that has come back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Standing {
    /// A worker has it, or will have it.
    Waits,
    /// It is proved who it is.
    Proved(Proved),
    /// It is not, or nobody knows.
    Failed,
    /// No worker took it while somebody waited for it, and none will.
    Late,
}

impl Door {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Dashboard => "dashboard",
            Self::Console => "console",
        }
    }
}

/// Begins a sign-in.
///
/// # Errors
/// When the database fails.
pub async fn begin(
    conn: &mut PgConnection,
    new: &NewSignIn<'_>,
    now: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "insert into oidc_sign_ins (id, expires_at, state, door, state_digest, browser_digest, invitation_digest, issuer,
             redirect_address, nonce, verifier)
         values ($1, $2, 'begun', $3, $4, $5, $6, $7, $8, $9, $10)",
        new.id,
        now + LASTS,
        new.door.as_str(),
        &new.state[..],
        &new.browser[..],
        new.invitation.as_ref().map(|digest| &digest[..]),
        new.issuer.as_str(),
        new.redirect_address,
        new.nonce,
        new.verifier.expose_secret()
    )
    .execute(conn)
    .await
    .map(|_| ())
}

/// Takes the code with which the browser that began a sign-in with `issuer` has come back.
///
/// # Errors
/// When the database fails.
pub async fn returned(
    conn: &mut PgConnection,
    (door, issuer): (Door, &Issuer),
    (state, browser): ([u8; 32], [u8; 32]),
    code: &SecretString,
    now: DateTime<Utc>,
) -> Result<Returned, sqlx::Error> {
    let row = sqlx::query!(
        r#"select id, (select count(*) from oidc_sign_ins w
                       where w.issuer = $4 and w.state = 'returned' and w.returned_at > $6) as "waiting!"
           from oidc_sign_ins
           where state_digest = $1 and browser_digest = $2 and door = $3 and issuer = $4 and state = 'begun' and expires_at > $5
           for update"#,
        &state[..],
        &browser[..],
        door.as_str(),
        issuer.as_str(),
        now,
        now - WAITS
    )
    .fetch_optional(&mut *conn)
    .await?;
    let Some(row) = row else { return Ok(Returned::NotUnderWay) };
    if row.waiting >= MOST_WAITING {
        return Ok(Returned::Full);
    }
    sqlx::query!(
        "update oidc_sign_ins set state = 'returned', returned_at = $2, code = $3 where id = $1",
        row.id,
        now,
        code.expose_secret()
    )
    .execute(conn)
    .await?;
    Ok(Returned::Waits(row.id))
}

/// Ends the sign-in of this browser that came back without a code; whether there was one.
///
/// # Errors
/// When the database fails.
pub async fn refused(
    conn: &mut PgConnection,
    door: Door,
    (state, browser): ([u8; 32], [u8; 32]),
) -> Result<bool, sqlx::Error> {
    let ended = sqlx::query!(
        "delete from oidc_sign_ins where state_digest = $1 and browser_digest = $2 and door = $3 and state = 'begun'",
        &state[..],
        &browser[..],
        door.as_str()
    )
    .execute(conn)
    .await?;
    Ok(ended.rows_affected() == 1)
}

/// Takes the sign-in that has waited longest for a worker, of those that somebody waits for. Its code is no longer stored when the transaction is committed.
///
/// # Errors
/// When the database fails.
pub async fn take(
    conn: &mut PgConnection,
    issuer: &Issuer,
    now: DateTime<Utc>,
) -> Result<Option<Taken>, sqlx::Error> {
    let row = sqlx::query!(
        r#"with next as (
             select id, code, verifier from oidc_sign_ins
             where issuer = $1 and state = 'returned' and returned_at > $3 and expires_at > $2
             order by returned_at limit 1 for update skip locked)
           update oidc_sign_ins s set state = 'taken', code = null, verifier = null from next
           where s.id = next.id returning s.id, s.redirect_address, s.nonce, next.code as "code!", next.verifier as "verifier!""#,
        issuer.as_str(),
        now,
        now - WAITS
    )
    .fetch_optional(conn)
    .await?;
    Ok(row.map(|row| Taken {
        id: row.id,
        redirect_address: row.redirect_address,
        nonce: row.nonce,
        code: row.code.into(),
        verifier: row.verifier.into(),
    }))
}

/// Writes down how a sign-in that was taken has ended: who it is, or why nobody is.
///
/// # Errors
/// When the database fails.
pub async fn end(
    conn: &mut PgConnection,
    id: Uuid,
    ended: &Result<Identity, String>,
) -> Result<(), sqlx::Error> {
    let (identity, reason) = match ended {
        Ok(identity) => (Some(identity), None),
        Err(reason) => (None, Some(reason.as_str())),
    };
    sqlx::query!(
        "update oidc_sign_ins set state = $2, subject = $3, email = $4, reason = $5 where id = $1 and state = 'taken'",
        id,
        if identity.is_some() { "proved" } else { "failed" },
        identity.map(|one| one.subject.as_str()),
        identity.map(|one| one.email.as_str()),
        reason
    )
    .execute(conn)
    .await
    .map(|_| ())
}

/// How the sign-in `id` stands.
///
/// # Errors
/// When the database fails.
pub async fn standing(
    conn: &mut PgConnection,
    id: Uuid,
    now: DateTime<Utc>,
) -> Result<Standing, sqlx::Error> {
    let row = sqlx::query!(
        "select state, returned_at, issuer, subject, email, invitation_digest from oidc_sign_ins where id = $1 and expires_at > $2",
        id,
        now
    )
    .fetch_optional(conn)
    .await?;
    let Some(row) = row else { return Ok(Standing::Failed) };
    Ok(match (row.state.as_str(), row.subject, row.email) {
        ("returned", ..) if row.returned_at.is_none_or(|at| at <= now - WAITS) => Standing::Late,
        ("returned" | "taken", ..) => Standing::Waits,
        ("proved", Some(subject), Some(email)) => {
            let identity = Identity { issuer: row.issuer, subject, email: Email::from_stored(email) };
            let invitation = row.invitation_digest.and_then(|digest| digest.try_into().ok());
            Standing::Proved(Proved { id, identity, invitation })
        }
        _ => Standing::Failed,
    })
}

/// The sign-in of this browser that is proved and not used.
///
/// # Errors
/// When the database fails.
pub async fn of_browser(
    conn: &mut PgConnection,
    door: Door,
    browser: [u8; 32],
    now: DateTime<Utc>,
) -> Result<Option<Proved>, sqlx::Error> {
    let id = sqlx::query_scalar!(
        "select id from oidc_sign_ins where browser_digest = $1 and door = $2 and state = 'proved' and expires_at > $3
         order by id desc limit 1",
        &browser[..],
        door.as_str(),
        now
    )
    .fetch_optional(&mut *conn)
    .await?;
    let Some(id) = id else { return Ok(None) };
    Ok(match standing(conn, id, now).await? {
        Standing::Proved(proved) => Some(proved),
        _ => None,
    })
}

/// Removes up to `limit` sign-ins that are over; whether there may be more.
///
/// # Errors
/// When the database fails.
pub async fn remove_old(
    conn: &mut PgConnection,
    now: DateTime<Utc>,
    limit: i64,
) -> Result<bool, sqlx::Error> {
    let removed = sqlx::query!(
        "delete from oidc_sign_ins where id = any(array(
             select id from oidc_sign_ins where expires_at <= $1 order by expires_at limit $2 for update skip locked))",
        now,
        limit
    )
    .execute(conn)
    .await?;
    Ok(i64::try_from(removed.rows_affected()).unwrap_or(i64::MAX) >= limit)
}
