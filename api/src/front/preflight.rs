//! What browsers ask before they send a request of a page of another host. The question does not say whose the request is, so all
//! cells are asked, and it is answered yes if a business of any cell allows the page's origin.

use std::time::Duration;

use axum::body::Body;
use axum::extract::Request;
use axum::http::header::{ACCESS_CONTROL_ALLOW_ORIGIN, ORIGIN};
use axum::http::request::Parts;
use axum::http::{HeaderValue, Method, Response};
use futures::stream::{FuturesUnordered, StreamExt};

use super::cells::{ASKED_WITHIN, Cell, Cells};
use crate::app::allowed_origins::permit;

/// Whether the request is such a question.
pub fn is_preflight(cells: &Cells, request: &Request) -> bool {
    request.method() == Method::OPTIONS && origin(cells, request.uri().path(), request.headers()).is_some()
}

/// The answer of the first cell that says yes, or that of the first one.
pub async fn answer(cells: &Cells, request: Request) -> Response<Body> {
    let (parts, body) = request.into_parts();
    match allowed(cells, &parts).await {
        Some(yes) => yes,
        None => cells.any().hand(Request::from_parts(parts, body)).await,
    }
}

/// Lets a page of an origin that a business of some cell allows read a refusal that let nobody in: the cell that has refused knows the
/// origins of its own businesses alone.
pub async fn readable(cells: &Cells, asked: &Parts, mut refused: Response<Body>) -> Response<Body> {
    let Some(origin) = origin(cells, asked.uri.path(), &asked.headers) else { return refused };
    if !may_read(&refused) {
        let mut question = asked.clone();
        question.method = Method::OPTIONS;
        if allowed(cells, &question).await.is_some() {
            permit(&mut refused, origin);
        }
    }
    refused
}

async fn allowed(cells: &Cells, question: &Parts) -> Option<Response<Body>> {
    let mut answers: FuturesUnordered<_> =
        cells.each().iter().map(|cell| ask(cell, question, ASKED_WITHIN)).collect();
    while let Some(answer) = answers.next().await {
        if let Some(yes) = answer.filter(may_read) {
            return Some(yes);
        }
    }
    None
}

async fn ask(cell: &Cell, question: &Parts, within: Duration) -> Option<Response<Body>> {
    let question = Request::from_parts(question.clone(), Body::empty());
    tokio::time::timeout(within, cell.hand(question)).await.ok()
}

fn may_read(response: &Response<Body>) -> bool {
    response.headers().contains_key(ACCESS_CONTROL_ALLOW_ORIGIN)
}

/// The origin of a page of another host that calls what such pages may call.
fn origin<'a>(cells: &Cells, path: &str, headers: &'a axum::http::HeaderMap) -> Option<&'a HeaderValue> {
    headers.get(ORIGIN).filter(|_| cells.at(0).is_for_other_hosts(path))
}
