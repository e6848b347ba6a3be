//! The history of a payout user: the rows of the ledger that moved its money.
//!
//! The ledger has no index of allocations by payout user, because every index slows down paying them. Allocations are
//! found by the key of the user's e-mail, for which they have an index, and each transfer by the ledger's primary key.
//! All other movements are rare enough for the partial index `transfers_of_payout_user`. A new kind of transfer appears
//! here without a change.

use chrono::{DateTime, Utc};
use sqlx::PgConnection;
use uuid::Uuid;

use super::{Kind, Place};
use crate::money::Cents;
use crate::payout_user::HashHolder;
use crate::withdrawal::Status;

/// One movement of a payout user's money.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Operation {
    /// The id, without its prefix, of the object for which the money moved.
    pub subject_id: Uuid,
    /// The purpose. It determines whether the user received or gave money.
    pub kind: Kind,
    /// The amount.
    pub amount: Cents,
    /// The state of the withdrawal, if the movement was for one.
    pub withdrawal: Option<Status>,
    /// When the money moved.
    pub created_at: DateTime<Utc>,
}

impl Operation {
    /// Returns its position in the history.
    pub fn place(&self) -> Place {
        Place(self.subject_id, self.kind)
    }
}

/// Lists up to `limit` operations of a payout user after `after`, newest object first.
///
/// # Errors
/// When the database fails.
pub async fn list(
    conn: &mut PgConnection,
    of: &HashHolder,
    after: Option<Place>,
    limit: i64,
) -> Result<Vec<Operation>, sqlx::Error> {
    let after = after.unwrap_or(Place(Uuid::max(), Kind::Allocation));
    sqlx::query_as!(
        Operation,
        r#"select subject_id as "subject_id!", kind as "kind!: Kind", amount as "amount!: Cents",
               withdrawal as "withdrawal: Status", created_at as "created_at!"
           from (
               -- Each arm has its own order and limit, so it reads its index no further than the page needs.
               (select t.subject_id, t.kind, t.amount, null::withdrawal_status as withdrawal, t.created_at
                from allocations a
                -- Only those that moved money. Forces a look-up by the key, whatever the statistics say.
                cross join lateral (
                    select * from transfers
                    where business_id = $1 and subject_id = a.id and kind = 'allocation' offset 0
                ) t
                -- By the key of the address, like the list of allocations.
                where email_key(a.business_id, a.email) = email_key($1, $2)
                  and uuid_eq(a.business_id, $1) and texteq(a.email, $2)
                  and a.id <= $4 and (a.id < $4 or $5::transfer_kind > 'allocation')
                order by a.id desc limit $6)
               union all
               (select subject_id, kind, amount, (
                    select w.status from withdrawals w
                    where w.business_id = $1 and w.id = subject_id and kind = 'withdrawal'
                ), created_at from transfers
                where business_id = $1 and payout_user_id = $3 and kind <> 'allocation'
                  and subject_id <= $4 and (subject_id < $4 or kind < $5::transfer_kind)
                order by subject_id desc, kind desc limit $6)
           ) o
           order by subject_id desc, kind desc limit $6"#,
        of.business_id.uuid(),
        of.user.email.as_str(),
        of.user.id.uuid(),
        after.0,
        after.1 as Kind,
        limit
    )
    .fetch_all(conn)
    .await
}
