-- A batch may bring its time and its rate along: that steers it as an order does, and is in the audit like one.
alter table audit drop constraint action_is_known;
alter table audit
    add constraint action_is_known
        check (action in ('pause', 'resume', 'cancel', 'retry', 'throttle', 'unthrottle', 'schedule')),
    add column scheduled_at timestamptz;
