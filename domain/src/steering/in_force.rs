//! The pauses in force, as they are shown: what each holds, since when, and who set it.

use chrono::{DateTime, Utc};
use sqlx::PgConnection;
use uuid::Uuid;

use super::{Affected, Outgoing, outgoing, pauses};
use crate::batch;
use crate::ids::{BatchId, BusinessId};

/// A pause in force.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InForce {
    /// `all`, `business`, `batch`, `method`, `provider` or `webhooks`.
    pub scope: String,
    /// The business that is paused.
    pub business_id: Option<BusinessId>,
    /// The batch that is paused.
    pub batch_id: Option<BatchId>,
    /// The method or provider that is paused.
    pub name: Option<String>,
    /// Whether this is a business whose payouts are switched off. No command resumes it.
    pub switched_off: bool,
    /// Whether the business is being moved to another cell. No command resumes it: it continues there.
    pub moving: bool,
    /// When it began.
    pub since: DateTime<Utc>,
    /// Who paused it, as in the audit log, or `None` if that is not known.
    pub by: Option<String>,
    /// How many items, withdrawals or deliveries it holds.
    pub holds: Affected,
    /// Its position in the order of [`in_force`].
    pub key: String,
}

/// How long the oldest pauses have been in force, in seconds, or 0 if there is none. Payouts that are switched off and
/// businesses that are being moved do not count.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Oldest {
    /// The oldest pause by an operator.
    pub by_operators: f64,
    /// The oldest pause of a batch by its merchant.
    pub by_merchants: f64,
}

/// Lists up to `limit` pauses in force after the key `after`: first the pauses of what goes out, then the pause of
/// everything, then those of each business and its batches. Pauses of businesses in other cells are left out.
///
/// # Errors
/// When the database fails.
pub async fn in_force(
    conn: &mut PgConnection,
    after: Option<&str>,
    limit: i64,
    now: DateTime<Utc>,
) -> Result<Vec<InForce>, sqlx::Error> {
    let rows = sqlx::query!(
        r#"select key as "key!", scope as "scope!", nullif(business_id, $3) as business_id,
               nullif(batch_id, $3) as batch_id, nullif(name, '') as name, cause = 'switch' as "switched_off!",
               cause = 'move' as "moving!",
               paused_at as "since!", paused_by
           from (
               select concat(business_id, '/', batch_id, '/', cause) as key,
                   case when business_id = $3 then 'all' when batch_id = $3 then 'business' else 'batch' end as scope,
                   business_id, batch_id, '' as name, cause, paused_at, paused_by from pauses
               where business_id not in (select business_id from absent_businesses)
               union all
               select concat('-/', scope, '/', name), scope, null, null, name, 'command', paused_at, paused_by
               from outgoing_pauses
           ) p
           where $1::text is null or key collate "C" > $1 order by key collate "C" limit $2"#,
        after,
        limit,
        Uuid::nil()
    )
    .fetch_all(&mut *conn)
    .await?;
    let mut all = Vec::with_capacity(rows.len());
    for row in rows {
        let (business_id, batch_id) =
            (row.business_id.map(BusinessId::from), row.batch_id.map(BatchId::from));
        let holds = match (business_id, batch_id) {
            (Some(business), Some(id)) => {
                let batch = batch::get(conn, business, id, now).await?;
                batch.as_ref().map_or(Affected::NOTHING, Affected::pending)
            }
            (None, _) if row.scope != "all" => {
                let of = Outgoing::from_stored(&row.scope, row.name.clone().unwrap_or_default());
                match of {
                    Some(of) => outgoing::held(conn, &of).await?,
                    None => Affected::NOTHING,
                }
            }
            (business, _) => {
                let pending = pauses::pending(conn, business).await?;
                Affected { orders: Some(outgoing::orders(conn, business, None, None).await?), ..pending }
            }
        };
        all.push(InForce {
            scope: row.scope,
            business_id,
            batch_id,
            name: row.name,
            switched_off: row.switched_off,
            moving: row.moving,
            since: row.since,
            by: row.paused_by,
            holds,
            key: row.key,
        });
    }
    Ok(all)
}

/// Returns since when a business is held: by a pause of everything or of itself, because its payouts are switched off,
/// or because it is being moved.
///
/// # Errors
/// When the database fails.
pub async fn held_since(
    conn: &mut PgConnection,
    business: BusinessId,
) -> Result<Option<DateTime<Utc>>, sqlx::Error> {
    sqlx::query_scalar!(
        "select min(paused_at) from pauses where business_id in ($1, $2) and batch_id = $2",
        business.uuid(),
        Uuid::nil()
    )
    .fetch_one(conn)
    .await
}

/// Returns which of `businesses` are held now, by a pause of everything or of themselves, because their payouts are
/// switched off, or because they are being moved.
///
/// # Errors
/// When the database fails.
pub async fn businesses_held(
    conn: &mut PgConnection,
    businesses: &[BusinessId],
) -> Result<Vec<BusinessId>, sqlx::Error> {
    let ids: Vec<Uuid> = businesses.iter().map(|id| id.uuid()).collect();
    sqlx::query_scalar!(
        r#"select id as "id!: BusinessId" from unnest($1::uuid[]) as i (id)
           where exists (select from pauses p where p.business_id in (i.id, $2) and p.batch_id = $2)"#,
        &ids,
        Uuid::nil()
    )
    .fetch_all(conn)
    .await
}

/// Returns how many businesses are held because their payouts are switched off.
///
/// # Errors
/// When the database fails.
pub async fn switched_off(conn: &mut PgConnection) -> Result<i64, sqlx::Error> {
    sqlx::query_scalar!(
        r#"select count(*) as "n!" from pauses
           where cause = 'switch' and business_id not in (select business_id from absent_businesses)"#
    )
    .fetch_one(conn)
    .await
}

/// Returns the ages of the oldest pauses in force.
///
/// # Errors
/// When the database fails.
pub async fn oldest(conn: &mut PgConnection, now: DateTime<Utc>) -> Result<Oldest, sqlx::Error> {
    sqlx::query_as!(
        Oldest,
        r#"select coalesce(extract(epoch from $1 - min(paused_at) filter (where by_operator)), 0)::float8 as "by_operators!",
               coalesce(extract(epoch from $1 - min(paused_at) filter (where not by_operator)), 0)::float8 as "by_merchants!"
           from (select paused_at, by_operator from pauses
                 where cause = 'command' and business_id not in (select business_id from absent_businesses)
                 union all select paused_at, true from outgoing_pauses) p"#,
        now
    )
    .fetch_one(conn)
    .await
}
