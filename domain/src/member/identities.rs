//! Which member somebody is whom a provider has named.
//!
//! A member is bound to the provider's subject by the first sign-in, and found by it from then on, for an address may be given
//! to another person later: that person has another subject, and is not let in.

use chrono::{DateTime, Utc};
use sqlx::PgConnection;

use super::account::Account;
use crate::email::Email;
use crate::ids::MemberId;
use crate::oidc::Identity;

/// The member that is bound to `identity`; else the member of its address, if that one is bound to no other subject of the
/// provider.
///
/// # Errors
/// When the database fails.
pub async fn member(conn: &mut PgConnection, identity: &Identity) -> Result<Option<Account>, sqlx::Error> {
    let bound = sqlx::query!(
        r#"select m.id, m.email, m.password, m.totp_version, m.second_factor_since is not null as "second_factor!"
           from member_identities i join members m on m.id = i.member_id where i.issuer = $1 and i.subject = $2"#,
        identity.issuer,
        identity.subject
    )
    .fetch_optional(&mut *conn)
    .await?;
    if let Some(row) = bound {
        return Ok(Some(Account {
            id: row.id.into(),
            email: Email::from_stored(row.email),
            password: row.password.into(),
            totp_version: row.totp_version,
            second_factor: row.second_factor,
        }));
    }
    let row = sqlx::query!(
        r#"select m.id, m.password, m.totp_version, m.second_factor_since is not null as "second_factor!"
           from members m where m.email = $1
             and not exists (select from member_identities i where i.member_id = m.id and i.issuer = $2)"#,
        identity.email.as_str(),
        identity.issuer
    )
    .fetch_optional(conn)
    .await?;
    Ok(row.map(|row| Account {
        id: row.id.into(),
        email: identity.email.clone(),
        password: row.password.into(),
        totp_version: row.totp_version,
        second_factor: row.second_factor,
    }))
}

/// Binds `member` to `identity`, unless it is; whether it is bound then. It is not where either is bound to another.
///
/// # Errors
/// When the database fails.
pub async fn bind(
    conn: &mut PgConnection,
    identity: &Identity,
    member: MemberId,
    now: DateTime<Utc>,
) -> Result<bool, sqlx::Error> {
    sqlx::query!(
        "insert into member_identities (member_id, bound_at, issuer, subject) values ($1, $2, $3, $4) on conflict do nothing",
        member.uuid(),
        now,
        identity.issuer,
        identity.subject
    )
    .execute(&mut *conn)
    .await?;
    let bound = sqlx::query_scalar!(
        "select member_id from member_identities where issuer = $1 and subject = $2",
        identity.issuer,
        identity.subject
    )
    .fetch_optional(conn)
    .await?;
    Ok(bound == Some(member.uuid()))
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
