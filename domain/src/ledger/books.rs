//! The books: laws that must be true of the whole database at any moment, checked against the rows themselves.
//!
//! Run all checks in one REPEATABLE READ transaction, so that they see the same moment. The rows of a business that is
//! in another cell are left out: they are out of date, or not all of them have arrived.

mod count;
mod kept;
mod pending;
mod reserve;
mod withdrawals;

pub use kept::{StoredFinding, kept, store};

use sqlx::PgConnection;

use self::count::Count;
use crate::money::Cents;

/// A law of the books.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Law {
    /// Each business's balances and its reserve are the sums of its transfers.
    BusinessBalances,
    /// Each payout user's balance is the sum of its transfers.
    UserBalances,
    /// Each allocation's transfer has its amount and pays the user with its e-mail. No such transfer lacks its
    /// allocation.
    TransfersHaveTheirAllocation,
    /// Each top-up and funding has its transfer, and each such transfer its top-up or funding.
    TransfersHaveTheirMove,
    /// No allocation is pending twice.
    PendingOnce,
    /// No allocation is both pending and paid.
    NotPendingAndPaid,
    /// No allocation is lost: each is pending, paid, failed or cancelled.
    NothingLost,
    /// Of the attempts under one reference, all but one have ended unpaid.
    ReferencesArePaidOnce,
    /// Each batch's counts are those of its items.
    BatchCounts,
    /// The ids of a batch's allocations are a range in which no other batch's ids lie. Claims rely on this to skip a
    /// held batch.
    BatchesAreRanges,
    /// Each range of the queue has the number and the sum of allocations that its row says, and all are of its batch.
    RangesCountTheirItems,
    /// Each business's reserve is the sum of the pending jobs that will be paid from it.
    ReserveIsOwed,
    /// An `all_or_nothing` batch sets aside its total without duplicates. All of this is paid, given back or pending,
    /// once.
    ReserveIsSpentOnce,
    /// Money returns from the reserve only for an item that ended unpaid.
    ReturnsHaveTheirOutcome,
    /// Each business's money in the account `withdrawals` is the sum of its withdrawals that have not ended.
    WithdrawalsInFlight,
    /// Each withdrawal has the transfers that its status requires, and no such transfer lacks its withdrawal.
    WithdrawalsHaveTheirTransfers,
    /// No withdrawal is both paid out and given back.
    NotPaidOutAndReturned,
    /// Each withdrawal that has not ended is handled by a worker or a person.
    WithdrawalsAreSeenTo,
    /// The sandbox carries out all withdrawals of test businesses, and none of live ones.
    SandboxIsForTests,
}

impl Law {
    /// All laws, in the order in which they are checked.
    pub const ALL: [Self; 19] = [
        Self::BusinessBalances,
        Self::UserBalances,
        Self::TransfersHaveTheirAllocation,
        Self::TransfersHaveTheirMove,
        Self::PendingOnce,
        Self::NotPendingAndPaid,
        Self::NothingLost,
        Self::ReferencesArePaidOnce,
        Self::BatchCounts,
        Self::BatchesAreRanges,
        Self::RangesCountTheirItems,
        Self::ReserveIsOwed,
        Self::ReserveIsSpentOnce,
        Self::ReturnsHaveTheirOutcome,
        Self::WithdrawalsInFlight,
        Self::WithdrawalsHaveTheirTransfers,
        Self::NotPaidOutAndReturned,
        Self::WithdrawalsAreSeenTo,
        Self::SandboxIsForTests,
    ];

    /// Returns the law in words.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::BusinessBalances => "every business balance equals the sum of its transfers",
            Self::UserBalances => "every payout user's balance equals the sum of its transfers",
            Self::TransfersHaveTheirAllocation => {
                "every payment has its allocation, with the same amount and payout user"
            }
            Self::TransfersHaveTheirMove => {
                "every top-up and funding has its transfer, and every such transfer its top-up or funding"
            }
            Self::PendingOnce => "no allocation is pending twice",
            Self::NotPendingAndPaid => "no allocation is both paid and pending",
            Self::NothingLost => "every allocation is pending, succeeded, failed or cancelled",
            Self::ReferencesArePaidOnce => "no reference is paid or pending twice",
            Self::BatchCounts => "every batch's counts match its items",
            Self::BatchesAreRanges => "the id ranges of batches do not overlap",
            Self::RangesCountTheirItems => {
                "every range of the queue matches the number, sum and batch of its allocations"
            }
            Self::ReserveIsOwed => "every reserve equals the sum of the pending payments from it",
            Self::ReserveIsSpentOnce => {
                "every cent that a batch reserved is paid, returned or pending exactly once"
            }
            Self::ReturnsHaveTheirOutcome => "money returns from a reserve only for items that ended unpaid",
            Self::WithdrawalsInFlight => "every withdrawals account equals the sum of its open withdrawals",
            Self::WithdrawalsHaveTheirTransfers => {
                "every withdrawal has the transfers that its status requires"
            }
            Self::NotPaidOutAndReturned => "no withdrawal is both paid out and returned",
            Self::WithdrawalsAreSeenTo => {
                "every open withdrawal is handled by a worker or a person, and no ended one is"
            }
            Self::SandboxIsForTests => {
                "the sandbox handles all withdrawals of test businesses, and no others"
            }
        }
    }
}

