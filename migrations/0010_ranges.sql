-- The items of a batch wait as ranges of its ids, not as rows. A claim narrows a range instead of deleting a row for
-- each item. So a batch leaves nothing for vacuum to clean, and is queued by one row, however large it is.
--
-- Every allocation of the batch whose id is in a range waits, in the bulk lane, for its first attempt, and has no row
-- in allocation_queue. An item that failed and is retried has a row there: ranges and rows never name the same
-- allocation.
create table allocation_ranges (
    -- How many allocations the range has, and the sum of their amounts in cents.
    items bigint not null,
    amount bigint not null,
    -- When the range becomes ready; null once it is.
    due_at timestamptz,
    business_id uuid not null,
    batch_id uuid not null,
    -- The range begins after the first id and ends with the second. Narrowing changes only the first, which is in no
    -- index.
    after_id uuid not null,
    last_id uuid not null,
    -- Whether the amounts are in the reserve.
    from_reserve boolean not null,
    constraint range_ends_once primary key (business_id, last_id),
    constraint range_begins_before_its_end check (after_id < last_id),
    constraint range_is_never_empty check (items > 0 and amount > 0)
) with (fillfactor = 50, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000, vacuum_truncate = off);
-- In the order in which claims take ranges.
create index allocation_ranges_ready on allocation_ranges (business_id, last_id) where due_at is null;
create index allocation_ranges_by_due on allocation_ranges (due_at) where due_at is not null;

-- All pending allocations, due or not, in whichever table they wait.
create view pending_allocations as
select business_id, allocation_id, amount, from_reserve from allocation_queue
union all
select business_id, allocation_id, amount, from_reserve from allocation_deferred
union all
select r.business_id, a.id, a.amount, r.from_reserve
from allocation_ranges r
-- "offset 0" makes each range a look-up by its key. As a join, every range of a business would be compared with all of
-- the business's allocations.
cross join lateral (
    select id, amount from allocations
    where business_id = r.business_id and id > r.after_id and id <= r.last_id offset 0) a;
