//! A test business with money and a key, created directly in the database. It is the merchant of the demo, of `payout
//! dev` and of the benchmark.

use domain::business::api_key::{self, CreateKeyError, NewApiKey};
use domain::business::{self, Account, Mode};
use domain::clock;
use domain::ids::BusinessId;
use domain::money::Cents;
use domain::secrets::server_secret::{self, Name, ServerSecret};
use secrecy::SecretString;
use sqlx::{Connection, PgConnection};

use crate::error::CliError;

/// A business with an API key.
#[derive(Debug, Clone)]
pub struct Merchant {
    /// The business.
    pub business_id: BusinessId,
    /// A secret key of the business (`sk_test_…`).
    pub api_key: SecretString,
}

/// The money of a new merchant.
#[derive(Debug, Clone, Copy)]
pub struct Funds {
    /// The main balance, in cents.
    pub balance: i64,
    /// The payout balance, in cents.
    pub payout_balance: i64,
}

/// Creates a test business called `name` with payouts enabled, funds it, and creates a key for it, in one
/// transaction.
///
/// # Errors
/// If the database fails, or `pepper` is weak.
pub async fn create(
    conn: &mut PgConnection,
    pepper: &SecretString,
    name: &str,
    funds: Funds,
) -> Result<Merchant, CliError> {
    let (clock, pepper) = (clock::read(conn).await?, key_pepper(pepper)?);
    let business_id = BusinessId::from(clock.id());
    let mut work = conn.begin().await?;
    business::create(&mut work, business_id, name, Mode::Test, true, clock.now()).await?;
    for (account, amount) in
        [(Account::Balance, funds.balance), (Account::PayoutBalance, funds.payout_balance)]
    {
        if amount > 0 {
            let id = clock.id();
            let reference = id.to_string();
            let amount = Cents::new(amount);
            business::fund(&mut work, business_id, id.into(), account, amount, &reference, clock.now())
                .await?;
        }
    }
    let api_key = make_key(&mut work, &pepper, business_id, Mode::Test, name, None).await?;
    work.commit().await?;
    Ok(Merchant { business_id, api_key })
}

/// Returns the merchant that `key` authenticates, if it still does.
///
/// # Errors
/// If the database fails, or `pepper` is weak.
pub async fn find(
    conn: &mut PgConnection,
    pepper: &SecretString,
    key: &SecretString,
) -> Result<Option<Merchant>, CliError> {
    let pepper = key_pepper(pepper)?;
    let now = clock::read(conn).await?.now();
    let caller = api_key::authenticate(conn, &pepper, key, now).await?;
    if caller.is_some() {
        server_secret::claim_proved(conn, &pepper, now).await?;
    }
    Ok(caller.map(|caller| Merchant { business_id: caller.business_id, api_key: key.clone() }))
}

/// Creates and stores a key of a business. The key is returned, and only its hash is stored.
///
/// # Errors
/// If there is no such business, it has too many keys, or the database fails.
pub async fn make_key(
    conn: &mut PgConnection,
    pepper: &ServerSecret,
    business_id: BusinessId,
    mode: Mode,
    name: &str,
    expires_in: Option<chrono::Duration>,
) -> Result<SecretString, CliError> {
    let clock = clock::read(conn).await?;
    let key = api_key::generate(mode, &api_key::random()?);
    let expires_at = expires_in.map(|days| clock.now() + days);
    let new = NewApiKey { business_id, id: clock.id().into(), name, key: &key, expires_at };
    match api_key::insert(conn, pepper, &new, clock.now()).await {
        Ok(()) => Ok(key),
        Err(CreateKeyError::Database(error)) => Err(error.into()),
        Err(refused) => Err(CliError::Failed(refused.to_string())),
    }
}

/// Returns the pepper that hashes stored keys.
///
/// # Errors
/// If the pepper is weak.
pub fn key_pepper(secret: &SecretString) -> Result<ServerSecret, CliError> {
    ServerSecret::read(Name::KeyPepper, secret).map_err(CliError::Usage)
}
