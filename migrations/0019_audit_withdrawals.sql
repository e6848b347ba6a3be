-- Approving or rejecting a withdrawal by hand leaves a row in the audit as well.

-- The withdrawal that was approved or rejected.
alter table audit add column withdrawal_id uuid;

alter table audit
    drop constraint action_is_known,
    drop constraint scope_is_known,
    drop constraint scope_names_its_ids,
    drop constraint action_has_its_scope;

alter table audit
    add constraint action_is_known
        check (action in ('pause', 'resume', 'cancel', 'retry', 'throttle', 'unthrottle', 'schedule', 'change',
            'restore_begin', 'restore_end', 'approve', 'reject')),
    add constraint scope_is_known
        check (scope in ('all', 'business', 'batch', 'allocation', 'method', 'provider', 'webhooks', 'withdrawal')),
    add constraint scope_names_its_ids check (
        (scope in ('business', 'batch', 'allocation', 'withdrawal')) = (business_id is not null)
        and (scope = 'batch') = (batch_id is not null) and (scope = 'allocation') = (allocation_id is not null)
        and (scope = 'withdrawal') = (withdrawal_id is not null)
        and (scope in ('method', 'provider')) = (name is not null)),
    add constraint action_has_its_scope check (case action
        when 'cancel' then scope = 'batch'
        when 'schedule' then scope = 'batch'
        when 'retry' then scope in ('batch', 'allocation')
        when 'change' then scope = 'business'
        when 'throttle' then scope in ('all', 'business', 'batch')
        when 'unthrottle' then scope in ('all', 'business', 'batch')
        when 'restore_begin' then scope = 'all'
        when 'restore_end' then scope = 'all'
        when 'approve' then scope = 'withdrawal'
        when 'reject' then scope = 'withdrawal'
        else scope not in ('allocation', 'withdrawal') end);
