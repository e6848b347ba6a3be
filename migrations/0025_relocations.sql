-- Businesses on their way from this cell to another, or from another to this one. A relocation copies a business's rows while it works,
-- then holds it for seconds, copies what is left, compares both sides and switches. The old rows are kept, and never change, until
-- an operator drops them. docs/internals/relocation.md tells it step by step.

create table relocations (
    begun_at timestamptz not null,
    -- Until when a mover has the business to itself, from the pause before the hold on. Past it the leader lets go, for the mover died,
    -- and the mover may not switch any more. Each hold has a time of its own.
    held_until timestamptz,
    -- copying: this cell serves it, and its rows are being copied from here.
    -- held: as before, but nothing of it is served or changed, here or elsewhere.
    -- gone: the other cell has it. The rows that are still here are what it was when it left.
    -- arriving: its rows are being copied to here, and are not complete.
    phase text not null constraint phase_is_known check (phase in ('copying', 'held', 'gone', 'arriving')),
    -- The oldest transaction that a complete round of copying may have missed, on the server that it copies from; of a business that
    -- is arriving.
    copied_up_to xid8,
    -- Since when everything is here, of a business that is arriving: the switch ends in seconds, or is left half done.
    complete_since timestamptz,
    other_cell smallint not null constraint other_cell_has_two_digits check (other_cell between 0 and 99),
    business_id uuid primary key,
    constraint a_hold_ends check (phase <> 'held' or held_until is not null)
) with (fillfactor = 50, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 100, vacuum_truncate = off);

-- Those whose rows are here and mean nothing: whoever looks at all businesses leaves them out, and whoever looks for one does not find it.
create view absent_businesses as
select business_id from relocations where phase in ('gone', 'arriving');

-- Those for which nothing is done here: the absent ones, and those that are held for their switch.
create view unserved_businesses as
select business_id from relocations
where phase <> 'copying';

-- The fence. A relocation puts it on every table of a business, for the rows of this business alone, and takes it away when the old
-- rows are dropped. It shares the key of the relocation's row, so who locks that row has waited for every transaction that has written
-- before the hold; whoever writes later is refused. The setting payout.relocates lets the mover of one business pass, and with `all`
-- whoever has noticed a restore, and marks what may have been sent.
create function refuse_what_is_elsewhere() returns trigger language plpgsql as $$
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

-- Allocations of a business that were deleted while it was copied: single payments that were taken back from their queue. It is the
-- one kind of row that is copied ahead and may be deleted by others than retention, which passes over a business that is copied.
create table relocation_deletions (
    business_id uuid not null,
    allocation_id uuid not null,
    primary key (business_id, allocation_id)
);

create function note_what_is_deleted() returns trigger language plpgsql as $$
begin
    if current_setting('payout.relocates', true) = tg_argv[0] then
        return null;
    end if;
    insert into relocation_deletions (business_id, allocation_id) values (old.business_id, old.id);
    return null;
end
$$;

-- What is append-only can be deleted in one way: by the owner of the table, to drop what a business has left behind.
create function drops_what_was_left(table_oid oid) returns boolean language sql stable as $$
    select current_setting('payout.drops', true) = 'on'
        and pg_has_role(current_user, (select relowner from pg_class where oid = table_oid), 'member')
$$;

create or replace function refuse_change() returns trigger language plpgsql as $$
begin
    if tg_op = 'DELETE' and drops_what_was_left(tg_relid) then
        return null;
    end if;
    raise exception '% is append-only: % is refused', tg_table_name, lower(tg_op) using errcode = 'restrict_violation';
end
$$;

create or replace function refuse_withdrawal_change() returns trigger language plpgsql as $$
begin
    if tg_op = 'DELETE' and drops_what_was_left(tg_relid) then
        return null;
    end if;
    raise exception 'what was asked, and what has ended, does not change' using errcode = 'restrict_violation';
end
$$;

-- Why a business is held: a relocation pauses it first, so that claims and withdrawals do not begin.
alter table pauses drop constraint pause_cause_is_known;
alter table pauses add constraint pause_cause_is_known check (cause in ('order', 'switch', 'move'));

-- A relocation is told by the audit of both cells, which says which the other one is; and so is that a cell is given no new businesses.
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
