//! POST /providers/{name}/callback: a provider reports what became of an order, without being asked.
//!
//! A callback is signed over its raw body and its time ([`domain::withdrawal::signature`]). An unknown provider, a
//! wrong signature and an old one return the same 401. The report is recorded by the same guarded functions that the
//! worker uses, so a repeated or late callback changes nothing. It still returns 200, because otherwise the provider
//! would send it for ever. Only an order that this cell has not sent yet, as after a restore, returns 409. The head of
//! `worker/src/withdrawals/providers/http.rs` describes the protocol.

use axum::body::Bytes;
use axum::extract::State;
use axum::http::HeaderMap;
use domain::secrets::secret::MacKey;
use domain::withdrawal::ending::{EndedBy, Ending};
use domain::withdrawal::report::{Report, StatedStatus};
use domain::withdrawal::settle::{self, SettleError};
use domain::withdrawal::{Status, count, lease, lookup, signature};
use futures::FutureExt;
use secrecy::SecretString;
use serde::Serialize;
use utoipa::ToSchema;

use crate::app::App;
use crate::auth::time_is_known;
use crate::http::answers::Problems;
use crate::http::extract::{Json, MAX_SMALL_BODY_BYTES, Path, read_json, refusal_of_body_error, unpacked};
use crate::http::problem::{Code, Problem};
use crate::http::refusal::Refusal;
use crate::routes::payout::withdrawals::witness_end;
use crate::work::transact::TransactError;

/// A secret with which nobody signs, so that an unknown provider costs the same work as a known one.
const NOBODYS_SECRET: &str = "a secret of no provider at all, of 0123456789 bytes";

/// The status of the order.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ProviderCallbackAnswer)]
pub struct Recorded {
    /// The status now: `processing`, `succeeded`, `failed` or `rejected`. After a restore also `created` or
    /// `cancelled`.
    status: &'static str,
}

/// Records what a provider reports about an order.
///
/// The body is `{"id","status","reference"?,"code"?,"reason"?}`. `Payout-Signature` signs it and `Payout-Timestamp`
/// with the provider's secret. An order ends once: a later callback does not change an order that has ended.
#[utoipa::path(
    post, path = "/providers/{name}/callback", tag = "providers",
    params(
        ("name" = String, Path, description = "The provider's name in payout's configuration"),
        ("Payout-Timestamp" = String, Header, description = "The time in Unix seconds, at most five minutes off"),
        ("Payout-Signature" = String, Header, description = "Lower-case hex HMAC-SHA256 of `callback.{timestamp}.{body}`"),
    ),
    request_body(content = String, content_type = "application/json"),
    responses(
        (status = 200, description = "The report is recorded, now or by an earlier callback", body = Recorded),
        (status = 404, description = "This provider has no such order", body = Problem, content_type = "application/problem+json"),
        (status = 409, description = "The order has not been sent yet, as after a restore: send the report again later", body = Problem, content_type = "application/problem+json"),
        Problems,
    )
)]
pub async fn callback(
    State(app): State<App>,
    name: Result<Path<String>, Refusal>,
    headers: HeaderMap,
    body: Result<Bytes, axum::extract::rejection::BytesRejection>,
) -> Result<Json<Recorded>, Problem> {
    let Path(name) = name.map_err(|_| Refusal::NotAProvider)?;
    let body = body.map_err(|error| refusal_of_body_error(&error))?;
    time_is_known(&app)?;
    check(&app, &name, &headers, &body)?;
    // The body is unpacked only now, because the signature covers the body as it was sent.
    let body = unpacked(&headers, body, MAX_SMALL_BODY_BYTES)?;
    let report: Report = read_json(&body)?;
    let told_as = report.id;
    let found = app.read(move |conn| lookup::told_as(conn, told_as).boxed()).await?;
    let order = found.filter(|order| order.provider == name).ok_or(Refusal::NotFound)?;
    let id = order.id;
    let ending = match report.status {
        StatedStatus::Succeeded => Ending::Succeeded { reference: report.reference() },
        StatedStatus::Failed => Ending::Failed { code: report.code(), reason: report.reason() },
        StatedStatus::Pending => {
            let (business, reference) = (order.business_id, report.reference());
            app.transact(move |conn| {
                async move { lease::acknowledge(conn, business, id, reference.as_deref()).await }.boxed()
            })
            .await?;
            return Ok(Json(Recorded { status: order.status.as_str() }));
        }
        StatedStatus::Unknown => {
            return Err(Problem::field("status", "invalid", "status must not be unknown in a callback."));
        }
    };
    let (business, stated, now) = (order.business_id, ending.status(), app.clock.now());
    let by = EndedBy::Provider(name);
    let ended = app
        .transact_witnessed(witness_end(), move |conn| {
            async move { settle::end(conn, business, id, &by, &ending, now).await }.boxed()
        })
        .await;
    match ended {
        Ok(ended) => {
            count::finished(ended.method, ended.status);
            tracing::info!(%id, status = ended.status.as_str(), "a provider's callback ended a withdrawal");
            Ok(Json(Recorded { status: ended.status.as_str() }))
        }
        Err(TransactError::Refused(SettleError::NotPermitted(status))) => {
            if !status.is_final() {
                return Err(Problem::new(
                    Code::Conflict,
                    "The order has not been sent yet: send the callback again later.",
                ));
            }
            if status != stated {
                contradicted(&order, status, stated);
            }
            Ok(Json(Recorded { status: status.as_str() }))
        }
        Err(not_done) => Err(not_done.into()),
    }
}

/// Checks that the provider signed the callback.
fn check(app: &App, name: &str, headers: &HeaderMap, body: &[u8]) -> Result<(), Refusal> {
    let one = |header: &str| {
        let mut values = headers.get_all(header).iter();
        let value = values.next().and_then(|value| value.to_str().ok()).unwrap_or_default();
        if values.next().is_some() { "" } else { value }
    };
    let known = app.methods.connector(name);
    let nobody =
        MacKey::for_checks_only(&SecretString::from(NOBODYS_SECRET)).map_err(|_| Refusal::Internal)?;
    let key = known.map_or(&nobody, |connector| &connector.key);
    let checked = signature::check_callback(
        key,
        one("payout-timestamp"),
        one("payout-signature"),
        body,
        app.clock.now(),
    );
    if checked.is_ok() && known.is_some() { Ok(()) } else { Err(Refusal::NotAProvider) }
}

fn contradicted(order: &domain::withdrawal::Withdrawal, recorded: Status, stated: Status) {
    count::contradicted(order.method);
    tracing::error!(
        id = %order.id, provider = order.provider, recorded = recorded.as_str(), stated = stated.as_str(),
        "a provider reports another outcome than the one that was recorded"
    );
}
