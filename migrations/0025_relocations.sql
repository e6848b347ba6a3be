-- Businesses that move between this cell and another. A relocation copies a business's rows while it works. Then it
-- holds the business for seconds, copies the rest, compares both sides and switches. The old rows are kept unchanged
-- until an operator drops them. docs/internals/relocation.md describes every step.

create table relocations (
    begun_at timestamptz not null,
    -- Until when a mover has exclusive use of the business, from the pause before the hold on. After that time the
    -- leader assumes that the mover has died and lets the business go, and the mover may no longer switch. Each hold
    -- has its own time.
    held_until timestamptz,
    -- copying: this cell serves the business, and its rows are being copied from here.
    -- held: as before, but nothing of the business is served or changed, here or elsewhere.
    -- gone: the other cell has the business. The rows that are still here are its state when it left.
    -- arriving: the rows of the business are being copied to this cell, and are not complete.
    phase text not null constraint phase_is_known check (phase in ('copying', 'held', 'gone', 'arriving')),
    -- For an arriving business: the oldest transaction, on the server that it copies from, that a complete round of
    -- copying may have missed.
    copied_up_to xid8,
    -- For an arriving business: since when all rows are here. The switch then ends within seconds, or is left half
    -- done.
    complete_since timestamptz,
    other_cell smallint not null constraint other_cell_has_two_digits check (other_cell between 0 and 99),
    business_id uuid primary key,
    constraint a_hold_ends check (phase <> 'held' or held_until is not null)
) with (fillfactor = 50, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 100, vacuum_truncate = off);

-- Businesses whose rows are here but do not count. Queries over all businesses leave them out, and look-ups do not find
-- them.
create view absent_businesses as
select business_id from relocations where phase in ('gone', 'arriving');

-- Businesses that this cell does nothing for: the absent ones, and those that are held for their switch.
create view unserved_businesses as
select business_id from relocations
where phase <> 'copying';

-- The fence. A relocation puts this trigger on every table of a business, for the rows of this business alone, and
-- removes it when the old rows are dropped. The trigger takes a key share lock on the relocation's row. So a
-- transaction that locks that row has waited for all writers from before the hold, and later writers are rejected. The
-- setting payout.relocates lets the mover of one business pass. With `all` it lets a process pass that has noticed a
-- restore and marks what may have been sent.
create function refuse_write_of_moved_business() returns trigger language plpgsql as $$
declare
    found_phase text;
begin
    if current_setting('payout.relocates', true) in (tg_argv[0], 'all') then
        return null;
    end if;
    select phase into found_phase from relocations where business_id = tg_argv[0]::uuid for key share;
    if found_phase <> 'copying' then
        raise exception 'the business is being moved to another cell' using errcode = 'PM001';
    end if;
    return null;
end
$$;

-- Allocations of a business that were deleted while it was copied: single payments that were taken back from the queue.
-- Of the rows that are copied ahead, only these can be deleted by anything but retention, which skips a business that
-- is being copied.
create table relocation_deletions (
    business_id uuid not null,
    allocation_id uuid not null,
    primary key (business_id, allocation_id)
);

create function record_deletion() returns trigger language plpgsql as $$
begin
    if current_setting('payout.relocates', true) = tg_argv[0] then
        return null;
    end if;
    insert into relocation_deletions (business_id, allocation_id) values (old.business_id, old.id);
    return null;
end
$$;

-- Append-only rows can be deleted in one way: by the owner of the table, to drop what a business has left behind.
create function may_drop_remains(table_oid oid) returns boolean language sql stable as $$
    select current_setting('payout.drops', true) = 'on'
        and pg_has_role(current_user, (select relowner from pg_class where oid = table_oid), 'member')
$$;

create or replace function refuse_change() returns trigger language plpgsql as $$
begin
    if tg_op = 'DELETE' and may_drop_remains(tg_relid) then
        return null;
    end if;
    raise exception '% is append-only: % is refused', tg_table_name, lower(tg_op) using errcode = 'restrict_violation';
end
$$;

create or replace function refuse_withdrawal_change() returns trigger language plpgsql as $$
begin
    if tg_op = 'DELETE' and may_drop_remains(tg_relid) then
        return null;
    end if;
    raise exception 'what was asked, and what has ended, does not change' using errcode = 'restrict_violation';
end
$$;

-- A relocation first pauses the business, so that no claims and withdrawals begin.
alter table pauses drop constraint pause_cause_is_known;
alter table pauses add constraint pause_cause_is_known check (cause in ('command', 'switch', 'move'));

-- The audits of both cells record a relocation, with the number of the other cell. The audit also records that a cell
-- stops or resumes taking new businesses.
alter table audit add column other_cell smallint;
alter table audit
    drop constraint action_is_known,
    drop constraint action_says_what_was_set,
    drop constraint action_has_its_scope;
alter table audit
    add constraint action_is_known
        check (action in ('pause', 'resume', 'cancel', 'retry', 'throttle', 'unthrottle', 'schedule', 'change',
            'restore_begin', 'restore_end', 'approve', 'reject', 'invite', 'remove', 'reset', 'reset_password', 'leave', 'arrive',
            'drain', 'fill')),
    add constraint action_says_what_was_set check (
        (action = 'throttle') = (max_per_second is not null or max_cents_per_second is not null)
        and (action = 'schedule') = (scheduled_at is not null)
        and (action = 'change') = (weight is not null or payouts_enabled is not null)
        and (action = 'invite') = (role is not null)
        and (action in ('leave', 'arrive')) = (other_cell is not null)),
    add constraint action_has_its_scope check (case action
        when 'cancel' then scope = 'batch'
        when 'schedule' then scope = 'batch'
        when 'retry' then scope in ('batch', 'allocation')
        when 'change' then scope = 'business'
        when 'throttle' then scope in ('all', 'business', 'batch')
        when 'unthrottle' then scope in ('all', 'business', 'batch')
        when 'restore_begin' then scope = 'all'
        when 'restore_end' then scope = 'all'
        when 'approve' then scope = 'withdrawal'
        when 'reject' then scope = 'withdrawal'
        when 'invite' then scope = 'member'
        when 'remove' then scope = 'member'
        when 'reset' then scope = 'member'
        when 'reset_password' then scope = 'member'
        when 'leave' then scope = 'business'
        when 'arrive' then scope = 'business'
        when 'drain' then scope = 'all'
        when 'fill' then scope = 'all'
        else scope not in ('allocation', 'withdrawal', 'member') end);
