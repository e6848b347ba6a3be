-- Withdrawals: a payout user takes its money out.

create type withdrawal_method as enum ('paypal', 'crypto', 'gift_card');
create type withdrawal_status as enum ('created', 'processing', 'succeeded', 'failed', 'rejected', 'cancelled');

-- An order. Its request never changes. Its status changes only by guarded updates (domain::withdrawal::settle).
create table withdrawals (
    amount bigint not null constraint withdrawal_is_1_to_100000000 check (amount between 1 and 100000000),
    fees bigint not null,
    net_amount bigint not null,
    created_at timestamptz not null,
    finished_at timestamptz,
    method withdrawal_method not null,
    status withdrawal_status not null,
    business_id uuid not null,
    id uuid not null,
    payout_user_id uuid not null,
    request_id uuid not null,
    -- The id under which a provider knows the order, if that is not the order's own id. For an order with a key, the id
    -- is derived from the payout user, the key and the request. So the provider recognises an order that a restore has
    -- undone and that is made again. The order's own id contains its time, by which lists and the ledger are read.
    told_as uuid,
    -- Who carries the order out: 'sandbox', 'manual', or a provider from the operator's configuration. It never
    -- changes.
    provider text collate "C" not null
        constraint provider_name_is_1_to_50_characters check (char_length(provider) between 1 and 50),
    destination jsonb not null,
    -- The client's key. Each payout user has its own namespace.
    idempotency_key text collate "C",
    -- SHA-256 over the meaning of the request. Another request under the same key is recognised by it.
    fingerprint bytea not null constraint withdrawal_fingerprint_is_32_bytes check (octet_length(fingerprint) = 32),
    -- Why the order failed or was rejected: a stable code, and a text for people.
    code text collate "C" constraint withdrawal_code_is_1_to_50_characters check (char_length(code) between 1 and 50),
    reason text constraint withdrawal_reason_is_1_to_500_characters check (char_length(reason) between 1 and 500),
    -- The provider's own name for the order.
    provider_reference text
        constraint provider_reference_is_1_to_255_characters check (char_length(provider_reference) between 1 and 255),
    primary key (business_id, id),
    constraint withdrawal_is_of_a_payout_user foreign key (business_id, payout_user_id) references payout_users (business_id, id),
    constraint withdrawal_pays_something check (fees >= 0 and net_amount > 0 and net_amount + fees = amount),
    constraint finished_withdrawals_have_their_time
        check ((status in ('created', 'processing')) = (finished_at is null)),
    constraint unsuccessful_withdrawals_say_why check ((status in ('failed', 'rejected')) = (code is not null)),
    constraint only_unsuccessful_withdrawals_have_a_reason check (reason is null or status in ('failed', 'rejected'))
) with (fillfactor = 80, autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 1000, vacuum_truncate = off);
create unique index withdrawal_key_is_used_once on withdrawals (business_id, payout_user_id, idempotency_key)
    where idempotency_key is not null;
create unique index withdrawal_is_told_once on withdrawals (told_as) where told_as is not null;
create index withdrawals_by_payout_user on withdrawals (business_id, payout_user_id, id);
-- A provider and an operator name an order without its business.
create index withdrawals_by_id on withdrawals (id);
-- Orders that wait for a person.
create index withdrawals_by_hand on withdrawals (id) where provider = 'manual' and status = 'processing';

create function refuse_withdrawal_change() returns trigger language plpgsql as $$
begin
    raise exception 'what was asked, and what has ended, does not change' using errcode = 'restrict_violation';
end
$$;
create trigger withdrawals_are_kept before delete or truncate on withdrawals
    for each statement execute function refuse_withdrawal_change();
alter table withdrawals enable always trigger withdrawals_are_kept;
create trigger what_was_asked_stays before update of amount, fees, net_amount, created_at, method, business_id, id,
    payout_user_id, request_id, told_as, provider, destination, idempotency_key, fingerprint on withdrawals
    for each statement execute function refuse_withdrawal_change();
alter table withdrawals enable always trigger what_was_asked_stays;
create trigger an_end_stays before update on withdrawals
    for each row when (old.finished_at is not null) execute function refuse_withdrawal_change();
alter table withdrawals enable always trigger an_end_stays;

-- Orders that a worker has to handle: when, and what is known of their outcome. A row is deleted when its order ends,
-- or when a person takes the order over. `due_at` is also the lease: the worker that takes the order moves it beyond
-- the longest call, so another worker replaces one that died in a call when that time is over.
create table withdrawal_queue (
    due_at timestamptz not null,
    -- When the order was first sent. From then on its provider is asked about it, and it never again counts as unsent.
    sent_at timestamptz,
    -- Since when the outcome has been unknown.
    unknown_since timestamptz,
    -- How often in a row the provider was asked without a final answer.
    attempts integer not null constraint attempts_are_not_negative check (attempts >= 0),
    -- Whether a call was begun whose result is not recorded.
    calling boolean not null,
    -- The provider does not know the order, and it was not sent, because a pause or a restore holds it.
    not_sent boolean not null default false,
    business_id uuid not null,
    withdrawal_id uuid not null,
    provider text collate "C" not null,
    primary key (business_id, withdrawal_id)
) with (
    autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000,
    autovacuum_analyze_scale_factor = 0, autovacuum_analyze_threshold = 50000,
    vacuum_truncate = off
);
create index withdrawal_queue_by_due on withdrawal_queue (provider, due_at);
