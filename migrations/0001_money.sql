-- Businesses and their payout users: who holds money, where it is, and how it moved.
--
-- Money is integer cents (USD). Every key of every table that belongs to a business begins with business_id, so that
-- the schema can be distributed by business without a change.

-- History can be added to, but never changed. The triggers that use these two functions are ENABLE ALWAYS: they fire
-- even in a session that disables ordinary triggers.
create function refuse_change() returns trigger language plpgsql as $$
begin
    raise exception '% is append-only: % is refused', tg_table_name, lower(tg_op) using errcode = 'restrict_violation';
end
$$;

-- For tables whose rows may be deleted, but not rewritten.
create function refuse_rewrite() returns trigger language plpgsql as $$
begin
    raise exception '% are immutable', tg_table_name using errcode = 'restrict_violation';
end
$$;

create table businesses (
    id uuid primary key,
    -- Below this payout balance (cents) the business gets the event `balance.low`; null means never.
    low_balance_threshold bigint constraint low_balance_threshold_is_positive check (low_balance_threshold > 0),
    created_at timestamptz not null,
    -- How many claims in a row the business gets in its turn.
    weight smallint not null default 1 constraint weight_is_1_to_20 check (weight between 1 and 20),
    payouts_enabled boolean not null,
    name text not null constraint business_name_is_1_to_200_characters check (char_length(name) between 1 and 200),
    -- Fixed when the business is created: a test business never reaches a real provider.
    mode text not null constraint business_mode_is_live_or_test check (mode in ('live', 'test'))
);

-- The balances of a business: its hot row, separate from what is read often. Half-empty pages keep its updates
-- heap-only.
create table business_accounts (
    balance bigint not null constraint balance_is_never_negative check (balance >= 0),
    payout_balance bigint not null constraint payout_balance_is_never_negative check (payout_balance >= 0),
    -- The amount that all_or_nothing batches have yet to pay. No other allocation can take it.
    reserve bigint not null default 0 constraint reserve_is_never_negative check (reserve >= 0),
    business_id uuid primary key constraint account_is_of_a_business references businesses (id)
) with (fillfactor = 50, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000, vacuum_truncate = off);

-- One e-mail address of one business. The balance is the only column that changes often, and no index names it.
create table payout_users (
    balance bigint not null constraint user_balance_is_never_negative check (balance >= 0),
    created_at timestamptz not null,
    expires_at timestamptz,
    business_id uuid not null,
    id uuid not null,
    -- The version of the user's hash, and the version of the server's secret that made it.
    hash_version smallint not null,
    hash_secret smallint not null default 1,
    active boolean not null,
    -- SHA-256 of the payout hash. The hash itself is stored nowhere.
    hash_digest bytea not null constraint hash_digest_is_32_bytes check (octet_length(hash_digest) = 32),
    -- Normalised by domain::email. The "C" collation compares bytes, which is what identity means here, and is faster.
    email text collate "C" not null,
    primary key (business_id, id),
    constraint one_payout_user_per_email unique (business_id, email)
) with (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 1000, vacuum_truncate = off);
create index payout_users_by_hash_digest on payout_users (hash_digest);

-- The accounts that money moves between. 'outside' is the rest of the world. 'withdrawals' is money on its way out,
-- which was debited from its payout user and is not yet paid or returned. 'fees' is what withdrawals have cost.
create type account as enum ('outside', 'balance', 'payout_balance', 'payout_user', 'reserve', 'withdrawals', 'fees');
create type transfer_kind as enum ('allocation', 'top_up', 'funding', 'reservation', 'reserve_return', 'withdrawal',
    'withdrawal_return', 'payout', 'fee');

-- The ledger. One row moves an amount from one account to another, so the ledger balances by construction. The subject
-- is the reason for the transfer: an allocation, a balance move, a batch or a withdrawal. The primary key allows one
-- transfer of each kind per subject. It is the last guard against paying twice.
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
    -- The most common kind first. A kind that is added to the type is rejected until it is added here.
    constraint transfer_kind_fixes_its_accounts check (case kind
        when 'allocation' then debit in ('payout_balance', 'reserve') and credit = 'payout_user'
        when 'reservation' then debit = 'payout_balance' and credit = 'reserve'
        when 'reserve_return' then debit = 'reserve' and credit = 'payout_balance'
        when 'withdrawal' then debit = 'payout_user' and credit = 'withdrawals'
        when 'withdrawal_return' then debit = 'withdrawals' and credit = 'payout_user'
        when 'payout' then debit = 'withdrawals' and credit = 'outside'
        when 'fee' then debit = 'withdrawals' and credit = 'fees'
        when 'top_up' then debit = 'balance' and credit = 'payout_balance'
        when 'funding' then debit = 'outside' and credit in ('balance', 'payout_balance')
            or debit in ('balance', 'payout_balance') and credit = 'outside'
        else false end),
    constraint transfer_names_its_payout_user check ((payout_user_id is not null) = ('payout_user' in (debit, credit)))
);
-- A payout user's transfers except allocations, which are found by its e-mail. The index is partial because allocations
-- are the hot path: paying one writes nothing to this index.
create index transfers_of_payout_user on transfers (business_id, payout_user_id, subject_id)
    where kind <> 'allocation' and payout_user_id is not null;
create trigger transfers_are_append_only before update or delete or truncate on transfers
    for each statement execute function refuse_change();
alter table transfers enable always trigger transfers_are_append_only;

-- Requests to move a business's own money: a top-up by the merchant, or a funding by an operator (negative: money goes
-- back out). The reference is the client's idempotency key. Each kind has its own namespace.
create table balance_moves (
    amount bigint not null constraint move_is_not_nothing check (amount <> 0),
    created_at timestamptz not null,
    kind transfer_kind not null constraint move_is_top_up_or_funding check (kind in ('top_up', 'funding')),
    account account not null constraint move_is_of_a_business_account check (account in ('balance', 'payout_balance')),
    business_id uuid not null constraint move_is_of_a_business references businesses (id),
    id uuid not null,
    reference text collate "C" not null,
    primary key (business_id, id),
    constraint move_reference_is_used_once unique (business_id, kind, reference),
    constraint top_up_adds_to_the_payout_balance check (kind <> 'top_up' or account = 'payout_balance' and amount > 0)
);
create trigger balance_moves_are_append_only before update or delete or truncate on balance_moves
    for each statement execute function refuse_change();
alter table balance_moves enable always trigger balance_moves_are_append_only;
