-- A database that was restored to an earlier time, or copied, does not know what providers have paid since: it holds
-- withdrawals and webhooks until they were asked (domain::restore).

-- Which server and history this data belongs to, and whether it is held. The row comes along with a backup; the server
-- it is restored to differs from it. There is none until a process has looked.
create table restore_state (
    single boolean primary key default true constraint there_is_one_restore_state check (single),
    -- How often this data was restored, plus one. Providers are told it.
    generation bigint not null constraint generations_begin_at_one check (generation >= 1),
    system_identifier bigint not null,
    database_oid oid not null,
    -- A dump that is restored in place makes new tables.
    table_oid oid not null,
    timeline integer not null,
    -- The data reaches at least up to here.
    seen_at timestamptz not null,
    held_since timestamptz,
    cause text collate "C" constraint cause_is_known check (cause in ('elsewhere', 'timeline', 'order')),
    -- What providers have done since then may be unknown here.
    known_until timestamptz,
    constraint what_is_held_says_why
        check ((held_since is null) = (cause is null) and (held_since is null) = (known_until is null))
) with (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000, vacuum_truncate = off);

-- What the server says of itself. The timeline is read where the server writes: the control file has the one of the last
-- checkpoint, which may be minutes older than a promotion.
create view server_history as
select c.system_identifier, d.oid as database_oid, 'restore_state'::regclass::oid as table_oid,
    ('x' || substr(pg_walfile_name(pg_current_wal_insert_lsn()), 1, 8))::bit(32)::integer as timeline
from pg_control_system() c, pg_database d where d.datname = current_database();

-- Read by everyone who is about to tell somebody outside: 20 µs.
create view restore_fence as
select s.generation, s.held_since, s.cause, s.known_until, s.seen_at, m.moved, m.elsewhere,
    m.moved or s.held_since is not null as held
from restore_state s cross join server_history h
cross join lateral (
    select e.elsewhere, e.elsewhere or s.timeline <> h.timeline as moved
    from (select (s.system_identifier, s.database_oid, s.table_oid)
        <> (h.system_identifier, h.database_oid, h.table_oid) as elsewhere) e
) m;

-- What providers knew and this database did not, the generation in which that was found, and what became of it.
create table restore_findings (
    amount bigint,
    net_amount bigint,
    -- Of an order that is owed: what its payout user's balance lacks.
    lacking bigint,
    found_at timestamptz not null,
    generation bigint not null,
    business_id uuid,
    order_id uuid not null,
    provider text collate "C" not null,
    -- booked: paid, and in the books by now. tracked: the provider is at it, and is asked. owed: to be booked when the
    -- balance covers it; until then it is kept from being withdrawn. settled: known here, its end was not. refused:
    -- nothing moved. cancelled: an order of here, not sent, that gave its money to one that was paid. contradicts,
    -- unattributed: for a person.
    outcome text collate "C" not null constraint outcome_is_known check (outcome in
        ('booked', 'tracked', 'owed', 'settled', 'refused', 'cancelled', 'contradicts', 'unattributed')),
    -- Whose it is: the address outlives a payout user that the restore has undone.
    email text collate "C",
    why text,
    -- What the provider was told of it, for as long as it is not in the books.
    told jsonb,
    primary key (provider, order_id),
    constraint what_is_owed_says_whose
        check (outcome <> 'owed'
            or (business_id is not null and email is not null and amount is not null and told is not null))
);
create index restore_findings_owed on restore_findings (business_id, email) where outcome = 'owed';
create index restore_findings_owed_by_order on restore_findings (order_id) where outcome = 'owed';

alter table audit drop constraint action_is_known;
alter table audit add constraint action_is_known
    check (action in ('pause', 'resume', 'cancel', 'retry', 'throttle', 'unthrottle', 'schedule', 'change',
        'restore_begin', 'restore_end'));

-- Under which id a provider is told of an order, if not its own: that of an order with a key follows from payout user and
-- key, so that a provider recognises it when the order was undone by a restore and is made again. Its own id tells the time,
-- by which lists and the ledger are read.
alter table withdrawals add column told_as uuid;
create unique index withdrawal_is_told_once on withdrawals (told_as) where told_as is not null;
create trigger what_was_told_stays before update of told_as on withdrawals
    for each statement execute function refuse_withdrawal_change();
alter table withdrawals enable always trigger what_was_told_stays;
