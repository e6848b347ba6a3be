//! The transaction history: the rows of the ledger as their merchant sees them.

use chrono::{DateTime, Utc};
use sqlx::PgConnection;
use uuid::Uuid;

use super::{Kind, Place};
use crate::ids::{BusinessId, PayoutUserId, lower_bound};
use crate::money::Cents;

/// The account from which or to which money moved.
#[derive(Debug, Clone, Copy, PartialEq, Eq, sqlx::Type)]
#[sqlx(type_name = "account", rename_all = "snake_case")]
pub enum Account {
    /// Outside the service.
    Outside,
    /// The business's balance.
    Balance,
    /// The business's payout balance.
    PayoutBalance,
    /// A payout user.
    PayoutUser,
    /// The money that `all_or_nothing` batches of the business have set aside.
    Reserve,
    /// Money in withdrawals that have not ended.
    Withdrawals,
    /// The fees of withdrawals.
    Fees,
}

/// One movement of money.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Transaction {
    /// The id, without its prefix, of the object for which the money moved: an allocation, a balance move, a batch or a
    /// withdrawal.
    pub subject_id: Uuid,
    /// The purpose.
    pub kind: Kind,
    /// The account from which the money moved.
    pub debit: Account,
    /// The account to which the money moved.
    pub credit: Account,
    /// The amount.
    pub amount: Cents,
    /// The payout user who gave or received the money, if any.
    pub payout_user_id: Option<PayoutUserId>,
    /// When the money moved.
    pub created_at: DateTime<Utc>,
}

/// Which transactions a list shows. A field that is `None` does not restrict the list.
#[derive(Debug, Clone, Copy, Default)]
pub struct Filter {
    /// Of this kind.
    pub kind: Option<Kind>,
    /// Movements for objects that were requested at this time or later.
    pub from: Option<DateTime<Utc>>,
    /// Movements for objects that were requested before this time.
    pub to: Option<DateTime<Utc>>,
}

/// Lists up to `limit` transactions after `before`, newest object first. One object may have several of different
/// kinds.
///
/// # Errors
/// When the database fails.
pub async fn list(
    conn: &mut PgConnection,
    business: BusinessId,
    filter: Filter,
    before: Option<Place>,
    limit: i64,
) -> Result<Vec<Transaction>, sqlx::Error> {
    if let Some(kind) = filter.kind.filter(|kind| *kind != Kind::Allocation) {
        return list_rare(conn, business, (kind, filter), before, limit).await;
    }
    sqlx::query_as!(
        Transaction,
        r#"select subject_id, kind as "kind: Kind", debit as "debit: Account", credit as "credit: Account",
               amount as "amount: Cents", payout_user_id as "payout_user_id: PayoutUserId", created_at
           from transfers
           where business_id = $1 and ($2::transfer_kind is null or kind = $2) and ($3::uuid is null or (subject_id, kind) < ($3, $4::transfer_kind))
             and ($6::uuid is null or subject_id >= $6) and ($7::uuid is null or subject_id < $7)
           order by subject_id desc, kind desc limit $5"#,
        business.uuid(),
        filter.kind as Option<Kind>,
        before.map(|Place(subject_id, _)| subject_id),
        before.map(|Place(_, kind)| kind) as Option<Kind>,
        limit,
        filter.from.map(lower_bound),
        filter.to.map(lower_bound)
    )
    .fetch_all(conn)
    .await
}

/// Lists transactions of one rare kind through an index that has no others. There may be few of them, and without this
/// index all other movements would be read to find them.
async fn list_rare(
    conn: &mut PgConnection,
    business: BusinessId,
    (kind, filter): (Kind, Filter),
    before: Option<Place>,
    limit: i64,
) -> Result<Vec<Transaction>, sqlx::Error> {
    sqlx::query_as!(
        Transaction,
        r#"select subject_id, kind as "kind: Kind", debit as "debit: Account", credit as "credit: Account",
               amount as "amount: Cents", payout_user_id as "payout_user_id: PayoutUserId", created_at
           from transfers
           where business_id = $1 and kind = $2 and kind <> 'allocation' and ($3::uuid is null or subject_id < $3)
             and ($5::uuid is null or subject_id >= $5) and ($6::uuid is null or subject_id < $6)
           order by subject_id desc limit $4"#,
        business.uuid(),
        kind as Kind,
        before.map(|Place(subject_id, _)| subject_id),
        limit,
        filter.from.map(lower_bound),
        filter.to.map(lower_bound)
    )
    .fetch_all(conn)
    .await
}
