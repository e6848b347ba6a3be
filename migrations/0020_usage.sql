-- Usage: how many requests a business has made with its API keys, and how long they took. Each process counts, and adds
-- its counts here once a minute (api::app::usage). So this measures use and does not account for money: counts that
-- were not added are lost when a process is killed.

create table api_usage (
    requests bigint not null constraint requests_are_counted check (requests > 0),
    day date not null,
    -- No foreign key: counts for a business that a restore has undone must not keep other counts from being added.
    business_id uuid not null,
    -- The method and the pattern, or `other` for routes beyond the limits of a process.
    route text collate "C" not null,
    -- The names are those of domain::usage::Outcome.
    outcome text collate "C" not null constraint outcome_is_known check (outcome in
        ('2xx', '400', '403', '404', '409', '422', '429', '4xx', '5xx', 'aborted')),
    -- How many requests took up to each of domain::usage::BOUNDS_MS, and how many took longer than the last.
    buckets bigint[] not null constraint every_bound_has_a_count check (cardinality(buckets) = 12),
    primary key (business_id, day, route, outcome)
) with (fillfactor = 70, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000, vacuum_truncate = off);
-- For removing old rows. No update changes a day, so updates can stay on their page.
create index api_usage_by_day on api_usage (day);
