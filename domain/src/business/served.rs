//! Whether this cell serves a business. It does not while the business is held on its way to another cell, nor once it
//! is there. The fence, a set of triggers, keeps the rows of such a business unchanged; [`pass_fence`] lets a
//! transaction past it.

use sqlx::PgConnection;

use super::BusinessId;
use crate::cell::Number;
use crate::platform::db;

/// Returns `business` if it belongs to this cell, and `None` if only its rows are here (the view `absent_businesses`).
///
/// # Errors
/// If the database fails.
pub async fn known(
    conn: &mut PgConnection,
    business: Option<BusinessId>,
) -> Result<Option<BusinessId>, sqlx::Error> {
    Ok(find_here(conn, business).await?.map(|(business, _)| business))
}

/// Returns `business` as [`known`] does, for a caller that is about to read or change something of it.
///
/// # Errors
/// If the database fails, or the business is held for its switch to another cell ([`db::is_elsewhere`]).
pub async fn served(
    conn: &mut PgConnection,
    business: Option<BusinessId>,
) -> Result<Option<BusinessId>, sqlx::Error> {
    let Some((business, held)) = find_here(conn, business).await? else { return Ok(None) };
    db::served(held)?;
    Ok(Some(business))
}

/// Returns the business if it belongs to this cell, and whether it is held.
async fn find_here(
    conn: &mut PgConnection,
    business: Option<BusinessId>,
) -> Result<Option<(BusinessId, bool)>, sqlx::Error> {
    let Some(business) = business else { return Ok(None) };
    let row = sqlx::query!(
        r#"select exists (select from absent_businesses where business_id = $1) as "absent!",
               exists (select from unserved_businesses where business_id = $1) as "unserved!""#,
        business.uuid()
    )
    .fetch_one(conn)
    .await?;
    Ok((!row.absent).then_some((business, row.unserved)))
}

/// Returns the other cell of a move, if `business` has rows in this cell but does not belong to it.
///
/// # Errors
/// If the database fails.
pub async fn cell_of_absent(
    conn: &mut PgConnection,
    business: Option<BusinessId>,
) -> Result<Option<Number>, sqlx::Error> {
    let Some(business) = business else { return Ok(None) };
    let other = sqlx::query_scalar!(
        "select other_cell from relocations
         where business_id = $1 and business_id in (select business_id from absent_businesses)",
        business.uuid()
    );
    other.fetch_optional(conn).await?.map(Number::stored).transpose()
}

/// Lets this transaction write what the fence of `business` rejects. `None` restores the state in which every
/// transaction begins: no fence is passed.
///
/// # Errors
/// If the database fails.
pub async fn pass_fence(conn: &mut PgConnection, business: Option<BusinessId>) -> Result<(), sqlx::Error> {
    sqlx::query!(
        r#"select set_config('payout.relocates', $1, true) as "relocates!""#,
        business.map_or_else(String::new, |business| business.uuid().to_string())
    )
    .fetch_one(conn)
    .await
    .map(|_| ())
}
