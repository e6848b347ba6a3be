-- Steering: pausing, cancelling, retrying and scheduling, and who did it.

alter table batches add column scheduled_at timestamptz, add column cancelled_at timestamptz;
-- An operator names a batch without its business.
create index batches_by_id on batches (id);

-- What is not to be paid for now. The nil UUID stands for every business, and for every batch of the business. Claims
-- look here: pausing and resuming change one row, however much is queued.
create table pauses (
    paused_at timestamptz not null,
    business_id uuid not null,
    batch_id uuid not null,
    -- What an operator paused, no merchant resumes.
    by_operator boolean not null,
    primary key (business_id, batch_id),
    constraint only_a_business_has_batches
        check (business_id <> '00000000-0000-0000-0000-000000000000' or batch_id = '00000000-0000-0000-0000-000000000000')
);

-- Items of a batch that the leader queues again, step by step: those that were deferred (the batch was resumed or
-- cancelled), or those that failed (it is retried). A batch's items are a range of ids: `after_id` says how far it is.
create table batch_releases (
    business_id uuid not null,
    batch_id uuid not null,
    items text not null constraint released_items_are_deferred_or_failed check (items in ('deferred', 'failed')),
    after_id uuid not null,
    primary key (business_id, batch_id, items)
);

-- Who steered what, how. Written in the transaction that did it. Not keyed by business: what is done to all has none.
create table audit (
    id uuid primary key,
    done_at timestamptz not null,
    credential text collate "C" not null,
    action text not null constraint action_is_known check (action in ('pause', 'resume', 'cancel', 'retry')),
    scope text not null constraint scope_is_known check (scope in ('all', 'business', 'batch')),
    business_id uuid,
    batch_id uuid,
    items bigint not null,
    amount bigint not null,
    request_id uuid,
    constraint scope_names_its_ids check (
        (scope = 'all') = (business_id is null) and (scope = 'batch') = (batch_id is not null))
);
create trigger audit_is_append_only before update or delete or truncate on audit
    for each statement execute function refuse_change();
alter table audit enable always trigger audit_is_append_only;
