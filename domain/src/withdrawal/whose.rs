//! Whose an order is that is named without its business.

use sqlx::PgConnection;

use super::{Withdrawal, read};
use crate::ids::{BusinessId, WithdrawalId};
use crate::platform::db;

/// The order, of any business, that a provider is told of as `told_as`.
///
/// # Errors
/// When the database fails, or its business is being moved ([`db::is_elsewhere`]).
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

/// Whether an order of a business of this cell is one that a provider is told of as `told_as`.
///
/// # Errors
/// When the database fails.
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

/// The business of order `id`, if `provider` carries it out. For callers who name an order without its business.
///
/// # Errors
/// When the database fails.
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

/// The business of order `id`, whoever carries it out. For operators, who name an order without its business.
///
/// # Errors
/// When the database fails.
pub async fn owner_of(conn: &mut PgConnection, id: WithdrawalId) -> Result<Option<BusinessId>, sqlx::Error> {
    let found = sqlx::query_scalar!(
        r#"select business_id as "business_id!: BusinessId" from withdrawals where id = $1 order by id limit 1"#,
        id.uuid()
    );
    found.fetch_optional(conn).await
}
