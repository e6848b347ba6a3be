//! CORS preflights. A preflight carries no credential, so all cells are asked, and the answer is yes if a business of
//! any cell allows the page's origin.

use std::time::Duration;

use axum::body::Body;
use axum::extract::Request;
use axum::http::header::{ACCESS_CONTROL_ALLOW_ORIGIN, ORIGIN};
use axum::http::request::Parts;
use axum::http::{HeaderValue, Method, Response};
use futures::stream::{FuturesUnordered, StreamExt};

use super::cells::{ASKED_WITHIN, Cell, Cells};
use crate::app::allowed_origins::permit;

/// Returns whether the request is a preflight to a route that pages of other hosts may call.
pub fn is_preflight(cells: &Cells, request: &Request) -> bool {
    request.method() == Method::OPTIONS && origin(cells, request.uri().path(), request.headers()).is_some()
}

/// Returns the response of the first cell that allows the origin, or else that of any ready cell.
pub async fn answer(cells: &Cells, request: Request) -> Response<Body> {
    let (parts, body) = request.into_parts();
    match allowed(cells, &parts).await {
        Some(yes) => yes,
        None => cells.any().forward(Request::from_parts(parts, body)).await,
    }
}

/// Lets a page read a refusal without an authenticated user, if a business of any cell allows the page's origin. The
/// cell that refused knows only the origins of its own businesses.
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
    tokio::time::timeout(within, cell.forward(question)).await.ok()
}

fn may_read(response: &Response<Body>) -> bool {
    response.headers().contains_key(ACCESS_CONTROL_ALLOW_ORIGIN)
}

/// Returns the origin of a request from a page of another host, if such pages may call this path.
fn origin<'a>(cells: &Cells, path: &str, headers: &'a axum::http::HeaderMap) -> Option<&'a HeaderValue> {
    headers.get(ORIGIN).filter(|_| cells.at(0).is_for_other_hosts(path))
}
