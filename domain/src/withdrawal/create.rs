//! Making an order: one transaction debits its user, inserts the order, and puts it into the workers' queue.

use chrono::{DateTime, Utc};
use sha2::{Digest, Sha256};
use sqlx::PgConnection;
use uuid::Uuid;

use super::destination::Destination;
use super::{Method, Status, Withdrawal, events, read};
use crate::email::Email;
use crate::ids::{BusinessId, PayoutUserId, WithdrawalId};
use crate::money::Cents;

/// A withdrawal request within the method's terms.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewWithdrawal {
    /// The business of the payout user.
    pub business_id: BusinessId,
    /// The id that the order gets.
    pub id: WithdrawalId,
    /// The payout user's address.
    pub email: Email,
    /// The payout user whose money it is.
    pub payout_user_id: PayoutUserId,
    /// The provider that is to carry the order out.
    pub provider: String,
    /// The amount that the payout user is debited.
    pub amount: Cents,
    /// The part of the amount that is kept as a fee. It is less than `amount`.
    pub fees: Cents,
    /// The destination.
    pub destination: Destination,
    /// The client's idempotency key. Different payout users have separate keys.
    pub key: Option<String>,
    /// The id of the request that asked for the order.
    pub request_id: Uuid,
}

impl NewWithdrawal {
    fn told_as(&self) -> Option<Uuid> {
        let request = fingerprint(&self.destination, self.amount);
        self.key.as_deref().map(|key| told_as(self.business_id, &self.email, key, &request))
    }
}

/// An order, made by this request or by an earlier one with the same key.
#[derive(Debug, Clone, PartialEq)]
pub struct CreatedOrder {
    /// The order.
    pub withdrawal: Withdrawal,
    /// Whether an earlier request with this key made the order.
    pub replayed: bool,
}

/// Why no order was made.
#[derive(Debug, thiserror::Error)]
pub enum CreateError {
    /// The user's balance does not cover the amount.
    #[error("the payout user's balance does not cover the withdrawal")]
    Insufficient,
    /// The user has been deactivated, or its hash has expired.
    #[error("the payout user is inactive or has expired")]
    ShutOut,
    /// The key has already made another order.
    #[error("the key was used for another withdrawal")]
    KeyReused,
    /// The database failed.
    #[error("the database failed")]
    Database(#[from] sqlx::Error),
}

/// Makes the order `new`, or returns the one that its key has already made. A request that the balance does not cover
/// is not recorded, so its key stays free.
///
/// # Errors
/// [`CreateError`]; the transaction must then be rolled back.
pub async fn create(
    conn: &mut PgConnection,
    new: &NewWithdrawal,
    now: DateTime<Utc>,
) -> Result<CreatedOrder, CreateError> {
    // Lock first. A concurrent duplicate waits here, and so does a transaction that books what a restore has undone
    // (`domain::restore::book`).
    let let_in = lock(conn, new, now).await?;
    if let Some(key) = &new.key {
        // Look the key up instead of relying on the insert. An insert that conflicts with an order waits for the
        // transaction that ends the order, which waits for this lock of the user.
        let fingerprint = fingerprint(&new.destination, new.amount);
        let of = (new.business_id, new.payout_user_id, &new.email);
        if let Some(made) = find_made(conn, of, key, &fingerprint).await? {
            return Ok(made);
        }
    }
    insert(conn, new, now).await?;
    if !let_in {
        return Err(CreateError::ShutOut);
    }
    debit(conn, new).await?;
    let (business, id) = (new.business_id.uuid(), new.id.uuid());
    sqlx::query!(
        // An order that is owed after a restore, and that its key makes again, was sent before. It is asked about, and
        // cannot be cancelled.
        "insert into withdrawal_queue (business_id, withdrawal_id, provider, due_at, attempts, calling, sent_at)
         values ($1, $2, $3, $4, 0, false,
             (select max(found_at) from restore_findings f where f.order_id = $5 and f.outcome = 'owed'))",
        business,
        id,
        new.provider,
        now,
        new.told_as()
    )
    .execute(&mut *conn)
    .await?;
    sqlx::query!(
        "insert into transfers (business_id, subject_id, kind, debit, credit, amount, payout_user_id, created_at)
         values ($1, $2, 'withdrawal', 'payout_user', 'withdrawals', $3, $4, $5)",
        business,
        id,
        new.amount.get(),
        new.payout_user_id.uuid(),
        now
    )
    .execute(&mut *conn)
    .await?;
    let withdrawal = read::get(conn, new.business_id, new.id).await?.ok_or(sqlx::Error::RowNotFound)?;
    events::write(conn, &withdrawal, now).await?;
    Ok(CreatedOrder { withdrawal, replayed: false })
}

/// Returns the id under which a provider knows the order that `key` makes for the payout user with this address. It is
/// always the same, so the provider recognises the order after a restore to an earlier time. The id is no secret and
/// gives no access. It also depends on the request: after a restore the key is free again, and the provider would
/// otherwise take another order under the key for the one that it has paid.
fn told_as(business: BusinessId, email: &Email, key: &str, request: &[u8; 32]) -> Uuid {
    let mut hasher = Sha256::new();
    hasher.update(business.uuid());
    for part in [email.as_str(), key] {
        hasher.update((part.len() as u64).to_be_bytes());
        hasher.update(part);
    }
    hasher.update(request);
    let digest: [u8; 32] = hasher.finalize().into();
    let mut half = [0; 16];
    half.copy_from_slice(&digest[..16]);
    // Version 8 is for custom ids.
    uuid::Builder::from_custom_bytes(half).into_uuid()
}

/// Returns the order that `key` of this payout user has already made, if there is one.
///
/// # Errors
/// [`CreateError::KeyReused`] if that order is not for `amount` to `destination`, or [`CreateError::Database`].
pub async fn find_by_key(
    conn: &mut PgConnection,
    (business, user, email): (BusinessId, PayoutUserId, &Email),
    key: &str,
    destination: &Destination,
    amount: Cents,
) -> Result<Option<CreatedOrder>, CreateError> {
    find_made(conn, (business, user, email), key, &fingerprint(destination, amount)).await
}

async fn find_made(
    conn: &mut PgConnection,
    (business, user, email): (BusinessId, PayoutUserId, &Email),
    key: &str,
    fingerprint: &[u8; 32],
) -> Result<Option<CreatedOrder>, CreateError> {
    let before = sqlx::query!(
        r#"select id as "id!", fingerprint as "fingerprint!" from withdrawals
           where business_id = $1 and payout_user_id = $2 and idempotency_key = $3
           union all
           -- An order that a provider reported after a restore. Providers are not sent the key itself.
           select id, fingerprint from withdrawals
           where told_as = $4 and business_id = $1 and payout_user_id = $2 and idempotency_key is null"#,
        business.uuid(),
        user.uuid(),
        key,
        told_as(business, email, key, fingerprint)
    )
    .fetch_optional(&mut *conn)
    .await?;
    let Some(before) = before else { return Ok(None) };
    if before.fingerprint != fingerprint {
        return Err(CreateError::KeyReused);
    }
    let found = read::get(conn, business, before.id.into()).await?;
    Ok(found.map(|withdrawal| CreatedOrder { withdrawal, replayed: true }))
}

/// Inserts the order.
async fn insert(conn: &mut PgConnection, new: &NewWithdrawal, now: DateTime<Utc>) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "insert into withdrawals (business_id, id, payout_user_id, method, provider, amount, fees, net_amount,
             destination, status, idempotency_key, fingerprint, request_id, created_at, told_as)
         values ($1, $2, $3, $4, $5, $6, $7, $6::bigint - $7::bigint, $8, $9, $10, $11, $12, $13, $14)",
        new.business_id.uuid(),
        new.id.uuid(),
        new.payout_user_id.uuid(),
        new.destination.method() as Method,
        new.provider,
        new.amount.get(),
        new.fees.get(),
        new.destination.to_json(),
        Status::Created as Status,
        new.key,
        &fingerprint(&new.destination, new.amount)[..],
        new.request_id,
        now,
        new.told_as()
    )
    .execute(conn)
    .await
    .map(|_| ())
}

