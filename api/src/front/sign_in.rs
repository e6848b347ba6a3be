//! The sign-in of members. An address may be a member's of several cells, with another password in each: each that knows it
//! is tried in order, and counts the try, until one lets in. Whom a provider has proved to a cell that has no such member, the next
//! cell that has one lets in.

use axum::body::{Body, to_bytes};
use axum::extract::Request;
use axum::http::header::{CONTENT_LENGTH, CONTENT_TYPE, LOCATION};
use axum::http::{HeaderValue, Response, StatusCode};
use domain::member::identities;
use futures::FutureExt;
use futures::future::join_all;

use super::asked::Asked;
use super::cells::Cells;
use super::directory::Directory;
use crate::http::extract::MAX_SMALL_BODY_BYTES;
use crate::routes::dashboard::addresses::{PROVIDER_CALLBACK, PROVIDER_CODE};
use crate::routes::dashboard::sign_in::callback::Stranger;
use crate::routes::dashboard::sign_in::elsewhere;

/// The answer to the form of a member that `asked` names.
///
/// While a cell cannot be asked, whoever is not let in is told to come again, whether or not another cell knows the address: it may
/// be a member's there, and the answers must not tell who is one.
pub async fn sign_in(cells: &Cells, directory: &Directory, request: Request, asked: Asked) -> Response<Body> {
    let (parts, body) = request.into_parts();
    // It was read before, and is small.
    let bytes = to_bytes(body, MAX_SMALL_BODY_BYTES).await.unwrap_or_default();
    let said = directory.everywhere(asked).await;
    let mut refused: Option<Response<Body>> = None;
    for (cell, known) in cells.each().iter().zip(&said) {
        if *known != Some(true) {
            continue;
        }
        let copy = Request::from_parts(parts.clone(), Body::from(bytes.clone()));
        let response = cell.hand(copy).await;
        if response.status() == StatusCode::SEE_OTHER {
            return response;
        }
        // The one that says most of why: not now, too many tries, no business, not right.
        if refused.as_ref().is_none_or(|before| before.status() < response.status()) {
            refused = Some(response);
        }
    }
    let away = cells.each().iter().zip(&said).find(|(_, known)| known.is_none());
    match (away, refused) {
        (Some((cell, _)), _) => cell.refused((&parts.method, parts.uri.path(), &parts.headers)).await,
        (None, Some(refused)) => refused,
        (None, None) => cells.any().hand(Request::from_parts(parts, Body::from(bytes))).await,
    }
}

/// Whether a request may be told that the provider has proved a stranger.
pub fn is_by_provider(request: &Request) -> bool {
    matches!(request.uri().path(), PROVIDER_CALLBACK | PROVIDER_CODE)
}

/// The answer to who comes back from a provider to the cell at `place`. Who is no member there is led to the next cell that has it;
/// the sign-in begins in the first that is ready, so none is passed over. While a cell cannot be asked, a stranger is told to come again.
pub async fn by_provider(cells: &Cells, place: usize, request: Request) -> Response<Body> {
    let (parts, body) = request.into_parts();
    let asked = parts.clone();
    let mut response = cells.at(place).hand(Request::from_parts(parts, body)).await;
    let Some(Stranger(identity)) = response.extensions_mut().remove() else { return response };
    let looks = cells.each().iter().map(|cell| {
        let identity = identity.clone();
        cell.says(move |conn| {
            async move { Ok(identities::member(conn, &identity).await?.account().is_some()) }.boxed()
        })
    });
    let said = join_all(looks).await;
    let others = cells.each().iter().zip(&said).enumerate().filter(|(at, _)| *at != place);
    let next = others.clone().find(|(at, (_, known))| *at > place && **known == Some(true));
    if let Some((_, (cell, _))) = next {
        return led_to(&elsewhere::address(cell.number()), response);
    }
    let away = others.map(|(_, one)| one).find(|(_, known)| known.is_none());
    match away {
        Some((cell, _)) => cell.refused((&asked.method, asked.uri.path(), &asked.headers)).await,
        None => response,
    }
}

/// The same answer, which leads to `address` instead of showing its page.
fn led_to(address: &str, response: Response<Body>) -> Response<Body> {
    let (mut head, _page) = response.into_parts();
    let Ok(address) = HeaderValue::from_str(address) else {
        return Response::from_parts(head, Body::empty());
    };
    head.status = StatusCode::SEE_OTHER;
    head.headers.remove(CONTENT_LENGTH);
    head.headers.remove(CONTENT_TYPE);
    head.headers.insert(LOCATION, address);
    Response::from_parts(head, Body::empty())
}
