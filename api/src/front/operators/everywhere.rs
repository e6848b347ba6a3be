//! Commands about everything: all cells get them, and the response is a success only if each carried it out.

use axum::body::{Body, Bytes, to_bytes};
use axum::extract::Request;
use axum::http::header::CONTENT_LENGTH;
use axum::http::request::Parts;
use axum::http::{Response, StatusCode};
use futures::future::join_all;
use serde_json::{Map, Value};

use super::super::cells::{Cell, Cells};
use crate::http::extract::MAX_SMALL_BODY_BYTES;
use crate::http::problem::{Code, Problem};
use crate::http::refusal::RETRY_AFTER_S;

/// Sends the command to all cells at once. If all carry it out, returns the first response with the sum of what all
/// changed. If all that answered refuse it, returns the first refusal. Otherwise the response names the cells that lack
/// it: such commands are idempotent, so the operator sends them again.
pub async fn carry_out(cells: &Cells, request: Request) -> Response<Body> {
    let (parts, body) = request.into_parts();
    // The body was read before, and is small.
    let bytes = to_bytes(body, MAX_SMALL_BODY_BYTES).await.unwrap_or_default();
    let answers = join_all(cells.each().iter().map(|cell| send_to(cell, &parts, &bytes))).await;
    let statuses: Vec<Option<StatusCode>> =
        answers.iter().map(|answer| answer.as_ref().map(Response::status)).collect();
    let all = |is: fn(&StatusCode) -> bool| statuses.iter().all(|status| status.as_ref().is_some_and(is));
    let done = all(StatusCode::is_success);
    // An invalid command is refused even if some cells are away.
    let refused = statuses.iter().flatten().all(StatusCode::is_client_error);
    let mut answers = answers.into_iter().flatten();
    match answers.next() {
        Some(first) if done => with_all(first, answers.collect()).await,
        Some(first) if refused => first,
        _ => cells.at(0).refuse_operators(missing(cells, &statuses)),
    }
}

/// Returns the response of a cell, or `None` if it is away.
async fn send_to(cell: &Cell, parts: &Parts, bytes: &Bytes) -> Option<Response<Body>> {
    if !cell.is_ready() {
        return None;
    }
    let copy = Request::from_parts(parts.clone(), Body::from(bytes.clone()));
    Some(cell.forward_operators(copy).await)
}

fn missing(cells: &Cells, statuses: &[Option<StatusCode>]) -> Problem {
    let lacks = |status: &Option<StatusCode>| !status.is_some_and(|status| status.is_success());
    let lacking = cells.each().iter().zip(statuses).filter(|(_, status)| lacks(status));
    let named: Vec<String> = lacking
        .map(|(cell, status)| match status {
            Some(status) => format!("cell {} (it answered {})", cell.number(), status.as_u16()),
            None => format!("cell {} (it cannot be reached)", cell.number()),
        })
        .collect();
    let said = format!(
        "These cells did not carry out the command: {}. Send it again: no cell carries it out twice.",
        named.join(", ")
    );
    Problem::new(Code::ServiceUnavailable, said).with_retry_after(RETRY_AFTER_S)
}

/// Returns the first response, with the counts of the others added.
async fn with_all(first: Response<Body>, others: Vec<Response<Body>>) -> Response<Body> {
    let (mut head, body) = first.into_parts();
    let bytes = read(body).await;
    let Some(mut sum) = object(&bytes) else { return Response::from_parts(head, Body::from(bytes)) };
    for other in others {
        if let Some(one) = object(&read(other.into_body()).await) {
            add(&mut sum, one);
        }
    }
    head.headers.remove(CONTENT_LENGTH);
    Response::from_parts(head, Body::from(Value::Object(sum).to_string()))
}

/// The response to a command holds only a few counts.
async fn read(body: Body) -> Bytes {
    to_bytes(body, MAX_SMALL_BODY_BYTES).await.unwrap_or_default()
}

fn object(bytes: &[u8]) -> Option<Map<String, Value>> {
    serde_json::from_slice(bytes).ok()
}

/// Adds numbers, also those of nested objects, and sets a flag if any response has set it.
fn add(sum: &mut Map<String, Value>, one: Map<String, Value>) {
    for (name, value) in one {
        match (sum.get_mut(&name), value) {
            (None, value) => {
                sum.insert(name, value);
            }
            (Some(Value::Object(sum)), Value::Object(one)) => add(sum, one),
            (Some(Value::Bool(any)), Value::Bool(one)) => *any |= one,
            (Some(known), value) => {
                if let (Some(a), Some(b)) = (known.as_i64(), value.as_i64()) {
                    *known = a.saturating_add(b).into();
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_counts_of_all_cells_are_added_up() {
        let mut sum = object(br#"{"items":2,"amount":500,"changed":false}"#).unwrap();
        add(
            &mut sum,
            object(br#"{"items":3,"amount":70,"withdrawals":{"held":1,"amount":9},"changed":true}"#).unwrap(),
        );
        add(
            &mut sum,
            object(br#"{"items":0,"amount":0,"withdrawals":{"held":2,"amount":1},"changed":false}"#).unwrap(),
        );
        let expected = r#"{"amount":570,"changed":true,"items":5,"withdrawals":{"amount":10,"held":3}}"#;
        assert_eq!(Value::Object(sum), serde_json::from_str::<Value>(expected).unwrap());
    }
}
