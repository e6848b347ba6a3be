//! A merchant, or one of its payout users, whose every request is recorded in the history.

use std::collections::BTreeMap;
use std::net::SocketAddr;

use serde_json::{Value, json};

use super::record::Recorder;
use super::{Allocation, Answer, Call, Event, Order, Payment, main_balance, user};
use crate::merchant::{Merchant, Request};

/// A client of a business.
#[derive(Clone, Copy)]
pub struct Caller<'a> {
    /// Its number in the history.
    pub client: u64,
    /// The business's id.
    pub business: &'a str,
    /// Its key.
    pub merchant: &'a Merchant,
    /// The history.
    pub recorder: &'a Recorder,
}

impl Caller<'_> {
    fn business(&self) -> String {
        self.business.to_owned()
    }

    /// Sends POST /payout/create.
    pub async fn pay(&self, at: SocketAddr, payment: &Payment, prefer: Option<&'static str>) -> Answer {
        let Payment { key, email, amount } = payment.clone();
        let request = Request { email, amount, key: Some(key), prefer };
        let asking = async {
            let Ok((answer, _)) = self.merchant.send(at, &request).await else { return Answer::Nothing };
            let body: Value = serde_json::from_str(&answer.body).unwrap();
            match answer.status {
                201 => Answer::Paid { id: answer.allocation.unwrap(), hash: text(&body["hash"]) },
                202 => Answer::Accepted { id: text(&body["id"]) },
                status => Answer::Refused { status },
            }
        };
        let call = Call::Pay { business: self.business(), payment: payment.clone() };
        self.recorder.record(self.client, call, asking).await
    }

    /// Sends POST /v1/batches.
    pub async fn batch(&self, at: SocketAddr, key: &str, reserved: bool, items: &[Payment]) -> Answer {
        let mode = if reserved { "all_or_nothing" } else { "best_effort" };
        let rows: Vec<Value> = items
            .iter()
            .map(|item| json!({"email": item.email, "amount": item.amount, "reference": item.key}))
            .collect();
        let (path, body) = (format!("/v1/batches?mode={mode}"), json!({ "items": rows }));
        let asking = self.posted(at, &path, [("idempotency-key", key)], &body, |status, body| {
            (status == 202).then(|| Answer::Accepted { id: text(&body["id"]) })
        });
        let (business, key, items) = (self.business(), key.to_owned(), items.to_vec());
        self.recorder.record(self.client, Call::Batch { business, key, reserved, items }, asking).await
    }

    /// Sends POST /v1/balance/top-up.
    pub async fn top_up(&self, at: SocketAddr, key: &str, amount: i64) -> Answer {
        let body = json!({ "amount": amount });
        let asking = self.posted(at, "/v1/balance/top-up", [("idempotency-key", key)], &body, |status, _| {
            (status == 201).then_some(Answer::Moved)
        });
        let call = Call::TopUp { business: self.business(), key: key.to_owned(), amount };
        self.recorder.record(self.client, call, asking).await
    }

    /// Sends POST /payout/withdraw as the payout user with `hash`.
    pub async fn withdraw(
        &self,
        at: SocketAddr,
        (email, hash): (&str, &str),
        key: &str,
        amount: i64,
    ) -> Answer {
        let destination = json!({ "email": format!("{key}{DESTINATION}") });
        let body = json!({ "amount": amount, "provider": "paypal", "destination": destination });
        let headers = [("idempotency-key", key), ("x-payout-hash", hash)];
        let asking = self.posted(at, "/payout/withdraw", headers, &body, |status, body| {
            (status == 201).then(|| Answer::Order { seen: order(body) })
        });
        let (business, email, key) = (self.business(), email.to_owned(), key.to_owned());
        self.recorder.record(self.client, Call::Withdraw { business, email, key, amount }, asking).await
    }

    /// Sends GET /balance.
    pub async fn balances(&self, at: SocketAddr) -> Answer {
        let asking = self.got(at, "/balance", None, |body| {
            let names = [(self.business(), "payout_balance"), (main_balance(self.business), "balance")];
            let cents = names.into_iter().map(|(account, name)| (account, body[name].as_i64().unwrap()));
            Answer::Balances { cents: cents.collect() }
        });
        self.recorder.record(self.client, Call::Balances { of: self.business() }, asking).await
    }

    /// Sends GET /payout/balance.
    pub async fn balance_of(&self, at: SocketAddr, (email, hash): (&str, &str)) -> Answer {
        let of = user(self.business, email);
        let asking = self.got(at, "/payout/balance", Some(hash), |body| Answer::Balances {
            cents: BTreeMap::from([(of.clone(), body["balance"].as_i64().unwrap())]),
        });
        self.recorder.record(self.client, Call::Balances { of: of.clone() }, asking).await
    }

    /// Sends GET /v1/allocations/{id}.
    pub async fn allocation(&self, at: SocketAddr, id: &str) -> Answer {
        let path = format!("/v1/allocations/{id}");
        let asking = self
            .got(at, &path, None, |body| Answer::Allocations { seen: vec![allocation(body)], more: false });
        let call = Call::Allocation { business: self.business(), id: id.to_owned() };
        self.recorder.record(self.client, call, asking).await
    }

    /// Sends GET /v1/allocations?email=….
    pub async fn allocations(&self, at: SocketAddr, email: &str) -> Answer {
        let path = format!("/v1/allocations?limit=200&email={email}");
        let asking = self.got(at, &path, None, |body| Answer::Allocations {
            seen: rows(body).map(allocation).collect(),
            more: !body["next_cursor"].is_null(),
        });
        let call = Call::Allocations { business: self.business(), email: email.to_owned() };
        self.recorder.record(self.client, call, asking).await
    }

    /// Sends GET /payout/withdrawals/{id}.
    pub async fn order(&self, at: SocketAddr, id: &str, hash: &str) -> Answer {
        let path = format!("/payout/withdrawals/{id}");
        let asking = self.got(at, &path, Some(hash), |body| Answer::Order { seen: order(body) });
        let call = Call::Order { business: self.business(), id: id.to_owned() };
        self.recorder.record(self.client, call, asking).await
    }

    /// Sends GET /v1/events for the events after `after`.
    pub async fn events(&self, at: SocketAddr, after: Option<&str>) -> Answer {
        let path = format!("/v1/events?limit=200{}", cursor(after));
        let asking =
            self.got(at, &path, None, |body| Answer::Events { seen: rows(body).map(event).collect() });
        let call = Call::Events { business: self.business(), after: after.map(str::to_owned) };
        self.recorder.record(self.client, call, asking).await
    }

    /// Reads everything after the ids at which the last closing ended: allocations and withdrawals newest first, events
    /// oldest first.
    pub async fn closing(&self, at: SocketAddr, newest: [Option<&str>; 3]) -> Answer {
        let asking = async {
            let [allocation_id, order_id, event_id] = newest;
            let allocations = self.pages(at, "/v1/allocations?limit=200", None, allocation_id).await;
            let orders = self.pages(at, "/v1/withdrawals?limit=200", None, order_id).await;
            let events = self.pages(at, "/v1/events?limit=200", event_id, None).await;
            match (allocations, orders, events) {
                (Some(allocations), Some(orders), Some(events)) => Answer::All {
                    allocations: allocations.iter().map(allocation).collect(),
                    orders: orders.iter().map(order).collect(),
                    events: events.iter().map(event).collect(),
                },
                _ => Answer::Nothing,
            }
        };
        self.recorder.record(self.client, Call::Closing { business: self.business() }, asking).await
    }

    /// Reads a list page by page, from after the row with the id `after` up to the row with the id `until`.
    async fn pages(
        &self,
        at: SocketAddr,
        path: &str,
        after: Option<&str>,
        until: Option<&str>,
    ) -> Option<Vec<Value>> {
        let (mut all, mut from) = (Vec::new(), cursor(after));
        loop {
            let (status, body) = self.merchant.get(at, &format!("{path}{from}"), None).await.ok()?;
            if status != 200 {
                return None;
            }
            let ends =
                rows(&body).position(|row| until.is_some_and(|until| text(&row["id"]).as_str() <= until));
            all.extend(rows(&body).take(ends.unwrap_or(usize::MAX)).cloned());
            match body["next_cursor"].as_str().filter(|_| ends.is_none()) {
                Some(next) => from = format!("&cursor={next}"),
                None => return Some(all),
            }
        }
    }

    async fn posted<const N: usize>(
        &self,
        at: SocketAddr,
        path: &str,
        headers: [(&str, &str); N],
        body: &Value,
        read: impl FnOnce(u16, &Value) -> Option<Answer>,
    ) -> Answer {
        match self.merchant.post(at, path, &headers, body).await {
            Ok((status, body)) => read(status, &body).unwrap_or(Answer::Refused { status }),
            Err(_) => Answer::Nothing,
        }
    }

    async fn got(
        &self,
        at: SocketAddr,
        path: &str,
        hash: Option<&str>,
        read: impl FnOnce(&Value) -> Answer,
    ) -> Answer {
        match self.merchant.get(at, path, hash).await {
            Ok((200, body)) => read(&body),
            Ok((status, _)) => Answer::Refused { status },
            Err(_) => Answer::Nothing,
        }
    }
}

