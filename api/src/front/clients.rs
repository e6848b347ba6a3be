//! The service of the public listener: hands each request to the cell that knows its credential.

use std::convert::Infallible;
use std::sync::Arc;
use std::task::{Context, Poll};

use axum::body::Body;
use axum::extract::Request;
use axum::http::Response;
use domain::cell::Number;
use futures::future::{BoxFuture, FutureExt};
use tower::Service;

use super::cells::Cells;
use super::directory::{Directory, Location};
use super::preflight::{self, is_preflight, readable};
use super::request_owner::{RequestOwner, request_owner};
use super::sign_in::{by_provider, is_by_provider, sign_in};

/// The public service of the front. Clones share everything.
#[derive(Debug, Clone)]
pub struct Clients {
    cells: Arc<Cells>,
    directory: Directory,
}

impl Clients {
    pub(super) fn new(cells: Arc<Cells>, directory: Directory) -> Self {
        Self { cells, directory }
    }

    async fn answer(self, request: Request) -> Response<Body> {
        let cells = &*self.cells;
        if is_preflight(cells, &request) {
            return preflight::answer(cells, request).await;
        }
        let (request, whose) = request_owner(request).await;
        let asked = match whose {
            RequestOwner::Anonymous => return self.unknown(request).await,
            RequestOwner::In(number) => return self.numbered(number, request).await,
            RequestOwner::SignsIn(asked) => return sign_in(cells, &self.directory, request, asked).await,
            RequestOwner::Of(asked) => asked,
        };
        match self.directory.find(asked).await {
            Location::In(place) if is_by_provider(&request) => by_provider(cells, place, request).await,
            Location::In(place) => cells.at(place).forward(request).await,
            Location::Nowhere => self.unknown(request).await,
            Location::Unavailable(place) => {
                let (parts, _body) = request.into_parts();
                let asked = (&parts.method, parts.uri.path(), &parts.headers);
                readable(cells, &parts, cells.at(place).refused(asked).await).await
            }
        }
    }

    /// Returns the response of the cell that the request names.
    async fn numbered(&self, number: Number, request: Request) -> Response<Body> {
        match self.cells.numbered(number) {
            Some(cell) => cell.forward(request).await,
            None => self.unknown(request).await,
        }
    }

    /// Returns the response to a request whose credential no cell knows.
    async fn unknown(&self, request: Request) -> Response<Body> {
        let (parts, body) = request.into_parts();
        let asked = parts.clone();
        let response = self.cells.any().forward(Request::from_parts(parts, body)).await;
        readable(&self.cells, &asked, response).await
    }
}

impl Service<Request> for Clients {
    type Response = Response<Body>;
    type Error = Infallible;
    type Future = BoxFuture<'static, Result<Response<Body>, Infallible>>;

    fn poll_ready(&mut self, _cx: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request) -> Self::Future {
        self.clone().answer(request).map(Ok).boxed()
    }
}
