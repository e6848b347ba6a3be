//! PUT /v1/allowed-origins

use std::collections::BTreeSet;

use axum::extract::State;
use domain::business::{self, MAX_ORIGINS, Origin};
use domain::ids::BusinessId;
use futures::FutureExt;
use serde::Deserialize;
use utoipa::ToSchema;

use super::AllowedOrigins;
use crate::app::App;
use crate::auth::Merchant;
use crate::http::answers::Problems;
use crate::http::extract::Json;
use crate::http::problem::{FieldProblem, Problem};

/// The name of the field.
const ORIGINS: &str = "origins";

/// The origins to allow.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = AllowedOriginsRequest)]
pub struct Request {
    /// The origins as browsers send them: `https://shop.example.com`, without a path. `http` only for localhost. At
    /// most 20.
    #[schema(max_items = 20)]
    origins: Vec<String>,
}

/// Sets the origins whose pages may call the payout users' routes from a browser.
///
/// The list replaces the previous one; an empty list allows none. It restricts browsers only: everybody who has a
/// payout hash can use it. Pages must send the hash in the `X-Payout-Hash` header.
#[utoipa::path(
    put, path = "/v1/allowed-origins", tag = "payout users", security(("secret_key" = [])), request_body = Request,
    responses((status = 200, body = AllowedOrigins), Problems)
)]
pub async fn put(
    State(app): State<App>,
    Merchant(caller): Merchant,
    Json(request): Json<Request>,
) -> Result<Json<AllowedOrigins>, Problem> {
    Ok(Json(AllowedOrigins { origins: set(&app, caller.business_id, &request.origins).await? }))
}

/// Allows these `origins` of a business and no others, and returns them sorted.
///
/// # Errors
/// The problems of the origins.
pub async fn set(app: &App, business: BusinessId, origins: &[String]) -> Result<Vec<String>, Problem> {
    let origins = read(origins)?;
    let listed = origins.iter().map(|origin| origin.as_str().to_owned()).collect();
    app.transact(move |conn| async move { business::allow_origins(conn, business, &origins).await }.boxed())
        .await?;
    Ok(listed)
}

/// Reads the origins, sorted and without repetitions.
fn read(texts: &[String]) -> Result<Vec<Origin>, Problem> {
    let mut faults = Vec::new();
    let mut origins = BTreeSet::new();
    for (index, text) in (0..).zip(texts) {
        match Origin::read(text) {
            Ok(origin) => _ = origins.insert(origin),
            Err(invalid) => faults.push(FieldProblem {
                index: Some(index),
                line: None,
                field: ORIGINS.to_owned(),
                code: "invalid",
                message: invalid.to_string(),
            }),
        }
    }
    if texts.len() > MAX_ORIGINS {
        let message = format!("At most {MAX_ORIGINS} origins are allowed.");
        return Err(Problem::field(ORIGINS, "too_many", message));
    }
    if !faults.is_empty() {
        return Err(Problem::fields(faults));
    }
    Ok(origins.into_iter().collect())
}
