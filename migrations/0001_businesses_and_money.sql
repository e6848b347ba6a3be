-- Who holds money, and where it is.
--
-- Every key of every table below begins with business_id, so that the whole schema can be distributed by business
-- without a change. Money is integer cents (USD).

create table businesses (
    id uuid primary key,
    name text not null constraint business_name_is_1_to_200_characters check (char_length(name) between 1 and 200),
    -- For good: a test business never reaches a real provider.
    mode text not null constraint business_mode_is_live_or_test check (mode in ('live', 'test')),
    payouts_enabled boolean not null,
    created_at timestamptz not null
);

-- The hot row of a business, apart from what is read. Half-empty pages keep its updates heap-only.
create table business_accounts (
    business_id uuid primary key references businesses (id),
    balance bigint not null constraint balance_is_never_negative check (balance >= 0),
    payout_balance bigint not null constraint payout_balance_is_never_negative check (payout_balance >= 0)
) with (fillfactor = 50);

-- A key is found by its public id and compared by digest: an HMAC under the server's pepper, so that the table alone
-- does not let anyone check a guess.
create table api_keys (
    business_id uuid not null references businesses (id),
    id uuid not null,
    name text not null constraint key_name_is_at_most_200_characters check (char_length(name) <= 200),
    public_id text collate "C" not null,
    digest bytea not null constraint key_digest_is_32_bytes check (octet_length(digest) = 32),
    created_at timestamptz not null,
    expires_at timestamptz,
    revoked_at timestamptz,
    primary key (business_id, id)
);
create index api_keys_by_public_id on api_keys (public_id);

-- One e-mail address of one business. The balance is the only column that changes often, and no index names it.
create table payout_users (
    balance bigint not null constraint user_balance_is_never_negative check (balance >= 0),
    created_at timestamptz not null,
    expires_at timestamptz,
    business_id uuid not null,
    id uuid not null,
    hash_version smallint not null,
    active boolean not null,
    -- SHA-256 of the payout hash; the hash itself is nowhere.
    hash_digest bytea not null constraint hash_digest_is_32_bytes check (octet_length(hash_digest) = 32),
    -- Normalised by domain::email; "C" because identity is bytes, and because it is faster.
    email text collate "C" not null,
    primary key (business_id, id),
    constraint one_payout_user_per_email unique (business_id, email)
) with (fillfactor = 50);
create index payout_users_by_hash_digest on payout_users (hash_digest);

-- The accounts that money moves between. 'outside' is the rest of the world.
create type account as enum ('outside', 'balance', 'payout_balance', 'payout_user');
create type transfer_kind as enum ('allocation', 'top_up', 'funding');

-- The ledger. One row moves an amount from one account to another, so it balances by construction. The subject is
-- what the money moved for (an allocation, a balance move): one transfer of each kind per subject is the last guard
-- against paying twice.
create table transfers (
    amount bigint not null constraint transfer_amount_is_positive check (amount > 0),
    created_at timestamptz not null,
    kind transfer_kind not null,
    debit account not null,
    credit account not null,
    business_id uuid not null,
    subject_id uuid not null,
    payout_user_id uuid,
    constraint subject_moves_money_once primary key (business_id, subject_id, kind),
    constraint transfer_moves_between_two_accounts check (debit <> credit),
    constraint transfer_names_its_payout_user check ((payout_user_id is not null) = ('payout_user' in (debit, credit)))
);

-- What was asked of a business's own balances: a top-up by the merchant, a funding by an operator. The reference is
-- the client's idempotency key in a namespace of its kind.
create table balance_moves (
    business_id uuid not null references businesses (id),
    id uuid not null,
    kind transfer_kind not null constraint move_is_top_up_or_funding check (kind in ('top_up', 'funding')),
    account account not null constraint move_is_of_a_business_account check (account in ('balance', 'payout_balance')),
    amount bigint not null constraint move_is_not_nothing check (amount <> 0),
    reference text collate "C" not null,
    created_at timestamptz not null,
    primary key (business_id, id),
    constraint move_reference_is_used_once unique (business_id, kind, reference)
);

create function refuse_change() returns trigger language plpgsql as $$
begin
    raise exception '% is append-only: % is refused', tg_table_name, lower(tg_op) using errcode = 'restrict_violation';
end
$$;

create trigger transfers_are_append_only before update or delete or truncate on transfers
    for each statement execute function refuse_change();
alter table transfers enable always trigger transfers_are_append_only;
create trigger balance_moves_are_append_only before update or delete or truncate on balance_moves
    for each statement execute function refuse_change();
alter table balance_moves enable always trigger balance_moves_are_append_only;
