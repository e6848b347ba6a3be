//! The cells of the front: hands a request to a cell, asks a cell, and refuses in the name of a cell.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::Request;
use axum::http::{HeaderMap, Method, Response};
use axum::response::IntoResponse;
use domain::cell::Number;
use domain::cell::standing::Standing;
use domain::platform::in_cell::in_cell;
use futures::future::BoxFuture;
use sqlx::PgConnection;
use tokio::sync::Semaphore;
use tower::ServiceExt;

use crate::app::App;
use crate::app::admission::Admitted;
use crate::http::problem::Problem;
use crate::http::refusal::Refusal;
use crate::http::request_id::RequestId;

/// How long a cell may take to answer a question. After that it counts as a cell that could not be asked, so that no
/// request waits for it.
pub const ASKED_WITHIN: Duration = Duration::from_millis(1_500);

/// How many questions a cell is asked at once: as many as it has connections for requests by default. Further ones
/// wait. Unknown credentials are asked about each time, and must not take all connections from those that the cell
/// knows.
const QUESTIONS: usize = 32;

/// A cell with its services.
#[derive(Debug)]
pub struct Cell {
    /// The state of the cell.
    pub app: App,
    public: Admitted,
    ops: Router,
    standing: Standing,
    questions: Arc<Semaphore>,
}

/// All cells, in the order of the settings.
#[derive(Debug)]
pub struct Cells {
    each: Vec<Cell>,
}

impl Cell {
    /// Creates a cell with its services. `standing` tells whether its database was found to be its own, and its secrets
    /// to be right.
    pub fn new(app: App, public: Admitted, ops: Router, standing: Standing) -> Self {
        Self { app, public, ops, standing, questions: Arc::new(Semaphore::new(QUESTIONS)) }
    }

    /// Returns the number of the cell.
    pub fn number(&self) -> Number {
        self.app.cell.unwrap_or(Number::FIRST)
    }

    /// Returns whether its database is ready, and is its own.
    pub fn is_ready(&self) -> bool {
        self.is_proven() && self.app.transactions.database.ready().is_ok()
    }

    /// Returns whether its database was found to be its own, and its secrets to be right.
    pub fn is_proven(&self) -> bool {
        self.standing.is_own()
    }

    /// Returns why the cell is left out, if it is.
    pub fn why_left_out(&self) -> Option<String> {
        self.standing.left_out_reason()
    }

    /// Returns the response of the cell's public service.
    pub async fn forward(&self, request: Request) -> Response<Body> {
        if !self.is_proven() {
            let (parts, _body) = request.into_parts();
            return self.refused((&parts.method, parts.uri.path(), &parts.headers)).await;
        }
        self.labelled(self.public.clone().oneshot(request)).await.unwrap_or_else(|never| match never {})
    }

    /// Returns the response of the cell's operators' service.
    pub async fn forward_operators(&self, request: Request) -> Response<Body> {
        self.labelled(self.ops.clone().oneshot(request)).await.unwrap_or_else(|never| match never {})
    }

    /// Returns a refusal to an operator that the front made, with a request id.
    pub fn refuse_operators(&self, problem: Problem) -> Response<Body> {
        let mut response = problem.into_response();
        RequestId((self.public.new_id)()).write_on(&mut response);
        response
    }

    /// Returns the response to a client whose request may belong to this cell while the cell cannot be asked.
    pub async fn refused(&self, asked: (&Method, &str, &HeaderMap)) -> Response<Body> {
        self.labelled(async { self.public.refused(&Refusal::Unavailable, asked) }).await
    }

    /// Returns whether pages of other hosts may call this path.
    pub fn is_for_other_hosts(&self, path: &str) -> bool {
        self.public.origins.has_address(path)
    }

    /// Asks the cell a question, which only reads. Returns `None` if the cell cannot be asked now.
    pub async fn says<T, W>(&self, question: W) -> Option<T>
    where
        T: Send + 'static,
        W: for<'c> FnOnce(&'c mut PgConnection) -> BoxFuture<'c, Result<T, sqlx::Error>> + Send + 'static,
    {
        if !self.is_ready() {
            return None;
        }
        let asked = async {
            let place = Arc::clone(&self.questions).acquire_owned().await.ok()?;
            let said = self.app.read(move |conn| {
                let said = question(conn);
                // The asker may be gone, so the question keeps its permit for as long as its connection.
                Box::pin(async move {
                    let _taken = &place;
                    said.await
                })
            });
            said.await.map_err(Refusal::from).ok()
        };
        self.labelled(tokio::time::timeout(ASKED_WITHIN, asked)).await.ok().flatten()
    }

    async fn labelled<F: Future>(&self, work: F) -> F::Output {
        in_cell(Some(self.number().get()), work).await
    }
}

impl Cells {
    /// Creates the list of cells. It must not be empty.
    pub fn new(each: Vec<Cell>) -> Self {
        Self { each }
    }

    /// Returns all cells.
    pub fn each(&self) -> &[Cell] {
        &self.each
    }

    /// Returns the cell at index `place`, which must exist.
    pub fn at(&self, place: usize) -> &Cell {
        &self.each[place]
    }

    /// Returns the first cell that is ready, or else the first.
    pub fn any(&self) -> &Cell {
        self.each.iter().find(|cell| cell.is_ready()).unwrap_or_else(|| self.at(0))
    }

    /// Returns the cell with this number.
    pub fn numbered(&self, number: Number) -> Option<&Cell> {
        self.each.iter().find(|cell| cell.number() == number)
    }
}
