//! The service of the operators' listener, for all cells. Metrics are those of the process, and the process is ready
//! while any cell is. Requests to `/admin` go to the cell that they are about ([`admin`]), and pages of `/console` to
//! the cell that the operator has chosen.

mod admin;
mod everywhere;
mod handing;
mod new_business;
mod target;

use std::convert::Infallible;
use std::fmt::Write;
use std::sync::Arc;
use std::task::{Context, Poll};

use axum::body::Body;
use axum::extract::Request;
use axum::http::header::SET_COOKIE;
use axum::http::{HeaderMap, Method, Response, StatusCode};
use axum::response::IntoResponse;
use domain::cell::Number;
use domain::member::digest;
use futures::future::{BoxFuture, FutureExt};
use secrecy::ExposeSecret;
use tower::Service;

use super::cells::{Cell, Cells};
use super::directory::{Directory, Location};
use super::lookup::Lookup;
use crate::auth::cookie_of;
use crate::http::extract::Form;
use crate::routes::console::addresses::{CELLS, OVERVIEW, PROVIDER_CALLBACK};
use crate::routes::console::cells::{COOKIE, cookie};
use crate::routes::console::own_cell;
use crate::routes::ops;

/// The operators' service of the front. Clones share everything.
#[derive(Debug, Clone)]
pub struct Operators {
    cells: Arc<Cells>,
    directory: Directory,
}

impl Operators {
    pub(super) fn new(cells: Arc<Cells>, directory: Directory) -> Self {
        Self { cells, directory }
    }

    async fn answer(self, request: Request) -> Response<Body> {
        match request.uri().path() {
            "/readyz" if matches!(*request.method(), Method::GET | Method::HEAD) => readyz(&self.cells),
            path if path.starts_with("/admin/") => admin::answer(&self.cells, &self.directory, request).await,
            path if path == OVERVIEW || path.starts_with("/console/") => self.console(request).await,
            // These belong to the process, so they need no particular cell and no database.
            _ => self.cells.at(0).forward_operators(request).await,
        }
    }

    /// Returns a page of the cell that the browser's cookie names, or of the first cell. The page that lists the cells
    /// comes from any ready cell. A form goes to the cell whose page it was on, and the browser shows that cell from
    /// then on.
    async fn console(&self, request: Request) -> Response<Body> {
        let meant = own_cell::named(request.uri()).filter(|_| *request.method() == Method::POST);
        if let Some(cell) = meant.and_then(|number| self.cells.numbered(number)) {
            let mut response = cell.forward_operators(request).await;
            // A form from another site is refused and must change nothing.
            let looked_at = cookie(cell.number()).filter(|_| response.status() != StatusCode::FORBIDDEN);
            if let Some(cookie) = looked_at {
                response.headers_mut().append(SET_COOKIE, cookie);
            }
            return response;
        }
        let cell = match request.uri().path() {
            CELLS => self.cells.any(),
            PROVIDER_CALLBACK => {
                let begun = Form::of_query(request.uri()).text("state").map(digest);
                let looked_at = self.looked_at(request.headers());
                self.of_sign_in(begun).await.unwrap_or(looked_at)
            }
            _ => self.looked_at(request.headers()),
        };
        cell.forward_operators(request).await
    }

    fn looked_at(&self, headers: &HeaderMap) -> &Cell {
        let named = cookie_of(headers, COOKIE);
        let number = named.and_then(|named| Number::read(named.expose_secret()));
        number.and_then(|number| self.cells.numbered(number)).unwrap_or_else(|| self.cells.at(0))
    }

    /// Returns the cell in which a sign-in through a provider began.
    async fn of_sign_in(&self, state: Option<[u8; 32]>) -> Option<&Cell> {
        match self.directory.find(Lookup::SignIn(state?)).await {
            Location::In(place) => Some(self.cells.at(place)),
            Location::Nowhere | Location::Unavailable(_) => None,
        }
    }
}

/// Ready if any cell is, with a line for each cell that is not.
fn readyz(cells: &Cells) -> Response<Body> {
    let mut status = StatusCode::SERVICE_UNAVAILABLE;
    let (mut first, mut others) = (String::new(), String::new());
    for cell in cells.each() {
        let (its, said) = match cell.is_proven() {
            true => ops::readiness(&cell.app),
            false => {
                let why = cell.why_left_out();
                let why =
                    why.unwrap_or_else(|| "the cell number of its database is not known yet".to_owned());
                (StatusCode::SERVICE_UNAVAILABLE, format!("{why}\n"))
            }
        };
        if its == StatusCode::OK && status != StatusCode::OK {
            status = its;
            first = said;
        } else if its != StatusCode::OK {
            // Writing to a string cannot fail.
            let _written = write!(others, "cell {}: {said}", cell.number());
        }
    }
    (status, first + &others).into_response()
}

impl Service<Request> for Operators {
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
