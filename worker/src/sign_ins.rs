//! Sign-ins through a provider: the half that calls out.
//!
//! [`discovery`] asks the provider for its endpoints and writes them down, [`waiting`] takes the sign-ins whose browsers have come
//! back, and [`exchange`] asks the provider what their codes are worth. A sign-in that was taken is nobody else's, and its code
//! is gone: a worker that dies with it leaves one that nobody ends, and its person begins another.
//!
//! The ID token's signature is not checked: it comes from the token endpoint itself, over TLS ([`domain::oidc::claims`]). So an
//! issuer that is not https is refused, but on this machine, and redirects are not followed.

mod caller;
pub mod discovery;
pub mod exchange;
pub mod waiting;

use domain::clock::Clock;
use domain::oidc::settings::Client;
use domain::platform::db::{self, Role};
use secrecy::SecretString;
use sqlx::PgPool;

use self::caller::Caller;
use crate::config::WorkerConfig;

/// How many sign-ins a process sees to at a time.
pub const AT_A_TIME: usize = 8;

/// The connections of a process for them: each is used before and after a call, never during it.
const CONNECTIONS: u32 = 2;

/// What seeing to sign-ins needs. Clones share it.
#[derive(Debug, Clone)]
pub struct SignIns {
    /// Connections of its own.
    pub pool: PgPool,
    clock: Clock,
    client: Client,
    secret: SecretString,
    caller: Caller,
}

/// What seeing to sign-ins needs; nothing if no provider is set.
///
/// # Errors
/// One line that says which setting is wrong.
pub fn sign_ins(config: &WorkerConfig, clock: &Clock) -> Result<Option<SignIns>, String> {
    let Some((client, secret)) = config.oidc.read()? else { return Ok(None) };
    let pool = db::pool(&config.database_url, Role::Worker, CONNECTIONS)
        .map_err(|error| db::wrong_url(&error).unwrap_or_else(|| error.to_string()))?;
    let caller = Caller::new().map_err(|error| format!("TLS for sign-ins cannot be prepared: {error}"))?;
    Ok(Some(SignIns { pool, clock: clock.clone(), client, secret, caller }))
}
