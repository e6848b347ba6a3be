//! The recipients of a batch: how many addresses it names, and how many of them the business has paid before.
//!
//! Addresses are distinguished by their digests, which takes some 20 MB for a million of them. Therefore this waits for
//! a turn like examining a batch does.

use std::collections::HashSet;

use domain::ids::BusinessId;
use domain::payout_user;
use futures::FutureExt;
use sha2::{Digest, Sha256};

use super::examine::digest;
use super::receive::Received;
use super::spool::read_ahead;
use crate::app::App;
use crate::http::refusal::Refusal;

/// The addresses of a batch.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Recipients {
    /// The number of different addresses.
    pub(crate) all: u64,
    /// The number of these that are already payout users.
    pub(crate) known: u64,
    /// The number of items without a reference, for which nothing shows whether they were paid before.
    pub(crate) unnamed: u64,
}

/// Counts the addresses of the items without a fault, and their missing references.
pub(crate) async fn recipients(
    app: &App,
    business: BusinessId,
    received: &Received,
) -> Result<Recipients, Refusal> {
    // The semaphore is never closed. If acquiring failed nevertheless, the number would be unlimited, which does no
    // harm.
    let _turn = app.upload_slots.examining.acquire().await;
    let mut seen: HashSet<[u8; 8]> = HashSet::new();
    let (mut known, mut unnamed) = (0, 0);
    let mut chunks = read_ahead(received.checked.spool.read());
    while let Some(chunk) = chunks.recv().await {
        let chunk = chunk.map_err(|error| {
            tracing::error!(%error, "a spooled batch cannot be read");
            Refusal::Internal
        })?;
        unnamed += chunk.iter().filter(|item| item.reference.is_none()).count() as u64;
        let addresses = chunk.into_iter().map(|item| item.email);
        let first: Vec<String> = addresses
            .filter(|email| seen.insert(digest(Sha256::new_with_prefix(email.as_str()))))
            .map(|email| email.as_str().to_owned())
            .collect();
        let counted = app
            .read(move |conn| async move { payout_user::count_known(conn, business, &first).await }.boxed());
        known += counted.await?.unsigned_abs();
    }
    Ok(Recipients { all: seen.len() as u64, known, unnamed })
}
