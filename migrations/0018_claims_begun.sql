-- A claim that was begun. The row is committed before the claim's work and deleted by its commit, so one that the next
-- claim of the business finds tells of a claim that broke off: what its jobs were, lane by lane; in how many claims that
-- broke off they have been, this one included; how many of those are excused, for the server itself ended; how many of the
-- jobs have been looked at again since; and whether other jobs had their turn since. Each claim has its own row, so none
-- overwrites what another has left.
create table claims_begun (
    business_id uuid not null,
    id uuid not null,
    server_started timestamptz not null,
    interactive_first uuid,
    interactive_last uuid,
    bulk_first uuid,
    bulk_last uuid,
    jobs integer not null,
    looked_at integer not null default 0,
    deaths smallint not null,
    excused smallint not null default 0,
    rested boolean not null default false,
    primary key (business_id, id)
) with (fillfactor = 50, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 100, vacuum_truncate = off);

-- claim_marks is left for workers of before, which write it until the last of them is gone; nobody else reads it.
