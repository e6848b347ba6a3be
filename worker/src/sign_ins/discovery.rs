//! Fetches the provider's endpoints (OpenID Connect Discovery 1.0) regularly, and stores them for the API.
//!
//! Each worker checks the age of the stored endpoints, and fetches them when they are old. The leader does not do this,
//! because its steps must be shorter than its lease, and a call may take longer. Two workers that fetch at once store
//! the same.

use std::time::Duration;

use chrono::TimeDelta;
use domain::oidc::providers::{self, Endpoints};
use domain::platform::in_cell::{CELLS, PerCell};
use domain::platform::json;
use domain::platform::pace::Pace;
use reqwest::StatusCode;
use serde::Deserialize;
use tokio_util::sync::CancellationToken;

use super::SignIns;
use super::caller::answer;
use crate::backend::jittered;

/// At which age the endpoints are fetched again.
const RENEWED_AFTER: TimeDelta = TimeDelta::hours(1);

/// How often their age is checked. A provider that did not answer is asked again after this time.
const LOOKED_EVERY: Duration = Duration::from_secs(5);

/// Limits the rate of the log line that the endpoints could not be read.
static UNKNOWN: PerCell<Pace> = PerCell([const { Pace::new() }; CELLS]);

#[derive(Deserialize)]
struct Document {
    issuer: String,
    authorization_endpoint: String,
    #[serde(rename = "token_endpoint")]
    exchange_endpoint: String,
    userinfo_endpoint: Option<String>,
    token_endpoint_auth_methods_supported: Option<Vec<String>>,
}

/// Why the endpoints could not be fetched.
#[derive(Debug, thiserror::Error)]
enum DiscoveryError {
    #[error("{0}")]
    Provider(String),
    #[error("the database failed")]
    Database(#[from] sqlx::Error),
}

/// Keeps the stored endpoints up to date until `stop`, if a provider is set.
pub async fn follow(sign_ins: Option<SignIns>, stop: CancellationToken) {
    let Some(sign_ins) = sign_ins else { return };
    let following = async {
        loop {
            if let Err(error) = look(&sign_ins).await
                && let Some(suppressed) = UNKNOWN.current().due()
            {
                let issuer = &sign_ins.client.issuer;
                tracing::warn!(%error, %issuer, suppressed, "the endpoints of the sign-in provider could not be read; trying again");
            }
            tokio::time::sleep(jittered(LOOKED_EVERY, &sign_ins.clock)).await;
        }
    };
    stop.run_until_cancelled(following).await;
}

async fn look(sign_ins: &SignIns) -> Result<(), DiscoveryError> {
    let SignIns { pool, clock, client, .. } = sign_ins;
    let mut conn = pool.acquire().await?;
    let known = providers::find(&mut conn, &client.issuer).await?;
    drop(conn);
    if known.is_some_and(|(_, known_at)| known_at > clock.now() - RENEWED_AFTER) {
        return Ok(());
    }
    let endpoints = asked(sign_ins).await.map_err(DiscoveryError::Provider)?;
    let mut transaction = pool.begin().await?;
    providers::store(&mut transaction, &client.issuer, &endpoints, clock.now()).await?;
    transaction.commit().await?;
    tracing::info!(issuer = %client.issuer, "the endpoints of the sign-in provider were stored");
    Ok(())
}

async fn asked(sign_ins: &SignIns) -> Result<Endpoints, String> {
    let issuer = &sign_ins.client.issuer;
    let answer = answer(sign_ins.caller.http.get(issuer.discovery())).await?;
    if answer.status != StatusCode::OK {
        return Err(format!("{} answers {}", issuer.discovery(), answer.status.as_u16()));
    }
    let document: Document =
        json::read(&answer.body).map_err(|error| format!("its description is invalid: {error}"))?;
    if document.issuer != issuer.as_str() {
        // The issuer's text is not logged, because it may be anything.
        return Err("it states another issuer: set PAYOUT_OIDC_ISSUER to exactly what it states".to_owned());
    }
    let named = [&document.authorization_endpoint, &document.exchange_endpoint];
    if !named.into_iter().chain(&document.userinfo_endpoint).all(|address| issuer.may_name(address)) {
        return Err("it names an endpoint that is not https".to_owned());
    }
    // Without this field, a provider supports client_secret_basic (Discovery 1.0, 3).
    let takes = |way: &str| {
        document
            .token_endpoint_auth_methods_supported
            .as_ref()
            .is_none_or(|ways| ways.iter().any(|one| one == way))
    };
    Ok(Endpoints {
        secret_in_body: !takes("client_secret_basic"),
        authorization: document.authorization_endpoint,
        exchange: document.exchange_endpoint,
        userinfo: document.userinfo_endpoint,
    })
}
