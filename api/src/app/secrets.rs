//! Checks the secrets of this process against those that were used before. While a secret differs or is unconfirmed,
//! clients are asked to try again: another process may answer, or this one after it was corrected. The log names the
//! fault, because a client can do nothing about it.

use domain::ids::BusinessId;
use domain::secrets::fingerprint::Unproven;
use domain::secrets::hash::{HashVersion, UnknownSecret, payout_hash};
use domain::secrets::keyring;
use domain::secrets::server_secret::{self, ServerSecret};
use futures::FutureExt;
use secrecy::SecretString;

use crate::app::App;
use crate::http::refusal::Refusal;
use crate::work::transact::{TransactError, WorkError};

/// Why a hash is not shown.
#[derive(Debug, thiserror::Error)]
pub enum HashError {
    /// The process does not have the secret that this hash is made from.
    #[error(transparent)]
    Unknown(#[from] UnknownSecret),
    /// The process has a secret with another value.
    #[error(transparent)]
    Unproven(#[from] Unproven),
    /// The database could not confirm the secret.
    #[error("cannot check yet whether the hash would be accepted")]
    Untold(#[from] TransactError<sqlx::Error>),
}

impl App {
    /// Returns a payout user's hash, which is certain to be valid. Once its version is proven, this sends no query.
    ///
    /// # Errors
    /// [`HashError`].
    pub async fn shown_hash(
        &self,
        version: HashVersion,
        business: BusinessId,
        email: &str,
    ) -> Result<SecretString, HashError> {
        if self.hash_keys.is_unproven(version.secret) {
            let keys = self.hash_keys.clone();
            self.read(move |conn| {
                async move { answered(keyring::check(conn, &keys, version.secret).await) }.boxed()
            })
            .await??;
        }
        Ok(payout_hash(&self.hash_keys, version, business, email)?)
    }

    /// Checks whether `secret` is the one that was used before, if any was. Once that is known, this sends no query.
    ///
    /// # Errors
    /// A [`Refusal`] if the secret is another one, or if that cannot be checked.
    pub async fn compare(&self, secret: &ServerSecret) -> Result<(), Refusal> {
        if secret.is_proven() {
            return Ok(());
        }
        let secret = secret.clone();
        let compared = self
            .read(move |conn| async move { answered(server_secret::compare(conn, &secret).await) }.boxed())
            .await?;
        compared.map_err(|unproven| unproven_secret(&unproven))
    }

    /// Records that a key was valid. If no pepper was claimed before, this proves that the process has the right one.
    ///
    /// # Errors
    /// A [`Refusal`] if the pepper differs from the claimed one, or if that cannot be checked.
    pub async fn pepper_is_proved(&self) -> Result<(), Refusal> {
        self.compare(&self.key_pepper).await?;
        if self.key_pepper.is_proven() {
            return Ok(());
        }
        let (pepper, now) = (self.key_pepper.clone(), self.clock.now());
        let claiming = self.transact(move |conn| {
            async move { server_secret::claim_proved(conn, &pepper, now).await }.boxed()
        });
        Ok(claiming.await?)
    }
}

/// Separates errors of the database from its answer.
fn answered(asked: Result<(), Unproven>) -> Result<Result<(), Unproven>, sqlx::Error> {
    match asked {
        Err(Unproven::Database(error)) => Err(error),
        answered => Ok(answered),
    }
}

/// Logs the fault, and returns the refusal for the client.
pub fn unproven_secret(unproven: &Unproven) -> Refusal {
    tracing::error!(%unproven, "a secret of this process could not be used");
    Refusal::Unavailable
}

impl WorkError for Unproven {
    fn split(self) -> Result<Self, sqlx::Error> {
        match self {
            Self::Database(error) => Err(error),
            refusal => Ok(refusal),
        }
    }
}

impl From<TransactError<Unproven>> for Refusal {
    fn from(not_done: TransactError<Unproven>) -> Self {
        not_done.from_work_error().map_or_else(|refusal| refusal, |unproven| unproven_secret(&unproven))
    }
}
