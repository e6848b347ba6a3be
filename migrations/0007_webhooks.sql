-- Webhooks: the outbox of events, the endpoints that want them, and the results of sending them.
--
-- The transaction that makes an event true writes the event, and only if an endpoint of its business wants the type. It
-- also writes the deliveries, one per endpoint.

-- Where a business gets its events. The payout webhook is an endpoint of a separate kind, at most one per business. No
-- secret is stored: a secret is an HMAC under the server's webhook secret over the endpoint's ids and the version of
-- its secret.
create table webhook_endpoints (
    business_id uuid not null constraint endpoint_is_of_a_business references businesses (id),
    id uuid not null,
    created_at timestamptz not null,
    -- Since when every attempt has failed.
    failing_since timestamptz,
    -- Until when the previous version signs deliveries as well.
    previous_secret_until timestamptz,
    secret_version integer not null constraint secret_versions_begin_at_one check (secret_version >= 1),
    enabled boolean not null,
    kind text not null constraint endpoint_is_standard_or_payout check (kind in ('standard', 'payout')),
    url text not null constraint endpoint_url_is_at_most_2048_characters check (char_length(url) <= 2048),
    events text[] not null constraint endpoint_wants_1_to_32_types check (cardinality(events) between 1 and 32),
    -- Why the relay disabled the endpoint: it replied 410, or failed for days.
    disabled_because text constraint endpoint_is_gone_or_failing check (disabled_because in ('gone', 'failing')),
    -- Until when each secret before the previous one signs as well, newest first. A rotation ends no overlap early.
    older_secrets_until timestamptz[] not null default '{}'
        constraint at_most_8_older_secrets_sign check (cardinality(older_secrets_until) <= 8),
    primary key (business_id, id),
    constraint only_a_disabled_endpoint_has_a_reason check (disabled_because is null or not enabled)
);
create unique index one_payout_webhook_per_business on webhook_endpoints (business_id) where kind = 'payout';

-- Immutable while it is kept. `data` is json, not jsonb: its bytes are signed and sent, and must be the same at each
-- attempt. `sequence` rises with the events of one object.
create table events (
    created_at timestamptz not null,
    sequence bigint not null,
    -- The transaction that wrote the event. The event is listed once no transaction that began earlier can still add an
    -- older one.
    written_by xid8 not null default pg_current_xact_id(),
    business_id uuid not null,
    id uuid not null,
    object_id uuid not null,
    type text collate "C" not null constraint event_type_is_known check (type in (
        'payout.created', 'payout.processing', 'payout.succeeded', 'payout.failed', 'payout.rejected',
        'allocation.succeeded', 'allocation.failed', 'batch.completed', 'balance.low', 'payout_user.updated',
        'webhook.test')),
    data json not null,
    primary key (business_id, id)
);
create index events_by_object on events (business_id, object_id, sequence);
-- For removing old rows. Rows arrive in time order, so this index costs almost nothing.
create index events_by_age on events using brin (created_at);
-- Deleting is allowed: events are kept for a while, not for ever.
create trigger events_are_immutable before update or truncate on events
    for each statement execute function refuse_rewrite();
alter table events enable always trigger events_are_immutable;

-- One per event and endpoint, inserted with the event. While it is leased, an attempt is in flight, and `due_at` is
-- when another relay takes it over.
create table webhook_deliveries (
    due_at timestamptz not null,
    created_at timestamptz not null,
    finished_at timestamptz,
    business_id uuid not null,
    endpoint_id uuid not null,
    event_id uuid not null,
    -- How many attempts have been begun, and the position of the next one in the schedule.
    attempts integer not null,
    step smallint not null,
    leased boolean not null,
    state text not null constraint delivery_is_pending_succeeded_or_failed check (state in ('pending', 'succeeded', 'failed')),
    primary key (business_id, endpoint_id, event_id),
    constraint delivery_counts_are_never_negative check (attempts >= 0 and step >= 0),
    constraint only_a_pending_delivery_is_leased check (state = 'pending' or not leased),
    constraint a_delivery_ends_when_it_is_not_pending check ((finished_at is null) = (state = 'pending'))
) with (fillfactor = 80, autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 1000, vacuum_truncate = off);
create index webhook_deliveries_due on webhook_deliveries (business_id, endpoint_id, due_at) where state = 'pending';
create index webhook_deliveries_leased on webhook_deliveries (business_id, endpoint_id) where leased;
create index webhook_deliveries_by_age on webhook_deliveries using brin (created_at);

-- When each endpoint is next looked at. This is the only place where endpoints are compared, like the ring for
-- businesses. A relay owns an endpoint by locking this row while it takes deliveries, never while it calls.
create table webhook_ring (
    due_at timestamptz not null,
    business_id uuid not null,
    endpoint_id uuid not null,
    primary key (business_id, endpoint_id)
) with (fillfactor = 50, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 100, vacuum_truncate = off);

-- The result of each attempt.
create table webhook_attempts (
    started_at timestamptz not null,
    business_id uuid not null,
    endpoint_id uuid not null,
    event_id uuid not null,
    attempt integer not null constraint attempts_begin_at_one check (attempt >= 1),
    duration_ms integer not null constraint duration_is_never_negative check (duration_ms >= 0),
    -- The HTTP status; null if there was no reply.
    status smallint,
    outcome text collate "C" not null constraint attempt_outcome_is_known
        check (outcome in ('delivered', 'refused', 'gone', 'timed_out', 'unreachable', 'blocked')),
    -- The first KiB of the reply.
    reply text collate "C",
    constraint attempt_is_logged_once primary key (business_id, endpoint_id, event_id, attempt),
    constraint an_answer_has_its_status check ((outcome in ('delivered', 'refused', 'gone')) = (status is not null))
);
create index webhook_attempts_by_age on webhook_attempts using brin (started_at);
