//! The laws about the reserve: the money in it is owed, and leaves it once.

use sqlx::PgConnection;

use super::count::Count;

/// Compares each business's reserve with the jobs that will be paid from it.
pub(super) async fn is_owed(conn: &mut PgConnection) -> Result<Count, sqlx::Error> {
    sqlx::query_as!(
        Count,
        r#"with owed as (
               select business_id, sum(amount) as amount from pending_allocations
               where from_reserve and business_id not in (select business_id from absent_businesses)
               group by business_id
           ), differences as (
               select abs(coalesce(a.reserve, 0) - coalesce(o.amount, 0)) as difference
               from (select * from business_accounts where business_id not in (select business_id from absent_businesses)) a
               full join owed o using (business_id)
           )
           select count(*) as "checked!", count(*) filter (where difference <> 0) as "breaches!",
               coalesce(sum(difference), 0)::bigint as "off_by!"
           from differences"#
    )
    .fetch_one(conn)
    .await
}

/// Compares what each `all_or_nothing` batch set aside with what happened to its items. Both the number of items and
/// the cents must agree, so no item has its money twice.
pub(super) async fn is_spent_once(conn: &mut PgConnection) -> Result<Count, sqlx::Error> {
    sqlx::query_as!(
        Count,
        r#"with used as (
               select business_id, subject_id as id, amount from transfers
               where ((kind = 'allocation' and debit = 'reserve') or kind = 'reserve_return')
                 and business_id not in (select business_id from absent_businesses)
               union all select business_id, allocation_id, amount from pending_allocations
               where from_reserve and business_id not in (select business_id from absent_businesses)
           ), of_batches as (
               select u.business_id, a.batch_id as id, count(*) as items, sum(u.amount) as amount,
                   bool_or(a.amount is distinct from u.amount) as wrong
               from used u left join allocations a on a.business_id = u.business_id and a.id = u.id
               group by u.business_id, a.batch_id
           ), reserved as (
               select business_id, subject_id as id, amount from transfers
               where kind = 'reservation' and business_id not in (select business_id from absent_businesses)
           ), owing as (
               select business_id, id, total - duplicate as items, total_amount - duplicate_amount as amount
               from batches where mode = 'all_or_nothing' and total > duplicate
                 and business_id not in (select business_id from absent_businesses)
           )
           select count(*) as "checked!",
               count(*) filter (where o.amount is distinct from r.amount or o.amount is distinct from u.amount
                   or o.items is distinct from u.items or u.wrong) as "breaches!", 0::bigint as "off_by!"
           from owing o
           full join reserved r on r.business_id = o.business_id and r.id = o.id
           full join of_batches u on u.business_id = coalesce(o.business_id, r.business_id)
               and u.id = coalesce(o.id, r.id)"#
    )
    .fetch_one(conn)
    .await
}

/// Checks that each return is for an item that ended unpaid, and moved between the right accounts.
pub(super) async fn returns_have_their_outcome(conn: &mut PgConnection) -> Result<Count, sqlx::Error> {
    sqlx::query_as!(
        Count,
        r#"select count(*) as "checked!",
               count(*) filter (where t.debit <> 'reserve' or t.credit <> 'payout_balance' or not exists (
                   select from allocation_outcomes o
                   where o.business_id = t.business_id and o.allocation_id = t.subject_id)) as "breaches!",
               0::bigint as "off_by!"
           from transfers t
           where t.kind = 'reserve_return' and t.business_id not in (select business_id from absent_businesses)"#
    )
    .fetch_one(conn)
    .await
}
