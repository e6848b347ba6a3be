-- Sign-in through an OpenID Connect provider: what is known of the provider, sign-ins under way, and who is who.

-- The endpoints of a provider, as it says them itself. Workers ask and write, the API reads.
create table oidc_providers (
    known_at timestamptz not null,
    issuer text collate "C" primary key,
    authorization_endpoint text collate "C" not null,
    token_endpoint text collate "C" not null,
    -- Null: it has none, or did not say.
    userinfo_endpoint text collate "C",
    -- Whether the client's secret goes in the body of a request: the provider takes no other way.
    secret_in_body boolean not null
);

-- A sign-in under way, in one browser. What the browser and the provider know is here as a digest; the code and its verifier, with
-- which a worker asks the provider, are deleted by the worker that takes them, before it asks.
create table oidc_sign_ins (
    id uuid primary key,
    expires_at timestamptz not null,
    -- When the browser came back with a code. Nobody waits for long after that, and no worker takes it then.
    returned_at timestamptz,
    -- begun: the browser was sent to the provider. returned: it came back with a code. taken: a worker asks. proved, failed: how it ended.
    state text collate "C" not null constraint sign_in_state_is_known check (state in ('begun', 'returned', 'taken', 'proved', 'failed')),
    door text collate "C" not null constraint door_is_known check (door in ('dashboard', 'console')),
    -- The digests of what the provider hands back, and of the browser's cookie.
    state_digest bytea not null constraint state_digest_is_sha256 check (octet_length(state_digest) = 32),
    browser_digest bytea not null constraint browser_digest_is_sha256 check (octet_length(browser_digest) = 32),
    -- Of the invitation that is to be accepted; null for a sign-in alone.
    invitation_digest bytea constraint invitation_digest_is_sha256 check (octet_length(invitation_digest) = 32),
    issuer text collate "C" not null,
    redirect_address text collate "C" not null,
    nonce text collate "C" not null,
    verifier text collate "C",
    code text collate "C" constraint code_is_at_most_4096_characters check (char_length(code) <= 4096),
    -- Who it is, once that is proved.
    subject text collate "C",
    email text collate "C",
    -- Why it failed, for operators.
    reason text,
    constraint what_came_back_came_at_a_time check (state = 'begun' or returned_at is not null),
    constraint what_is_asked_with_is_there check ((code is not null) = (state = 'returned')),
    constraint who_is_proved_is_named check (state <> 'proved' or (subject is not null and email is not null))
) with (fillfactor = 70, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 500, vacuum_truncate = off);
create unique index oidc_sign_ins_by_state on oidc_sign_ins (state_digest);
create index oidc_sign_ins_by_browser on oidc_sign_ins (browser_digest);
create index oidc_sign_ins_returned on oidc_sign_ins (issuer, returned_at) where state = 'returned';
create index oidc_sign_ins_by_age on oidc_sign_ins (expires_at);

-- Which subject of a provider a member is. An address may be given to another person, a subject is not. A member that is bound is found
-- by this alone, so it is bound once, also where another issuer is set later.
create table member_identities (
    member_id uuid not null constraint identity_is_of_a_member references members (id),
    bound_at timestamptz not null,
    issuer text collate "C" not null,
    subject text collate "C" not null,
    primary key (issuer, subject),
    constraint member_is_one_subject unique (member_id)
);

-- Whether an operator has made it, by the command line. Such a one alone gives a password to a member whose password was ended: it opens
-- all of the member's businesses, and whoever owns one of them may invite any address.
alter table invitations add column by_operator boolean not null default false;
