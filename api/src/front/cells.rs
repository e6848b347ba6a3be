//! The cells of the front: handing a request to one, asking one, and refusing in the name of one.

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

/// How long a cell may take to say whether it knows something. A request waits for no cell longer than that before it is handed
/// to one.
pub const ASKED_WITHIN: Duration = Duration::from_millis(1_500);

/// How many questions a cell is asked at once: as many as it has connections for requests. Those past it wait. Credentials that
/// nobody knows are asked about each time, and must not take all connections from those whom the cell knows.
const QUESTIONS: usize = 32;

/// A cell, with its services.
#[derive(Debug)]
pub struct Cell {
    /// Its state.
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
    /// A cell with its services. `standing` says whether its database was found to be its own, and its secrets right.
    pub fn new(app: App, public: Admitted, ops: Router, standing: Standing) -> Self {
        Self { app, public, ops, standing, questions: Arc::new(Semaphore::new(QUESTIONS)) }
    }

    /// Which cell it is.
    pub fn number(&self) -> Number {
        self.app.cell.unwrap_or(Number::FIRST)
    }

    /// Whether its database can be worked on, and is its own.
    pub fn is_ready(&self) -> bool {
        self.is_proven() && self.app.transactions.database.ready().is_ok()
    }

    /// Whether its database was found to be its own, and its secrets right.
    pub fn is_proven(&self) -> bool {
        self.standing.is_own()
    }

    /// Why it is left out, if it is.
    pub fn why_left_out(&self) -> Option<String> {
        self.standing.why_left_out()
    }

    /// The answer of its public service.
    pub async fn hand(&self, request: Request) -> Response<Body> {
        if !self.is_proven() {
            let (parts, _body) = request.into_parts();
            return self.refused((&parts.method, parts.uri.path(), &parts.headers)).await;
        }
        self.labelled(self.public.clone().oneshot(request)).await.unwrap_or_else(|never| match never {})
    }

    /// The answer of its operators' service.
    pub async fn hand_operators(&self, request: Request) -> Response<Body> {
        self.labelled(self.ops.clone().oneshot(request)).await.unwrap_or_else(|never| match never {})
    }

    /// A refusal of the operators' service that this cell did not make.
    pub fn refuse_operators(&self, problem: Problem) -> Response<Body> {
        let mut response = problem.into_response();
        RequestId((self.public.new_id)()).write_on(&mut response);
        response
    }

    /// The answer to a client whose request may be this cell's, which could not be asked.
    pub async fn refused(&self, asked: (&Method, &str, &HeaderMap)) -> Response<Body> {
        self.labelled(async { self.public.refused(&Refusal::Unavailable, asked) }).await
    }

    /// Whether pages of other hosts may call this address.
    pub fn is_for_other_hosts(&self, path: &str) -> bool {
        self.public.origins.has_address(path)
    }

    /// What the cell says to a question, which only reads. Nothing if it cannot be asked now.
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
                // Whoever asked may have gone: the place is taken for as long as the connection.
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
    /// At least one.
    pub fn new(each: Vec<Cell>) -> Self {
        Self { each }
    }

    /// All of them.
    pub fn each(&self) -> &[Cell] {
        &self.each
    }

    /// The cell at `place`. There is always one.
    pub fn at(&self, place: usize) -> &Cell {
        &self.each[place]
    }

    /// The first that is ready, or else the first.
    pub fn any(&self) -> &Cell {
        self.each.iter().find(|cell| cell.is_ready()).unwrap_or_else(|| self.at(0))
    }

    /// The cell with this number.
    pub fn numbered(&self, number: Number) -> Option<&Cell> {
        self.each.iter().find(|cell| cell.number() == number)
    }
}
