-- Members: the people who act for a business in a browser. No secret is stored: passwords are argon2id hashes, tokens
-- are digests, and second factors are derived from the server's pepper.

-- A person, by address. The table is not keyed by business, because a person may be a member of several.
create table members (
    id uuid primary key,
    created_at timestamptz not null,
    -- Since when signing in takes a code as well; null if it does not.
    second_factor_since timestamptz,
    -- The time step of the last accepted code: each code works once.
    totp_step bigint not null,
    -- The version of the member's current second factor. A new version ends the old one, with its recovery codes.
    totp_version integer not null,
    -- A bit for each used recovery code.
    recovery_used integer not null,
    email text collate "C" not null constraint member_is_one_per_address unique,
    -- The PHC string of argon2id.
    password text collate "C" not null
);

-- Which member may act for which business, and in which role.
create table memberships (
    business_id uuid not null constraint membership_is_of_a_business references businesses (id),
    member_id uuid not null constraint membership_is_of_a_member references members (id),
    created_at timestamptz not null,
    role text not null constraint role_is_known check (role in ('owner', 'finance', 'developer', 'viewer')),
    primary key (business_id, member_id)
);
create index memberships_by_member on memberships (member_id);

-- Links that make somebody a member, each once.
create table invitations (
    business_id uuid not null constraint invitation_is_of_a_business references businesses (id),
    id uuid not null,
    created_at timestamptz not null,
    expires_at timestamptz not null,
    -- When it was accepted or withdrawn.
    ended_at timestamptz,
    digest bytea not null constraint invitation_digest_is_sha256 check (octet_length(digest) = 32),
    email text collate "C" not null,
    role text not null constraint invited_role_is_known check (role in ('owner', 'finance', 'developer', 'viewer')),
    primary key (business_id, id)
);
create unique index invitations_by_digest on invitations (digest);

-- Members who are signed in. A session that has ended is deleted.
create table sessions (
    id uuid primary key,
    begun_at timestamptz not null,
    used_at timestamptz not null,
    member_id uuid not null constraint session_is_of_a_member references members (id),
    -- The business that the session acts for.
    business_id uuid not null,
    digest bytea not null constraint session_digest_is_sha256 check (octet_length(digest) = 32),
    browser text not null constraint browser_is_at_most_200_characters check (char_length(browser) <= 200)
) with (fillfactor = 70, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 500, vacuum_truncate = off);
create unique index sessions_by_digest on sessions (digest);
create index sessions_by_member on sessions (member_id, id);

-- The rate limits of sign-in attempts: a generic cell rate algorithm for each subject (domain::member::rates). The
-- subject is a digest, because the input of an attempt may be anything.
create table sign_in_rates (
    -- The time up to which the attempts are used up.
    used_until timestamptz not null,
    subject bytea primary key constraint subject_is_sha256 check (octet_length(subject) = 32)
) with (fillfactor = 70, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 500, vacuum_truncate = off);
create index sign_in_rates_by_age on sign_in_rates (used_until);

-- What members have done in a browser. A transaction of its own records an action before the action is carried out, so
-- that none is missing. What was done is in the audit, in the ledger, or in the object itself, under the same request
-- id.
create table member_actions (
    business_id uuid not null,
    id uuid not null,
    member_id uuid not null,
    request_id uuid not null,
    -- The status of the response; null while it is not known.
    status smallint,
    -- The path of the request, without its query. It names the action and its object.
    path text collate "C" not null constraint path_is_at_most_300_characters check (char_length(path) <= 300),
    primary key (business_id, id)
);
