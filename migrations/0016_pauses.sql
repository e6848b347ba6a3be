-- Pause means pause: also for what goes out, and whoever paused is named.

-- A pause says who gave it. A business whose payouts are switched off is held as one that is paused is: by a row of its own
-- here, so that whatever asks for pauses (claims, gauges, lists) agrees, and resuming the business does not switch it on.
alter table pauses
    add column cause text collate "C" not null default 'order'
        constraint pause_cause_is_known check (cause in ('order', 'switch')),
    -- As in the audit; null when nobody knows any more.
    add column paused_by text collate "C",
    drop constraint pauses_pkey,
    add primary key (business_id, batch_id, cause),
    add constraint only_a_business_is_switched_off
        check (cause = 'order' or (business_id <> '00000000-0000-0000-0000-000000000000'
            and batch_id = '00000000-0000-0000-0000-000000000000'));
update pauses p set paused_by = (
    select a.credential from audit a
    where a.action = 'pause' and coalesce(a.business_id, '00000000-0000-0000-0000-000000000000') = p.business_id
      and coalesce(a.batch_id, '00000000-0000-0000-0000-000000000000') = p.batch_id
    order by a.id desc limit 1);

-- By a trigger: whoever throws the switch, by hand as well, holds what is queued.
create function hold_what_is_switched_off() returns trigger language plpgsql as $$
begin
    if new.payouts_enabled then
        delete from pauses where business_id = new.id
            and batch_id = '00000000-0000-0000-0000-000000000000' and cause = 'switch';
    else
        insert into pauses (business_id, batch_id, cause, by_operator, paused_at)
        values (new.id, '00000000-0000-0000-0000-000000000000', 'switch', true, now())
        on conflict do nothing;
    end if;
    return null;
end
$$;
create trigger switched_off_is_held after insert or update of payouts_enabled on businesses
    for each row execute function hold_what_is_switched_off();
insert into pauses (business_id, batch_id, cause, by_operator, paused_at)
select id, '00000000-0000-0000-0000-000000000000', 'switch', true, now() from businesses where not payouts_enabled;

-- What is not to go out for now: orders of a method or of a provider that nobody was told of, or webhooks.
create table outgoing_pauses (
    paused_at timestamptz not null,
    scope text collate "C" not null
        constraint outgoing_scope_is_known check (scope in ('method', 'provider', 'webhooks')),
    -- Of the method or the provider.
    name text collate "C" not null,
    paused_by text collate "C" not null,
    primary key (scope, name),
    constraint webhooks_have_no_name check ((scope = 'webhooks') = (name = ''))
);

-- Orders that nobody was told of, and that a pause holds: of everything, of their business, their method or their provider.
create view held_withdrawals as
select q.business_id, q.withdrawal_id
from withdrawal_queue q
join withdrawals w on w.business_id = q.business_id and w.id = q.withdrawal_id
where q.sent_at is null
  and (exists (select from pauses p
               where p.business_id in (q.business_id, '00000000-0000-0000-0000-000000000000')
                 and p.batch_id = '00000000-0000-0000-0000-000000000000')
       or exists (select from outgoing_pauses o
                  where (o.scope, o.name) in (('method', w.method::text), ('provider', q.provider))));

alter table audit drop constraint scope_is_known, drop constraint scope_names_its_ids;
alter table audit
    -- The method or the provider.
    add column name text collate "C",
    add constraint scope_is_known
        check (scope in ('all', 'business', 'batch', 'allocation', 'method', 'provider', 'webhooks')),
    add constraint scope_names_its_ids check (
        (scope in ('business', 'batch', 'allocation')) = (business_id is not null)
        and (scope = 'batch') = (batch_id is not null) and (scope in ('method', 'provider')) = (name is not null));
