//! Members and their memberships.
//!
//! A business always has an owner. A transaction that takes the owner's role from a member first locks the memberships
//! of the business, and leaves the last owner as it is.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use secrecy::{ExposeSecret, SecretString};
use sqlx::PgConnection;
use uuid::Uuid;

use super::Role;
use crate::email::Email;
use crate::ids::{BusinessId, MemberId};
use crate::oidc::proofs;

/// The stored account that a sign-in is compared with.
#[derive(Debug, Clone)]
pub struct Account {
    /// The member's id.
    pub id: MemberId,
    /// The member's address.
    pub email: Email,
    /// The PHC string of the password. It is empty if the member signs in only through a provider, or if an operator
    /// has ended the password.
    pub password: SecretString,
    /// The version of the second factor. A sign-in must show a code of this version if [`Account::second_factor`] is
    /// set.
    pub totp_version: i32,
    /// Whether signing in takes a code.
    pub second_factor: bool,
}

/// A member as a business sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    /// The member's id.
    pub id: MemberId,
    /// The member's address.
    pub email: Email,
    /// The member's role in the business.
    pub role: Role,
    /// Whether signing in takes a code.
    pub second_factor: bool,
    /// When the member joined the business.
    pub since: DateTime<Utc>,
}

/// Why a membership was not changed.
#[derive(Debug, thiserror::Error)]
pub enum MembershipError {
    /// The business has no such member.
    #[error("the business has no such member")]
    NoSuchMember,
    /// The member is the only owner.
    #[error("a business must have an owner: make somebody else an owner first")]
    LastOwner,
    /// The database failed.
    #[error("the membership could not be changed")]
    Database(#[from] sqlx::Error),
}

/// Returns the account of `email`.
///
/// # Errors
/// If the database fails.
pub async fn by_email(conn: &mut PgConnection, email: &Email) -> Result<Option<Account>, sqlx::Error> {
    let row = sqlx::query!(
        r#"select id, email, password, totp_version, second_factor_since is not null as "second_factor!"
           from members where email = $1"#,
        email.as_str()
    )
    .fetch_optional(conn)
    .await?;
    Ok(row.map(|row| Account {
        id: row.id.into(),
        email: Email::from_stored(row.email),
        password: row.password.into(),
        totp_version: row.totp_version,
        second_factor: row.second_factor,
    }))
}

/// Returns whether `email` belongs to a member of this cell. A member whose businesses have all moved to other cells
/// does not count.
///
/// # Errors
/// If the database fails.
pub async fn is_known(conn: &mut PgConnection, email: &Email) -> Result<bool, sqlx::Error> {
    sqlx::query_scalar!(
        r#"select exists (
               select from members m where m.email = $1
                 and (not exists (select from memberships r where r.member_id = m.id)
                      or exists (select from memberships r where r.member_id = m.id
                                 and r.business_id not in (select business_id from absent_businesses)))) as "is!""#,
        email.as_str()
    )
    .fetch_one(conn)
    .await
}

/// Returns the addresses of those `ids` that are members of any business.
///
/// # Errors
/// If the database fails.
pub async fn emails(
    conn: &mut PgConnection,
    ids: &[MemberId],
) -> Result<HashMap<MemberId, Email>, sqlx::Error> {
    let ids: Vec<Uuid> = ids.iter().map(|id| id.uuid()).collect();
    let rows = sqlx::query!("select id, email from members where id = any($1)", &ids).fetch_all(conn).await?;
    Ok(rows.into_iter().map(|row| (row.id.into(), Email::from_stored(row.email))).collect())
}

/// Creates a member without a second factor and returns its account. Returns `None` if the address already has a
/// member. An empty `password` means no password.
///
/// # Errors
/// If the database fails.
pub async fn make(
    conn: &mut PgConnection,
    id: MemberId,
    email: &Email,
    password: &str,
    now: DateTime<Utc>,
) -> Result<Option<Account>, sqlx::Error> {
    let row = sqlx::query!(
        r#"insert into members (id, created_at, totp_step, totp_version, recovery_used, email, password)
           values ($1, $2, 0, 1, 0, $3, $4)
           on conflict on constraint member_is_one_per_address do nothing
           returning id, totp_version, second_factor_since is not null as "second_factor!""#,
        id.uuid(),
        now,
        email.as_str(),
        password
    )
    .fetch_optional(conn)
    .await?;
    Ok(row.map(|row| Account {
        id: row.id.into(),
        email: email.clone(),
        password: password.into(),
        totp_version: row.totp_version,
        second_factor: row.second_factor,
    }))
}

/// Sets the password of the member with `email`, if its password was ended and it is bound to no provider. Returns the
/// account if the password was set.
///
/// # Errors
/// If the database fails.
pub async fn give_password(
    conn: &mut PgConnection,
    email: &Email,
    password: &str,
) -> Result<Option<Account>, sqlx::Error> {
    let given = sqlx::query!(
        "update members m set password = $2 where m.email = $1 and m.password = ''
             and not exists (select from member_identities i where i.member_id = m.id)",
        email.as_str(),
        password
    )
    .execute(&mut *conn)
    .await?;
    if given.rows_affected() == 1 { by_email(conn, email).await } else { Ok(None) }
}

