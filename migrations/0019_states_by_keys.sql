-- The state of an allocation as before. The queue is asked lane by lane: asked for both lanes at once, by a statement that was
-- planned while the queue was empty, it was read from the business's first job on.
create or replace view allocation_states as
select
    a.business_id, a.id, a.email, a.amount, a.reference, a.metadata, a.batch_id, a.item_index, a.request_id,
    case
        when t.subject_id is not null then 'succeeded'
        when o.outcome is null then 'pending'
        -- A failed allocation that was queued again: the outcome is of an earlier attempt.
        when (select true from allocation_queue q
              where q.business_id = a.business_id and q.lane = 0 and q.allocation_id = a.id) then 'pending'
        when (select true from allocation_queue q
              where q.business_id = a.business_id and q.lane = 1 and q.allocation_id = a.id) then 'pending'
        when (select true from allocation_deferred d
              where d.business_id = a.business_id and d.allocation_id = a.id) then 'pending'
        else o.outcome::text
    end as status,
    o.code,
    t.payout_user_id,
    coalesce(t.created_at, o.created_at) as finished_at
from allocations a
-- A lookup by the whole key for each allocation, whatever the planner believes: while the statistics do not know a
-- new batch yet, it would read all of the business's transfers for each of them.
left join lateral (
    select t.subject_id, t.payout_user_id, t.created_at from transfers t
    where t.business_id = a.business_id and t.subject_id = a.id and t.kind = 'allocation' limit 1
) t on true
left join lateral (
    select o.outcome, o.code, o.created_at from allocation_outcomes o
    where o.business_id = a.business_id and o.allocation_id = a.id
    order by o.attempt desc limit 1
) o on true;
