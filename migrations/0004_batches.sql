-- Reward batches: many allocations under one idempotency key, and their progress.

-- `total` and `duplicate` are known when the batch is accepted; the other counts are sums of batch_progress. The ids of
-- its allocations rise with the items, and no other batch has ids between the first and the last. So the items are a
-- range of the primary key of allocations and need no index of their own.
create table batches (
    total bigint not null,
    total_amount bigint not null,
    duplicate bigint not null,
    duplicate_amount bigint not null,
    created_at timestamptz not null,
    -- When the items become ready, if not at once.
    scheduled_at timestamptz,
    cancelled_at timestamptz,
    finished_at timestamptz,
    business_id uuid not null constraint batch_is_of_a_business references businesses (id),
    id uuid not null,
    request_id uuid not null,
    first_allocation_id uuid not null,
    last_allocation_id uuid not null,
    -- Whether the batch is paid as far as the balance allows, or its money is set aside when it is accepted.
    mode text not null default 'best_effort'
        constraint batch_mode_is_known check (mode in ('best_effort', 'all_or_nothing')),
    idempotency_key text collate "C" not null,
    -- SHA-256 over the meaning of the request. Another upload under the same key is compared by it.
    fingerprint bytea not null,
    primary key (business_id, id),
    constraint batch_key_is_used_once unique (business_id, idempotency_key),
    constraint batch_counts_are_never_negative check (least(total, total_amount, duplicate, duplicate_amount) >= 0),
    constraint duplicates_are_part_of_the_total check (duplicate <= total and duplicate_amount <= total_amount),
    constraint batch_is_a_range_of_allocations check (first_allocation_id <= last_allocation_id)
) with (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 1000, vacuum_truncate = off);
-- An operator names a batch without its business.
create index batches_by_id on batches (id);

-- Items with the reference of an earlier allocation with the same content: they are not paid again.
create table batch_duplicates (
    item_index integer not null constraint items_begin_at_zero check (item_index >= 0),
    business_id uuid not null,
    batch_id uuid not null,
    allocation_id uuid not null,
    primary key (business_id, batch_id, item_index)
);

-- What each claim did to a batch. A claim inserts a row and updates none, so that claims do not contend for a counter;
-- the leader folds the rows from time to time. Items that failed and are queued again are counted back, which is the
-- only negative count.
create table batch_progress (
    succeeded bigint not null,
    failed bigint not null,
    cancelled bigint not null,
    succeeded_amount bigint not null,
    failed_amount bigint not null,
    cancelled_amount bigint not null,
    -- When the progress was made; in a folded row, the latest of them.
    recorded_at timestamptz not null,
    business_id uuid not null,
    batch_id uuid not null,
    -- Whether the row is older than the window from which the batch's rate is computed. Such rows are folded into one
    -- for good: no sweep reads that row again until its batch continues.
    rested boolean not null default false,
    constraint only_failures_are_counted_back
        check (least(succeeded, cancelled, succeeded_amount, cancelled_amount) >= 0)
) with (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000, vacuum_truncate = off);
create index batch_progress_by_batch on batch_progress (business_id, batch_id);
create index batch_progress_restless on batch_progress (business_id, batch_id) where not rested;

-- Items of a batch that the leader queues again, step by step: deferred items (the batch was resumed or cancelled), or
-- failed items (the batch is retried). `after_id` is the leader's position in the batch's range.
create table batch_releases (
    business_id uuid not null,
    batch_id uuid not null,
    after_id uuid not null,
    items text not null constraint released_items_are_deferred_or_failed check (items in ('deferred', 'failed')),
    primary key (business_id, batch_id, items)
) with (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 100, vacuum_truncate = off);

-- Allocations that will not be paid any more. The last attempt has ended, or the batch is cancelled and the item only
-- waits to be ended. Their references may be used again.
create view allocations_ended_unpaid as
select s.business_id, s.id from allocation_states s
where s.status in ('failed', 'cancelled')
   or s.status = 'pending' and exists (
       select from batches b where b.business_id = s.business_id and b.id = s.batch_id and b.cancelled_at is not null
   );
