//! The transaction history: the ledger's rows as their merchant sees them.

use chrono::{DateTime, Utc};
use sqlx::PgConnection;
use uuid::Uuid;

use super::{Kind, Place};
use crate::ids::{BusinessId, PayoutUserId, lower_bound};
use crate::money::Cents;

/// Where money was, or went.
#[derive(Debug, Clone, Copy, PartialEq, Eq, sqlx::Type)]
#[sqlx(type_name = "account", rename_all = "snake_case")]
pub enum Account {
    /// The rest of the world.
    Outside,
    /// The business's main balance.
    Balance,
    /// The business's payout balance.
    PayoutBalance,
    /// A payout user.
    PayoutUser,
    /// What the business's all_or_nothing batches have set aside.
    Reserve,
    /// On its way out.
    Withdrawals,
    /// What withdrawing has cost.
    Fees,
}

/// One movement of money.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Transaction {
    /// What it moved for: the id of an allocation, a balance move, a batch or a withdrawal, without its prefix.
    pub subject_id: Uuid,
    /// What kind of thing that is.
    pub kind: Kind,
    /// Where the money was.
    pub debit: Account,
    /// Where it went.
    pub credit: Account,
    /// How much.
    pub amount: Cents,
    /// The payout user it was or is of.
    pub payout_user_id: Option<PayoutUserId>,
    /// When it moved.
    pub created_at: DateTime<Utc>,
}

/// Which transactions a list shows; what is `None` does not restrict it.
#[derive(Debug, Clone, Copy, Default)]
pub struct Filter {
    /// Of this kind.
    pub kind: Option<Kind>,
    /// For what was asked for at this time or later.
    pub from: Option<DateTime<Utc>>,
    /// For what was asked for before this time.
    pub to: Option<DateTime<Utc>>,
}

/// Up to `limit` transactions, newest first by what they were for, beginning below `before`: a subject may
/// have several, of different kinds.
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
