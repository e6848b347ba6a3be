-- The commands of operators about members leave a row in the audit as well, and transfers of rare kinds are found by
-- their kind.

-- The role in an invitation.
alter table audit add column role text;

alter table audit
    drop constraint action_is_known,
    drop constraint scope_is_known,
    drop constraint scope_names_its_ids,
    drop constraint action_says_what_was_set,
    drop constraint action_has_its_scope;

alter table audit
    add constraint action_is_known
        check (action in ('pause', 'resume', 'cancel', 'retry', 'throttle', 'unthrottle', 'schedule', 'change',
            'restore_begin', 'restore_end', 'approve', 'reject', 'invite', 'remove', 'reset', 'reset_password')),
    add constraint scope_is_known
        check (scope in ('all', 'business', 'batch', 'allocation', 'method', 'provider', 'webhooks', 'withdrawal', 'member')),
    -- A member is named by its address. It may belong to no business.
    add constraint scope_names_its_ids check (
        (scope = 'member' or (scope in ('business', 'batch', 'allocation', 'withdrawal')) = (business_id is not null))
        and (scope = 'batch') = (batch_id is not null) and (scope = 'allocation') = (allocation_id is not null)
        and (scope = 'withdrawal') = (withdrawal_id is not null)
        and (scope in ('method', 'provider', 'member')) = (name is not null)),
    add constraint action_says_what_was_set check (
        (action = 'throttle') = (max_per_second is not null or max_cents_per_second is not null)
        and (action = 'schedule') = (scheduled_at is not null)
        and (action = 'change') = (weight is not null or payouts_enabled is not null)
        and (action = 'invite') = (role is not null)),
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
        when 'invite' then scope = 'member'
        when 'remove' then scope = 'member'
        when 'reset' then scope = 'member'
        when 'reset_password' then scope = 'member'
        else scope not in ('allocation', 'withdrawal', 'member') end);

-- Transfers of all kinds but the most common, by kind. Partial like transfers_of_payout_user: paying an allocation
-- writes nothing to this index.
create index transfers_by_rare_kind on transfers (business_id, kind, subject_id) where kind <> 'allocation';
