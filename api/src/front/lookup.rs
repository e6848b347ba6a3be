//! The questions that the front asks cells. The look-up compares no secret and also finds what has ended: the cell that
//! gets the request judges the credential. A cell answers no for a business that another cell owns, even if it still
//! has rows of that business.

use domain::business::{self, api_key, brand};
use domain::email::Email;
use domain::idempotency::{self, Caller};
use domain::ids::{AllocationId, BatchId, BusinessId, WithdrawalId};
use domain::member::{account, invitations, sessions};
use domain::oidc::known;
use domain::withdrawal::lookup as withdrawal_lookup;
use domain::{batch, payout_user, queue};
use sha2::{Digest, Sha256};
use sqlx::PgConnection;

/// What the front asks about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Lookup {
    /// An API key, by its public id.
    ApiKey(String),
    /// A payout hash, by its digest.
    PayoutHash([u8; 32]),
    /// A member's session, by the digest of its token.
    Session([u8; 32]),
    /// An invitation, by the digest of its token.
    Invitation([u8; 32]),
    /// A member, by its address.
    Member(Email),
    /// A sign-in through a provider, by the digest of its state.
    SignIn([u8; 32]),
    /// A sign-in through a provider, by the digest of its browser's cookie.
    SignInOfBrowser([u8; 32]),
    /// A withdrawal, by the id that its provider knows.
    Order(WithdrawalId),
    /// A logo, by its digest.
    Logo(String),
    /// A business.
    Business(BusinessId),
    /// A batch.
    Batch(BatchId),
    /// A withdrawal.
    Withdrawal(WithdrawalId),
    /// A parked allocation.
    Parked(AllocationId),
    /// An operator's request that was carried out on a route (its method and pattern) under a key.
    Done(&'static str, String),
}

impl Lookup {
    /// Returns whether the cell knows it.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn known_by(self, conn: &mut PgConnection) -> Result<bool, sqlx::Error> {
        match self {
            Self::ApiKey(public_id) => api_key::is_known(conn, &public_id).await,
            Self::PayoutHash(digest) => payout_user::is_known(conn, digest).await,
            Self::Session(digest) => sessions::is_known(conn, digest).await,
            Self::Invitation(digest) => invitations::is_known(conn, digest).await,
            Self::Member(email) => account::is_known(conn, &email).await,
            Self::SignIn(state) => known::by_state(conn, state).await,
            Self::SignInOfBrowser(browser) => known::by_browser(conn, browser).await,
            Self::Order(told_as) => withdrawal_lookup::is_told_as(conn, told_as).await,
            Self::Logo(digest) => brand::is_known(conn, &digest).await,
            Self::Business(id) => business::is_known(conn, id).await,
            Self::Batch(id) => {
                let found = batch::business_of(conn, id).await?;
                Ok(business::known(conn, found).await?.is_some())
            }
            Self::Withdrawal(id) => {
                let found = withdrawal_lookup::owner_of(conn, id).await?;
                Ok(business::known(conn, found).await?.is_some())
            }
            Self::Parked(id) => queue::is_dead(conn, id).await,
            Self::Done(route, key) => idempotency::is_known(conn, Caller::Operators, route, &key).await,
        }
    }

    /// Returns whether it belongs to a business, which may be moving to another cell.
    pub const fn may_move(&self) -> bool {
        !matches!(self, Self::Member(_) | Self::SignIn(_) | Self::SignInOfBrowser(_) | Self::Done(..))
    }

    /// Returns the digest under which an answer is remembered, so that no credential is stored. `None` for what is
    /// asked seldom, or can become known at any time.
    pub fn mark(&self) -> Option<[u8; 32]> {
        let digest = |kind: &[u8], text: &[u8]| {
            Some(Sha256::new().chain_update(kind).chain_update(text).finalize().into())
        };
        match self {
            Self::ApiKey(public_id) => digest(b"key", public_id.as_bytes()),
            Self::PayoutHash(hash) => digest(b"hash", hash),
            Self::Session(token) => digest(b"session", token),
            _ => None,
        }
    }
}
