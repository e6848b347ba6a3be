//! Invitations: links that make somebody a member, each once. A link contains a token ([`super::link`]); the database
//! stores the token's digest.

use chrono::{DateTime, TimeDelta, Utc};
use sqlx::PgConnection;

use super::Role;
use super::account::{self, MembershipError};
use crate::email::Email;
use crate::ids::{BusinessId, InvitationId, MemberId};
use crate::platform::db;

/// How long an invitation may be accepted.
pub const LIFETIME: TimeDelta = TimeDelta::days(7);

/// The most open invitations of a business at the same time.
pub const MAX_OPEN: i64 = 50;

/// An invitation that may be accepted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Invitation {
    /// The invitation's id.
    pub id: InvitationId,
    /// The business that invites.
    pub business_id: BusinessId,
    /// The name of the business.
    pub business: String,
    /// The address of the invited person.
    pub email: Email,
    /// The role that the invited person gets.
    pub role: Role,
    /// When the invitation expires.
    pub expires_at: DateTime<Utc>,
    /// Whether an operator made the invitation. Then only the invited person may have its link, not the business's
    /// owners.
    pub by_operator: bool,
    /// The digest of the token.
    pub digest: [u8; 32],
}

/// How the invited person joins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum JoinKind {
    /// By choosing a password. The address has no member yet, or an operator has invited a member without a password.
    Choosing,
    /// With the password of the existing member.
    ByPassword,
    /// Through a provider: the existing member is bound to a provider and has no password.
    ByProvider,
    /// Not at present. The existing member has no password, and no operator made the invitation. A new password would
    /// give access to all of the member's businesses.
    NotYet,
}

