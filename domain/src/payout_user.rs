//! Payout users. A payout user is one e-mail address of one business, with a balance.

mod change;
mod events;

pub use change::{Change, RotateError, Rotated, rotate_hash, update};

use chrono::{DateTime, Utc};
use secrecy::{ExposeSecret, SecretString};
use sqlx::PgConnection;
use uuid::Uuid;

use crate::email::Email;
use crate::ids::{BusinessId, PayoutUserId};
use crate::money::Cents;
use crate::platform::db;
use crate::secrets::hash::{self, HashVersion};

/// Whether a payout user's hash gives access.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    /// The hash gives access to the payout user.
    Active,
    /// The hash gives no access. The balance stays.
    Inactive,
}

impl Status {
    /// Returns the name that the API shows.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Inactive => "inactive",
        }
    }
}

/// A payout user as its merchant sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PayoutUser {
    /// The payout user's id.
    pub id: PayoutUserId,
    /// The payout user's address.
    pub email: Email,
    /// The payout user's balance.
    pub balance: Cents,
    /// Whether the hash gives access.
    pub status: Status,
    /// When the hash expires; `None` if it does not.
    pub expires_at: Option<DateTime<Utc>>,
    /// The version of the current hash.
    pub hash_version: HashVersion,
    /// When the payout user was first paid.
    pub created_at: DateTime<Utc>,
}

/// A payout user who presented a hash that gives access.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HashHolder {
    /// The business of the payout user.
    pub business_id: BusinessId,
    /// The payout user, as it was when the hash was looked up.
    pub user: PayoutUser,
}

struct Row {
    id: Uuid,
    email: String,
    balance: i64,
    active: bool,
    expires_at: Option<DateTime<Utc>>,
    hash_version: i16,
    hash_secret: i16,
    created_at: DateTime<Utc>,
}

impl From<Row> for PayoutUser {
    fn from(row: Row) -> Self {
        Self {
            id: row.id.into(),
            email: Email::from_stored(row.email),
            balance: Cents::new(row.balance),
            status: if row.active { Status::Active } else { Status::Inactive },
            expires_at: row.expires_at,
            hash_version: HashVersion { secret: row.hash_secret, number: row.hash_version },
            created_at: row.created_at,
        }
    }
}

/// Returns the payout user whose hash is `shown`. Returns `None` for every reason why the hash gives no access: no user
/// has it, the user is inactive, or it has expired. Every case is one look-up by digest. The time that an index takes
/// to find a digest helps no attacker, who cannot choose digests.
///
/// # Errors
/// If the database fails, or the hash gives access and its business is being moved ([`db::is_elsewhere`]).
pub async fn authenticate(
    conn: &mut PgConnection,
    shown: &SecretString,
    now: DateTime<Utc>,
) -> Result<Option<HashHolder>, sqlx::Error> {
    let found = sqlx::query!(
        r#"select business_id, id, email, balance, active, expires_at, hash_version, hash_secret, created_at,
               exists (select from unserved_businesses s where s.business_id = u.business_id) as "unserved!"
           from payout_users u
           where hash_digest = $1 and active and (expires_at is null or expires_at > $2)"#,
        &hash::digest(shown.expose_secret())[..],
        now
    )
    .fetch_optional(conn)
    .await?;
    db::served(found.as_ref().is_some_and(|row| row.unserved))?;
    Ok(found.map(|row| HashHolder {
        business_id: row.business_id.into(),
        user: Row {
            id: row.id,
            email: row.email,
            balance: row.balance,
            active: row.active,
            expires_at: row.expires_at,
            hash_version: row.hash_version,
            hash_secret: row.hash_secret,
            created_at: row.created_at,
        }
        .into(),
    }))
}

/// Returns whether a payout user of a business of this cell has the hash with this [digest](hash::digest), even if the
/// hash gives no access now.
///
/// # Errors
/// If the database fails.
pub async fn is_known(conn: &mut PgConnection, hash_digest: [u8; 32]) -> Result<bool, sqlx::Error> {
    sqlx::query_scalar!(
        r#"select exists (select from payout_users where hash_digest = $1
               and business_id not in (select business_id from absent_businesses)) as "is!""#,
        &hash_digest[..]
    )
    .fetch_one(conn)
    .await
}

/// Returns the payout user `id` of `business`.
///
/// # Errors
/// If the database fails.
pub async fn get(
    conn: &mut PgConnection,
    business: BusinessId,
    id: PayoutUserId,
) -> Result<Option<PayoutUser>, sqlx::Error> {
    let row = sqlx::query_as!(
        Row,
        "select id, email, balance, active, expires_at, hash_version, hash_secret, created_at
         from payout_users where business_id = $1 and id = $2",
        business.uuid(),
        id.uuid()
    )
    .fetch_optional(conn)
    .await?;
    Ok(row.map(PayoutUser::from))
}

/// Lists up to `limit` payout users with ids below `before`, newest first. With `email`, only the user with that
/// address.
///
/// # Errors
/// If the database fails.
pub async fn list(
    conn: &mut PgConnection,
    business: BusinessId,
    email: Option<&Email>,
    before: Option<PayoutUserId>,
    limit: i64,
) -> Result<Vec<PayoutUser>, sqlx::Error> {
    let rows = sqlx::query_as!(
        Row,
        "select id, email, balance, active, expires_at, hash_version, hash_secret, created_at
         from payout_users
         where business_id = $1 and ($2::text is null or email = $2) and ($3::uuid is null or id < $3)
         order by id desc limit $4",
        business.uuid(),
        email.map(Email::as_str),
        before.map(PayoutUserId::uuid),
        limit
    )
    .fetch_all(conn)
    .await?;
    Ok(rows.into_iter().map(PayoutUser::from).collect())
}

/// Returns whether a payout user has this version of its hash, or a later one.
///
/// # Errors
/// If the database fails.
pub async fn has_hash(
    conn: &mut PgConnection,
    business: BusinessId,
    id: PayoutUserId,
    version: HashVersion,
) -> Result<bool, sqlx::Error> {
    sqlx::query_scalar!(
        r#"select exists (select from payout_users
                          where business_id = $1 and id = $2 and hash_version >= $3) as "has!""#,
        business.uuid(),
        id.uuid(),
        version.number
    )
    .fetch_one(conn)
    .await
}

/// Counts how many of `emails` are payout users of `business`. The addresses must be normalised and distinct.
///
/// # Errors
/// If the database fails.
pub async fn count_known(
    conn: &mut PgConnection,
    business: BusinessId,
    emails: &[String],
) -> Result<i64, sqlx::Error> {
    sqlx::query_scalar!(
        // This form makes the planner use look-ups by the whole key, whatever the statistics say.
        r#"select count(*) as "known!" from unnest($2::text[]) as asked (email)
           cross join lateral (
               select from payout_users u
               where u.business_id = $1 and u.email >= asked.email collate "C" and u.email <= asked.email collate "C"
               order by u.email limit 1
           ) u"#,
        business.uuid(),
        emails
    )
    .fetch_one(conn)
    .await
}
