//! The mails of invitations: an outbox. The transaction that invites records the mail. A worker takes the mail under a
//! lease, sends it, and records the result. If the worker dies in between, the mail is sent again.
//!
//! A mail is tried for as long as its invitation is open, and given up if the mail server rejects it for good. While a
//! restore is held ([`crate::restore`]) no mail is taken. The restored data may be from a time at which other
//! invitations were open, and a copy of the database must mail nobody.

use std::collections::HashMap;

use chrono::{DateTime, TimeDelta, Utc};
use sqlx::PgConnection;

use super::Role;
use super::sender::Sender;
use crate::email::Email;
use crate::ids::{BusinessId, InvitationId, lower_bound};

/// The most mails to one address within [`ADDRESS_WITHIN`], from all businesses together. It keeps invitations from
/// flooding a mailbox.
pub const MAX_PER_ADDRESS: i64 = 3;

/// The time in which [`MAX_PER_ADDRESS`] is counted.
pub const ADDRESS_WITHIN: TimeDelta = TimeDelta::hours(1);

/// The most mails of one business within [`BUSINESS_WITHIN`]. It keeps a business from sending bulk mail by withdrawing
/// and inviting again.
pub const MAX_PER_BUSINESS: i64 = 100;

/// The time in which [`MAX_PER_BUSINESS`] is counted.
pub const BUSINESS_WITHIN: TimeDelta = TimeDelta::days(1);

/// The settings of a mail, besides the content of the invitation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mailing {
    /// The sender of the mail.
    pub sender: Sender,
    /// The beginning of the link; the token follows.
    pub link: String,
}

/// Why an attempt failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Failure {
    /// The server was not reached, or the connection broke.
    Unreachable,
    /// The server did not answer in time.
    TimedOut,
    /// There was no TLS connection that proves the server's identity.
    NotSecure,
    /// The server rejected the worker's credentials.
    NotSignedIn,
    /// The server asked to try again later.
    PutOff,
    /// The server rejected the mail for good.
    Refused,
    /// The server cannot send to such an address.
    Unsupported,
    /// No secret of the worker made the invitation's link.
    NoSecret,
    /// The invitation ended before the mail was sent.
    Ended,
}

impl Failure {
    /// All failures.
    pub const ALL: [Self; 9] = [
        Self::Unreachable,
        Self::TimedOut,
        Self::NotSecure,
        Self::NotSignedIn,
        Self::PutOff,
        Self::Refused,
        Self::Unsupported,
        Self::NoSecret,
        Self::Ended,
    ];

    /// Returns the name that is stored and logged.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Unreachable => "unreachable",
            Self::TimedOut => "timed_out",
            Self::NotSecure => "not_secure",
            Self::NotSignedIn => "not_signed_in",
            Self::PutOff => "put_off",
            Self::Refused => "refused",
            Self::Unsupported => "unsupported",
            Self::NoSecret => "no_secret",
            Self::Ended => "ended",
        }
    }

    /// Returns whether another attempt would fail in the same way.
    pub const fn is_final(self) -> bool {
        matches!(self, Self::Refused | Self::Unsupported | Self::Ended)
    }

    fn from_stored(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|failure| failure.as_str() == text)
    }
}

/// The state of a mail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MailState {
    /// The mail waits, for the first attempt or after a failed one.
    Waiting,
    /// The mail was sent at this time.
    Sent(DateTime<Utc>),
    /// The mail was given up at this time.
    GivenUp(DateTime<Utc>),
}

/// A mail, as its business sees it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mail {
    /// The state of the mail.
    pub standing: MailState,
    /// Why the last attempt failed, if it failed.
    pub failure: Option<Failure>,
    /// The mail server's reply code for the last attempt, if it failed with one.
    pub code: Option<i16>,
}

/// A mail that a worker has taken, with its whole content.
#[derive(Debug, Clone)]
pub struct DueMail {
    /// The business that invites.
    pub business_id: BusinessId,
    /// The invitation that the mail is about.
    pub invitation_id: InvitationId,
    /// The number of this attempt, from 1.
    pub attempt: i32,
    /// When the mail was recorded.
    pub created_at: DateTime<Utc>,
    /// The sender of the mail.
    pub sender: String,
    /// The recipient of the mail.
    pub recipient: Email,
    /// The beginning of the link.
    pub link: String,
    /// The digest of the token that the link ends with.
    pub digest: [u8; 32],
    /// The name of the business, which is untrusted text.
    pub business: String,
    /// The role that the invitation offers.
    pub role: Role,
    /// When the invitation expires.
    pub expires_at: DateTime<Utc>,
    /// Whether the invitation is open.
    pub open: bool,
}

/// Records the mail of an invitation that this transaction makes. Returns whether it was recorded: it is not if the
/// address or the business has reached its limit.
///
/// # Errors
/// If the database fails.
pub async fn record(
    conn: &mut PgConnection,
    (business, invitation): (BusinessId, InvitationId),
    to: &Email,
    mailing: &Mailing,
    now: DateTime<Utc>,
) -> Result<bool, sqlx::Error> {
    let recorded = sqlx::query!(
        "insert into mails (created_at, due_at, business_id, invitation_id, recipient, sender, link)
         select $1, $1, $2, $3, $4, $5, $6
         where (select count(*) from mails where recipient = $4 and created_at > $7) < $8
           and (select count(*) from mails where business_id = $2 and invitation_id > $9) < $10",
        now,
        business.uuid(),
        invitation.uuid(),
        to.as_str(),
        mailing.sender.to_string(),
        mailing.link,
        now - ADDRESS_WITHIN,
        MAX_PER_ADDRESS,
        lower_bound(now - BUSINESS_WITHIN),
        MAX_PER_BUSINESS
    )
    .execute(conn)
    .await?;
    Ok(recorded.rows_affected() == 1)
}

