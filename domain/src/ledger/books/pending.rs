//! The laws about pending allocations: each waits once, none is paid already, and none is lost.

use sqlx::PgConnection;

use super::count::Count;

/// Checks that no allocation waits twice.
pub(super) async fn once(conn: &mut PgConnection) -> Result<Count, sqlx::Error> {
    sqlx::query_as!(
        Count,
        r#"with counted as (
               select count(*) as n from pending_allocations where business_id not in (select business_id from absent_businesses)
               group by business_id, allocation_id
           )
           select count(*) as "checked!", count(*) filter (where n > 1) as "breaches!", 0::bigint as "off_by!" from counted"#
    )
    .fetch_one(conn)
    .await
}

/// Checks that no waiting or parked allocation was paid.
pub(super) async fn not_paid(conn: &mut PgConnection) -> Result<Count, sqlx::Error> {
    sqlx::query_as!(
        Count,
        r#"with pending as (
               select business_id, allocation_id from pending_allocations
               union all select business_id, allocation_id from allocation_dead
           )
           select count(*) as "checked!", count(*) filter (where t.subject_id is not null) as "breaches!", 0::bigint as "off_by!"
           from pending p
           left join transfers t
               on t.business_id = p.business_id and t.subject_id = p.allocation_id and t.kind = 'allocation'
           where p.business_id not in (select business_id from absent_businesses)"#
    )
    .fetch_one(conn)
    .await
}

/// Checks that each allocation waits or has ended, and that only allocations do.
pub(super) async fn nothing_lost(conn: &mut PgConnection) -> Result<Count, sqlx::Error> {
    sqlx::query_as!(
        Count,
        r#"with ended_or_pending as (
               select business_id, subject_id as id from transfers
               where kind = 'allocation' and business_id not in (select business_id from absent_businesses)
               union select business_id, allocation_id from allocation_outcomes
               where business_id not in (select business_id from absent_businesses)
               union select business_id, allocation_id from pending_allocations
               where business_id not in (select business_id from absent_businesses)
           )
           select count(*) as "checked!",
               count(*) filter (where a.id is null or s.id is null) as "breaches!", 0::bigint as "off_by!"
           from (select * from allocations where business_id not in (select business_id from absent_businesses)) a
           full join ended_or_pending s on s.business_id = a.business_id and s.id = a.id"#
    )
    .fetch_one(conn)
    .await
}

/// Compares each range with the allocations whose ids are in it.
pub(super) async fn ranges_count_their_items(conn: &mut PgConnection) -> Result<Count, sqlx::Error> {
    sqlx::query_as!(
        Count,
        r#"with counted as (
               select r.items, r.amount, a.items as actual_items, a.amount as actual_amount, a.of_others
               from allocation_ranges r
               cross join lateral (
                   select count(*) as items, coalesce(sum(amount), 0) as amount, bool_or(batch_id is distinct from r.batch_id) as of_others
                   from allocations where business_id = r.business_id and id > r.after_id and id <= r.last_id) a
               where r.business_id not in (select business_id from absent_businesses)
           )
           select count(*) as "checked!",
               count(*) filter (where items <> actual_items or amount <> actual_amount or of_others) as "breaches!",
               coalesce(sum(abs(amount - actual_amount)), 0)::bigint as "off_by!"
           from counted"#
    )
    .fetch_one(conn)
    .await
}
