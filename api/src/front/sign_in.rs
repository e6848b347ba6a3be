//! The sign-in of members across cells. An address may belong to a member of several cells, with another password in
//! each. Each cell that knows the address is tried in order, and counts the attempt, until one signs the member in. If
//! a provider has proved a person to a cell without that member, the next cell that has the member signs the person in.

use axum::body::{Body, to_bytes};
use axum::extract::Request;
use axum::http::header::{CONTENT_LENGTH, CONTENT_TYPE, LOCATION};
use axum::http::{HeaderValue, Response, StatusCode};
use domain::member::identities;
use futures::FutureExt;
use futures::future::join_all;

use super::cells::Cells;
use super::directory::Directory;
use super::lookup::Lookup;
use crate::http::extract::MAX_SMALL_BODY_BYTES;
use crate::routes::dashboard::addresses::{PROVIDER_CALLBACK, PROVIDER_CODE};
use crate::routes::dashboard::sign_in::callback::UnknownIdentity;
use crate::routes::dashboard::sign_in::elsewhere;

/// Returns the response to the sign-in form of the member that `asked` names.
///
/// While a cell cannot be asked, a person who is not signed in is asked to try again, even if another cell knows the
/// address. The person may be a member there, and the responses must not reveal who is a member.
pub async fn sign_in(
    cells: &Cells,
    directory: &Directory,
    request: Request,
    asked: Lookup,
) -> Response<Body> {
    let (parts, body) = request.into_parts();
    // The body was read before, and is small.
    let bytes = to_bytes(body, MAX_SMALL_BODY_BYTES).await.unwrap_or_default();
    let said = directory.everywhere(asked).await;
    let mut refused: Option<Response<Body>> = None;
    for (cell, known) in cells.each().iter().zip(&said) {
        if *known != Some(true) {
            continue;
        }
        let copy = Request::from_parts(parts.clone(), Body::from(bytes.clone()));
        let response = cell.forward(copy).await;
        if response.status() == StatusCode::SEE_OTHER {
            return response;
        }
        // The refusal with the highest status says most: unavailable, too many attempts, no business, wrong password.
        if refused.as_ref().is_none_or(|before| before.status() < response.status()) {
            refused = Some(response);
        }
    }
    let away = cells.each().iter().zip(&said).find(|(_, known)| known.is_none());
    match (away, refused) {
        (Some((cell, _)), _) => cell.refused((&parts.method, parts.uri.path(), &parts.headers)).await,
        (None, Some(refused)) => refused,
        (None, None) => cells.any().forward(Request::from_parts(parts, Body::from(bytes))).await,
    }
}

/// Returns whether the response to this request may say that the provider has proved a person who is no member.
pub fn is_by_provider(request: &Request) -> bool {
    matches!(request.uri().path(), PROVIDER_CALLBACK | PROVIDER_CODE)
}

/// Returns the response to a browser that returns from a provider to the cell at `place`. A person who is no member
/// there is redirected to the next cell that has the member. The sign-in begins in the first ready cell, so only a cell
/// that was away then can be skipped. While a cell cannot be asked, a person without a member is asked to try again.
pub async fn by_provider(cells: &Cells, place: usize, request: Request) -> Response<Body> {
    let (parts, body) = request.into_parts();
    let asked = parts.clone();
    let mut response = cells.at(place).forward(Request::from_parts(parts, body)).await;
    let Some(UnknownIdentity(identity)) = response.extensions_mut().remove() else { return response };
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
        return redirect_to(&elsewhere::address(cell.number()), response);
    }
    let away = others.map(|(_, one)| one).find(|(_, known)| known.is_none());
    match away {
        Some((cell, _)) => cell.refused((&asked.method, asked.uri.path(), &asked.headers)).await,
        None => response,
    }
}

/// Turns the response into a redirect to `address`, with its other headers.
fn redirect_to(address: &str, response: Response<Body>) -> Response<Body> {
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
