//! Sign-ins through an OpenID Connect provider: the part that calls the provider.
//!
//! [`discovery`] asks the provider for its endpoints and stores them. [`waiting`] takes the sign-ins whose browsers
//! have come back. [`exchange`] exchanges their codes at the provider. A worker that takes a sign-in deletes its code,
//! so no other worker can take it. If that worker dies, the sign-in never ends, and the person begins another.
//!
//! The ID token's signature is not checked, because the token comes from the token endpoint itself, over TLS
//! ([`domain::oidc::claims`]). Therefore an issuer without https is rejected unless it is on this machine, and
//! redirects are not followed.

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

/// How many sign-ins a process completes at a time.
pub const AT_A_TIME: usize = 8;

/// How many connections a process has for sign-ins. A connection is used before and after a call, never during it.
const CONNECTIONS: u32 = 2;

/// What completing sign-ins needs. Clones share it.
#[derive(Debug, Clone)]
pub struct SignIns {
    /// Connections of its own.
    pub pool: PgPool,
    clock: Clock,
    client: Client,
    secret: SecretString,
    caller: Caller,
}

/// Returns what completing sign-ins needs, or `None` if no provider is set.
///
/// # Errors
/// Returns one line that says which setting is wrong.
pub fn sign_ins(config: &WorkerConfig, clock: &Clock) -> Result<Option<SignIns>, String> {
    let Some((client, secret)) = config.oidc.read()? else { return Ok(None) };
    let pool = db::pool(&config.database_url, Role::Worker, CONNECTIONS)
        .map_err(|error| db::wrong_url(&error).unwrap_or_else(|| error.to_string()))?;
    let caller = Caller::new().map_err(|error| format!("TLS for sign-ins cannot be prepared: {error}"))?;
    Ok(Some(SignIns { pool, clock: clock.clone(), client, secret, caller }))
}
