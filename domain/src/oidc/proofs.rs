//! Proved sign-ins. Each is used once. Those of a member end together with everything else that gives access to its
//! account.

use sqlx::PgConnection;
use uuid::Uuid;

use crate::ids::MemberId;

/// Returns whether a proved sign-in still exists. It stays until the transaction ends, so the caller may act on what it
/// proves.
///
/// # Errors
/// If the database fails.
pub async fn lock_unused(conn: &mut PgConnection, id: Uuid) -> Result<bool, sqlx::Error> {
    let found =
        sqlx::query_scalar!("select id from oidc_sign_ins where id = $1 and state = 'proved' for update", id)
            .fetch_optional(conn)
            .await?;
    Ok(found.is_some())
}

/// Uses up a proved sign-in. Returns whether it existed.
///
/// # Errors
/// If the database fails.
pub async fn consume(conn: &mut PgConnection, id: Uuid) -> Result<bool, sqlx::Error> {
    let used = sqlx::query!("delete from oidc_sign_ins where id = $1 and state = 'proved'", id)
        .execute(conn)
        .await?;
    Ok(used.rows_affected() == 1)
}

/// Ends the proved and unused sign-ins of `member`, found by its bindings or by its address. A sign-in that is proved
/// later is a new proof and stays valid.
///
/// # Errors
/// If the database fails.
pub async fn end_for_member(conn: &mut PgConnection, member: MemberId) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "delete from oidc_sign_ins s where s.state = 'proved' and s.door = 'dashboard'
             and (s.email = (select email from members where id = $1)
                  or exists (select from member_identities i
                             where i.member_id = $1 and i.issuer = s.issuer and i.subject = s.subject))",
        member.uuid()
    )
    .execute(conn)
    .await
    .map(|_| ())
}