/// Returns the mails of the open invitations of a business.
///
/// # Errors
/// If the database fails.
pub async fn of_open(
    conn: &mut PgConnection,
    business: BusinessId,
    now: DateTime<Utc>,
) -> Result<HashMap<InvitationId, Mail>, sqlx::Error> {
    let rows = sqlx::query!(
        "select m.invitation_id, m.state, m.ended_at, m.failure, m.code
         from invitations i join mails m on m.business_id = i.business_id and m.invitation_id = i.id
         where i.business_id = $1 and i.ended_at is null and i.expires_at > $2",
        business.uuid(),
        now
    )
    .fetch_all(conn)
    .await?;
    let mail = |state: &str, ended_at: Option<DateTime<Utc>>, failure: Option<String>, code| Mail {
        standing: match (state, ended_at) {
            ("sent", Some(at)) => MailState::Sent(at),
            ("given_up", Some(at)) => MailState::GivenUp(at),
            _ => MailState::Waiting,
        },
        failure: failure.as_deref().and_then(Failure::from_stored),
        code,
    };
    Ok(rows
        .into_iter()
        .map(|row| (row.invitation_id.into(), mail(&row.state, row.ended_at, row.failure, row.code)))
        .collect())
}

/// Takes the mail that has been due longest, with a lease until `until`. While a restore is held it takes none, nor
/// does it take a mail of a business that this cell does not serve now. The caller must commit before it sends
/// anything.
///
/// # Errors
/// If the database fails.
pub async fn take(
    conn: &mut PgConnection,
    now: DateTime<Utc>,
    until: DateTime<Utc>,
) -> Result<Option<DueMail>, sqlx::Error> {
    let row = sqlx::query!(
        r#"with next as (
               select business_id, invitation_id from mails
               where state = 'waiting' and due_at <= $1 and not coalesce((select held from restore_fence), false)
                 and business_id not in (select business_id from unserved_businesses)
               order by due_at limit 1 for no key update skip locked
           ), taken as (
               update mails m set due_at = $2, attempts = attempts + 1 from next
               where m.business_id = next.business_id and m.invitation_id = next.invitation_id
               returning m.business_id, m.invitation_id, m.attempts, m.created_at, m.sender, m.recipient, m.link
           )
           select t.business_id as "business_id!", t.invitation_id as "invitation_id!", t.attempts as "attempts!",
               t.created_at as "created_at!", t.sender as "sender!", t.recipient as "recipient!", t.link as "link!",
               i.digest as "digest!", i.role as "role!", i.expires_at as "expires_at!", b.name as "business!",
               (i.ended_at is null and i.expires_at > $1) as "open!"
           from taken t
           cross join lateral (select * from invitations where business_id = t.business_id and id = t.invitation_id) i
           cross join lateral (select * from businesses where id = t.business_id) b"#,
        now,
        until
    )
    .fetch_optional(conn)
    .await?;
    let Some(row) = row else { return Ok(None) };
    let digest = row.digest.try_into().map_err(|_| sqlx::Error::RowNotFound)?;
    Ok(Some(DueMail {
        business_id: row.business_id.into(),
        invitation_id: row.invitation_id.into(),
        attempt: row.attempts,
        created_at: row.created_at,
        sender: row.sender,
        recipient: Email::from_stored(row.recipient),
        link: row.link,
        digest,
        business: row.business,
        role: Role::from_stored(&row.role),
        expires_at: row.expires_at,
        open: row.open,
    }))
}

/// Records that a mail was sent.
///
/// # Errors
/// If the database fails.
pub async fn sent(conn: &mut PgConnection, of: &DueMail, now: DateTime<Utc>) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "update mails set state = 'sent', ended_at = $3, failure = null, code = null
         where business_id = $1 and invitation_id = $2 and state = 'waiting'",
        of.business_id.uuid(),
        of.invitation_id.uuid(),
        now
    )
    .execute(conn)
    .await
    .map(|_| ())
}

/// Records that an attempt failed. The mail is due again at `again_at`, or given up if the failure is final. Does
/// nothing if another worker has taken the mail meanwhile.
///
/// # Errors
/// If the database fails.
pub async fn failed(
    conn: &mut PgConnection,
    of: &DueMail,
    (failure, code): (Failure, Option<i16>),
    again_at: DateTime<Utc>,
    now: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "update mails set due_at = $4, failure = $5, code = $6, state = case when $7 then 'given_up' else 'waiting' end,
             ended_at = case when $7 then $8::timestamptz end
         where business_id = $1 and invitation_id = $2 and attempts = $3 and state = 'waiting'",
        of.business_id.uuid(),
        of.invitation_id.uuid(),
        of.attempt,
        again_at,
        failure.as_str(),
        code,
        failure.is_final(),
        now
    )
    .execute(conn)
    .await
    .map(|_| ())
}

/// Returns how long the oldest unsent mail of an open invitation has waited, in seconds; 0 if there is none. Ignores
/// businesses that this cell does not serve now.
///
/// # Errors
/// If the database fails.
pub async fn oldest_waiting_age(conn: &mut PgConnection, now: DateTime<Utc>) -> Result<f64, sqlx::Error> {
    let oldest = sqlx::query_scalar!(
        "select min(m.created_at) from mails m
         cross join lateral (select from invitations i where i.business_id = m.business_id and i.id = m.invitation_id
                             and i.ended_at is null and i.expires_at > $1) i
         where m.state = 'waiting' and m.business_id not in (select business_id from unserved_businesses)",
        now
    )
    .fetch_one(conn)
    .await?;
    Ok(oldest.map_or(0.0, |oldest| (now - oldest).as_seconds_f64().max(0.0)))
}