/// Locks the payout user. Returns whether the user may withdraw.
async fn lock(conn: &mut PgConnection, new: &NewWithdrawal, now: DateTime<Utc>) -> Result<bool, sqlx::Error> {
    sqlx::query_scalar!(
        r#"select active and (expires_at is null or expires_at > $3) as "let_in!"
           from payout_users where business_id = $1 and id = $2 for no key update"#,
        new.business_id.uuid(),
        new.payout_user_id.uuid(),
        now
    )
    .fetch_one(conn)
    .await
}

/// Debits the payout user. This is a statement of its own, so that it sees the balance that other transactions had
/// committed when the user was locked.
async fn debit(conn: &mut PgConnection, new: &NewWithdrawal) -> Result<(), CreateError> {
    let debited = sqlx::query!(
        // Money must stay for orders that a restore found to be paid but could not book.
        "update payout_users u set balance = balance - $3 where business_id = $1 and id = $2
         and balance - $3 >= coalesce((select sum(f.amount) from restore_findings f
             where f.business_id = $1 and f.email = u.email and f.outcome = 'owed' and f.order_id is distinct from $4), 0)",
        new.business_id.uuid(),
        new.payout_user_id.uuid(),
        new.amount.get(),
        new.told_as()
    )
    .execute(conn)
    .await?;
    if debited.rows_affected() == 1 { Ok(()) } else { Err(CreateError::Insufficient) }
}

fn fingerprint(destination: &Destination, amount: Cents) -> [u8; 32] {
    fingerprint_of(destination.method(), &destination.to_json(), amount)
}

/// Returns the SHA-256 over the method, the destination and the amount, each prefixed with its length.
pub(super) fn fingerprint_of(method: Method, destination: &serde_json::Value, amount: Cents) -> [u8; 32] {
    let mut hasher = Sha256::new();
    for part in [method.as_str(), &destination.to_string(), &amount.get().to_string()] {
        hasher.update((part.len() as u64).to_be_bytes());
        hasher.update(part);
    }
    hasher.finalize().into()
}
