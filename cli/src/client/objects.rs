//! Reads the API's objects as they are, to print them.

use reqwest::Method;
use serde::Deserialize;
use serde_json::Value;

use super::error::ClientError;
use super::{Client, read, send};

/// The most rows that the API returns per page.
const PAGE: i64 = 200;

#[derive(Deserialize)]
struct Page {
    data: Vec<Value>,
    next_cursor: Option<String>,
}

impl Client {
    /// Returns the object at `path`.
    ///
    /// # Errors
    /// [`ClientError`].
    pub async fn object(&self, path: &str) -> Result<Value, ClientError> {
        read(send(self.get(path)).await?).await
    }

    /// Returns up to `limit` objects of the list at `path`. `query` holds the names of filters, with their values if
    /// they are set.
    ///
    /// # Errors
    /// [`ClientError`].
    pub async fn list(
        &self,
        path: &str,
        query: &[(&str, Option<&str>)],
        limit: i64,
    ) -> Result<Vec<Value>, ClientError> {
        let mut restricted = self.base.clone();
        restricted.set_path(&format!("{}{path}", self.base.path()));
        let given = query.iter().filter_map(|(name, value)| Some((*name, (*value)?)));
        restricted.query_pairs_mut().extend_pairs(given);
        let mut rows: Vec<Value> = Vec::new();
        let mut cursor: Option<String> = None;
        loop {
            let left = limit - i64::try_from(rows.len()).unwrap_or(limit);
            let mut url = restricted.clone();
            url.query_pairs_mut()
                .append_pair("limit", &left.min(PAGE).to_string())
                .extend_pairs(cursor.as_deref().map(|cursor| ("cursor", cursor)));
            let page: Page = read(send(self.authorized(self.http.get(url))).await?).await?;
            rows.extend(page.data);
            match page.next_cursor {
                Some(next) if left > PAGE => cursor = Some(next),
                _ => return Ok(rows),
            }
        }
    }

    /// Sends a request with `method` to `path`, with a body if there is one. Returns the response's JSON.
    ///
    /// # Errors
    /// [`ClientError`].
    pub async fn ask(&self, method: Method, path: &str, body: Option<&Value>) -> Result<Value, ClientError> {
        let request = self.authorized(self.http.request(method, format!("{}{path}", self.base)));
        let request = match body {
            Some(body) => request.json(body),
            None => request,
        };
        read(send(request).await?).await
    }
}
