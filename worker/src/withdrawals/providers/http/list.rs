//! Asks a connector which orders it knows: all orders since some time, or one order, each with the data that it was
//! sent.

use std::collections::HashSet;

use chrono::{DateTime, Utc};
use domain::ids::WithdrawalId;
use domain::platform::json;
use domain::withdrawal::lease::History;
use domain::withdrawal::report::{Listed, StatedStatus};
use reqwest::{StatusCode, Url};
use serde::Deserialize;

use super::{Http, read};

/// The longest page that is accepted: enough for more than a thousand orders.
const MAX_PAGE_BYTES: usize = 4 * 1024 * 1024;

/// How many pages are read, at most. No provider does so much in the time that a backup misses.
const MAX_PAGES: usize = 100_000;

/// The word that takes the place of an order's id in the signature of a list.
const LIST: &str = "list";

/// Why a connector did not list its orders.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotListed {
    /// The connector does not implement this part of the protocol.
    #[error("it cannot list its orders")]
    CannotList,
    /// The connector could not be asked, or its answer was not understood.
    #[error("{0}")]
    Failed(String),
}

#[derive(Deserialize)]
struct Page {
    orders: Vec<Listed>,
    next: Option<String>,
}

impl Http {
    /// Returns all orders that the connector received at `since` or later, or that changed since. If `history` is
    /// given, the connector from then on refuses orders of an earlier generation of that cell.
    ///
    /// # Errors
    /// Returns [`NotListed`]. Then the connector may know more orders.
    pub async fn list(
        &self,
        since: DateTime<Utc>,
        history: Option<History>,
    ) -> Result<Vec<Listed>, NotListed> {
        let mut orders: Vec<Listed> = Vec::new();
        let mut seen = HashSet::new();
        let mut cursor: Option<String> = None;
        for _ in 0..MAX_PAGES {
            let page = self.page(since, cursor.as_deref(), history).await?;
            // An order that changed between two pages may be on both.
            orders.extend(page.orders.into_iter().filter(|order| seen.insert(order.report.id)));
            match page.next {
                None => return Ok(orders),
                Some(next) if cursor.as_ref() == Some(&next) => {
                    return Err(NotListed::Failed("a page names itself as the next".to_owned()));
                }
                Some(next) => cursor = Some(next),
            }
        }
        Err(NotListed::Failed(format!("there are more than {MAX_PAGES} pages")))
    }

    /// Returns what the connector knows about one order, or `None` if it does not know the order.
    ///
    /// # Errors
    /// Returns [`NotListed::Failed`] when the connector cannot be asked or its answer is not understood.
    pub async fn look_up(&self, id: WithdrawalId) -> Result<Option<Listed>, NotListed> {
        let key = id.to_string();
        let request = self.client.get(format!("{}/{key}", self.connector.url));
        let (status, body) = self.fetch(self.signed(request, &key, None, b"")).await?;
        let listed: Listed = json::read(&body).map_err(|_| not_an_answer(status))?;
        let known = listed.report.status != StatedStatus::Unknown;
        if listed.report.id != id || known != status.is_success() {
            return Err(not_an_answer(status));
        }
        Ok(known.then_some(listed))
    }

    async fn page(
        &self,
        since: DateTime<Utc>,
        cursor: Option<&str>,
        history: Option<History>,
    ) -> Result<Page, NotListed> {
        let mut url =
            Url::parse(&self.connector.url).map_err(|error| NotListed::Failed(error.to_string()))?;
        url.query_pairs_mut().append_pair("since", &since.timestamp().to_string());
        if let Some(cursor) = cursor {
            url.query_pairs_mut().append_pair("cursor", cursor);
        }
        let query = url.query().unwrap_or_default().to_owned();
        let request = self.signed(self.client.get(url), LIST, history, query.as_bytes());
        let (status, body) = self.fetch(request).await?;
        match status {
            StatusCode::NOT_FOUND | StatusCode::METHOD_NOT_ALLOWED | StatusCode::NOT_IMPLEMENTED => {
                Err(NotListed::CannotList)
            }
            status if status.is_success() => json::read(&body).map_err(|_| not_an_answer(status)),
            status => Err(not_an_answer(status)),
        }
    }

    async fn fetch(&self, request: reqwest::RequestBuilder) -> Result<(StatusCode, Vec<u8>), NotListed> {
        let failed = |error: reqwest::Error| NotListed::Failed(super::cause(&error));
        let response = request.send().await.map_err(failed)?;
        let status = response.status();
        let body = read(response, MAX_PAGE_BYTES).await;
        let body =
            body.ok_or_else(|| NotListed::Failed("its answer broke off, or is too long".to_owned()))?;
        Ok((status, body))
    }
}

fn not_an_answer(status: StatusCode) -> NotListed {
    if status == StatusCode::CONFLICT {
        let why = "HTTP 409: it has received a later Payout-Generation of this cell, so another database of this cell \
                   was restored after this one";
        return NotListed::Failed(why.to_owned());
    }
    NotListed::Failed(format!("HTTP {}, with a body that does not follow the protocol", status.as_u16()))
}
