//! The stored endpoints of the provider.

use chrono::{DateTime, Utc};
use sqlx::PgConnection;

use super::Issuer;

/// The endpoints of a provider.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Endpoints {
    /// Where browsers are sent.
    pub authorization: String,
    /// Where codes are exchanged.
    pub exchange: String,
    /// Where the provider gives more claims about a person.
    pub userinfo: Option<String>,
    /// Whether the client's secret is sent in the body.
    pub secret_in_body: bool,
}

/// Returns the endpoints of `issuer`, and when they were read. Returns `None` until a worker has asked the provider.
///
/// # Errors
/// If the database fails.
pub async fn find(
    conn: &mut PgConnection,
    issuer: &Issuer,
) -> Result<Option<(Endpoints, DateTime<Utc>)>, sqlx::Error> {
    let row = sqlx::query!(
        "select authorization_endpoint, token_endpoint, userinfo_endpoint, secret_in_body, known_at
         from oidc_providers where issuer = $1",
        issuer.as_str()
    )
    .fetch_optional(conn)
    .await?;
    Ok(row.map(|row| {
        let endpoints = Endpoints {
            authorization: row.authorization_endpoint,
            exchange: row.token_endpoint,
            userinfo: row.userinfo_endpoint,
            secret_in_body: row.secret_in_body,
        };
        (endpoints, row.known_at)
    }))
}

/// Stores the endpoints that `issuer` has named.
///
/// # Errors
/// If the database fails.
pub async fn store(
    conn: &mut PgConnection,
    issuer: &Issuer,
    endpoints: &Endpoints,
    now: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "insert into oidc_providers
             (known_at, issuer, authorization_endpoint, token_endpoint, userinfo_endpoint, secret_in_body)
         values ($1, $2, $3, $4, $5, $6)
         on conflict (issuer) do update set known_at = excluded.known_at,
             authorization_endpoint = excluded.authorization_endpoint, token_endpoint = excluded.token_endpoint,
             userinfo_endpoint = excluded.userinfo_endpoint, secret_in_body = excluded.secret_in_body",
        now,
        issuer.as_str(),
        endpoints.authorization,
        endpoints.exchange,
        endpoints.userinfo.as_deref(),
        endpoints.secret_in_body
    )
    .execute(conn)
    .await
    .map(|_| ())
}
