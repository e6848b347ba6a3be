//! Sign-ins under way. Each belongs to one browser, returns from the provider once, and is used once.
//!
//! The worker that takes a sign-in first deletes its code, because a code works only once. If that worker dies, the
//! sign-in never ends, and the person has to begin another.

use chrono::{DateTime, TimeDelta, Utc};
use secrecy::{ExposeSecret, SecretString};
use sqlx::PgConnection;
use uuid::Uuid;

use super::{Identity, Issuer};
use crate::email::Email;

/// How long a sign-in may take, from the link to the session.
pub const LIFETIME: TimeDelta = TimeDelta::minutes(10);

/// The longest code that is accepted, in characters.
pub const MAX_CODE_CHARS: usize = 4_096;

/// How long a returned browser waits. After that time no worker takes its sign-in.
pub const MAX_WAIT: TimeDelta = TimeDelta::seconds(10);

/// How many sign-ins may wait for a worker. A flood of callbacks makes workers ask the provider no faster than they
/// otherwise would, and keeps other people out for at most [`MAX_WAIT`].
pub const MAX_WAITING: i64 = 100;

/// The pages that the person signs in to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Realm {
    /// The members' pages.
    Dashboard,
    /// The operators' pages.
    Console,
}

/// A sign-in to begin.
#[derive(Debug)]
pub struct NewSignIn<'a> {
    /// The sign-in's id.
    pub id: Uuid,
    /// The pages that the person signs in to.
    pub door: Realm,
    /// The provider's issuer.
    pub issuer: &'a Issuer,
    /// The URL that the provider sends the browser back to.
    pub redirect_address: &'a str,
    /// The digest of the `state`, which the provider returns.
    pub state: [u8; 32],
    /// The digest of the browser's cookie.
    pub browser: [u8; 32],
    /// The digest of the token of the invitation to accept, if there is one.
    pub invitation: Option<[u8; 32]>,
    /// The nonce, which the ID token must repeat.
    pub nonce: &'a str,
    /// The PKCE verifier, which only this installation knows.
    pub verifier: &'a SecretString,
}

/// A sign-in that a worker has taken. No other worker has it.
#[derive(Debug, Clone)]
pub struct TakenSignIn {
    /// The sign-in's id.
    pub id: Uuid,
    /// The URL that the browser was sent back to.
    pub redirect_address: String,
    /// The nonce, which the ID token must repeat.
    pub nonce: String,
    /// The code to exchange.
    pub code: SecretString,
    /// The PKCE verifier, which proves that this installation asked for the code.
    pub verifier: SecretString,
}

/// A sign-in that has succeeded and is not used yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proved {
    /// The sign-in's id.
    pub id: Uuid,
    /// The identity of the person.
    pub identity: Identity,
    /// The digest of the token of the invitation to accept, if there is one.
    pub invitation: Option<[u8; 32]>,
}

/// The result of storing the code of a returned browser.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Returned {
    /// The sign-in with this id waits for a worker.
    Waits(Uuid),
    /// The most sign-ins are waiting already. Nothing was changed, so the browser may try again.
    Full,
    /// This browser has no such sign-in with this provider, or it has returned before, or has expired.
    NotUnderWay,
}

/// The state of a returned sign-in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SignInState {
    /// A worker has the sign-in, or will take it.
    Waits,
    /// The person's identity is proved.
    Proved(Proved),
    /// The identity is not proved, or the result is unknown.
    Failed,
    /// No worker took the sign-in in time, and none will.
    Late,
}

impl Realm {
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
/// If the database fails.
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
        now + LIFETIME,
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

/// Stores the code with which the browser of a sign-in with `issuer` has returned.
///
/// # Errors
/// If the database fails.
pub async fn returned(
    conn: &mut PgConnection,
    (door, issuer): (Realm, &Issuer),
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
        now - MAX_WAIT
    )
    .fetch_optional(&mut *conn)
    .await?;
    let Some(row) = row else { return Ok(Returned::NotUnderWay) };
    if row.waiting >= MAX_WAITING {
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

/// Ends this browser's sign-in, which returned without a code. Returns whether there was one.
///
/// # Errors
/// If the database fails.
pub async fn refused(
    conn: &mut PgConnection,
    door: Realm,
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

/// Takes the sign-in that has waited longest for a worker, of those whose browsers still wait. The transaction deletes
/// its code.
///
/// # Errors
/// If the database fails.
pub async fn take(
    conn: &mut PgConnection,
    issuer: &Issuer,
    now: DateTime<Utc>,
) -> Result<Option<TakenSignIn>, sqlx::Error> {
    let row = sqlx::query!(
        r#"with next as (
             select id, code, verifier from oidc_sign_ins
             where issuer = $1 and state = 'returned' and returned_at > $3 and expires_at > $2
             order by returned_at limit 1 for update skip locked)
           update oidc_sign_ins s set state = 'taken', code = null, verifier = null from next
           where s.id = next.id returning s.id, s.redirect_address, s.nonce, next.code as "code!", next.verifier as "verifier!""#,
        issuer.as_str(),
        now,
        now - MAX_WAIT
    )
    .fetch_optional(conn)
    .await?;
    Ok(row.map(|row| TakenSignIn {
        id: row.id,
        redirect_address: row.redirect_address,
        nonce: row.nonce,
        code: row.code.into(),
        verifier: row.verifier.into(),
    }))
}

/// Records the result of a taken sign-in: the person's identity, or why nobody is proved.
///
/// # Errors
/// If the database fails.
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

/// Returns the state of the sign-in `id`.
///
/// # Errors
/// If the database fails.
pub async fn standing(
    conn: &mut PgConnection,
    id: Uuid,
    now: DateTime<Utc>,
) -> Result<SignInState, sqlx::Error> {
    let row = sqlx::query!(
        "select state, returned_at, issuer, subject, email, invitation_digest from oidc_sign_ins where id = $1 and expires_at > $2",
        id,
        now
    )
    .fetch_optional(conn)
    .await?;
    let Some(row) = row else { return Ok(SignInState::Failed) };
    Ok(match (row.state.as_str(), row.subject, row.email) {
        ("returned", ..) if row.returned_at.is_none_or(|at| at <= now - MAX_WAIT) => SignInState::Late,
        ("returned" | "taken", ..) => SignInState::Waits,
        ("proved", Some(subject), Some(email)) => {
            let identity = Identity { issuer: row.issuer, subject, email: Email::from_stored(email) };
            let invitation = row.invitation_digest.and_then(|digest| digest.try_into().ok());
            SignInState::Proved(Proved { id, identity, invitation })
        }
        _ => SignInState::Failed,
    })
}

/// Returns the proved and unused sign-in of this browser.
///
/// # Errors
/// If the database fails.
pub async fn of_browser(
    conn: &mut PgConnection,
    door: Realm,
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
        SignInState::Proved(proved) => Some(proved),
        _ => None,
    })
}

/// Removes up to `limit` expired sign-ins. Returns whether there may be more.
///
/// # Errors
/// If the database fails.
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