/// Returns whether the password and the second factor are still those of `account`. They stay so until the transaction
/// ends, so the caller may act on what they proved.
///
/// # Errors
/// If the database fails.
pub async fn lock_unchanged(conn: &mut PgConnection, account: &Account) -> Result<bool, sqlx::Error> {
    let found = sqlx::query_scalar!(
        "select id from members
         where id = $1 and password = $2 and totp_version = $3 and (second_factor_since is not null) = $4
         for no key update",
        account.id.uuid(),
        account.password.expose_secret(),
        account.totp_version,
        account.second_factor
    )
    .fetch_optional(conn)
    .await?;
    Ok(found.is_some())
}

/// Replaces a password with the PHC string of another. With an empty text, nobody can sign in with a password.
///
/// # Errors
/// If the database fails.
pub async fn set_password(
    conn: &mut PgConnection,
    member: MemberId,
    password: &str,
) -> Result<(), sqlx::Error> {
    sqlx::query!("update members set password = $2 where id = $1", member.uuid(), password)
        .execute(conn)
        .await
        .map(|_| ())
}

/// Makes somebody a member of a business. An existing member gets the role, unless that would leave no owner.
///
/// # Errors
/// [`MembershipError`]
pub async fn join(
    conn: &mut PgConnection,
    business: BusinessId,
    member: MemberId,
    role: Role,
    now: DateTime<Utc>,
) -> Result<(), MembershipError> {
    let owners = lock_owners(conn, business).await?;
    if owners == [member] && role != Role::Owner {
        return Err(MembershipError::LastOwner);
    }
    sqlx::query!(
        "insert into memberships (business_id, member_id, created_at, role) values ($1, $2, $3, $4)
         on conflict (business_id, member_id) do update set role = excluded.role",
        business.uuid(),
        member.uuid(),
        now,
        role.as_str()
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Changes the role of a member of a business, or with `None` ends the membership. Ending it also deletes the member's
/// sessions for the business, and unused proofs of its identity from a provider.
///
/// # Errors
/// [`MembershipError`]
pub async fn change(
    conn: &mut PgConnection,
    business: BusinessId,
    member: MemberId,
    role: Option<Role>,
) -> Result<(), MembershipError> {
    let owners = lock_owners(conn, business).await?;
    if owners == [member] && role != Some(Role::Owner) {
        return Err(MembershipError::LastOwner);
    }
    let changed = match role {
        Some(role) => {
            sqlx::query!(
                "update memberships set role = $3 where business_id = $1 and member_id = $2",
                business.uuid(),
                member.uuid(),
                role.as_str()
            )
            .execute(conn)
            .await?
        }
        None => {
            proofs::end_for_member(conn, member).await?;
            sqlx::query!(
                "delete from sessions where member_id = $2 and business_id = $1",
                business.uuid(),
                member.uuid()
            )
            .execute(&mut *conn)
            .await?;
            sqlx::query!(
                "delete from memberships where business_id = $1 and member_id = $2",
                business.uuid(),
                member.uuid()
            )
            .execute(conn)
            .await?
        }
    };
    if changed.rows_affected() == 0 {
        return Err(MembershipError::NoSuchMember);
    }
    Ok(())
}

/// Lists the members of a business, sorted by address.
///
/// # Errors
/// If the database fails.
pub async fn members(conn: &mut PgConnection, business: BusinessId) -> Result<Vec<Member>, sqlx::Error> {
    let rows = sqlx::query!(
        r#"select m.id, m.email, r.role, m.second_factor_since is not null as "second_factor!", r.created_at
           from memberships r join members m on m.id = r.member_id where r.business_id = $1 order by m.email"#,
        business.uuid()
    )
    .fetch_all(conn)
    .await?;
    let members = rows.into_iter().map(|row| Member {
        id: row.id.into(),
        email: Email::from_stored(row.email),
        role: Role::from_stored(&row.role),
        second_factor: row.second_factor,
        since: row.created_at,
    });
    Ok(members.collect())
}

/// Locks the memberships of the business and returns its owners. With the lock, two owners who leave at the same time
/// do so one after the other.
async fn lock_owners(conn: &mut PgConnection, business: BusinessId) -> Result<Vec<MemberId>, sqlx::Error> {
    sqlx::query!("select id from businesses where id = $1 for no key update", business.uuid())
        .fetch_optional(&mut *conn)
        .await?;
    let owners = sqlx::query_scalar!(
        "select member_id from memberships where business_id = $1 and role = 'owner'",
        business.uuid()
    )
    .fetch_all(conn)
    .await?;
    Ok(owners.into_iter().map(MemberId::from).collect())
}
