//! The provider over HTTP: a connector, a small service between payout and a payment company. Anyone can write one.
//! This head is the complete protocol.
//!
//! **An order**: `POST {url}` with `Idempotency-Key: ord_…`, and as JSON
//! `{"id":"ord_…","order_id":"ord_…","business_id":"biz_…","payout_user_id":"usr_…","email":"…","method":"paypal"|"crypto"|"gift_card",
//! "amount":n,"fees":n,"net_amount":n,"currency":"USD","destination":{…}}`. Amounts are integer cents, and `net_amount`
//! is the amount to pay out. A key pays once, for ever: when a reply was lost, the same order may be sent again. Then
//! answer with what became of the order, and do not carry it out again. `id` is the key. `order_id` is the id that the
//! payout user sees. The two differ if the payout user's client sent an idempotency key of its own, because `id` is
//! then derived from that key.
//!
//! **A question**: `GET {url}/{order id}`.
//!
//! **The answer** to both is JSON: `{"id":"ord_…","status":…,"reference"?,"code"?,"reason"?}`
//!
//! | HTTP | status | meaning |
//! | --- | --- | --- |
//! | 200–299 | `succeeded` | paid out for good; `reference` is the company's own name for the payment (≤ 255 characters) |
//! | 200–299 or 422 | `failed` | refused for good and never paid under this key: the money goes back. `code` is a stable name (≤ 50 of a-z 0-9 _), `reason` is for people (≤ 500 characters) |
//! | 200–299 | `pending` | in progress: payout asks again |
//! | 404 | `unknown` | the key is not known: payout sends the order (again) |
//!
//! Anything else is an unknown outcome: another status, no answer in time, another body (also an array of the same
//! values), the id of another order. Payout then asks again, with growing waits, until it gets an answer. An unknown
//! outcome never gives money back.
//!
//! **A list**: payout asks for it after the database was restored, with `GET {url}?since={unix seconds}`, and
//! `&cursor=…` for further pages. Answer with `{"orders":[…],"next":…}`. `orders` has every order that you received or
//! changed since then. Each has the members of an answer and those of the order that you received (`order_id`,
//! `business_id`, `email`, `method`, `amount`, `fees`, `destination`). `next` is the cursor of the next page, or null.
//! An order that is in no page counts as never received. With a list, payout books orders that you paid and it does not
//! know, and can continue without a person after a standby was promoted. Answer 404, 405 or 501 if you have no list.
//! The answer to a question about one order may have the same members.
//!
//! **Generations**: an order and a list have the headers `Payout-Generation: n` and `Payout-Cell: c`. An installation
//! has one or several databases, its cells, numbered 0 to 99. With one database, the cell never changes and you may
//! ignore it. The generation rises when that cell's database continues from an earlier time. Refuse with 409 a
//! generation that is lower than the highest you have seen *from the same cell*: it comes from a process that has not
//! noticed the restore. Never compare the generations of different cells, because a restore of one cell leaves the
//! generations of the others unchanged. When a business moves, its order may come from one cell and later, under the
//! same key, from another: compare with what you have seen from the cell that the order now names. A question has
//! neither header, nor has the list of a dry run, so that a copy of the database that only looks does not shut out the
//! original. A list has the orders of all cells.
//!
//! **A callback** is optional: `POST /providers/{its name}/callback` on payout's public address, with the same JSON as
//! an answer. Duplicate and late callbacks are harmless. 200 means recorded. After anything else, send it again.
//!
//! **Signatures**: both sides send `Payout-Timestamp` (unix seconds) and `Payout-Signature`, the lower-case hex
//! HMAC-SHA256 under the shared secret. Payout signs `request.{order id}.{timestamp}.{body}`; the body of a question is
//! empty. For a list, the order id is the word `list`, and the body is the query string as sent. The connector signs
//! `callback.{timestamp}.{body}`. Refuse a timestamp that is more than five minutes off.

mod list;

use std::time::Duration;

