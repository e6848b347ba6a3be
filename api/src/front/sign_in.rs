//! The sign-in form of members. An address may be a member's of several cells, with another password in each: each that knows it
//! is tried in order, and counts the try, until one lets in.

use axum::body::{Body, to_bytes};
use axum::extract::Request;
use axum::http::{Response, StatusCode};

use super::asked::Asked;
use super::cells::Cells;
use super::directory::Directory;
use crate::http::extract::MAX_SMALL_BODY_BYTES;

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