/// Why nobody was invited.
#[derive(Debug, thiserror::Error)]
pub enum InviteError {
    /// The business does not exist.
    #[error("there is no such business: see `payout business list`")]
    NoSuchBusiness,
    /// The business has [`MAX_OPEN`] open invitations.
    #[error("50 invitations are open: withdraw one first")]
    TooMany,
    /// The database failed.
    #[error("the invitation could not be recorded")]
    Database(#[from] sqlx::Error),
}

/// Invites `email` with a link whose token has this [digest](super::digest). An earlier invitation of the same address
/// to the same business ends.
///
/// # Errors
/// [`InviteError`]
pub async fn invite(
    conn: &mut PgConnection,
    (business, id): (BusinessId, InvitationId),
    (email, role): (&Email, Role),
    digest: [u8; 32],
    by_operator: bool,
    now: DateTime<Utc>,
) -> Result<(), InviteError> {
    sqlx::query!("select id from businesses where id = $1 for no key update", business.uuid())
        .fetch_optional(&mut *conn)
        .await?
        .ok_or(InviteError::NoSuchBusiness)?;
    sqlx::query!(
        "update invitations set ended_at = $3 where business_id = $1 and email = $2 and ended_at is null",
        business.uuid(),
        email.as_str(),
        now
    )
    .execute(&mut *conn)
    .await?;
    let open = sqlx::query_scalar!(
        r#"select count(*) as "n!" from invitations where business_id = $1 and ended_at is null and expires_at > $2"#,
        business.uuid(),
        now
    )
    .fetch_one(&mut *conn)
    .await?;
    if open >= MAX_OPEN {
        return Err(InviteError::TooMany);
    }
    sqlx::query!(
        "insert into invitations (business_id, id, created_at, expires_at, digest, email, role, by_operator)
         values ($1, $2, $3, $4, $5, $6, $7, $8)",
        business.uuid(),
        id.uuid(),
        now,
        now + LIFETIME,
        &digest[..],
        email.as_str(),
        role.as_str(),
        by_operator
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Returns the invitation whose token has this digest, if it is open, and how the person joins.
///
/// # Errors
/// If the database fails, or its business is being moved ([`db::is_elsewhere`]).
pub async fn find(
    conn: &mut PgConnection,
    digest: [u8; 32],
    now: DateTime<Utc>,
) -> Result<Option<(Invitation, JoinKind)>, sqlx::Error> {
    let row = sqlx::query!(
        r#"select i.id, i.business_id, b.name, i.email, i.role, i.expires_at, i.by_operator,
                  m.password <> '' as "has_password?",
                  exists (select from member_identities d where d.member_id = m.id) as "is_bound!",
                  exists (select from unserved_businesses u where u.business_id = b.id) as "unserved!"
           from invitations i join businesses b on b.id = i.business_id left join members m on m.email = i.email
           where i.digest = $1 and i.ended_at is null and i.expires_at > $2"#,
        &digest[..],
        now
    )
    .fetch_optional(conn)
    .await?;
    let Some(row) = row else { return Ok(None) };
    db::served(row.unserved)?;
    let joins = match row.has_password {
        Some(true) => JoinKind::ByPassword,
        Some(false) if row.is_bound => JoinKind::ByProvider,
        Some(false) if !row.by_operator => JoinKind::NotYet,
        Some(false) | None => JoinKind::Choosing,
    };
    let invitation = Invitation {
        id: row.id.into(),
        business_id: row.business_id.into(),
        business: row.name,
        email: Email::from_stored(row.email),
        role: Role::from_stored(&row.role),
        expires_at: row.expires_at,
        by_operator: row.by_operator,
        digest,
    };
    Ok(Some((invitation, joins)))
}

/// Returns whether an invitation to a business of this cell has the token with this digest, open or not.
///
/// # Errors
/// If the database fails.
pub async fn is_known(conn: &mut PgConnection, digest: [u8; 32]) -> Result<bool, sqlx::Error> {
    sqlx::query_scalar!(
        r#"select exists (select from invitations where digest = $1
               and business_id not in (select business_id from absent_businesses)) as "is!""#,
        &digest[..]
    )
    .fetch_one(conn)
    .await
}

/// Accepts the invitation for `member`. Returns whether it was still open.
///
/// # Errors
/// If the database fails, or the role would leave the business without an owner.
pub async fn accept(
    conn: &mut PgConnection,
    invitation: &Invitation,
    member: MemberId,
    now: DateTime<Utc>,
) -> Result<bool, MembershipError> {
    if !revoke(conn, invitation.business_id, invitation.id, now).await? {
        return Ok(false);
    }
    account::join(conn, invitation.business_id, member, invitation.role, now).await?;
    Ok(true)
}

/// Ends an invitation. Returns whether it was open.
///
/// # Errors
/// If the database fails.
pub async fn revoke(
    conn: &mut PgConnection,
    business: BusinessId,
    id: InvitationId,
    now: DateTime<Utc>,
) -> Result<bool, sqlx::Error> {
    sqlx::query!(
        "update invitations set ended_at = $3
         where business_id = $1 and id = $2 and ended_at is null and expires_at > $3",
        business.uuid(),
        id.uuid(),
        now
    )
    .execute(conn)
    .await
    .map(|done| done.rows_affected() == 1)
}

/// Ends all open invitations of `email`, to any business of this cell.
///
/// # Errors
/// If the database fails.
pub async fn end_all(conn: &mut PgConnection, email: &Email, now: DateTime<Utc>) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "update invitations set ended_at = $2 where email = $1 and ended_at is null
             and business_id not in (select business_id from absent_businesses)",
        email.as_str(),
        now
    )
    .execute(conn)
    .await
    .map(|_| ())
}

/// Lists the open invitations of a business, newest first.
///
/// # Errors
/// If the database fails.
pub async fn list(
    conn: &mut PgConnection,
    business: BusinessId,
    now: DateTime<Utc>,
) -> Result<Vec<Invitation>, sqlx::Error> {
    let rows = sqlx::query!(
        "select i.id, b.name, i.email, i.role, i.expires_at, i.by_operator, i.digest
         from invitations i join businesses b on b.id = i.business_id
         where i.business_id = $1 and i.ended_at is null and i.expires_at > $2 order by i.id desc",
        business.uuid(),
        now
    )
    .fetch_all(conn)
    .await?;
    let open = rows.into_iter().map(|row| Invitation {
        id: row.id.into(),
        business_id: business,
        business: row.name,
        email: Email::from_stored(row.email),
        role: Role::from_stored(&row.role),
        expires_at: row.expires_at,
        by_operator: row.by_operator,
        // A CHECK of the table guarantees the digest's length.
        digest: row.digest.try_into().unwrap_or_default(),
    });
    Ok(open.collect())
}
