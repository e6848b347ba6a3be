-- A request under an Idempotency-Key is carried out once: what it did is kept for a while, by the transaction that did it,
-- so that the same request is answered the same again. (A reference of an allocation, and the keys of batches, top-ups and
-- withdrawals, are columns of what they made, for ever.)
--
-- No secret is here. Secrets of webhooks and payout hashes are made again from their versions; an API key from the pepper,
-- the seed in `made` and the client's own key, of which there is a digest only.
create table idempotency_keys (
    created_at timestamptz not null,
    -- A business, a payout user, or nil for operators.
    caller uuid not null,
    -- Method and pattern: each route is a namespace of its own.
    route text collate "C" not null,
    key_digest bytea not null constraint idempotency_digest_is_sha256 check (octet_length(key_digest) = 32),
    fingerprint bytea not null constraint fingerprint_is_sha256 check (octet_length(fingerprint) = 32),
    -- Null only inside the transaction that is carrying the request out.
    made json,
    constraint idempotency_key_is_used_once primary key (caller, route, key_digest)
);
create index idempotency_keys_by_age on idempotency_keys (created_at);

-- A key is rolled once: a second time would end it earlier than the first answer said, or be ended earlier itself.
alter table api_keys
    add column rolled_to uuid,
    add constraint successor_is_a_key foreign key (business_id, rolled_to) references api_keys (business_id, id)
        deferrable initially deferred;

-- Until when each secret before the previous one signs as well, the newest first: a rotation ends no overlap early.
alter table webhook_endpoints
    add column older_secrets_until timestamptz[] not null default '{}'
        constraint at_most_8_older_secrets_sign check (cardinality(older_secrets_until) <= 8);
