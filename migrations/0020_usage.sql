-- Usage: how many requests a business has made with its API keys, and how long they took. It is counted in each process and
-- added here once a minute (api::app::usage), so it is a measure of use and no account of money: what a process has counted and
-- not yet added is lost when it is killed.

create table api_usage (
    requests bigint not null constraint requests_are_counted check (requests > 0),
    day date not null,
    -- No foreign key: what was counted for a business that a restore has undone must not keep others' counts from being added.
    business_id uuid not null,
    -- The method and the pattern, or `other` for what was beyond the limits of a process.
    route text collate "C" not null,
    -- The names are those of domain::usage::Outcome.
    outcome text collate "C" not null constraint outcome_is_known check (outcome in
        ('2xx', '400', '403', '404', '409', '422', '429', '4xx', '5xx', 'aborted')),
    -- How many of them took up to each of domain::usage::BOUNDS_MS, and how many took longer than the last.
    buckets bigint[] not null constraint every_bound_has_a_count check (cardinality(buckets) = 12),
    primary key (business_id, day, route, outcome)
) with (fillfactor = 70, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000, vacuum_truncate = off);
-- For the removal of what is old. No update changes a day, so updates can stay on their page.
create index api_usage_by_day on api_usage (day);
