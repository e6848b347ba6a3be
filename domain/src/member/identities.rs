//! The members that a provider's identities name.
//!
//! The first sign-in through a provider binds the member to the provider's subject, and from then on the member is
//! found by the subject. An address may later be given to another person. That person has another subject and is not
//! let in. Another issuer has other subjects, and its claims about addresses are its own, so it cannot find a member
//! who is already bound.
//!
//! Before the first binding nobody has proved the address. The person who had the link of the first invitation may have
//! chosen the password, so the first binding ends the password.

use chrono::{DateTime, Utc};
use sqlx::PgConnection;

use super::account::Account;
use super::{account, second_factor, sessions};
use crate::email::Email;
use crate::ids::MemberId;
use crate::oidc::Identity;

/// The result of looking up an identity.
#[derive(Debug, Clone)]
pub enum IdentityMatch {
    /// The member that is bound to the identity.
    Bound(Account),
    /// The member with the identity's address, which is bound to no identity.
    Unbound(Account),
    /// No member: the address belongs to a member that is bound to another identity.
    Another,
    /// No member.
    Nobody,
}

impl IdentityMatch {
    /// Returns the member, if there is one.
    pub fn account(self) -> Option<Account> {
        match self {
            Self::Bound(account) | Self::Unbound(account) => Some(account),
            Self::Another | Self::Nobody => None,
        }
    }

    /// Returns whether the sign-in must show a code of the second factor. An unbound member shows none, because the
    /// first binding ends its second factor.
    pub fn shows_code(&self) -> bool {
        matches!(self, Self::Bound(account) if account.second_factor)
    }
}

/// Looks up the member that `identity` names.
///
/// # Errors
/// If the database fails.
pub async fn member(conn: &mut PgConnection, identity: &Identity) -> Result<IdentityMatch, sqlx::Error> {
    let bound = sqlx::query!(
        r#"select m.id, m.email, m.password, m.totp_version, m.second_factor_since is not null as "second_factor!"
           from member_identities i join members m on m.id = i.member_id where i.issuer = $1 and i.subject = $2"#,
        identity.issuer,
        identity.subject
    )
    .fetch_optional(&mut *conn)
    .await?;
    if let Some(row) = bound {
        return Ok(IdentityMatch::Bound(Account {
            id: row.id.into(),
            email: Email::from_stored(row.email),
            password: row.password.into(),
            totp_version: row.totp_version,
            second_factor: row.second_factor,
        }));
    }
    let Some(account) = account::by_email(conn, &identity.email).await? else {
        return Ok(IdentityMatch::Nobody);
    };
    let is_bound = sqlx::query_scalar!(
        r#"select exists (select from member_identities where member_id = $1) as "is_bound!""#,
        account.id.uuid()
    );
    Ok(if is_bound.fetch_one(conn).await? { IdentityMatch::Another } else { IdentityMatch::Unbound(account) })
}

/// Binds `account` to `identity`, unless it is bound to it already, and returns the resulting account. Returns `None`
/// if either is bound to another. The first binding ends the member's password, second factor and all sessions, because
/// nobody had proved the address when they were created.
///
/// # Errors
/// If the database fails.
pub async fn bind(
    conn: &mut PgConnection,
    identity: &Identity,
    account: Account,
    now: DateTime<Utc>,
) -> Result<Option<Account>, sqlx::Error> {
    let first = sqlx::query!(
        "insert into member_identities (member_id, bound_at, issuer, subject) values ($1, $2, $3, $4) on conflict do nothing",
        account.id.uuid(),
        now,
        identity.issuer,
        identity.subject
    )
    .execute(&mut *conn)
    .await?;
    if first.rows_affected() == 1 {
        account::set_password(conn, account.id, "").await?;
        second_factor::end(conn, account.id).await?;
        sessions::end(conn, account.id, None, None).await?;
        return account::by_email(conn, &account.email).await;
    }
    let bound = sqlx::query_scalar!(
        "select member_id from member_identities where issuer = $1 and subject = $2",
        identity.issuer,
        identity.subject
    )
    .fetch_optional(conn)
    .await?;
    Ok((bound == Some(account.id.uuid())).then_some(account))
}

/// Removes all bindings of `member`. The next person to prove its address is bound.
///
/// # Errors
/// If the database fails.
pub async fn unbind(conn: &mut PgConnection, member: MemberId) -> Result<(), sqlx::Error> {
    sqlx::query!("delete from member_identities where member_id = $1", member.uuid())
        .execute(conn)
        .await
        .map(|_| ())
}
