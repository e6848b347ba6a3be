//! What becomes of the mark of a claim that was rolled back.

use super::failed::ClaimFailed;
use crate::allocations::claims::Claim;
use crate::session::{Amend, Sessions};

/// Amends the mark of a claim that was rolled back by `error` (`queue::mark` has the rule). After an error that says
/// nothing against the jobs (a conflict, a lock, a server short of something), the mark is deleted. After the server's
/// word that it ends, the claim is excused. After a time-out or a lost connection the mark stays, so that a job which
/// breaks its connection, or never ends, is found like one that kills its worker.
pub(super) async fn forgive(claim: &mut Claim, error: &ClaimFailed, sessions: &Sessions) {
    let (business, mark) = (claim.owned.business_id, claim.mark.clone());
    let code = match error {
        ClaimFailed::Database(error) => error.as_database_error().and_then(|database| database.code()),
        _ => None,
    };
    let amend = match code.as_deref() {
        _ if matches!(error, ClaimFailed::Secret(_)) => Amend::Clear(business, mark),
        Some("57P01" | "57P02" | "57P03") => Amend::Excuse(business, mark),
        Some(code) if !code.starts_with("57") && !code.starts_with("25P") => Amend::Clear(business, mark),
        _ => Amend::LeaveAgain(business, mark),
    };
    // The server may be about to crash, and what the marks' connection commits is not flushed.
    let at_once = !matches!(amend, Amend::LeaveAgain(..));
    if at_once && let Err(error) = claim.session.rollback().await {
        // Then the server has ended the session, and rolls back by itself.
        tracing::debug!(%error, "a claim was not rolled back by its worker");
    }
    // The mark is free now: the claim's transaction may have deleted it.
    if !at_once || amend.carry_out(&mut claim.session.marks).await.is_err() {
        sessions.amend(amend).await;
    }
}
