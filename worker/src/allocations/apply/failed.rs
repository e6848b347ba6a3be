//! Why a claim is rolled back.

use domain::secrets::fingerprint::Unproven;

/// Why a claim was rolled back.
#[derive(Debug, thiserror::Error)]
pub enum ClaimFailed {
    /// The database failed, or the answer to the COMMIT was lost. Either the jobs are done, or the next claim finds
    /// them in the queue.
    #[error("the database failed")]
    Database(#[from] sqlx::Error),
    /// This process has a different hash secret than the one in use. The process ends soon
    /// ([`domain::secrets::fingerprint::contradicted`]).
    #[error("hashes must not be made with this process's secret")]
    Secret(#[source] Unproven),
    /// The database did not answer within [`crate::session::SILENCE`].
    #[error("the database does not answer")]
    Silent,
    /// The task of the claim panicked. Its mark remains, as after a crash.
    #[error("the job panicked")]
    Panicked,
}
