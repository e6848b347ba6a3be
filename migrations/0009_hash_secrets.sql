-- Several server secrets, by version: one can be replaced without changing a hash that was given out.

-- The version of the server's secret that a user's hash is made with. A constant default: no row is rewritten.
alter table payout_users add column hash_secret smallint not null default 1;

-- The versions that hashes were made with, each with a fingerprint: a process that does not have one of them, or
-- another secret under its name, does not start. Not keyed by business: the secrets are the server's.
create table hash_secrets (
    version smallint primary key constraint secret_version_is_positive check (version > 0),
    fingerprint bytea not null constraint fingerprint_is_32_bytes check (octet_length(fingerprint) = 32),
    recorded_at timestamptz not null
);

-- What moved money for a payout user besides allocations, which are found by its e-mail. Partial, because paying
-- allocations is the hot path: of their rows this index takes none.
create index transfers_of_payout_user on transfers (business_id, payout_user_id, subject_id)
    where kind <> 'allocation' and payout_user_id is not null;
