//! Previews a batch before it is recorded, with plain reads that lock and change nothing.

use sqlx::PgConnection;

use crate::allocation::Status;
use crate::ids::{AllocationId, BusinessId};
use crate::money::Cents;
use crate::reference::Reference;

/// The allocation that a reference names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordedReference {
    /// The allocation.
    pub id: AllocationId,
    /// The address of its payout user.
    pub email: String,
    /// The amount.
    pub amount: Cents,
    /// Its state.
    pub status: Status,
    /// Whether a new allocation with the same content would be its next attempt: it has ended unpaid, or its batch is
    /// cancelled and it only waits to be ended.
    pub ended_unpaid: bool,
}

/// Returns what each of `references` names in `business`, in their order, or `None` for a free one. This is a plain
/// read: a reference that is free now may be taken when the batch is recorded.
///
/// # Errors
/// When the database fails.
pub async fn recorded_references(
    conn: &mut PgConnection,
    business: BusinessId,
    references: &[Option<Reference>],
) -> Result<Vec<Option<RecordedReference>>, sqlx::Error> {
    let references: Vec<Option<&str>> =
        references.iter().map(|reference| reference.as_ref().map(Reference::as_str)).collect();
    let rows = sqlx::query!(
        // Look-ups by the whole key, whatever the statistics say.
        r#"select a.id as "id?", a.email as "email?", a.amount as "amount?", s.status as "status?",
               exists (select from allocations_ended_unpaid u where u.business_id = $1 and u.id = a.id) as "ended_unpaid!"
           from unnest($2::text[]) with ordinality as i (reference, n)
           left join lateral (
               select e.id, e.email, e.amount from allocations e
               where e.business_id = $1 and e.reference >= i.reference and e.reference <= i.reference
               order by e.reference desc, e.reference_attempt desc limit 1
           ) a on true
           left join lateral (
               select status from allocation_states where business_id = $1 and id >= a.id and id <= a.id order by id limit 1
           ) s on true
           order by i.n"#,
        business.uuid(),
        &references as _
    )
    .fetch_all(conn)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| {
            Some(RecordedReference {
                id: row.id?.into(),
                email: row.email?,
                amount: Cents::new(row.amount?),
                status: Status::from_stored(&row.status?),
                ended_unpaid: row.ended_unpaid,
            })
        })
        .collect())
}

/// What decides whether an `all_or_nothing` batch can be accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Prospect {
    /// How much money can be set aside.
    pub payout_balance: Cents,
    /// Whether the batch's key is taken. Then its money may have been set aside already.
    pub key_taken: bool,
}

/// Reads the payout balance and whether `key` is taken, at one moment.
///
/// # Errors
/// When the database fails.
pub async fn prospect(
    conn: &mut PgConnection,
    business: BusinessId,
    key: &str,
) -> Result<Prospect, sqlx::Error> {
    sqlx::query_as!(
        Prospect,
        r#"select payout_balance as "payout_balance: Cents",
               exists (select from batches where business_id = $1 and idempotency_key = $2) as "key_taken!"
           from business_accounts where business_id = $1"#,
        business.uuid(),
        key
    )
    .fetch_one(conn)
    .await
}
