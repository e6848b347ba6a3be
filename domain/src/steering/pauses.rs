//! The stored pauses of everything, of businesses and of batches.

use chrono::{DateTime, Utc};
use sqlx::PgConnection;
use uuid::Uuid;

use super::command::{Affected, Credential};
use crate::ids::{BatchId, BusinessId};
use crate::money::Cents;

/// What a pause applies to. `None` stands for all.
#[derive(Debug, Clone, Copy)]
pub(super) struct Key {
    pub(super) business: Option<BusinessId>,
    pub(super) batch: Option<BatchId>,
}

/// A pause in force.
#[derive(Debug, Clone, Copy)]
pub(super) struct Pause {
    pub(super) by_operator: bool,
}

impl Key {
    fn uuids(self) -> (Uuid, Uuid) {
        (self.business.map_or(Uuid::nil(), BusinessId::uuid), self.batch.map_or(Uuid::nil(), BatchId::uuid))
    }
}

pub(super) async fn find(conn: &mut PgConnection, key: Key) -> Result<Option<Pause>, sqlx::Error> {
    let (business, batch) = key.uuids();
    sqlx::query_as!(
        Pause,
        "select by_operator from pauses where business_id = $1 and batch_id = $2 and cause = 'command'",
        business,
        batch
    )
    .fetch_optional(conn)
    .await
}

/// Pauses `key`. Returns whether it was not paused before. An operator's pause takes over a merchant's.
pub(super) async fn insert(
    conn: &mut PgConnection,
    key: Key,
    by: Credential,
    now: DateTime<Utc>,
) -> Result<bool, sqlx::Error> {
    let (business, batch) = key.uuids();
    let by_operator = !by.is_of_the_business();
    sqlx::query_scalar!(
        r#"with before as (select from pauses where business_id = $1 and batch_id = $2 and cause = 'command')
           insert into pauses as p (business_id, batch_id, cause, by_operator, paused_by, paused_at)
           values ($1, $2, 'command', $3, case when $4 = 'cli' then 'cli:' || session_user else $4 end, $5)
           on conflict (business_id, batch_id, cause) do update set by_operator = p.by_operator or excluded.by_operator,
               paused_by = case when excluded.by_operator and not p.by_operator then excluded.paused_by else p.paused_by end
           returning not exists (select from before) as "new!""#,
        business,
        batch,
        by_operator,
        by.to_string(),
        now
    )
    .fetch_one(conn)
    .await
}

/// Resumes `key`. Returns whether it was paused.
pub(super) async fn remove(conn: &mut PgConnection, key: Key) -> Result<bool, sqlx::Error> {
    let (business, batch) = key.uuids();
    let removed = sqlx::query!(
        "delete from pauses where business_id = $1 and batch_id = $2 and cause = 'command'",
        business,
        batch
    )
    .execute(conn)
    .await?;
    Ok(removed.rows_affected() > 0)
}

/// Records who has just switched off the payouts of a business. The switch itself holds the business: a trigger writes
/// the row of the pause. The first one who switched stays, but an operator's switch takes over a merchant's.
pub(super) async fn switched_by(
    conn: &mut PgConnection,
    business: BusinessId,
    by: Credential,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "update pauses set paused_by = case when $2 = 'cli' then 'cli:' || session_user else $2 end
         where business_id = $1 and batch_id = $3 and cause = 'switch'
             and (paused_by is null or $4 and paused_by similar to '(mem|key)\\_%')",
        business.uuid(),
        by.to_string(),
        Uuid::nil(),
        !by.is_of_the_business()
    )
    .execute(conn)
    .await
    .map(|_| ())
}

/// Keeps others from switching the payouts of a business until the transaction ends: they must change its row before
/// the row of the pause.
pub(super) async fn lock_switch(conn: &mut PgConnection, business: BusinessId) -> Result<(), sqlx::Error> {
    sqlx::query!("select id from businesses where id = $1 for no key update", business.uuid())
        .fetch_optional(conn)
        .await
        .map(|_| ())
}

/// Returns who switched off the payouts of a business, if they are off and this is known.
pub(super) async fn find_who_switched_off(
    conn: &mut PgConnection,
    business: BusinessId,
) -> Result<Option<String>, sqlx::Error> {
    let by = sqlx::query_scalar!(
        "select paused_by from pauses where business_id = $1 and batch_id = $2 and cause = 'switch'",
        business.uuid(),
        Uuid::nil()
    );
    Ok(by.fetch_optional(conn).await?.flatten())
}

/// Returns how many items of a business, or of all, are pending.
pub(super) async fn pending(
    conn: &mut PgConnection,
    business: Option<BusinessId>,
) -> Result<Affected, sqlx::Error> {
    let row = sqlx::query!(
        r#"select coalesce(sum(items), 0)::bigint as "items!", coalesce(sum(amount), 0)::bigint as "amount!"
           from (select business_id, 1 as items, amount from allocation_queue
                 union all select business_id, 1, amount from allocation_deferred
                 union all select business_id, items, amount from allocation_ranges) p
           where business_id = $1 or $1::uuid is null and business_id not in (select business_id from absent_businesses)"#,
        business.map(BusinessId::uuid)
    )
    .fetch_one(conn)
    .await?;
    Ok(Affected::of(row.items, Cents::new(row.amount)))
}