use domain::clock::Clock;
use domain::ids::{BusinessId, PayoutUserId, WithdrawalId};
use domain::money::Cents;
use domain::platform::json;
use domain::withdrawal::lease::{History, Leased};
use domain::withdrawal::methods::Connector;
use domain::withdrawal::report::{Report, StatedStatus};
use domain::withdrawal::signature;
use futures::FutureExt;
use futures::future::BoxFuture;
use reqwest::header::CONTENT_TYPE;
use reqwest::redirect::Policy;
use reqwest::{Client, RequestBuilder, Response, StatusCode};
use serde::Serialize;

pub use self::list::NotListed;
use super::{Provider, Reply};

/// The longest reply that is accepted. The longest one of the protocol is below 2 kB.
const MAX_REPLY_BYTES: usize = 16 * 1024;

/// How long connecting may take. An unreachable provider should not use up a call's whole time.
const CONNECT_WITHIN: Duration = Duration::from_secs(5);

/// A connector, ready to be called.
#[derive(Debug, Clone)]
pub struct Http {
    connector: Connector,
    client: Client,
    clock: Clock,
}

/// The JSON of an order.
#[derive(Serialize)]
struct Order<'a> {
    id: WithdrawalId,
    order_id: WithdrawalId,
    business_id: BusinessId,
    payout_user_id: PayoutUserId,
    email: &'a str,
    method: &'static str,
    amount: Cents,
    fees: Cents,
    net_amount: Cents,
    currency: &'static str,
    destination: &'a serde_json::Value,
}

impl Http {
    /// Returns a client for `connector`.
    ///
    /// # Errors
    /// Returns an error when this machine has no TLS.
    pub fn new(connector: Connector, clock: Clock) -> Result<Self, reqwest::Error> {
        // Another user of TLS in this process may have installed it already.
        let _installed = rustls::crypto::ring::default_provider().install_default();
        let client = Client::builder()
            // A redirect would send a signed order elsewhere.
            .redirect(Policy::none())
            .retry(reqwest::retry::never())
            .no_proxy()
            .connect_timeout(CONNECT_WITHIN)
            .timeout(connector.timeout)
            .build()?;
        Ok(Self { connector, client, clock })
    }

    async fn post(&self, leased: &Leased) -> Reply {
        let order = &leased.withdrawal;
        let told = Order {
            id: order.told_as,
            order_id: order.id,
            business_id: order.business_id,
            payout_user_id: order.payout_user_id,
            email: order.email.as_str(),
            method: order.method.as_str(),
            amount: order.amount,
            fees: order.fees,
            net_amount: order.net_amount,
            currency: "USD",
            destination: &order.destination,
        };
        let Ok(body) = serde_json::to_vec(&told) else {
            return Reply::Unreached("the order cannot be written as JSON".into());
        };
        let request = self.client.post(&self.connector.url).header(CONTENT_TYPE, "application/json");
        let key = order.told_as.to_string();
        let request = self.signed(request, &key, Some(leased.history), &body).body(body);
        self.call(request, order.told_as).await
    }

    async fn get(&self, leased: &Leased) -> Reply {
        let id = leased.withdrawal.told_as;
        let key = id.to_string();
        let request = self.client.get(format!("{}/{key}", self.connector.url));
        self.call(self.signed(request, &key, None, b""), id).await
    }

    /// Signs a request. `key` is the order's id, or the word `list`.
    fn signed(
        &self,
        request: RequestBuilder,
        key: &str,
        history: Option<History>,
        body: &[u8],
    ) -> RequestBuilder {
        let at = self.clock.now();
        let signature = signature::of_request(&self.connector.key, key, at, body);
        let request = match history {
            Some(History { cell, generation }) => request
                .header("payout-cell", cell.to_string())
                .header("payout-generation", generation.to_string()),
            None => request,
        };
        request
            .header("idempotency-key", key)
            .header("payout-timestamp", at.timestamp().to_string())
            .header("payout-signature", signature)
    }

    async fn call(&self, request: RequestBuilder, id: WithdrawalId) -> Reply {
        let response = match request.send().await {
            Ok(response) => response,
            Err(error) if error.is_connect() || error.is_builder() => {
                return Reply::Unreached(cause(&error).into());
            }
            Err(error) if error.is_timeout() => return Reply::Unknown("no answer in time".into()),
            Err(_) => return Reply::Unknown("the connection broke".into()),
        };
        let status = response.status();
        match read(response, MAX_REPLY_BYTES).await {
            Some(body) => understand(status, &body, id),
            None => Reply::Unknown("the answer broke off, or is too long".into()),
        }
    }
}

