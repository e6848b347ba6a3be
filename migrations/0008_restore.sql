-- Restores. A database that was restored to an earlier time, or copied, does not know what providers have paid since.
-- It holds withdrawals and webhooks until the providers have been asked (domain::restore).

-- The server and the history that this data belongs to, and whether it is held. A backup includes this row, so after a
-- restore the row differs from the new server. There is no row until a process has looked.
create table restore_state (
    single boolean primary key default true constraint there_is_one_restore_state check (single),
    -- Rises with every restore. Providers get it.
    generation bigint not null constraint generations_begin_at_one check (generation >= 1),
    system_identifier bigint not null,
    database_oid oid not null,
    -- A dump that is restored in place creates new tables, with new oids.
    table_oid oid not null,
    timeline integer not null,
    -- The data reaches at least up to this time.
    seen_at timestamptz not null,
    held_since timestamptz,
    -- This data may not contain what providers have done since then.
    known_until timestamptz,
    -- A provider that is introduced before this time should have been asked, when the last restore was released, about
    -- what it did from `asked_from` on.
    late_until timestamptz,
    asked_from timestamptz,
    cause text collate "C" constraint cause_is_known check (cause in ('elsewhere', 'timeline', 'command', 'provider')),
    constraint what_is_held_says_why
        check ((held_since is null) = (cause is null) and (held_since is null) = (known_until is null)),
    constraint what_was_let_go_may_lack_a_provider check ((late_until is null) = (asked_from is null))
) with (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000, vacuum_truncate = off);

-- What the server reports about itself. The timeline is read from the write position: the control file has the timeline
-- of the last checkpoint, which may be minutes older than a promotion.
create view server_history as
select c.system_identifier, d.oid as database_oid, 'restore_state'::regclass::oid as table_oid,
    ('x' || substr(pg_walfile_name(pg_current_wal_insert_lsn()), 1, 8))::bit(32)::integer as timeline
from pg_control_system() c, pg_database d where d.datname = current_database();

-- Providers that may have been sent money, each recorded by the first process that was configured with it. From this
-- table a restored backup knows which providers to ask, even before the first order (domain::restore::providers).
create table providers (
    introduced_at timestamptz not null,
    -- Whether the provider was there when a restore was released: asked, or accepted without asking.
    asked boolean not null default false,
    name text collate "C" primary key
);

-- Whether withdrawals and webhooks are held. Every process reads this before it sends something outside, so it must be
-- cheap.
create view restore_fence as
select s.generation, s.held_since, s.cause, s.known_until, s.seen_at, m.moved, m.elsewhere,
    m.moved or s.held_since is not null or l.late as held, l.late
from restore_state s cross join server_history h
cross join lateral (
    select e.elsewhere, e.elsewhere or s.timeline <> h.timeline as moved
    from (select (s.system_identifier, s.database_oid, s.table_oid)
        <> (h.system_identifier, h.database_oid, h.table_oid) as elsewhere) e
) m
cross join lateral (
    select exists (select from providers p where not p.asked and p.introduced_at < s.late_until) as late
) l;

-- What providers knew and this database did not, the generation in which that was found, and the result.
create table restore_findings (
    amount bigint,
    net_amount bigint,
    -- How much the payout user's balance lacks for an owed order.
    lacking bigint,
    found_at timestamptz not null,
    generation bigint not null,
    business_id uuid,
    order_id uuid not null,
    provider text collate "C" not null,
    -- booked: paid, and now in the books. tracked: the provider is working on it, and is asked. owed: booked once the
    -- balance covers it; until then the balance is kept from being withdrawn. settled: known here, but its end was not.
    -- refused: no money moved. cancelled: an unsent order of this database, whose money went to a paid one.
    -- contradicts, unattributed: for a person to resolve.
    outcome text collate "C" not null constraint outcome_is_known check (outcome in
        ('booked', 'tracked', 'owed', 'settled', 'refused', 'cancelled', 'contradicts', 'unattributed')),
    -- Whose order it is. The address remains even if the restore has undone the payout user.
    email text collate "C",
    why text,
    -- The details that the provider was sent, for as long as the order is not in the books.
    told jsonb,
    primary key (provider, order_id),
    constraint what_is_owed_says_whose
        check (outcome <> 'owed'
            or (business_id is not null and email is not null and amount is not null and told is not null))
);
create index restore_findings_owed on restore_findings (business_id, email) where outcome = 'owed';
create index restore_findings_owed_by_order on restore_findings (order_id) where outcome = 'owed';

-- Orders that their provider does not have, and what holds them. An order that no worker has taken is `created`, even
-- if it may have been sent in the time that a restore has lost. The names and their precedence are those of
-- domain::held::HeldBy.
create view held_withdrawals as
select business_id, withdrawal_id, held_by
from (
    select q.business_id, q.withdrawal_id,
        case
            when exists (select from pauses p
                         where p.business_id = q.business_id
                           and p.batch_id = '00000000-0000-0000-0000-000000000000' and p.cause = 'switch')
                then 'business_disabled'
            when exists (select from pauses p
                         where p.business_id in (q.business_id, '00000000-0000-0000-0000-000000000000')
                           and p.batch_id = '00000000-0000-0000-0000-000000000000')
                or exists (select from outgoing_pauses o
                           where (o.scope, o.name) in (('method', w.method::text), ('provider', q.provider)))
                then 'pause'
            when (select held from restore_fence) then 'restore'
        end as held_by
    from withdrawal_queue q
    join withdrawals w on w.business_id = q.business_id and w.id = q.withdrawal_id
    where w.status = 'created' or q.not_sent
) h
where held_by is not null;
