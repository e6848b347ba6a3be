//! `/v1/payout-users`: the payout users of a business, who are known by e-mail address.

pub mod get;
pub mod list;
pub mod rotate_hash;
pub mod update;

use chrono::{DateTime, Utc};
use domain::email::Email;
use domain::ids::PayoutUserId;
use domain::money::Cents;
use domain::payout_user;
use serde::Serialize;
use utoipa::ToSchema;

/// A payout user.
#[derive(Debug, Serialize, ToSchema)]
pub struct PayoutUser {
    /// The payout user's id, `usr_…`.
    #[schema(value_type = String)]
    id: PayoutUserId,
    /// The normalised e-mail address.
    #[schema(value_type = String)]
    email: Email,
    /// The balance, in cents.
    #[schema(value_type = i64)]
    balance: Cents,
    /// `active` or `inactive`. The hash of an inactive payout user opens nothing; the money stays.
    status: &'static str,
    /// When the hash expires, or null if it does not.
    expires_at: Option<DateTime<Utc>>,
    /// When the payout user was first paid.
    created_at: DateTime<Utc>,
}

impl From<payout_user::PayoutUser> for PayoutUser {
    fn from(of: payout_user::PayoutUser) -> Self {
        Self {
            id: of.id,
            email: of.email,
            balance: of.balance,
            status: of.status.as_str(),
            expires_at: of.expires_at,
            created_at: of.created_at,
        }
    }
}
