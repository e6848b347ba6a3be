//! The connector's answers to an order, to a question about an order, and to a request for its list.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use axum::body::{Body, Bytes};
use axum::extract::{Path, Query, RawQuery, State};
use axum::http::{HeaderMap, Response};
use domain::clock::Clock;
use serde_json::{Value, json};

use super::{Entry, Manners, Shared};

/// The number of orders on a page of its list.
const PAGE: usize = 7;

pub(super) async fn tell(State(stub): State<Arc<Shared>>, headers: HeaderMap, body: Bytes) -> Response<Body> {
    let order: Value = serde_json::from_slice(&body).unwrap();
    let id = order["id"].as_str().unwrap().to_owned();
    if !stub.is_ours(&headers, &id, &body) {
        return reply(401, "who are you?".to_owned());
    }
    let manners = *stub.manners.lock().unwrap();
    let bad = matches!(manners, Manners::Bad(_));
    // Lost on its way to the connector, which never sees it.
    if bad && stub.below(10) == 0 {
        return reply(502, "a gateway's words".to_owned());
    }
    let net_amount = order["net_amount"].as_i64().unwrap();
    let (mischief, pending) = if bad { (stub.below(4) as u32, stub.below(3) as u32) } else { (0, 0) };
    let first = !stub.books.lock().unwrap().contains_key(&id);
    if first {
        // One in five is refused. The amount decides, so that a test can know beforehand.
        let (paid, told_at) = (net_amount % 5 != 0, Clock::System.now().timestamp());
        let entry = Entry { paid, net_amount, told: 0, asked: 0, order, told_at, mischief, pending };
        stub.books.lock().unwrap().entry(id.clone()).or_insert(entry);
    }
    let Some((answer, mischief)) = stub.answer(&id, |entry| entry.told += 1) else {
        return reply(500, String::new());
    };
    if first && bad {
        let paid = net_amount % 5 != 0;
        if stub.below(2) == 0 {
            stub.call_back(&id, paid);
        }
    }
    finish(&stub, manners, answer, mischief).await
}

pub(super) async fn ask(
    State(stub): State<Arc<Shared>>,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Response<Body> {
    if !stub.is_ours(&headers, &id, b"") {
        return reply(401, "who are you?".to_owned());
    }
    let manners = *stub.manners.lock().unwrap();
    match stub.answer(&id, |entry| entry.asked += 1) {
        // It tells all that it knows of an order wherever it can.
        Some((answer, mischief)) if !stub.lists.load(Ordering::SeqCst) => {
            let mut order = stub.books.lock().unwrap()[&id].order.clone();
            order.as_object_mut().unwrap().extend(answer.as_object().unwrap().clone());
            finish(&stub, manners, order, mischief).await
        }
        Some((answer, mischief)) => finish(&stub, manners, answer, mischief).await,
        None if manners == Manners::Silent => reply(500, String::new()),
        None => reply(404, json!({"id": id, "status": "unknown"}).to_string()),
    }
}

/// Returns a page of orders, sorted by id.
pub(super) async fn list(
    State(stub): State<Arc<Shared>>,
    RawQuery(query): RawQuery,
    Query(page): Query<BTreeMap<String, String>>,
    headers: HeaderMap,
) -> Response<Body> {
    if !stub.lists.load(Ordering::SeqCst) {
        return reply(405, String::new());
    }
    if !stub.is_ours(&headers, "list", query.unwrap_or_default().as_bytes()) {
        return reply(401, "who are you?".to_owned());
    }
    let since: i64 = page["since"].parse().unwrap();
    let books = stub.books.lock().unwrap();
    let after = page.get("cursor").cloned().unwrap_or_default();
    let known: Vec<_> = books.iter().filter(|(id, entry)| **id > after && entry.told_at >= since).collect();
    let orders: Vec<Value> = known
        .iter()
        .take(PAGE)
        .map(|(id, entry)| {
            let mut order = entry.order.clone();
            order.as_object_mut().unwrap().extend(truth(id, entry.paid).as_object().unwrap().clone());
            order
        })
        .collect();
    let next = (known.len() > PAGE).then(|| known[PAGE - 1].0.clone());
    if *stub.manners.lock().unwrap() == Manners::ByPosition {
        return reply(200, json!([[], null]).to_string());
    }
    reply(200, json!({"orders": orders, "next": next}).to_string())
}

async fn finish(stub: &Shared, manners: Manners, answer: Value, mischief: bool) -> Response<Body> {
    match manners {
        Manners::Silent => reply(500, String::new()),
        Manners::ByPosition => {
            let members = ["id", "status", "reference", "code", "reason"].map(|name| answer[name].clone());
            reply(200, json!(members).to_string())
        }
        Manners::Bad(_) if mischief => stub.misbehave(answer).await,
        _ => {
            let status = if answer["status"] == "failed" && stub.below(2) == 0 { 422 } else { 200 };
            reply(status, answer.to_string())
        }
    }
}

pub(super) fn truth(id: &str, paid: bool) -> Value {
    if paid {
        json!({"id": id, "status": "succeeded", "reference": format!("stub-{id}")})
    } else {
        json!({"id": id, "status": "failed", "code": "account_closed", "reason": "The account is closed."})
    }
}

pub(super) fn reply(status: u16, body: String) -> Response<Body> {
    Response::builder()
        .status(status)
        .header("location", "http://127.0.0.1:9/")
        .body(Body::from(body))
        .unwrap()
}
