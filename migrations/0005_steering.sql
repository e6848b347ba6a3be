-- Steering: what is paused, how fast it may go, and who gave which command.
--
-- The nil UUID means all businesses, or all batches of a business.

-- What must not be paid for now. Claims look here, so pausing and resuming change one row, however much is queued. A
-- business whose payouts are switched off has a row of its own, besides that of a pause command. So every reader of
-- pauses (claims, gauges, lists) sees both, and resuming the business does not switch its payouts on.
create table pauses (
    paused_at timestamptz not null,
    business_id uuid not null,
    batch_id uuid not null,
    -- A merchant cannot resume what an operator paused.
    by_operator boolean not null,
    cause text collate "C" not null constraint pause_cause_is_known check (cause in ('command', 'switch')),
    -- The credential, as in the audit; null if it is not known who switched the payouts off.
    paused_by text collate "C",
    primary key (business_id, batch_id, cause),
    constraint only_a_business_has_batches
        check (business_id <> '00000000-0000-0000-0000-000000000000' or batch_id = '00000000-0000-0000-0000-000000000000'),
    constraint only_a_business_is_switched_off
        check (cause = 'command' or (business_id <> '00000000-0000-0000-0000-000000000000'
            and batch_id = '00000000-0000-0000-0000-000000000000'))
);

-- A trigger, so that switching the payouts off holds what is queued even if it is done in SQL by hand.
create function pause_switched_off_business() returns trigger language plpgsql as $$
begin
    if new.payouts_enabled then
        delete from pauses where business_id = new.id
            and batch_id = '00000000-0000-0000-0000-000000000000' and cause = 'switch';
    else
        insert into pauses (business_id, batch_id, cause, by_operator, paused_at)
        values (new.id, '00000000-0000-0000-0000-000000000000', 'switch', true, now())
        on conflict do nothing;
    end if;
    return null;
end
$$;
create trigger switched_off_is_paused after insert or update of payouts_enabled on businesses
    for each row execute function pause_switched_off_business();

-- What must not be sent for now: unsent withdrawals of a method or a provider, or webhooks.
create table outgoing_pauses (
    paused_at timestamptz not null,
    scope text collate "C" not null
        constraint outgoing_scope_is_known check (scope in ('method', 'provider', 'webhooks')),
    -- The name of the method or the provider.
    name text collate "C" not null,
    paused_by text collate "C" not null,
    primary key (scope, name),
    constraint webhooks_have_no_name check ((scope = 'webhooks') = (name = ''))
);

-- How fast everything, a business or a batch may go. Operators change the rates while claims run. `jobs_until` and
-- `cents_until` are the times up to which paid work uses the rate up (GCRA). Only the claim that owns a business
-- changes the rows of that business; the row of everything is changed by compare-and-set.
create table throttles (
    jobs_until timestamptz not null,
    cents_until timestamptz not null,
    -- When a claim may take jobs again.
    next_at timestamptz not null,
    max_per_second bigint constraint rate_is_1_to_1000000 check (max_per_second between 1 and 1000000),
    max_cents_per_second bigint constraint rate_is_1_to_1000000000000_cents
        check (max_cents_per_second between 1 and 1000000000000),
    changed_at timestamptz not null,
    business_id uuid not null,
    batch_id uuid not null,
    primary key (business_id, batch_id),
    constraint throttle_limits_something check (max_per_second is not null or max_cents_per_second is not null),
    constraint only_a_business_has_batches
        check (business_id <> '00000000-0000-0000-0000-000000000000' or batch_id = '00000000-0000-0000-0000-000000000000')
) with (fillfactor = 50, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000, vacuum_truncate = off);

-- Who steered what, and how. The transaction that carries a command out writes the row. The table is not keyed by
-- business, because a command about everything has none.
create table audit (
    id uuid primary key,
    done_at timestamptz not null,
    -- How much the command concerned when it was given.
    items bigint not null,
    amount bigint not null,
    -- The rates that a throttle set.
    max_per_second bigint,
    max_cents_per_second bigint,
    -- When the items of a scheduled batch become ready.
    scheduled_at timestamptz,
    -- The new settings of a business that was changed.
    weight smallint,
    payouts_enabled boolean,
    business_id uuid,
    batch_id uuid,
    allocation_id uuid,
    request_id uuid,
    credential text collate "C" not null,
    action text not null constraint action_is_known
        check (action in ('pause', 'resume', 'cancel', 'retry', 'throttle', 'unthrottle', 'schedule', 'change',
            'restore_begin', 'restore_end')),
    scope text not null constraint scope_is_known
        check (scope in ('all', 'business', 'batch', 'allocation', 'method', 'provider', 'webhooks')),
    -- The name of the method or the provider.
    name text collate "C",
    constraint audited_amounts_are_never_negative check (least(items, amount) >= 0),
    constraint scope_names_its_ids check (
        (scope in ('business', 'batch', 'allocation')) = (business_id is not null)
        and (scope = 'batch') = (batch_id is not null) and (scope = 'allocation') = (allocation_id is not null)
        and (scope in ('method', 'provider')) = (name is not null)),
    constraint action_says_what_was_set check (
        (action = 'throttle') = (max_per_second is not null or max_cents_per_second is not null)
        and (action = 'schedule') = (scheduled_at is not null)
        and (action = 'change') = (weight is not null or payouts_enabled is not null)),
    constraint action_has_its_scope check (case action
        when 'cancel' then scope = 'batch'
        when 'schedule' then scope = 'batch'
        when 'retry' then scope in ('batch', 'allocation')
        when 'change' then scope = 'business'
        when 'throttle' then scope in ('all', 'business', 'batch')
        when 'unthrottle' then scope in ('all', 'business', 'batch')
        when 'restore_begin' then scope = 'all'
        when 'restore_end' then scope = 'all'
        else scope <> 'allocation' end)
);
create trigger audit_is_append_only before update or delete or truncate on audit
    for each statement execute function refuse_change();
alter table audit enable always trigger audit_is_append_only;
