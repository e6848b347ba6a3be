-- Access: API keys, fingerprints of the server's secrets, and idempotency keys. No secret is stored.

-- A key is found by its public id and compared by digest: an HMAC under the server's pepper, so that nobody can check a
-- guess with the table alone.
create table api_keys (
    business_id uuid not null constraint key_is_of_a_business references businesses (id),
    id uuid not null,
    created_at timestamptz not null,
    expires_at timestamptz,
    revoked_at timestamptz,
    -- A key is rolled only once: a second time would end it earlier than the first response said.
    rolled_to uuid,
    public_id text collate "C" not null,
    digest bytea not null constraint key_digest_is_32_bytes check (octet_length(digest) = 32),
    name text not null constraint key_name_is_at_most_200_characters check (char_length(name) <= 200),
    primary key (business_id, id),
    constraint successor_is_a_key foreign key (business_id, rolled_to) references api_keys (business_id, id)
        deferrable initially deferred
);
create index api_keys_by_public_id on api_keys (public_id);

-- The versions of the hash secret that hashes were made with, each with a fingerprint. A process that lacks one of
-- them, or has a different secret under its version, does not start. So a secret can be replaced without changing the
-- hashes that payout users already have. The table is not keyed by business, because the secrets are the server's.
create table hash_secrets (
    recorded_at timestamptz not null,
    version smallint primary key constraint secret_version_is_positive check (version > 0),
    fingerprint bytea not null constraint fingerprint_is_32_bytes check (octet_length(fingerprint) = 32)
);

-- The server's other secrets, each with a fingerprint since its first use. A process with a different secret reports
-- that, instead of rejecting every key with 401 or making signatures that no receiver accepts.
create table server_secrets (
    claimed_at timestamptz not null,
    name text primary key constraint secret_is_known check (name in ('key_pepper', 'webhook_secret')),
    fingerprint bytea not null constraint fingerprint_is_32_bytes check (octet_length(fingerprint) = 32)
);

-- A request under an Idempotency-Key is carried out once. The transaction that carries it out stores the result for a
-- while, so that the same request gets the same response again. (References of allocations, and the keys of batches,
-- top-ups and withdrawals, are columns of what they made, and are kept for ever.)
--
-- The secrets of webhooks and payout hashes are made again from their versions. An API key is made again from the
-- pepper, the seed in `made` and the client's own key, of which only a digest is stored.
create table idempotency_keys (
    created_at timestamptz not null,
    -- The id of a business or a payout user, or nil for operators.
    caller uuid not null,
    -- Method and pattern. Each route has its own namespace.
    route text collate "C" not null,
    key_digest bytea not null constraint idempotency_digest_is_sha256 check (octet_length(key_digest) = 32),
    fingerprint bytea not null constraint fingerprint_is_sha256 check (octet_length(fingerprint) = 32),
    -- Null only within the transaction that is carrying the request out.
    made json,
    constraint idempotency_key_is_used_once primary key (caller, route, key_digest)
);
create index idempotency_keys_by_age on idempotency_keys (created_at);
