-- The queue of allocations, whose turn it is, and how workers share the work.
--
-- Every table whose rows change is vacuumed after a number of dead rows, not after a share of the table, because in a
-- large table a share is reached late. Truncation is off: it would lock the table against claims for pages that fill
-- again at once.

-- Ready jobs, and no others. Rows are only inserted and deleted; the one index is the filter and the order of a claim.
create table allocation_queue (
    amount bigint not null,
    lane smallint not null constraint lane_is_interactive_or_bulk check (lane in (0, 1)),
    attempts smallint not null,
    -- False while a client waits for the outcome. Such a request may be taken back at its deadline.
    promised boolean not null,
    -- Whether the amount is in the reserve. Once it was returned, a retry is a job like any other.
    from_reserve boolean not null default false,
    business_id uuid not null,
    allocation_id uuid not null,
    batch_id uuid,
    request_id uuid,
    email text collate "C" not null,
    primary key (business_id, lane, allocation_id)
) with (
    autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000,
    autovacuum_analyze_scale_factor = 0, autovacuum_analyze_threshold = 50000,
    vacuum_truncate = off
);

-- Jobs that become ready later: retries after a backoff, or items of a scheduled batch.
create table allocation_deferred (
    due_at timestamptz not null,
    amount bigint not null,
    lane smallint not null constraint lane_is_interactive_or_bulk check (lane in (0, 1)),
    attempts smallint not null,
    promised boolean not null,
    from_reserve boolean not null,
    business_id uuid not null,
    allocation_id uuid not null,
    batch_id uuid,
    request_id uuid,
    email text collate "C" not null,
    primary key (business_id, allocation_id)
) with (
    autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000,
    autovacuum_analyze_scale_factor = 0, autovacuum_analyze_threshold = 50000,
    vacuum_truncate = off
);
create index allocation_deferred_by_due on allocation_deferred (due_at);

-- The dead letters: jobs that are parked after their last attempt, with the error, until an operator retries them.
create table allocation_dead (
    died_at timestamptz not null,
    attempt smallint not null constraint attempts_begin_at_one check (attempt >= 1),
    business_id uuid not null,
    allocation_id uuid not null,
    error text not null,
    primary key (business_id, allocation_id)
) with (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000, vacuum_truncate = off);

-- The businesses that have work, and when each is next due. This is the only place where businesses are compared. A
-- claim owns its business by locking this row.
create table ring (
    due_at timestamptz not null,
    -- Since when the queue is empty, if a claim has emptied it. Polls skip such a business. A transaction that brings
    -- work wakes it, and the leader removes rows that have been idle for long.
    idle_since timestamptz,
    -- How many claims of its turn the business has had.
    turns smallint not null default 0,
    business_id uuid primary key,
    -- Low-water marks: claims do not look below them. Behind a long-running snapshot, the index below them is full of
    -- jobs that are gone. The leader moves a mark back if there is a job below it after all.
    interactive_after uuid not null default '00000000-0000-0000-0000-000000000000',
    bulk_after uuid not null default '00000000-0000-0000-0000-000000000000'
) with (fillfactor = 50, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 100, vacuum_truncate = off);

-- Claims that have begun. A row is committed before the claim's work, and the claim's commit deletes it. So a row that
-- the next claim of the business finds means that a claim broke off. Each claim has its own row, so no claim overwrites
-- what another left behind.
create table claims_begun (
    -- The start time of the server on which the claim began.
    server_started timestamptz not null,
    jobs integer not null,
    -- How many of the jobs have been tried again since.
    looked_at integer not null default 0,
    -- How many broken-off claims the jobs have been in, including this one, and how many of those are excused because
    -- the server itself stopped.
    deaths smallint not null,
    excused smallint not null,
    -- Whether other jobs have had their turn since.
    rested boolean not null default false,
    business_id uuid not null,
    id uuid not null,
    -- The jobs of the claim, by lane.
    interactive_first uuid,
    interactive_last uuid,
    bulk_first uuid,
    bulk_last uuid,
    primary key (business_id, id),
    constraint claim_counts_are_never_negative check (least(jobs, looked_at, deaths, excused) >= 0),
    constraint ranges_of_a_claim_have_two_ends check (
        (interactive_first is null) = (interactive_last is null) and (bulk_first is null) = (bulk_last is null))
) with (fillfactor = 50, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 100, vacuum_truncate = off);

-- Work that exactly one process does at a time (sampling, sweeping, verifying): which process, and when its lease
-- expires unless it is renewed. Times are the server's.
create table leases (
    name text primary key,
    holder uuid not null,
    expires_at timestamptz not null
) with (fillfactor = 50, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 100, vacuum_truncate = off);

-- The state of an allocation is not stored: it follows from where its rows are. This view is the only definition of it.
-- The queue is looked up lane by lane, and each look-up uses a whole key with a limit. Otherwise, while the statistics
-- do not include a new batch yet, the planner would read the queue from the business's first job on, or all of its
-- transfers.
create view allocation_states as
select
    a.business_id, a.id, a.email, a.amount, a.reference, a.metadata, a.batch_id, a.item_index, a.request_id,
    case
        when t.subject_id is not null then 'succeeded'
        when o.outcome is null then 'pending'
        -- A failed allocation that is queued again: the outcome belongs to an earlier attempt.
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
left join lateral (
    select t.subject_id, t.payout_user_id, t.created_at from transfers t
    where t.business_id = a.business_id and t.subject_id = a.id and t.kind = 'allocation' limit 1
) t on true
left join lateral (
    select o.outcome, o.code, o.created_at from allocation_outcomes o
    where o.business_id = a.business_id and o.allocation_id = a.id
    order by o.attempt desc limit 1
) o on true;
