-- Sign-in through an OpenID Connect provider: its endpoints, sign-ins under way, and bound members.

-- The endpoints of a provider, as it names them itself. Workers ask it and write this table; the API reads it.
create table oidc_providers (
    known_at timestamptz not null,
    issuer text collate "C" primary key,
    authorization_endpoint text collate "C" not null,
    token_endpoint text collate "C" not null,
    -- Null if the provider has none, or did not name it.
    userinfo_endpoint text collate "C",
    -- Whether the client's secret goes into the body of a request, because the provider accepts no other way.
    secret_in_body boolean not null
);

-- A sign-in under way, in one browser. What the browser and the provider know is stored as a digest. The worker that
-- takes the sign-in deletes the code and its verifier before it sends them to the provider.
create table oidc_sign_ins (
    id uuid primary key,
    expires_at timestamptz not null,
    -- When the browser returned with a code. The browser waits only for a short time after that, and no worker takes
    -- the sign-in later.
    returned_at timestamptz,
    -- begun: the browser was sent to the provider. returned: it returned with a code. taken: a worker asks the
    -- provider. proved, failed: the result.
    state text collate "C" not null constraint sign_in_state_is_known check (state in ('begun', 'returned', 'taken', 'proved', 'failed')),
    door text collate "C" not null constraint door_is_known check (door in ('dashboard', 'console')),
    -- The digests of the `state` that the provider returns, and of the browser's cookie.
    state_digest bytea not null constraint state_digest_is_sha256 check (octet_length(state_digest) = 32),
    browser_digest bytea not null constraint browser_digest_is_sha256 check (octet_length(browser_digest) = 32),
    -- The digest of the invitation to accept; null for a sign-in without one.
    invitation_digest bytea constraint invitation_digest_is_sha256 check (octet_length(invitation_digest) = 32),
    issuer text collate "C" not null,
    redirect_address text collate "C" not null,
    nonce text collate "C" not null,
    verifier text collate "C",
    code text collate "C" constraint code_is_at_most_4096_characters check (char_length(code) <= 4096),
    -- The person's identity, once it is proved.
    subject text collate "C",
    email text collate "C",
    -- Why the sign-in failed, for operators.
    reason text,
    constraint what_came_back_came_at_a_time check (state = 'begun' or returned_at is not null),
    constraint what_is_asked_with_is_there check ((code is not null) = (state = 'returned')),
    constraint who_is_proved_is_named check (state <> 'proved' or (subject is not null and email is not null))
) with (fillfactor = 70, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 500, vacuum_truncate = off);
create unique index oidc_sign_ins_by_state on oidc_sign_ins (state_digest);
create index oidc_sign_ins_by_browser on oidc_sign_ins (browser_digest);
create index oidc_sign_ins_returned on oidc_sign_ins (issuer, returned_at) where state = 'returned';
create index oidc_sign_ins_by_age on oidc_sign_ins (expires_at);

-- Which subject of a provider a member is. An address may be given to another person, but a subject is not. A bound
-- member is found by its subject alone. So a member is bound only once, even if another issuer is configured later.
create table member_identities (
    member_id uuid not null constraint identity_is_of_a_member references members (id),
    bound_at timestamptz not null,
    issuer text collate "C" not null,
    subject text collate "C" not null,
    primary key (issuer, subject),
    constraint member_is_one_subject unique (member_id)
);

-- Whether an operator made the invitation, on the command line. Only such an invitation can give a password to a member
-- whose password was ended: a password gives access to all of the member's businesses, and the owner of any one of them
-- may invite any address.
alter table invitations add column by_operator boolean not null default false;
