//! Decides what becomes of the mark of a claim that was rolled back. A mark that remains makes the jobs suspects of
//! having killed their worker.

use super::failed::ClaimFailed;
use crate::allocations::claims::Claim;
use crate::session::{Amend, Sessions};

/// Amends the mark of a claim that `error` rolled back (the rule is in `queue::mark`). After an error that jobs cannot
/// have caused (a conflict, a lock, a server short of resources), the mark is deleted. If the server said that it was
/// shutting down, the claim is excused. After a time-out or a lost connection the mark remains, so that a job that
/// breaks its connection or never ends is found like one that kills its worker.
pub(super) async fn amend_mark(claim: &mut Claim, error: &ClaimFailed, sessions: &Sessions) {
    let (business, mark) = (claim.owned.business_id, claim.mark.clone());
    let code = match error {
        ClaimFailed::Database(error) => error.as_database_error().and_then(|database| database.code()),
        _ => None,
    };
    let amend = match code.as_deref() {
        _ if matches!(error, ClaimFailed::Secret(_)) => Amend::Clear(business, mark),
        Some("57P01" | "57P02" | "57P03") => Amend::Excuse(business, mark),
        Some(code) if !code.starts_with("57") && !code.starts_with("25P") => Amend::Clear(business, mark),
        _ => Amend::WriteAgain(business, mark),
    };
    // The server may be about to crash, and the connection for marks does not flush its commits. So a mark that remains
    // is written again on the next session.
    let at_once = !matches!(amend, Amend::WriteAgain(..));
    if at_once && let Err(error) = claim.session.rollback().await {
        // The server has ended the session, and rolls back by itself.
        tracing::debug!(%error, "a claim could not be rolled back by its worker; the server rolls it back");
    }
    // The claim's transaction may have deleted the mark. It is rolled back now, so the mark is no longer locked.
    if !at_once || amend.carry_out(&mut claim.session.marks).await.is_err() {
        sessions.amend(amend).await;
    }
}
