-- Allocations: what was requested, and which attempts ended without a payment. A payment is a row of transfers.

-- Immutable. An allocation is pending while it is queued or deferred. It has succeeded when its transfer exists, and
-- has failed or is cancelled when its last outcome says so. Its time of creation is in its id (UUIDv7).
create table allocations (
    amount bigint not null constraint allocation_amount_is_1_to_100000000 check (amount between 1 and 100000000),
    item_index integer,
    -- A reference names one payment. If an allocation ends unpaid, its reference may be used again. Each use is a
    -- separate allocation, numbered from 0. The unique index decides between concurrent requests.
    reference_attempt smallint not null default 0
        constraint attempts_are_of_references check (reference_attempt = 0 or reference_attempt > 0 and reference is not null),
    business_id uuid not null,
    id uuid not null,
    request_id uuid not null,
    batch_id uuid,
    email text collate "C" not null constraint email_is_at_most_255_characters check (char_length(email) <= 255),
    -- The client's idempotency key. Single requests and batch items share one namespace.
    reference text collate "C" constraint reference_is_1_to_255_characters check (char_length(reference) between 1 and 255),
    metadata jsonb,
    primary key (business_id, id),
    constraint item_has_its_batch check ((item_index is null) = (batch_id is null))
);
create unique index reference_is_used_once on allocations (business_id, reference, reference_attempt)
    where reference is not null;
create index allocations_by_email on allocations (business_id, email, id);
-- Later attempts are few, and belong to few businesses. An empty range of this index proves that a business has none.
create index allocations_of_later_attempts on allocations (business_id, id) where reference_attempt > 0;
-- Deleting is allowed: a request that is taken back before anything happened counts as never recorded.
create trigger allocations_are_immutable before update or truncate on allocations
    for each statement execute function refuse_rewrite();
alter table allocations enable always trigger allocations_are_immutable;

create type allocation_outcome as enum ('failed', 'cancelled');

-- How an attempt ended that moved no money. A retry begins the next attempt.
create table allocation_outcomes (
    created_at timestamptz not null,
    outcome allocation_outcome not null,
    attempt smallint not null constraint attempts_begin_at_one check (attempt >= 1),
    business_id uuid not null,
    allocation_id uuid not null,
    code text collate "C" not null,
    constraint attempt_ends_once primary key (business_id, allocation_id, attempt)
);
create trigger allocation_outcomes_are_append_only before update or delete or truncate on allocation_outcomes
    for each statement execute function refuse_change();
alter table allocation_outcomes enable always trigger allocation_outcomes_are_append_only;
