-- The outbox: what happened, who wants to hear of it, and what became of telling them.
--
-- An event is written by the transaction that made it true, and only when an endpoint of its business wants its type:
-- with each event come its deliveries, one per endpoint. Nothing is written for events that nobody wants.

-- Where a business is told. The payout webhook is an endpoint of its own kind, at most one per business. No secret is
-- stored: it is an HMAC of the server's webhook secret over the endpoint's ids and the version of its secret.
create table webhook_endpoints (
    business_id uuid not null references businesses (id),
    id uuid not null,
    kind text not null constraint endpoint_is_standard_or_payout check (kind in ('standard', 'payout')),
    url text not null constraint endpoint_url_is_at_most_2048_characters check (char_length(url) <= 2048),
    events text[] not null constraint endpoint_wants_1_to_32_types check (cardinality(events) between 1 and 32),
    enabled boolean not null,
    -- Why the relay switched it off: it answered 410, or failed for days.
    disabled_because text constraint endpoint_is_gone_or_failing check (disabled_because in ('gone', 'failing')),
    -- Since when every attempt has failed.
    failing_since timestamptz,
    secret_version integer not null,
    -- Until when deliveries are signed under the version before as well.
    previous_secret_until timestamptz,
    created_at timestamptz not null,
    primary key (business_id, id),
    constraint only_a_disabled_endpoint_has_a_reason check (disabled_because is null or not enabled)
);
create unique index one_payout_webhook_per_business on webhook_endpoints (business_id) where kind = 'payout';

-- Immutable while it is kept. `data` is json, not jsonb: its bytes are what is signed and sent, the same at each
-- attempt. `sequence` rises with the events of one object.
create table events (
    created_at timestamptz not null,
    sequence bigint not null,
    -- The transaction that wrote it: an event is listed when none that began before can still add an older one.
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
-- For removing what is old: rows arrive in the order of time, so this costs next to nothing.
create index events_by_age on events using brin (created_at);

create function refuse_event_change() returns trigger language plpgsql as $$
begin
    raise exception 'events are immutable' using errcode = 'restrict_violation';
end
$$;
-- Deleting is left open: events are kept for a while, not for ever.
create trigger events_are_immutable before update or truncate on events
    for each statement execute function refuse_event_change();
alter table events enable always trigger events_are_immutable;

-- One per event and endpoint, inserted with the event. While it is leased an attempt is under way, and `due_at` is when
-- another relay takes it over.
create table webhook_deliveries (
    due_at timestamptz not null,
    created_at timestamptz not null,
    finished_at timestamptz,
    business_id uuid not null,
    endpoint_id uuid not null,
    event_id uuid not null,
    -- Attempts ever, and the place in the schedule of the next one.
    attempts integer not null,
    step smallint not null,
    leased boolean not null,
    state text not null constraint delivery_is_pending_succeeded_or_failed check (state in ('pending', 'succeeded', 'failed')),
    primary key (business_id, endpoint_id, event_id),
    constraint only_a_pending_delivery_is_leased check (state = 'pending' or not leased),
    constraint a_delivery_ends_when_it_is_not_pending check ((finished_at is null) = (state = 'pending'))
) with (fillfactor = 80, autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 1000);
create index webhook_deliveries_due on webhook_deliveries (business_id, endpoint_id, due_at) where state = 'pending';
create index webhook_deliveries_leased on webhook_deliveries (business_id, endpoint_id) where leased;
create index webhook_deliveries_by_age on webhook_deliveries using brin (created_at);

-- When each endpoint is next looked at: the only place where endpoints are compared, as the allocations' ring is for
-- businesses. A relay owns an endpoint by this row's lock while it takes deliveries, never while it calls.
create table webhook_ring (
    due_at timestamptz not null,
    business_id uuid not null,
    endpoint_id uuid not null,
    primary key (business_id, endpoint_id)
) with (fillfactor = 50, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 100, vacuum_truncate = off);

-- What was answered, attempt by attempt; the first KiB of the reply.
create table webhook_attempts (
    started_at timestamptz not null,
    business_id uuid not null,
    endpoint_id uuid not null,
    event_id uuid not null,
    attempt integer not null,
    duration_ms integer not null,
    -- The HTTP status; none when no answer came.
    status smallint,
    outcome text collate "C" not null,
    reply text collate "C",
    constraint attempt_is_logged_once primary key (business_id, endpoint_id, event_id, attempt)
);
create index webhook_attempts_by_age on webhook_attempts using brin (started_at);

-- Below this payout balance (cents) the business hears `balance.low`; never without one.
alter table businesses add column low_balance_threshold bigint
    constraint low_balance_threshold_is_positive check (low_balance_threshold > 0);
