//! `/admin`: the endpoints of operators, on a listener of their own. They need the operator token.

pub mod audit;
pub mod businesses;
pub mod dead;
pub mod named_cell;
pub mod pause;
pub mod pauses;
pub mod queue;
pub mod resume;
pub mod throttles;
pub mod withdrawals;

use domain::steering::{AuditContext, Credential};
use uuid::Uuid;

use crate::app::App;

/// Returns who gives the command of this request, for the audit log.
pub(crate) fn by_operator(app: &App, request_id: Uuid) -> AuditContext {
    AuditContext {
        by: Credential::Operator,
        request_id: Some(request_id),
        audit_id: app.clock.id(),
        now: app.clock.now(),
    }
}