impl Provider for Http {
    fn send<'a>(&'a self, order: &'a Leased) -> BoxFuture<'a, Reply> {
        self.post(order).boxed()
    }

    fn ask<'a>(&'a self, order: &'a Leased) -> BoxFuture<'a, Reply> {
        self.get(order).boxed()
    }
}

async fn read(mut response: Response, most: usize) -> Option<Vec<u8>> {
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await.ok()? {
        if body.len() + chunk.len() > most {
            return None;
        }
        body.extend_from_slice(&chunk);
    }
    Some(body)
}

/// Returns the innermost cause of a failed call. The error itself may contain the address, which may hold a password.
fn cause(error: &reqwest::Error) -> String {
    let mut cause: &dyn std::error::Error = error;
    while let Some(below) = cause.source() {
        cause = below;
    }
    cause.to_string()
}

/// Returns the meaning of an answer: [`Reply::Unknown`] unless it follows the protocol exactly.
fn understand(http: StatusCode, body: &[u8], id: WithdrawalId) -> Reply {
    let Ok(report) = json::read::<Report>(body) else {
        return Reply::Unknown(
            format!("HTTP {}, with a body that is not a valid answer", http.as_u16()).into(),
        );
    };
    if report.id != id {
        return Reply::Unknown("an answer about another order".into());
    }
    match report.status {
        StatedStatus::Succeeded if http.is_success() => Reply::Succeeded { reference: report.reference() },
        StatedStatus::Pending if http.is_success() => Reply::Pending { reference: report.reference() },
        StatedStatus::Failed if http.is_success() || http == StatusCode::UNPROCESSABLE_ENTITY => {
            Reply::Failed { code: report.code(), reason: report.reason() }
        }
        StatedStatus::Unknown if http == StatusCode::NOT_FOUND => Reply::NotKnown,
        _ => Reply::Unknown(format!("HTTP {}, which contradicts its body", http.as_u16()).into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ID: &str = "ord_01900000-0000-7000-8000-000000000001";

    fn reply(http: u16, body: &str) -> Reply {
        understand(StatusCode::from_u16(http).unwrap(), body.as_bytes(), ID.parse().unwrap())
    }

    fn status(name: &str) -> String {
        format!(r#"{{"id":"{ID}","status":"{name}","reference":"r-1","code":"closed","reason":"Why."}}"#)
    }

    #[test]
    fn only_replies_of_the_protocol_end_an_order() {
        let reference = Some("r-1".to_owned());
        assert_eq!(reply(200, &status("succeeded")), Reply::Succeeded { reference: reference.clone() });
        assert_eq!(reply(202, &status("pending")), Reply::Pending { reference });
        for http in [200, 422] {
            let failed = Reply::Failed { code: "closed".to_owned(), reason: Some("Why.".to_owned()) };
            assert_eq!(reply(http, &status("failed")), failed);
        }
        assert_eq!(reply(404, &status("unknown")), Reply::NotKnown);
    }

    #[test]
    fn every_other_reply_is_unknown() {
        for http in [301, 400, 401, 404, 409, 429, 500, 503] {
            for name in ["succeeded", "failed", "pending"] {
                assert!(matches!(reply(http, &status(name)), Reply::Unknown(_)), "{http} {name}");
            }
        }
        for body in [
            "",
            "<html>",
            "{}",
            "null",
            &format!(r#"["{ID}","succeeded",null,null,null]"#),
            &format!(r#"["{ID}","failed",null,"closed",null]"#),
            &format!("[{}]", status("succeeded")),
            r#"{"status":"failed"}"#,
            r#"{"id":"ord_01900000-0000-7000-8000-000000000002","status":"failed"}"#,
            &status("Failed"),
            &status("rejected"),
        ] {
            assert!(matches!(reply(200, body), Reply::Unknown(_)), "{body}");
        }
        assert!(matches!(reply(200, &status("unknown")), Reply::Unknown(_)));
    }
}
