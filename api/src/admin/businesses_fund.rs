//! POST /admin/businesses/{id}/fund

use axum::body::Body;
use axum::extract::State;
use axum::http::Response;
use domain::business::{self, Account};
use domain::ids::{BalanceMoveId, BusinessId};
use domain::money::Cents;
use futures::FutureExt;
use serde::Deserialize;
use utoipa::ToSchema;

use crate::auth::Operator;
use crate::extract::{Json, Path};
use crate::moves::{self, BalanceMove, MAX_MOVE_CENTS};
use crate::openapi::Problems;
use crate::problem::Problem;
use crate::state::App;

/// The longest reference: a column in an index.
const REFERENCE_MAX_CHARS: usize = 255;

/// Money that comes in from outside, or goes back.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = Funding)]
pub struct Request {
    /// Cents; negative takes back.
    amount: i64,
    account: NamedAccount,
    /// Makes it happen once.
    reference: String,
}

/// Where the money goes.
#[derive(Debug, Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = FundedAccount)]
pub enum NamedAccount {
    /// The main balance.
    Balance,
    /// What allocations are paid from.
    PayoutBalance,
}

/// Funds a business, once per reference.
#[utoipa::path(
    post, path = "/admin/businesses/{id}/fund", tag = "operators", security(("operator_token" = [])), params(("id" = String, Path, description = "`biz_…`")), request_body = Request,
    responses((status = 201, description = "Moved", body = BalanceMove), Problems)
)]
pub async fn fund(
    _: Operator,
    State(app): State<App>,
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
    let moved = app
        .transact_witnessed(moves::witness(business), move |conn| {
            async move { business::fund(conn, business, id, account, amount, &request.reference, now).await }
                .boxed()
        })
        .await?;
    Ok(moves::answer(moved, amount))
}

impl Request {
    fn check(&self) -> Result<(), Problem> {
        if self.amount == 0 || self.amount.unsigned_abs() > MAX_MOVE_CENTS.unsigned_abs() {
            let message = format!("The amount must not be 0, and at most {MAX_MOVE_CENTS} either way.");
            return Err(Problem::field("amount", "out_of_range", message));
        }
        let printable = self.reference.bytes().all(|byte| matches!(byte, b' '..=b'~'));
        if !printable || !(1..=REFERENCE_MAX_CHARS).contains(&self.reference.len()) {
            let message =
                format!("The reference must have 1 to {REFERENCE_MAX_CHARS} printable ASCII characters.");
            return Err(Problem::field("reference", "invalid_reference", message));
        }
        Ok(())
    }
}
