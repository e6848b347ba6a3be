//! What becomes of sign-ins that are proved: each is used once, and those of a member are ended with what else opens its account.

use sqlx::PgConnection;
use uuid::Uuid;

use crate::ids::MemberId;

/// Whether a proved sign-in is still there. It stays so until the transaction ends: what it proves may then be done.
///
/// # Errors
/// When the database fails.
pub async fn is_still(conn: &mut PgConnection, id: Uuid) -> Result<bool, sqlx::Error> {
    let found =
        sqlx::query_scalar!("select id from oidc_sign_ins where id = $1 and state = 'proved' for update", id)
            .fetch_optional(conn)
            .await?;
    Ok(found.is_some())
}

/// Uses a proved sign-in up; whether it was there.
///
/// # Errors
/// When the database fails.
pub async fn use_up(conn: &mut PgConnection, id: Uuid) -> Result<bool, sqlx::Error> {
    let used = sqlx::query!("delete from oidc_sign_ins where id = $1 and state = 'proved'", id)
        .execute(conn)
        .await?;
    Ok(used.rows_affected() == 1)
}

/// Ends the sign-ins that are proved for `member`, by what it is bound to or by its address, and are not used yet. One that is
/// proved later is a new proof.
///
/// # Errors
/// When the database fails.
pub async fn end_of(conn: &mut PgConnection, member: MemberId) -> Result<(), sqlx::Error> {
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
