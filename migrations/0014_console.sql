-- What operators look at: the last check of the books, and the audit of one business.

-- What the leader's last check of the books found: a row for each law, written anew by each check. By its words: a law that is
-- put in other words begins a row of its own, and the old one is removed by the next check.
create table books_checks (
    law text primary key,
    checked bigint not null,
    breaches bigint not null,
    -- Cents.
    off_by bigint not null,
    checked_at timestamptz not null,
    constraint found_is_never_negative check (least(checked, breaches, off_by) >= 0)
) with (fillfactor = 50, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 100, vacuum_truncate = off);

-- Orders about everything have no business, and are not in it.
create index audit_by_business on audit (business_id, id) where business_id is not null;
