-- Turns by weight, throttles, and claims that skip what is held instead of moving it.

-- How many claims in a row a business has when it is its turn.
alter table businesses add column weight smallint not null default 1
    constraint weight_is_1_to_20 check (weight between 1 and 20);

alter table ring
    -- How many claims of its turn the business has had.
    add column turns smallint not null default 0,
    -- Low-water bounds: claims do not look below them, because behind a long-running snapshot the index is full of
    -- jobs that are gone. The leader puts a bound back when there is something below it after all.
    add column interactive_after uuid not null default '00000000-0000-0000-0000-000000000000',
    add column bulk_after uuid not null default '00000000-0000-0000-0000-000000000000';

-- How fast it may go: everything, a business, or a batch (the nil UUID stands for all, as in pauses). Operators change
-- the rates while claims run. `jobs_until` and `cents_until` say up to when what was paid uses the rate up (GCRA):
-- rows of a business change only in the claim that owns it; the one of everything is changed by compare-and-set.
create table throttles (
    jobs_until timestamptz not null,
    cents_until timestamptz not null,
    -- When a claim may take again.
    next_at timestamptz not null,
    max_per_second bigint constraint rate_is_1_to_1000000 check (max_per_second between 1 and 1000000),
    max_cents_per_second bigint constraint rate_is_1_to_1000000000000_cents
        check (max_cents_per_second between 1 and 1000000000000),
    business_id uuid not null,
    batch_id uuid not null,
    changed_at timestamptz not null,
    primary key (business_id, batch_id),
    constraint throttle_limits_something check (max_per_second is not null or max_cents_per_second is not null),
    constraint only_a_business_has_batches
        check (business_id <> '00000000-0000-0000-0000-000000000000' or batch_id = '00000000-0000-0000-0000-000000000000')
) with (fillfactor = 50, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000);

alter table audit drop constraint action_is_known;
alter table audit
    add constraint action_is_known check (action in ('pause', 'resume', 'cancel', 'retry', 'throttle', 'unthrottle')),
    add column max_per_second bigint,
    add column max_cents_per_second bigint;

-- A paused batch's items stay in the queue; those that were set aside go back.
insert into allocation_queue (business_id, lane, allocation_id, email, amount, batch_id, request_id, attempts, promised)
select business_id, lane, allocation_id, email, amount, batch_id, request_id, attempts, promised
from allocation_deferred where due_at = 'infinity';
delete from allocation_deferred where due_at = 'infinity';
