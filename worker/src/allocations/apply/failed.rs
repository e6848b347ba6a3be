//! Why a claim is rolled back.

use domain::secrets::fingerprint::Unproven;

/// Why a claim was rolled back.
#[derive(Debug, thiserror::Error)]
pub enum ClaimFailed {
    /// The database failed, or the answer to the COMMIT was lost. The jobs are either done, or there for the next
    /// claim.
    #[error("the database failed")]
    Database(#[from] sqlx::Error),
    /// This process has another secret than hashes were made with. It ends soon
    /// ([`domain::secrets::fingerprint::contradicted`]).
    #[error("no hash may be made")]
    Secret(#[source] Unproven),
    /// The database has not answered for [`crate::session::SILENCE`].
    #[error("the database does not answer")]
    Silent,
    /// The task of the claim panicked. Its mark stays, as after a crash.
    #[error("the job panicked")]
    Panicked,
}
