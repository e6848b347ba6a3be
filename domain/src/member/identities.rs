//! Which member somebody is whom a provider has named.
//!
//! A member is bound to the provider's subject by the first sign-in, and found by it from then on, for an address may be given
//! to another person later: that person has another subject, and is not let in. Another issuer has other subjects, and says
//! addresses of its own: it finds nobody who is bound already.
//!
//! Until then nobody has proved the address. Whoever had the link of the first invitation may have chosen the password, so the
//! first binding ends it.

use chrono::{DateTime, Utc};
use sqlx::PgConnection;

use super::account::Account;
use super::{account, second_factor, sessions};
use crate::email::Email;
use crate::ids::MemberId;
use crate::oidc::Identity;

/// Whom a provider has named.
#[derive(Debug, Clone)]
pub enum Named {
    /// The member that is bound to the identity.
    Bound(Account),
    /// The member of its address, which is bound to nothing.
    Unbound(Account),
    /// Nobody: its address is of a member that is bound to another identity.
    Another,
    /// Nobody.
    Nobody,
}

impl Named {
    /// The member, if it is one.
    pub fn account(self) -> Option<Account> {
        match self {
            Self::Bound(account) | Self::Unbound(account) => Some(account),
            Self::Another | Self::Nobody => None,
        }
    }

    /// Whether it is to show a code of the second factor. The first binding ends that one, so it is not asked for.
    pub fn shows_code(&self) -> bool {
        matches!(self, Self::Bound(account) if account.second_factor)
    }
}

/// The member whom `identity` names.
///
/// # Errors
/// When the database fails.
pub async fn member(conn: &mut PgConnection, identity: &Identity) -> Result<Named, sqlx::Error> {
    let bound = sqlx::query!(
        r#"select m.id, m.email, m.password, m.totp_version, m.second_factor_since is not null as "second_factor!"
           from member_identities i join members m on m.id = i.member_id where i.issuer = $1 and i.subject = $2"#,
        identity.issuer,
        identity.subject
    )
    .fetch_optional(&mut *conn)
    .await?;
    if let Some(row) = bound {
        return Ok(Named::Bound(Account {
            id: row.id.into(),
            email: Email::from_stored(row.email),
            password: row.password.into(),
            totp_version: row.totp_version,
            second_factor: row.second_factor,
        }));
    }
    let Some(account) = account::by_email(conn, &identity.email).await? else { return Ok(Named::Nobody) };
    let is_bound = sqlx::query_scalar!(
        r#"select exists (select from member_identities where member_id = $1) as "is_bound!""#,
        account.id.uuid()
    );
    Ok(if is_bound.fetch_one(conn).await? { Named::Another } else { Named::Unbound(account) })
}

/// Binds `account` to `identity`, unless it is: the account as it is then. Nothing where either is bound to another. The first
/// binding ends the password, the second factor and all sessions of the member: nobody had proved the address for them.
///
/// # Errors
/// When the database fails.
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

/// Takes all that `member` is bound to from it: whoever next proves its address is bound.
///
/// # Errors
/// When the database fails.
pub async fn unbind(conn: &mut PgConnection, member: MemberId) -> Result<(), sqlx::Error> {
    sqlx::query!("delete from member_identities where member_id = $1", member.uuid())
        .execute(conn)
        .await
        .map(|_| ())
}