/// The result of checking one law.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Finding {
    /// The law.
    pub law: Law,
    /// How many rows were checked.
    pub checked: i64,
    /// How many of them broke the law.
    pub breaches: i64,
    /// By how many cents the balances differ, for the laws about balances.
    pub off_by: Cents,
}

/// Checks `law`.
///
/// # Errors
/// When the database fails.
pub async fn check(conn: &mut PgConnection, law: Law) -> Result<Finding, sqlx::Error> {
    let found = match law {
        Law::BusinessBalances => business_balances(conn).await?,
        Law::UserBalances => user_balances(conn).await?,
        Law::TransfersHaveTheirAllocation => transfers_have_their_allocation(conn).await?,
        Law::TransfersHaveTheirMove => transfers_have_their_move(conn).await?,
        Law::PendingOnce => pending::once(conn).await?,
        Law::NotPendingAndPaid => pending::not_paid(conn).await?,
        Law::NothingLost => pending::nothing_lost(conn).await?,
        Law::ReferencesArePaidOnce => references_are_paid_once(conn).await?,
        Law::BatchCounts => batch_counts(conn).await?,
        Law::BatchesAreRanges => batches_are_ranges(conn).await?,
        Law::RangesCountTheirItems => pending::ranges_count_their_items(conn).await?,
        Law::ReserveIsOwed => reserve::is_owed(conn).await?,
        Law::ReserveIsSpentOnce => reserve::is_spent_once(conn).await?,
        Law::ReturnsHaveTheirOutcome => reserve::returns_have_their_outcome(conn).await?,
        Law::WithdrawalsInFlight => withdrawals::in_flight(conn).await?,
        Law::WithdrawalsHaveTheirTransfers => withdrawals::have_their_transfers(conn).await?,
        Law::NotPaidOutAndReturned => withdrawals::not_paid_out_and_returned(conn).await?,
        Law::WithdrawalsAreSeenTo => withdrawals::are_handled(conn).await?,
        Law::SandboxIsForTests => withdrawals::sandbox_is_for_tests(conn).await?,
    };
    Ok(Finding { law, checked: found.checked, breaches: found.breaches, off_by: Cents::new(found.off_by) })
}

async fn business_balances(conn: &mut PgConnection) -> Result<Count, sqlx::Error> {
    sqlx::query_as!(
        Count,
        r#"with sums as (
               select business_id,
                   coalesce(sum(amount) filter (where credit = 'balance'), 0)
                     - coalesce(sum(amount) filter (where debit = 'balance'), 0) as balance,
                   coalesce(sum(amount) filter (where credit = 'payout_balance'), 0)
                     - coalesce(sum(amount) filter (where debit = 'payout_balance'), 0) as payout_balance,
                   coalesce(sum(amount) filter (where credit = 'reserve'), 0)
                     - coalesce(sum(amount) filter (where debit = 'reserve'), 0) as reserve
               from transfers where business_id not in (select business_id from absent_businesses) group by business_id
           ), differences as (
               select abs(coalesce(a.balance, 0) - coalesce(s.balance, 0))
                    + abs(coalesce(a.payout_balance, 0) - coalesce(s.payout_balance, 0))
                    + abs(coalesce(a.reserve, 0) - coalesce(s.reserve, 0)) as difference
               from (select * from business_accounts where business_id not in (select business_id from absent_businesses)) a
               full join sums s using (business_id)
           )
           select count(*) as "checked!", count(*) filter (where difference <> 0) as "breaches!",
               coalesce(sum(difference), 0)::bigint as "off_by!"
           from differences"#
    )
    .fetch_one(conn)
    .await
}

async fn user_balances(conn: &mut PgConnection) -> Result<Count, sqlx::Error> {
    sqlx::query_as!(
        Count,
        r#"with sums as (
               select business_id, payout_user_id as id,
                   sum(case when credit = 'payout_user' then amount else -amount end) as balance
               from transfers
               where payout_user_id is not null and business_id not in (select business_id from absent_businesses)
               group by business_id, payout_user_id
           ), differences as (
               select abs(coalesce(u.balance, 0) - coalesce(s.balance, 0)) as difference
               from (select * from payout_users where business_id not in (select business_id from absent_businesses)) u
               full join sums s on s.business_id = u.business_id and s.id = u.id
           )
           select count(*) as "checked!", count(*) filter (where difference <> 0) as "breaches!",
               coalesce(sum(difference), 0)::bigint as "off_by!"
           from differences"#
    )
    .fetch_one(conn)
    .await
}

