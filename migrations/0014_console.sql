-- What operators look at: the last check of the books, and the audit of one business.

-- The results of the leader's last check of the books: a row for each law, rewritten by each check. The key is the
-- law's text. If the text changes, the law gets a new row, and the next check removes the old one.
create table books_checks (
    law text primary key,
    checked bigint not null,
    breaches bigint not null,
    -- In cents.
    off_by bigint not null,
    checked_at timestamptz not null,
    constraint found_is_never_negative check (least(checked, breaches, off_by) >= 0)
) with (fillfactor = 50, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 100, vacuum_truncate = off);

-- Commands about everything have no business, and are not in this index.
create index audit_by_business on audit (business_id, id) where business_id is not null;
