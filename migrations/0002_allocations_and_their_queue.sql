-- What was asked, what is ready, what waits, and how it ended: tables by how they change.

-- A reward batch. `total` and `duplicate` are known when it is accepted; the rest of its counts are sums of
-- batch_progress. The ids of its allocations rise with the items and lie between first and last: a batch's items are
-- a range of the primary key of allocations, and need no index of their own.
create table batches (
    business_id uuid not null references businesses (id),
    id uuid not null,
    idempotency_key text collate "C" not null,
    -- SHA-256 over the meaning of the request: another upload under the same key is compared by it.
    fingerprint bytea not null,
    request_id uuid not null,
    first_allocation_id uuid not null,
    last_allocation_id uuid not null,
    total bigint not null,
    total_amount bigint not null,
    duplicate bigint not null,
    duplicate_amount bigint not null,
    created_at timestamptz not null,
    finished_at timestamptz,
    primary key (business_id, id),
    constraint batch_key_is_used_once unique (business_id, idempotency_key)
);

-- Immutable. An allocation is pending while it is queued or deferred, succeeded when its transfer exists, failed or
-- cancelled when its last outcome says so. Its time of creation is in its id (UUIDv7).
create table allocations (
    amount bigint not null constraint allocation_amount_is_1_to_100000000 check (amount between 1 and 100000000),
    item_index integer,
    business_id uuid not null,
    id uuid not null,
    request_id uuid not null,
    batch_id uuid,
    email text collate "C" not null constraint email_is_at_most_255_characters check (char_length(email) <= 255),
    -- The client's idempotency key: one namespace for single requests and batch items.
    reference text collate "C" constraint reference_is_1_to_255_characters check (char_length(reference) between 1 and 255),
    metadata jsonb,
    primary key (business_id, id),
    constraint item_has_its_batch check ((item_index is null) = (batch_id is null))
);
create unique index reference_is_used_once on allocations (business_id, reference) where reference is not null;
create index allocations_by_email on allocations (business_id, email, id);

create function refuse_allocation_change() returns trigger language plpgsql as $$
begin
    raise exception 'allocations are immutable' using errcode = 'restrict_violation';
end
$$;
-- Deleting is left open: a request that is withdrawn before anything happened was never recorded.
create trigger allocations_are_immutable before update or truncate on allocations
    for each statement execute function refuse_allocation_change();
alter table allocations enable always trigger allocations_are_immutable;

-- An item that named the reference of an earlier allocation with the same content: it is not paid again.
create table batch_duplicates (
    business_id uuid not null,
    batch_id uuid not null,
    item_index integer not null,
    allocation_id uuid not null,
    primary key (business_id, batch_id, item_index)
);

-- Only what is ready. Rows are inserted and deleted; its one index is the claim's filter and order.
create table allocation_queue (
    amount bigint not null,
    lane smallint not null constraint lane_is_interactive_or_bulk check (lane in (0, 1)),
    attempts smallint not null,
    -- False while a client still waits for the answer: its request may be withdrawn at its deadline.
    promised boolean not null,
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

-- Ready later: backed off after a failure.
create table allocation_deferred (
    due_at timestamptz not null,
    amount bigint not null,
    lane smallint not null,
    attempts smallint not null,
    promised boolean not null,
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

-- Parked after its last attempt, with its error, until an operator retries it.
create table allocation_dead (
    business_id uuid not null,
    allocation_id uuid not null,
    attempt smallint not null,
    error text not null,
    died_at timestamptz not null,
    primary key (business_id, allocation_id)
);

create type allocation_outcome as enum ('failed', 'cancelled');

-- How an attempt ended that moved no money. A retry begins the next attempt.
create table allocation_outcomes (
    created_at timestamptz not null,
    outcome allocation_outcome not null,
    attempt smallint not null,
    business_id uuid not null,
    allocation_id uuid not null,
    code text collate "C" not null,
    constraint attempt_ends_once primary key (business_id, allocation_id, attempt)
);
create trigger allocation_outcomes_are_append_only before update or delete or truncate on allocation_outcomes
    for each statement execute function refuse_change();
alter table allocation_outcomes enable always trigger allocation_outcomes_are_append_only;

-- What each claim did to a batch. Append-only to its writers; folded now and then. Never a counter row to fight over.
create table batch_progress (
    succeeded bigint not null,
    failed bigint not null,
    cancelled bigint not null,
    succeeded_amount bigint not null,
    failed_amount bigint not null,
    cancelled_amount bigint not null,
    business_id uuid not null,
    batch_id uuid not null
) with (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000);
create index batch_progress_by_batch on batch_progress (business_id, batch_id);

-- A business with ready work, and when it is next due: the only place where businesses are compared. A claim owns its
-- business by this row's lock.
create table ring (
    due_at timestamptz not null,
    business_id uuid primary key
) with (fillfactor = 50, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 100, vacuum_truncate = off);

-- A claim that was begun. The row is committed before the claim's work and deleted by its commit, so one that is
-- found by the next claim of the business tells of a worker that died in it: how far its jobs reached, which of
-- them it had alone, and how often that one has been part of such a death.
create table claim_marks (
    business_id uuid primary key,
    crashes smallint not null,
    upto_lane smallint not null,
    upto_id uuid not null,
    alone_id uuid
) with (fillfactor = 50, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 100, vacuum_truncate = off);
