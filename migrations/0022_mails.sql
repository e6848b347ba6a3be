-- Mails: the link of an invitation, sent to the invited person. The transaction that invites records the mail. A worker
-- with an SMTP server sends it, once or, if that worker dies in between, once more. No row has the link's token: it is
-- made from the server's hash secret (domain::member::link).

create table mails (
    created_at timestamptz not null,
    -- When the next attempt is due. During an attempt, when another worker may take the mail over.
    due_at timestamptz not null,
    -- When the mail was sent or given up.
    ended_at timestamptz,
    business_id uuid not null,
    invitation_id uuid not null,
    attempts integer not null default 0,
    -- The server's reply code for the last attempt, if it failed with one.
    code smallint,
    state text collate "C" not null default 'waiting' constraint mail_state_is_known check (state in ('waiting', 'sent', 'given_up')),
    -- Why the last attempt failed. The names are those of domain::member::mails::Failure.
    failure text collate "C" constraint mail_failure_is_known check (failure in
        ('unreachable', 'timed_out', 'not_secure', 'not_signed_in', 'put_off', 'refused', 'unsupported', 'no_secret', 'ended')),
    recipient text collate "C" not null,
    -- The sender, as in a mail header.
    sender text not null,
    -- The beginning of the link; the token follows.
    link text not null,
    primary key (business_id, invitation_id),
    constraint mail_is_of_an_invitation foreign key (business_id, invitation_id) references invitations (business_id, id),
    constraint a_mail_that_waits_has_not_ended check ((state = 'waiting') = (ended_at is null))
) with (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 500, vacuum_truncate = off);
create index mails_due on mails (due_at) where state = 'waiting';
-- For counting the recent mails to an address.
create index mails_by_recipient on mails (recipient, created_at);