/// The part of a withdrawal's destination that follows the key.
const DESTINATION: &str = "@paypal.example";

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

fn rows(body: &Value) -> impl Iterator<Item = &Value> {
    body["data"].as_array().unwrap().iter()
}

/// Returns the query parameter that continues a list after `id`. The cursor is the key of the last row.
fn cursor(id: Option<&str>) -> String {
    id.map_or(String::new(), |id| {
        let digits: String = format!("\"{id}\"").bytes().map(|byte| format!("{byte:02x}")).collect();
        format!("&cursor={digits}")
    })
}

fn allocation(row: &Value) -> Allocation {
    Allocation {
        id: text(&row["id"]),
        key: text(&row["reference"]),
        email: text(&row["email"]),
        amount: row["amount"].as_i64().unwrap(),
        status: text(&row["status"]),
    }
}

fn order(row: &Value) -> Order {
    Order {
        id: text(&row["id"]),
        key: text(&row["destination"]["email"]).trim_end_matches(DESTINATION).to_owned(),
        amount: row["amount"].as_i64().unwrap(),
        status: text(&row["status"]),
    }
}

/// Reads an event from a row of a list, or from the body of a webhook with its id added.
pub fn event(row: &Value) -> Event {
    let data = &row["data"];
    let object = if data["order_id"].is_string() { &data["order_id"] } else { &data["id"] };
    Event {
        id: text(&row["id"]),
        kind: text(&row["type"]),
        object: text(object),
        sequence: row["sequence"].as_i64().unwrap(),
        key: data["reference"].as_str().map(str::to_owned),
    }
}
