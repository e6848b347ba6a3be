-- Businesses on their way from this cell to another, or from another to this one. A relocation copies a business's rows while it works,
-- then holds it for seconds, copies what is left, compares both sides and switches. The old rows are kept, and never change, until
-- an operator drops them. docs/internals/relocation.md tells it step by step.

create table relocations (
    begun_at timestamptz not null,
    -- copying: this cell serves it, and its rows are being copied from here.
    -- held: as before, but nothing of it is served or changed, here or elsewhere.
    -- gone: the other cell has it. The rows that are still here are what it was when it left.
    -- arriving: its rows are being copied to here, and are not complete.
    phase text not null constraint phase_is_known check (phase in ('copying', 'held', 'gone', 'arriving')),
    -- The oldest transaction that a complete round of copying may have missed, on the server that it copies from; of a business that
    -- is arriving.
    copied_up_to xid8,
    other_cell smallint not null constraint other_cell_has_two_digits check (other_cell between 0 and 99),
    business_id uuid primary key
) with (fillfactor = 50, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 100, vacuum_truncate = off);

-- Those whose rows are here and mean nothing: whoever looks at all businesses leaves them out, and whoever looks for one does not find it.
create view absent_businesses as
select business_id from relocations where phase in ('gone', 'arriving');

-- Those for which nothing is done here: the absent ones, and those that are held for their switch.
create view unserved_businesses as
select business_id from relocations where phase <> 'copying';

-- The fence. A relocation puts it on every table of a business, for the rows of this business alone, and takes it away when the old
-- rows are dropped. It shares the row of the relocation, so who waits for that row has waited for every transaction that has written
-- before the hold; whoever writes later is refused.
create function refuse_what_is_elsewhere() returns trigger language plpgsql as $$
declare
    found_phase text;
begin
    if current_setting('payout.relocates', true) = tg_argv[0] then
        return null;
    end if;
    select phase into found_phase from relocations where business_id = tg_argv[0]::uuid for key share;
    if found_phase <> 'copying' then
        raise exception 'the business is being moved to another cell' using errcode = 'PM001';
    end if;
    return null;
end
$$;

-- Why a business is held: a relocation pauses it first, so that claims and withdrawals do not begin.
alter table pauses drop constraint pause_cause_is_known;
alter table pauses add constraint pause_cause_is_known check (cause in ('order', 'switch', 'move'));
