//! POST /admin/businesses/{id}/fund

use axum::body::Body;
use axum::extract::State;
use axum::http::Response;
use domain::business::{self, Account, MoveError, Moved};
use domain::idempotency::Caller;
use domain::ids::{BalanceMoveId, BusinessId};
use domain::money::Cents;
use domain::reference;
use futures::FutureExt;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::app::App;
use crate::app::once::{Keyed, OnceError};
use crate::auth::Operator;
use crate::http::answers::Problems;
use crate::http::extract::{Json, Path};
use crate::http::problem::Problem;
use crate::routes::v1::balance::moves::{self, BalanceMove, MAX_MOVE_CENTS};

/// Money that comes in from outside or goes back.
#[derive(Debug, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = Funding)]
pub struct Request {
    /// The amount, in cents. A negative amount takes money back.
    #[schema(minimum = -1_000_000_000_000_000_i64, maximum = 1_000_000_000_000_000_i64)]
    amount: i64,
    /// The balance that the money goes to, or is taken back from.
    account: NamedAccount,
    /// The reference under which the money moves once, permanently. An `Idempotency-Key` may be sent as well, but does
    /// not replace the reference.
    reference: String,
}

/// The account to fund.
#[derive(Debug, Clone, Copy, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = FundedAccount)]
pub enum NamedAccount {
    /// The main balance.
    Balance,
    /// The balance that allocations are paid from.
    PayoutBalance,
}

/// Funds a business, once per reference.
///
/// A negative amount takes money back, never below 0. The same reference with the same amount and account moves nothing
/// again and returns the same move, with the present balances. With another amount or account it is rejected with 422.
#[utoipa::path(
    post, path = "/admin/businesses/{id}/fund", tag = "operators", security(("operator_token" = [])), params(("id" = String, Path, description = "`biz_…`"), Keyed), request_body = Request,
    responses((status = 201, description = "The money is moved", body = BalanceMove), Problems)
)]
pub async fn fund(
    _: Operator,
    State(app): State<App>,
    keyed: Keyed,
    Path(business): Path<BusinessId>,
    Json(request): Json<Request>,
) -> Result<Response<Body>, Problem> {
    request.check()?;
    let account = match request.account {
        NamedAccount::Balance => Account::Balance,
        NamedAccount::PayoutBalance => Account::PayoutBalance,
    };
    let (id, now) = (BalanceMoveId::from(app.clock.id()), app.clock.now());
    let amount = Cents::new(request.amount);
    let asked = keyed.asked(Caller::Operators, &(business, &request))?;
    let moved = app
        .once(
            asked,
            Some(moves::witness(business)),
            move |conn| {
                async move {
                    business::fund(conn, business, id, account, amount, &request.reference, now).await
                }
                .boxed()
            },
            |moved| moved.id,
            move |conn, id| {
                async move {
                    let balances = business::balances(conn, business).await.map_err(OnceError::database)?;
                    let balances = balances.ok_or(OnceError::Work(MoveError::NoSuchBusiness))?;
                    Ok(Moved { id, balances, replayed: true })
                }
                .boxed()
            },
        )
        .await?;
    Ok(moves::answer(moved.value, amount))
}

impl Request {
    fn check(&self) -> Result<(), Problem> {
        if self.amount == 0 || self.amount.unsigned_abs() > MAX_MOVE_CENTS.unsigned_abs() {
            let message =
                format!("The amount must be from -{MAX_MOVE_CENTS} to {MAX_MOVE_CENTS}, and not 0.");
            return Err(Problem::field("amount", "out_of_range", message));
        }
        reference::check(&self.reference)
            .map_err(|invalid| Problem::field("reference", "invalid_reference", invalid.to_string()))
    }
}
