-- A reference names one payment. One that ended unpaid may be asked for again: that is its next attempt, an allocation of
-- its own, numbered. The unique index decides between those who ask at the same time.

alter table allocations add column reference_attempt smallint not null default 0
    constraint attempts_are_of_references check (reference_attempt = 0 or reference_attempt > 0 and reference is not null);
drop index reference_is_used_once;
create unique index reference_is_used_once on allocations (business_id, reference, reference_attempt)
    where reference is not null;
-- Few, and of few businesses: it tells in one look that there are none.
create index allocations_of_later_attempts on allocations (business_id, id) where reference_attempt > 0;

-- What will not be paid any more: its attempt has ended, or its batch is cancelled and it only waits for its end.
create view allocations_ended_unpaid as
select s.business_id, s.id from allocation_states s
where s.status in ('failed', 'cancelled')
   or s.status = 'pending' and exists (
       select from batches b where b.business_id = s.business_id and b.id = s.batch_id and b.cancelled_at is not null
   );
