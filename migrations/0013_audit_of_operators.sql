-- What an operator does to one business or one parked allocation steers the money as an order to a batch does, and is in
-- the audit like one.
alter table audit drop constraint action_is_known, drop constraint scope_is_known;
alter table audit
    add column allocation_id uuid,
    add column weight smallint,
    add column payouts_enabled boolean,
    add constraint action_is_known
        check (action in ('pause', 'resume', 'cancel', 'retry', 'throttle', 'unthrottle', 'schedule', 'change')),
    add constraint scope_is_known check (scope in ('all', 'business', 'batch', 'allocation')),
    add constraint scope_names_its_allocation check ((scope = 'allocation') = (allocation_id is not null));