async fn transfers_have_their_allocation(conn: &mut PgConnection) -> Result<Count, sqlx::Error> {
    sqlx::query_as!(
        Count,
        r#"select count(*) as "checked!",
               count(*) filter (where a.id is null or a.amount <> t.amount or u.email is distinct from a.email
                   or t.debit not in ('payout_balance', 'reserve') or t.credit <> 'payout_user') as "breaches!", 0::bigint as "off_by!"
           from transfers t
           left join allocations a on a.business_id = t.business_id and a.id = t.subject_id
           left join payout_users u on u.business_id = t.business_id and u.id = t.payout_user_id
           where t.kind = 'allocation' and t.business_id not in (select business_id from absent_businesses)"#
    )
    .fetch_one(conn)
    .await
}

async fn transfers_have_their_move(conn: &mut PgConnection) -> Result<Count, sqlx::Error> {
    sqlx::query_as!(
        Count,
        r#"select count(*) as "checked!",
               count(*) filter (where t.subject_id is null or m.id is null or abs(m.amount) <> t.amount
                   or m.account <> case when m.amount > 0 then t.credit else t.debit end) as "breaches!", 0::bigint as "off_by!"
           from (select * from balance_moves where business_id not in (select business_id from absent_businesses)) m
           full join (select * from transfers where kind in ('top_up', 'funding')
                      and business_id not in (select business_id from absent_businesses)) t
               on t.business_id = m.business_id and t.subject_id = m.id and t.kind = m.kind"#
    )
    .fetch_one(conn)
    .await
}

async fn references_are_paid_once(conn: &mut PgConnection) -> Result<Count, sqlx::Error> {
    sqlx::query_as!(
        Count,
        // The unique index keeps first attempts apart, so only a reference with later attempts can be paid twice.
        r#"with asked_again as (
               select distinct business_id, reference from allocations
               where reference_attempt > 0 and business_id not in (select business_id from absent_businesses)
           ), counted as (
               select count(*) filter (where u.id is null) as alive
               from asked_again r
               join allocations a on a.business_id = r.business_id and a.reference = r.reference
               left join allocations_ended_unpaid u on u.business_id = a.business_id and u.id = a.id
               group by r.business_id, r.reference
           )
           select count(*) as "checked!", count(*) filter (where alive > 1) as "breaches!", 0::bigint as "off_by!" from counted"#
    )
    .fetch_one(conn)
    .await
}

async fn batch_counts(conn: &mut PgConnection) -> Result<Count, sqlx::Error> {
    sqlx::query_as!(
        Count,
        r#"with progress as (
               select business_id, batch_id, sum(succeeded) as succeeded, sum(failed) as failed,
                   sum(cancelled) as cancelled, sum(succeeded_amount) as succeeded_amount,
                   sum(failed_amount) as failed_amount, sum(cancelled_amount) as cancelled_amount
               from batch_progress group by business_id, batch_id
           ), actual as (
               select business_id, batch_id, count(*) as items, sum(amount) as amount,
                   count(*) filter (where status = 'succeeded') as succeeded,
                   count(*) filter (where status = 'failed') as failed,
                   count(*) filter (where status = 'cancelled') as cancelled,
                   count(*) filter (where status = 'pending') as pending,
                   coalesce(sum(amount) filter (where status = 'succeeded'), 0) as succeeded_amount,
                   coalesce(sum(amount) filter (where status = 'failed'), 0) as failed_amount,
                   coalesce(sum(amount) filter (where status = 'cancelled'), 0) as cancelled_amount
               from allocation_states where batch_id is not null group by business_id, batch_id
           )
           select count(*) as "checked!",
               count(*) filter (where coalesce(a.items, 0) <> b.total - b.duplicate
                   or coalesce(a.amount, 0) <> b.total_amount - b.duplicate_amount
                   or coalesce(a.succeeded, 0) <> coalesce(p.succeeded, 0)
                   or coalesce(a.failed, 0) <> coalesce(p.failed, 0)
                   or coalesce(a.cancelled, 0) <> coalesce(p.cancelled, 0)
                   or coalesce(a.succeeded_amount, 0) <> coalesce(p.succeeded_amount, 0)
                   or coalesce(a.failed_amount, 0) <> coalesce(p.failed_amount, 0)
                   or coalesce(a.cancelled_amount, 0) <> coalesce(p.cancelled_amount, 0)
                   or (coalesce(a.pending, 0) = 0 and not exists (select from batch_releases r
                           where r.business_id = b.business_id and r.batch_id = b.id and r.items = 'failed'))
                       <> (b.finished_at is not null)) as "breaches!", 0::bigint as "off_by!"
           from batches b
           left join progress p on p.business_id = b.business_id and p.batch_id = b.id
           left join actual a on a.business_id = b.business_id and a.batch_id = b.id
           where b.business_id not in (select business_id from absent_businesses)"#
    )
    .fetch_one(conn)
    .await
}

async fn batches_are_ranges(conn: &mut PgConnection) -> Result<Count, sqlx::Error> {
    sqlx::query_as!(
        Count,
        r#"select count(*) as "checked!", count(*) filter (where first <= behind) as "breaches!", 0::bigint as "off_by!"
           from (select first_allocation_id as first, lag(last_allocation_id) over (
                     partition by business_id order by first_allocation_id) as behind
                 from batches where business_id not in (select business_id from absent_businesses)) ranges"#
    )
    .fetch_one(conn)
    .await
}
