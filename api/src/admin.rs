//! `/admin`: what operators do, on a listener of their own and behind their token.

pub mod audit;
pub mod businesses_create;
pub mod businesses_fund;
pub mod businesses_get;
pub mod businesses_list;
pub mod businesses_update;
pub mod dead_list;
pub mod dead_retry;
pub mod pause;
pub mod pauses_list;
pub mod queue;
pub mod resume;
pub mod throttles_clear;
pub mod throttles_list;
pub mod throttles_set;
pub mod withdrawals_approve;
pub mod withdrawals_list;
pub mod withdrawals_reject;

use chrono::{DateTime, Utc};
use domain::business;
use domain::ids::BusinessId;
use domain::money::Cents;
use domain::steering::{Credential, Done};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::state::App;

/// A business as operators see it.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Business)]
pub struct Business {
    #[schema(value_type = String)]
    id: BusinessId,
    name: String,
    mode: &'static str,
    payouts_enabled: bool,
    weight: i16,
    #[schema(value_type = i64)]
    balance: Cents,
    #[schema(value_type = i64)]
    payout_balance: Cents,
    #[schema(value_type = i64)]
    reserved: Cents,
    created_at: DateTime<Utc>,
}

/// What the operator of this request does, for the audit.
fn by_operator(app: &App, request_id: Uuid) -> Done {
    Done {
        by: Credential::Operator,
        request_id: Some(request_id),
        audit_id: app.clock.id(),
        now: app.clock.now(),
    }
}

impl From<business::Business> for Business {
    fn from(of: business::Business) -> Self {
        Self {
            id: of.id,
            name: of.name,
            mode: of.mode.as_str(),
            payouts_enabled: of.payouts_enabled,
            weight: of.weight,
            balance: of.balances.balance,
            payout_balance: of.balances.payout_balance,
            reserved: of.balances.reserve,
            created_at: of.created_at,
        }
    }
}
