-- Batches that are paid whole: their money is set aside when they are accepted. And when batches moved, for their rate.
--
-- A new value of an enum cannot be used in the transaction that adds it: nothing below names one.

alter type account add value 'reserve';
-- From the payout balance to the reserve, for a batch; and back, for an item of it that ended without being paid.
alter type transfer_kind add value 'reservation';
alter type transfer_kind add value 'reserve_return';

-- What all_or_nothing batches have yet to pay: no other allocation can take it.
alter table business_accounts
    add column reserve bigint not null default 0 constraint reserve_is_never_negative check (reserve >= 0);

alter table batches
    add column mode text not null default 'best_effort'
        constraint batch_mode_is_known check (mode in ('best_effort', 'all_or_nothing'));

-- Whether the job's amount lies in the reserve. Once it was given back, a retry is a job like any other.
alter table allocation_queue add column from_reserve boolean not null default false;
alter table allocation_deferred add column from_reserve boolean not null default false;

-- When it happened. What was folded is of its last moment; what is older than this column, of long ago.
alter table batch_progress add column recorded_at timestamptz not null default '-infinity';
