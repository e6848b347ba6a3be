//! The job that exchanges the code of one sign-in at the provider, and records who the person is, or why that is not
//! proved.

use std::time::Duration;

use domain::oidc::Identity;
use domain::oidc::claims::{self, Expected};
use domain::oidc::providers::{self, Endpoints};
use domain::oidc::sign_ins::{self, TakenSignIn};
use domain::platform::json;
use reqwest::header::{ACCEPT, CONTENT_TYPE};
use reqwest::{RequestBuilder, StatusCode};
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use url::form_urlencoded;

use super::SignIns;
use super::caller::answer;

/// How long the exchange may take in all. The API waits a little longer.
const WITHIN: Duration = Duration::from_secs(8);

/// How many characters of a provider's error code are logged, at most.
const MAX_ERROR_CHARS: usize = 60;

#[derive(Deserialize)]
struct Tokens {
    id_token: Secret,
    access_token: Option<Secret>,
}

#[derive(Deserialize)]
#[serde(from = "String")]
struct Secret(SecretString);

impl From<String> for Secret {
    fn from(text: String) -> Self {
        Self(text.into())
    }
}

#[derive(Deserialize)]
struct Refused {
    error: String,
}

/// Exchanges the code of `taken` at the provider, and records the result.
pub async fn exchange(taken: TakenSignIn, sign_ins: SignIns) {
    // In a task of its own, because a transaction must not be dropped midway.
    let ended = tokio::spawn(async move {
        let id = taken.id;
        let asked = tokio::time::timeout(WITHIN, identity(&taken, &sign_ins)).await;
        let ended = asked.unwrap_or_else(|_| Err("no answer in time".to_owned()));
        if let Err(reason) = &ended {
            tracing::warn!(reason, "a sign-in through the provider did not prove who the person is");
        }
        let mut transaction = sign_ins.pool.begin().await?;
        sign_ins::end(&mut transaction, id, &ended).await?;
        transaction.commit().await
    });
    if !matches!(ended.await, Ok(Ok(()))) {
        tracing::warn!("the result of a sign-in was not recorded; the person has to sign in again");
    }
}

async fn identity(taken: &TakenSignIn, sign_ins: &SignIns) -> Result<Identity, String> {
    let SignIns { pool, clock, client, .. } = sign_ins;
    let known = async {
        let mut conn = pool.acquire().await?;
        providers::find(&mut conn, &client.issuer).await
    };
    let known = known.await.map_err(|error| format!("the database failed: {error}"))?;
    let (endpoints, _) = known.ok_or("the provider is not known")?;
    let tokens = tokens(taken, sign_ins, &endpoints).await?;
    let issuer = client.issuer.as_str();
    let expected = Expected { issuer, client_id: &client.id, nonce: &taken.nonce };
    let said = |error: claims::ClaimError| error.to_string();
    let person =
        claims::of_id_token(tokens.id_token.0.expose_secret(), &expected, clock.now()).map_err(said)?;
    let email = match (person.email, &endpoints.userinfo, &tokens.access_token) {
        (None, Some(userinfo), Some(token)) => {
            let request = sign_ins.caller.http.get(userinfo).bearer_auth(token.0.expose_secret());
            let answer = answer(request.header(ACCEPT, "application/json")).await?;
            if answer.status != StatusCode::OK {
                return Err(format!("its userinfo endpoint answers {}", answer.status.as_u16()));
            }
            claims::of_userinfo(&answer.body, &person.subject).map_err(said)?
        }
        (email, ..) => email,
    };
    let email = claims::verified(email).map_err(said)?;
    Ok(Identity { issuer: issuer.to_owned(), subject: person.subject, email })
}

async fn tokens(taken: &TakenSignIn, sign_ins: &SignIns, endpoints: &Endpoints) -> Result<Tokens, String> {
    let answer = answer(token_request(taken, sign_ins, endpoints)).await?;
    if answer.status == StatusCode::OK {
        return json::read(&answer.body).map_err(|_| "its token endpoint returned no ID token".to_owned());
    }
    let error = json::read::<Refused>(&answer.body).map(|refused| refused.error).unwrap_or_default();
    let is_name = |c: &char| c.is_ascii_alphanumeric() || *c == '_';
    let error: String = error.chars().filter(is_name).take(MAX_ERROR_CHARS).collect();
    Err(format!("its token endpoint answers {} {error}", answer.status.as_u16()))
}

fn token_request(taken: &TakenSignIn, sign_ins: &SignIns, endpoints: &Endpoints) -> RequestBuilder {
    let (id, secret) = (sign_ins.client.id.as_str(), sign_ins.secret.expose_secret());
    let mut form = form_urlencoded::Serializer::new(String::new());
    form.append_pair("grant_type", "authorization_code")
        .append_pair("code", taken.code.expose_secret())
        .append_pair("redirect_uri", &taken.redirect_address)
        .append_pair("code_verifier", taken.verifier.expose_secret());
    if endpoints.secret_in_body {
        form.append_pair("client_id", id).append_pair("client_secret", secret);
    }
    let request = sign_ins.caller.http.post(&endpoints.exchange);
    let request =
        request.header(CONTENT_TYPE, "application/x-www-form-urlencoded").header(ACCEPT, "application/json");
    let request = if endpoints.secret_in_body {
        request
    } else {
        // HTTP Basic takes both form-encoded (RFC 6749, 2.3.1).
        let written = |text: &str| form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>();
        request.basic_auth(written(id), Some(written(secret)))
    };
    request.body(form.finish())
}
