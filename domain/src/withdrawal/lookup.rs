//! Look-ups of the business of an order that is named without it.

use sqlx::PgConnection;

use super::{Withdrawal, read};
use crate::ids::{BusinessId, WithdrawalId};
use crate::platform::db;

/// Returns the order, of any business, that a provider knows as `told_as`.
///
/// # Errors
/// If the database fails, or its business is being moved ([`db::is_elsewhere`]).
pub async fn told_as(
    conn: &mut PgConnection,
    told_as: WithdrawalId,
) -> Result<Option<Withdrawal>, sqlx::Error> {
    let row = sqlx::query!(
        r#"select business_id as "business_id!", id as "id!",
               exists (select from unserved_businesses u where u.business_id = w.business_id) as "unserved!"
           from (select business_id, id from withdrawals where told_as = $1
                 union all select business_id, id from withdrawals where id = $1 and told_as is null) w"#,
        told_as.uuid()
    )
    .fetch_optional(&mut *conn)
    .await?;
    match row {
        Some(row) => {
            db::served(row.unserved)?;
            read::get(conn, row.business_id.into(), row.id.into()).await
        }
        None => Ok(None),
    }
}

/// Returns whether an order of a business of this cell is known to a provider as `told_as`.
///
/// # Errors
/// If the database fails.
pub async fn is_told_as(conn: &mut PgConnection, told_as: WithdrawalId) -> Result<bool, sqlx::Error> {
    sqlx::query_scalar!(
        r#"select exists (
               select from (select business_id from withdrawals where told_as = $1
                            union all select business_id from withdrawals where id = $1 and told_as is null) w
               where business_id not in (select business_id from absent_businesses)) as "is!""#,
        told_as.uuid()
    )
    .fetch_one(conn)
    .await
}

/// Returns the business of order `id`, if `provider` carries the order out. For callers who name an order without its
/// business.
///
/// # Errors
/// If the database fails.
pub async fn business_of(
    conn: &mut PgConnection,
    id: WithdrawalId,
    provider: &str,
) -> Result<Option<BusinessId>, sqlx::Error> {
    let found = sqlx::query_scalar!(
        "select business_id from withdrawals where id = $1 and provider = $2",
        id.uuid(),
        provider
    )
    .fetch_optional(conn)
    .await?;
    Ok(found.map(BusinessId::from))
}

/// Returns the business of order `id`, with any provider. For operators, who name an order without its business.
///
/// # Errors
/// If the database fails.
pub async fn owner_of(conn: &mut PgConnection, id: WithdrawalId) -> Result<Option<BusinessId>, sqlx::Error> {
    let found = sqlx::query_scalar!(
        r#"select business_id as "business_id!: BusinessId" from withdrawals where id = $1 order by id limit 1"#,
        id.uuid()
    );
    found.fetch_optional(conn).await
}
