//! The laws about the money in withdrawals.

use sqlx::PgConnection;

use super::count::Count;

pub(super) async fn in_flight(conn: &mut PgConnection) -> Result<Count, sqlx::Error> {
    sqlx::query_as!(
        Count,
        r#"with sums as (
               select business_id, sum(case when credit = 'withdrawals' then amount else -amount end) as amount
               from transfers where 'withdrawals' in (debit, credit) and business_id not in (select business_id from absent_businesses)
               group by business_id
           ), orders as (
               select business_id, sum(amount) as amount
               from withdrawals
               where status in ('created', 'processing') and business_id not in (select business_id from absent_businesses)
               group by business_id
           ), differences as (
               select abs(coalesce(s.amount, 0) - coalesce(o.amount, 0)) as difference
               from sums s full join orders o using (business_id)
           )
           select count(*) as "checked!", count(*) filter (where difference <> 0) as "breaches!",
               coalesce(sum(difference), 0)::bigint as "off_by!"
           from differences"#
    )
    .fetch_one(conn)
    .await
}

pub(super) async fn have_their_transfers(conn: &mut PgConnection) -> Result<Count, sqlx::Error> {
    sqlx::query_as!(
        Count,
        r#"with moved as (
               select business_id, subject_id,
                   sum(amount) filter (where kind = 'withdrawal' and debit = 'payout_user' and credit = 'withdrawals') as asked,
                   sum(amount) filter (where kind = 'withdrawal_return' and debit = 'withdrawals' and credit = 'payout_user') as returned,
                   sum(amount) filter (where kind = 'payout' and debit = 'withdrawals' and credit = 'outside') as paid,
                   sum(amount) filter (where kind = 'fee' and debit = 'withdrawals' and credit = 'fees') as kept,
                   -- Only the withdrawal's own payout user, and only these kinds.
                   bool_and(payout_user_id is null or payout_user_id = (
                       select w.payout_user_id from withdrawals w where w.business_id = t.business_id and w.id = t.subject_id)) as of_its_user
               from transfers t where kind in ('withdrawal', 'withdrawal_return', 'payout', 'fee')
                 and business_id not in (select business_id from absent_businesses)
               group by business_id, subject_id
           )
           select count(*) as "checked!",
               count(*) filter (where w.id is null or m.subject_id is null or m.of_its_user is not true
                   or coalesce(m.asked, 0) <> w.amount
                   or coalesce(m.paid, 0) <> case when w.status = 'succeeded' then w.net_amount else 0 end
                   or coalesce(m.kept, 0) <> case when w.status = 'succeeded' then w.fees else 0 end
                   or coalesce(m.returned, 0)
                       <> case when w.status in ('failed', 'rejected', 'cancelled') then w.amount else 0 end) as "breaches!",
               0::bigint as "off_by!"
           from (select * from withdrawals where business_id not in (select business_id from absent_businesses)) w
           full join moved m on m.business_id = w.business_id and m.subject_id = w.id"#
    )
    .fetch_one(conn)
    .await
}

pub(super) async fn not_paid_out_and_returned(conn: &mut PgConnection) -> Result<Count, sqlx::Error> {
    sqlx::query_as!(
        Count,
        r#"select count(*) as "checked!", count(*) filter (where r.subject_id is not null) as "breaches!",
               coalesce(sum(p.amount) filter (where r.subject_id is not null), 0)::bigint as "off_by!"
           from transfers p
           left join transfers r on r.business_id = p.business_id and r.subject_id = p.subject_id
               and r.kind = 'withdrawal_return'
           where p.kind = 'payout' and p.business_id not in (select business_id from absent_businesses)"#
    )
    .fetch_one(conn)
    .await
}

pub(super) async fn are_handled(conn: &mut PgConnection) -> Result<Count, sqlx::Error> {
    sqlx::query_as!(
        Count,
        r#"select count(*) as "checked!",
               -- No provider is asked about an order that a person took over.
               count(*) filter (where w.id is null or (q.withdrawal_id is null and w.provider <> 'manual')
                   or (q.withdrawal_id is null and w.status = 'created')
                   or (q.withdrawal_id is not null and q.provider <> w.provider)) as "breaches!", 0::bigint as "off_by!"
           from (select * from withdrawals where status in ('created', 'processing')
                 and business_id not in (select business_id from absent_businesses)) w
           full join (select * from withdrawal_queue where business_id not in (select business_id from absent_businesses)) q
               on q.business_id = w.business_id and q.withdrawal_id = w.id"#
    )
    .fetch_one(conn)
    .await
}

pub(super) async fn sandbox_is_for_tests(conn: &mut PgConnection) -> Result<Count, sqlx::Error> {
    sqlx::query_as!(
        Count,
        r#"select count(*) as "checked!",
               count(*) filter (where (w.provider = 'sandbox') <> (b.mode = 'test')) as "breaches!", 0::bigint as "off_by!"
           from withdrawals w join businesses b on b.id = w.business_id
           where b.id not in (select business_id from absent_businesses)"#
    )
    .fetch_one(conn)
    .await
}
