-- Mails: the link of an invitation, sent to whom it invites. A mail is recorded by the transaction that invites, and sent by a worker
-- that has an SMTP server, once or (if that worker dies on its way) once more. The link's token is in no row: it is made of the
-- server's hash secret (domain::member::link).

create table mails (
    created_at timestamptz not null,
    -- When it is tried next. While it is being sent, when another worker may take it over.
    due_at timestamptz not null,
    -- When it was sent or given up.
    ended_at timestamptz,
    business_id uuid not null,
    invitation_id uuid not null,
    attempts integer not null default 0,
    -- What the server answered the last attempt with, if that is why it failed.
    code smallint,
    state text collate "C" not null default 'waiting' constraint mail_state_is_known check (state in ('waiting', 'sent', 'given_up')),
    -- Why the last attempt failed. The names are those of domain::member::mails::Failure.
    failure text collate "C" constraint mail_failure_is_known check (failure in
        ('unreachable', 'timed_out', 'not_secure', 'not_signed_in', 'put_off', 'refused', 'unsupported', 'no_secret', 'ended')),
    recipient text collate "C" not null,
    -- Whom it is from, as in a header.
    sender text not null,
    -- What its link begins with; the token follows.
    link text not null,
    primary key (business_id, invitation_id),
    constraint mail_is_of_an_invitation foreign key (business_id, invitation_id) references invitations (business_id, id),
    constraint a_mail_that_waits_has_not_ended check ((state = 'waiting') = (ended_at is null))
) with (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 500, vacuum_truncate = off);
create index mails_due on mails (due_at) where state = 'waiting';
-- How often an address was mailed of late.
create index mails_by_recipient on mails (recipient, created_at);
