//! Moves between the balances of a business, and the errors of such moves.

use axum::body::Body;
use axum::http::{Response, StatusCode};
use domain::business::{self, Balances, MoveError, Moved};
use domain::ids::{BalanceMoveId, BusinessId};
use domain::money::Cents;
use futures::FutureExt;
use serde::Serialize;
use utoipa::ToSchema;

use crate::app::once::Outcome;
use crate::http::problem::{Code, Problem};
use crate::http::refusal::Refusal;
use crate::work::transact::{TransactError, Witness, WorkError};

/// The largest move, in cents: ten trillion dollars. This is far above any business, and far below where a balance
/// overflows.
pub const MAX_MOVE_CENTS: i64 = 1_000_000_000_000_000;

/// A move of money, and the balances at the time of the response. A repeated request gets the same move, but may get
/// other balances.
#[derive(Debug, Serialize, ToSchema)]
pub struct BalanceMove {
    /// The move's id, `mov_…`.
    #[schema(value_type = String)]
    id: BalanceMoveId,
    /// The amount, in cents.
    #[schema(value_type = i64)]
    amount: Cents,
    /// The main balance now, in cents.
    #[schema(value_type = i64)]
    balance: Cents,
    /// The payout balance now, in cents.
    #[schema(value_type = i64)]
    payout_balance: Cents,
}

/// Returns the response to a move of `amount`. Its status is the same whether this request or an earlier one made the
/// move.
pub fn answer(moved: Moved, amount: Cents) -> Response<Body> {
    let outcome = Outcome { replayed: moved.replayed, value: BalanceMove::of(&moved, amount) };
    outcome.answer(StatusCode::CREATED, |body| body)
}

impl BalanceMove {
    /// Describes a move of `amount`.
    pub fn of(moved: &Moved, amount: Cents) -> Self {
        let Balances { balance, payout_balance, .. } = moved.balances;
        Self { id: moved.id, amount, balance, payout_balance }
    }
}

/// Returns a witness that checks whether a move of `business` exists, if the reply to its COMMIT was lost.
pub fn witness(business: BusinessId) -> Witness<Moved> {
    Box::new(move |moved, conn| {
        let id = moved.id;
        async move { business::has_move(conn, business, id).await }.boxed()
    })
}

impl WorkError for MoveError {
    fn split(self) -> Result<Self, sqlx::Error> {
        match self {
            Self::Database(error) => Err(error),
            refusal => Ok(refusal),
        }
    }
}

impl From<TransactError<MoveError>> for Problem {
    fn from(not_done: TransactError<MoveError>) -> Self {
        match not_done.from_work_error() {
            Ok(MoveError::Insufficient) => Self::new(
                Code::InsufficientFunds,
                "The balance does not cover the amount: move less, or have the balance funded first.",
            ),
            Ok(MoveError::Conflict(once_by)) => Self::new(
                Code::IdempotencyKeyReused,
                format!(
                    "The {once_by} was already used with another amount or account: use a new one to move money again."
                ),
            ),
            Ok(MoveError::NoSuchBusiness) => Refusal::NotFound.problem(),
            Ok(MoveError::Database(_)) => Refusal::Internal.problem(),
            Err(refusal) => refusal.problem(),
        }
    }
}
