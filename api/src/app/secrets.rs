//! Answers for a process whose secrets are not, or not surely, those that were used before. The client is asked to try
//! again: another process may answer, or this one after it was corrected. The log says what is wrong; a client could do
//! nothing about it.

use domain::ids::BusinessId;
use domain::secrets::fingerprint::Unproven;
use domain::secrets::hash::{HashVersion, UnknownSecret, payout_hash};
use domain::secrets::keyring;
use domain::secrets::server_secret::{self, ServerSecret};
use futures::FutureExt;
use secrecy::SecretString;

use crate::app::App;
use crate::http::refusal::Refusal;
use crate::work::transact::{NotDone, WorkError};

/// Why a hash is not shown.
#[derive(Debug, thiserror::Error)]
pub enum NotShown {
    /// The process does not have its secret.
    #[error(transparent)]
    Unknown(#[from] UnknownSecret),
    /// The process has another one.
    #[error(transparent)]
    Unproven(#[from] Unproven),
    /// The database could not tell.
    #[error("it cannot be told whether the hash would open anything")]
    Untold(#[from] NotDone<sqlx::Error>),
}

impl App {
    /// The hash of a payout user, which opens something. Once a version is proven, nothing is asked.
    ///
    /// # Errors
    /// [`NotShown`]
    pub async fn shown_hash(
        &self,
        version: HashVersion,
        business: BusinessId,
        email: &str,
    ) -> Result<SecretString, NotShown> {
        if self.hash_keys.is_unproven(version.secret) {
            let keys = self.hash_keys.clone();
            self.read(move |conn| {
                async move { answered(keyring::check(conn, &keys, version.secret).await) }.boxed()
            })
            .await??;
        }
        Ok(payout_hash(&self.hash_keys, version, business, email)?)
    }

    /// Looks whether `secret` is the one that was used before, if any was. Once that is known, nothing is asked.
    ///
    /// # Errors
    /// [`Refusal`] when it is not, or cannot be told.
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

    /// A key was good. If no pepper was claimed before, that proves that this process has the right one.
    ///
    /// # Errors
    /// [`Refusal`] when the pepper is another one than was claimed, or that cannot be told.
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

/// Separates the errors of the database from its answer.
fn answered(asked: Result<(), Unproven>) -> Result<Result<(), Unproven>, sqlx::Error> {
    match asked {
        Err(Unproven::Database(error)) => Err(error),
        answered => Ok(answered),
    }
}

/// What a client is told.
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

impl From<NotDone<Unproven>> for Refusal {
    fn from(not_done: NotDone<Unproven>) -> Self {
        not_done.own_refusal().map_or_else(|refusal| refusal, |unproven| unproven_secret(&unproven))
    }
}
