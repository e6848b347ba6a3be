//! An order is made: the debit of its user, the order, and its place among what workers see to, in one transaction.

use chrono::{DateTime, Utc};
use sha2::{Digest, Sha256};
use sqlx::PgConnection;
use uuid::Uuid;

use super::destination::Destination;
use super::{Status, Withdrawal, events, read};
use crate::ids::{BusinessId, PayoutUserId, WithdrawalId};
use crate::money::Cents;

/// What a payout user asks for, found to be within the method's terms.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewWithdrawal {
    /// Whose payout user.
    pub business_id: BusinessId,
    /// The order's id, if it is made.
    pub id: WithdrawalId,
    /// Whose money.
    pub payout_user_id: PayoutUserId,
    /// Who is to carry it out.
    pub provider: String,
    /// What the user is debited.
    pub amount: Cents,
    /// What of it is kept; less than `amount`.
    pub fees: Cents,
    /// Where it goes.
    pub destination: Destination,
    /// The client's key, in the namespace of the payout user.
    pub key: Option<String>,
    /// The request.
    pub request_id: Uuid,
}

/// The order that a request made, or that its key had made before.
#[derive(Debug, Clone, PartialEq)]
pub struct Made {
    /// The order.
    pub withdrawal: Withdrawal,
    /// Whether an earlier request with this key had made it.
    pub replayed: bool,
}

/// Why no order was made.
#[derive(Debug, thiserror::Error)]
pub enum CreateError {
    /// The user's balance does not cover the amount.
    #[error("the payout user's balance does not cover the withdrawal")]
    Insufficient,
    /// The user has been deactivated, or has expired.
    #[error("the payout user is shut out")]
    ShutOut,
    /// The key made another order before.
    #[error("the key was used for another withdrawal")]
    KeyReused,
    /// The database failed.
    #[error("the database failed")]
    Database(#[from] sqlx::Error),
}

/// Makes the order `new`, or finds the one that its key made before. An insufficient balance is not recorded: its key
/// stays free.
///
/// # Errors
/// [`CreateError`]: roll back.
pub async fn create(
    conn: &mut PgConnection,
    new: &NewWithdrawal,
    now: DateTime<Utc>,
) -> Result<Made, CreateError> {
    // First, so that a twin waits here for its fate, with nothing locked.
    if !insert(conn, new, now).await? {
        let Some(key) = &new.key else { return Err(sqlx::Error::RowNotFound.into()) };
        let fingerprint = fingerprint(&new.destination, new.amount);
        let made = find_made(conn, new.business_id, new.payout_user_id, key, &fingerprint).await?;
        return made.ok_or_else(|| sqlx::Error::RowNotFound.into());
    }
    debit(conn, new, now).await?;
    let (business, id) = (new.business_id.uuid(), new.id.uuid());
    sqlx::query!(
        "insert into withdrawal_queue (business_id, withdrawal_id, provider, due_at, attempts, calling)
         values ($1, $2, $3, $4, 0, false)",
        business,
        id,
        new.provider,
        now
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
    Ok(Made { withdrawal, replayed: false })
}

/// The order that `key` of this user made before, if it did.
///
/// # Errors
/// [`CreateError::KeyReused`] when it made another one than `amount` to `destination`.
pub async fn made_before(
    conn: &mut PgConnection,
    business: BusinessId,
    user: PayoutUserId,
    key: &str,
    destination: &Destination,
    amount: Cents,
) -> Result<Option<Made>, CreateError> {
    find_made(conn, business, user, key, &fingerprint(destination, amount)).await
}

async fn find_made(
    conn: &mut PgConnection,
    business: BusinessId,
    user: PayoutUserId,
    key: &str,
    fingerprint: &[u8; 32],
) -> Result<Option<Made>, CreateError> {
    let before = sqlx::query!(
        "select id, fingerprint from withdrawals
         where business_id = $1 and payout_user_id = $2 and idempotency_key = $3",
        business.uuid(),
        user.uuid(),
        key
    )
    .fetch_optional(&mut *conn)
    .await?;
    let Some(before) = before else { return Ok(None) };
    if before.fingerprint != fingerprint {
        return Err(CreateError::KeyReused);
    }
    let found = read::get(conn, business, before.id.into()).await?;
    Ok(found.map(|withdrawal| Made { withdrawal, replayed: true }))
}

/// Whether the order was inserted; not when its key has made one before.
async fn insert(
    conn: &mut PgConnection,
    new: &NewWithdrawal,
    now: DateTime<Utc>,
) -> Result<bool, sqlx::Error> {
    let inserted = sqlx::query!(
        "insert into withdrawals (business_id, id, payout_user_id, method, provider, amount, fees, net_amount,
             destination, status, idempotency_key, fingerprint, request_id, created_at)
         values ($1, $2, $3, $4, $5, $6, $7, $6::bigint - $7::bigint, $8, $9, $10, $11, $12, $13)
         on conflict (business_id, payout_user_id, idempotency_key) where idempotency_key is not null do nothing",
        new.business_id.uuid(),
        new.id.uuid(),
        new.payout_user_id.uuid(),
        new.destination.method() as super::Method,
        new.provider,
        new.amount.get(),
        new.fees.get(),
        new.destination.to_json(),
        Status::Created as Status,
        new.key,
        &fingerprint(&new.destination, new.amount)[..],
        new.request_id,
        now
    )
    .execute(conn)
    .await?;
    Ok(inserted.rows_affected() == 1)
}

async fn debit(conn: &mut PgConnection, new: &NewWithdrawal, now: DateTime<Utc>) -> Result<(), CreateError> {
    // In its own statement, so that what is compared is what others have committed meanwhile.
    let user = sqlx::query!(
        r#"select balance, active and (expires_at is null or expires_at > $3) as "let_in!"
           from payout_users where business_id = $1 and id = $2 for no key update"#,
        new.business_id.uuid(),
        new.payout_user_id.uuid(),
        now
    )
    .fetch_one(&mut *conn)
    .await?;
    if !user.let_in {
        return Err(CreateError::ShutOut);
    }
    let debited = sqlx::query!(
        "update payout_users set balance = balance - $3 where business_id = $1 and id = $2 and balance >= $3",
        new.business_id.uuid(),
        new.payout_user_id.uuid(),
        new.amount.get()
    )
    .execute(conn)
    .await?;
    if debited.rows_affected() == 1 { Ok(()) } else { Err(CreateError::Insufficient) }
}

/// SHA-256 over what is meant: destination (its method included) and amount, each behind its length.
fn fingerprint(destination: &Destination, amount: Cents) -> [u8; 32] {
    let mut hasher = Sha256::new();
    for part in [destination.method().as_str(), &destination.to_json().to_string(), &amount.get().to_string()]
    {
        hasher.update((part.len() as u64).to_be_bytes());
        hasher.update(part);
    }
    hasher.finalize().into()
}
