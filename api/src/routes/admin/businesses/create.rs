//! POST /admin/businesses: creates a business with its accounts and its first API key.

use axum::body::Body;
use axum::extract::State;
use axum::http::{Response, StatusCode};
use domain::business::{self, Mode};
use domain::idempotency::Caller;
use domain::ids::BusinessId;
use futures::FutureExt;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::app::App;
use crate::app::once::{Keyed, OnceError};
use crate::auth::Operator;
use crate::http::answers::Problems;
use crate::http::extract::Json;
use crate::http::problem::Problem;
use crate::routes::v1::api_keys::{self, Issued, KeyCreation, KeyRefused, MadeKey, check_name};
use crate::work::transact::Witness;

/// The name of a business's first key.
const FIRST_KEY: &str = "first key";

/// A business to create.
#[derive(Debug, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NewBusiness)]
pub struct Request {
    /// The name, 1 to 200 characters.
    name: String,
    /// Defaults to true.
    payouts_enabled: Option<bool>,
    /// Defaults to live.
    mode: Option<NewMode>,
}

/// The mode of a business, which never changes.
#[derive(Debug, Clone, Copy, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = Mode)]
pub enum NewMode {
    /// Moves real money.
    Live,
    /// Never reaches a real provider.
    Test,
}

/// A business that was just created.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = CreatedBusiness)]
pub struct Created {
    /// The business's id, `biz_…`.
    #[schema(value_type = String)]
    id: BusinessId,
    /// The name.
    name: String,
    /// `live` or `test`.
    mode: &'static str,
    /// Whether payouts are switched on.
    payouts_enabled: bool,
    /// The first secret key. It is returned only once.
    api_key: String,
}

/// What is kept to answer the same request again.
#[derive(Debug, Serialize, Deserialize)]
struct Made {
    id: BusinessId,
    key: MadeKey,
}

/// Creates a business without money.
///
/// A business is live or test permanently, and its keys show which (`sk_live_…`, `sk_test_…`). A test business never
/// reaches a real provider. The response contains its first secret key.
#[utoipa::path(
    post, path = "/admin/businesses", tag = "operators", security(("operator_token" = [])), params(Keyed), request_body = Request,
    responses((status = 201, description = "Created. The key is returned only once", body = Created), Problems)
)]
pub async fn create(
    _: Operator,
    State(app): State<App>,
    keyed: Keyed,
    Json(request): Json<Request>,
) -> Result<Response<Body>, Problem> {
    check_name(&request.name)?;
    let mode = match request.mode {
        Some(NewMode::Test) => Mode::Test,
        Some(NewMode::Live) | None => Mode::Live,
    };
    let payouts_enabled = request.payouts_enabled.unwrap_or(true);
    let (id, now) = (BusinessId::from(app.clock.id()), app.clock.now());
    let making = KeyCreation::begin(&app, keyed.key())?;
    let asked = keyed.asked(Caller::Operators, &request)?;
    let (first, again) = (making.clone(), making);
    let name = request.name.clone();
    let made = app
        .once(
            asked,
            Some(witness()),
            move |conn| {
                async move {
                    business::create(conn, id, &name, mode, payouts_enabled, now).await?;
                    Ok((id, first.carry_out(conn, id, FIRST_KEY.to_owned(), None).await?))
                }
                .boxed()
            },
            |(id, key)| Made { id: *id, key: key.made() },
            move |conn, Made { id, key }: Made| {
                async move {
                    let key = again.again(conn, id, key).await;
                    Ok((id, key.map_err(|error| first_key_ended(id, error))?))
                }
                .boxed()
            },
        )
        .await?;
    Ok(made.answer(StatusCode::CREATED, |(id, key)| {
        let api_key = key.into_key();
        Created { id, name: request.name, mode: mode.as_str(), payouts_enabled, api_key }
    }))
}

/// Adds that the business exists, so that nobody creates another one.
fn first_key_ended(id: BusinessId, error: OnceError<KeyRefused>) -> OnceError<KeyRefused> {
    match error {
        OnceError::Gone(_) => OnceError::Gone(format!(
            "This Idempotency-Key created {id}, whose first API key has ended. Create another one with `payout key \
             create {id}`."
        )),
        error => error,
    }
}

fn witness() -> Witness<(BusinessId, Issued)> {
    Box::new(|(id, key), conn| api_keys::witness(*id)(key, conn))
}
