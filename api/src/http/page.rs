//! Lists with keyset pagination: `?limit=&cursor=` in, `{"data", "next_cursor"}` and `Link: rel="next"` out (RFC 8288).
//!
//! A cursor is the key of the last row that was shown. So every page costs the same, and rows that arrive meanwhile are
//! neither skipped nor shown twice. A cursor is opaque to clients but not secret, so it is validated when it comes
//! back.

use axum::body::Body;
use axum::extract::FromRequestParts;
use axum::http::header::LINK;
use axum::http::request::Parts;
use axum::http::{HeaderValue, Response, Uri};
use axum::response::IntoResponse;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use utoipa::{IntoParams, ToSchema};

use crate::http::extract::{Json, Query};
use crate::http::refusal::Refusal;

/// The maximum number of rows of a page, unless a route sets another. A response stays well under a megabyte.
pub const MAX_LIMIT: u32 = 200;
/// The number of rows of a page by default.
const DEFAULT_LIMIT: u32 = 50;
/// Parameters that are left out of links: those of the page, and a secret, which no response repeats.
const NOT_IN_LINKS: [&str; 3] = ["limit", "cursor", "payout_hash"];

/// The page that a client asks for. `K` is the key that orders the rows, such as `(DateTime<Utc>, Uuid)`. `MAX` is the
/// route's largest `limit`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page<K, const MAX: u32 = MAX_LIMIT> {
    /// How many rows to show, 1 to `MAX`.
    pub limit: u32,
    /// The key after which the page begins, or `None` for the first page.
    pub after: Option<K>,
    /// The link's base: the path, and the query without the parameters of the page.
    address: String,
}

/// One page of a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct List<T> {
    /// The rows.
    pub data: Vec<T>,
    /// What to send as `cursor` for the next page; null on the last.
    pub next_cursor: Option<String>,
}

/// A page and the link to the next one, ready to be sent.
#[derive(Clone, Debug)]
pub struct ListAnswer<T> {
    /// The body.
    pub list: List<T>,
    link: Option<HeaderValue>,
}

impl<K: DeserializeOwned, const MAX: u32> Page<K, MAX> {
    /// Returns the page that a form asks for by its `cursor`, or `None` if the cursor is invalid. The page has no
    /// address, so it must not be linked.
    pub fn of_form(limit: u32, cursor: Option<&str>) -> Option<Self> {
        let after = match cursor {
            None => None,
            Some(cursor) => Some(from_cursor(cursor)?),
        };
        Some(Self { limit, after, address: String::new() })
    }
}

impl<K: Serialize, const MAX: u32> Page<K, MAX> {
    /// Returns how many rows to fetch. One more than is shown tells whether there is a next page.
    pub fn fetch(&self) -> i64 {
        i64::from(self.limit) + 1
    }

    /// Returns the rows to show, from up to [`fetch`](Self::fetch) rows in order, and the address of the next page if
    /// there is one.
    pub fn rows<R>(&self, mut rows: Vec<R>, key: impl FnOnce(&R) -> K) -> (Vec<R>, Option<String>) {
        let next = self.cut(&mut rows, key).map(|cursor| self.next_address(&cursor));
        (rows, next)
    }

    /// Returns the address of the page after `key`, even if no row has that key.
    pub fn address_after(&self, key: &K) -> Option<String> {
        to_cursor(key).map(|cursor| self.next_address(&cursor))
    }

    /// Builds the response from up to [`fetch`](Self::fetch) rows in order. `key` returns a row's key, `show` returns
    /// what the client sees of the row.
    pub fn answer<R, T>(
        &self,
        mut rows: Vec<R>,
        key: impl FnOnce(&R) -> K,
        show: impl FnMut(R) -> T,
    ) -> ListAnswer<T> {
        let next_cursor = self.cut(&mut rows, key);
        let link = next_cursor.as_deref().and_then(|cursor| self.link(cursor));
        ListAnswer { list: List { data: rows.into_iter().map(show).collect(), next_cursor }, link }
    }

    /// Cuts `rows` to what is shown. Returns the cursor of the next page, if there is one.
    fn cut<R>(&self, rows: &mut Vec<R>, key: impl FnOnce(&R) -> K) -> Option<String> {
        let limit = usize::try_from(self.limit).unwrap_or(usize::MAX);
        let more = rows.len() > limit;
        rows.truncate(limit);
        rows.last().filter(|_| more).and_then(|last| to_cursor(&key(last)))
    }

    fn next_address(&self, cursor: &str) -> String {
        format!("{}limit={}&cursor={cursor}", self.address, self.limit)
    }

    fn link(&self, cursor: &str) -> Option<HeaderValue> {
        let text = format!("<{}>; rel=\"next\"", self.next_address(cursor));
        HeaderValue::from_str(&text).ok()
    }
}

impl<T: Serialize> IntoResponse for ListAnswer<T> {
    fn into_response(self) -> Response<Body> {
        let mut response = Json(self.list).into_response();
        if let Some(link) = self.link {
            response.headers_mut().insert(LINK, link);
        }
        response
    }
}

/// The parameters as strings, so that each can be refused by name. Public for the OpenAPI description only; routes take
/// a [`Page`].
#[derive(serde::Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct PageQuery {
    /// The most rows to answer; 50 when absent.
    #[param(value_type = Option<u32>, minimum = 1, maximum = 200)]
    limit: Option<String>,
    /// The `next_cursor` of the page before.
    cursor: Option<String>,
}

impl<K: DeserializeOwned, const MAX: u32, S: Send + Sync> FromRequestParts<S> for Page<K, MAX> {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Refusal> {
        let Query(query) = Query::<PageQuery>::from_request_parts(parts, state).await?;
        let limit = match query.limit {
            None => DEFAULT_LIMIT.min(MAX),
            Some(text) => text.parse().ok().filter(|limit| (1..=MAX).contains(limit)).ok_or_else(|| {
                Refusal::InvalidParameter {
                    field: "limit".to_owned(),
                    message: format!("limit must be from 1 to {MAX}."),
                }
            })?,
        };
        let after = match query.cursor {
            None => None,
            Some(text) => Some(from_cursor(&text).ok_or_else(|| Refusal::InvalidParameter {
                field: "cursor".to_owned(),
                message:
                    "cursor must be a next_cursor of the same list: leave it out to start from the beginning.".to_owned(),
            })?),
        };
        Ok(Self { limit, after, address: address(&parts.uri) })
    }
}

/// Encodes a key as an opaque string. Returns `None` only for a key that JSON cannot represent.
fn to_cursor<K: Serialize>(key: &K) -> Option<String> {
    serde_json::to_vec(key).ok().map(hex::encode)
}

/// Decodes the key in a cursor. A text in Postgres cannot contain NUL, so a key with one is not ours.
fn from_cursor<K: DeserializeOwned>(cursor: &str) -> Option<K> {
    let key: Value = serde_json::from_slice(&hex::decode(cursor).ok()?).ok()?;
    if has_nul(&key) { None } else { serde_json::from_value(key).ok() }
}

fn has_nul(key: &Value) -> bool {
    match key {
        Value::String(text) => text.contains('\0'),
        Value::Array(parts) => parts.iter().any(has_nul),
        _ => false,
    }
}

/// Returns the path and the filters, ready for the parameters of a page. The filters are kept as they were sent, so
/// nothing is decoded and encoded again. A URI cannot contain the `>` that would end a link.
fn address(uri: &Uri) -> String {
    let filters = uri.query().unwrap_or_default().split('&').filter(|pair| {
        let name = pair.split('=').next().unwrap_or_default();
        !name.is_empty() && !NOT_IN_LINKS.contains(&name)
    });
    let mut address = format!("{}?", uri.path());
    for filter in filters {
        address.push_str(filter);
        address.push('&');
    }
    address
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::extract::Request;

    async fn page(uri: &str) -> Result<Page<(i64, String)>, Refusal> {
        let (mut parts, ()) = Request::get(uri).body(()).unwrap().into_parts();
        Page::from_request_parts(&mut parts, &()).await
    }

    #[tokio::test]
    async fn the_link_leads_to_the_next_page_and_keeps_the_filters() {
        let first =
            page("/v1/allocations?status=failed&limit=2&email=a%2Bb%40c.d&payout_hash=s").await.unwrap();
        assert_eq!((first.limit, first.fetch(), &first.after), (2, 3, &None));
        let answer = first.answer(vec![10, 9, 8], |row| (*row, "k".to_owned()), |row| row * 2);
        assert_eq!(answer.list.data, [20, 18]);
        let cursor = answer.list.next_cursor.clone().unwrap();

        let response = answer.into_response();
        let link = response.headers()[LINK].to_str().unwrap();
        let expected = format!(
            "</v1/allocations?status=failed&email=a%2Bb%40c.d&limit=2&cursor={cursor}>; rel=\"next\""
        );
        assert_eq!(link, expected);
        let next = link.trim_start_matches('<').split('>').next().unwrap();
        assert_eq!(page(next).await.unwrap().after, Some((9, "k".to_owned())));
    }

    #[tokio::test]
    async fn the_last_page_has_no_link() {
        let last = page("/v1/batches").await.unwrap();
        assert_eq!(last.limit, 50);
        let answer = last.answer(vec![1], |row| (*row, String::new()), |row| row);
        assert_eq!(serde_json::to_string(&answer.list).unwrap(), r#"{"data":[1],"next_cursor":null}"#);
        assert!(!answer.into_response().headers().contains_key(LINK));
    }

    #[tokio::test]
    async fn an_invalid_limit_or_cursor_is_rejected_by_name() {
        for (query, name) in [
            ("limit=0", "limit"),
            ("limit=201", "limit"),
            ("limit=", "limit"),
            ("limit=-1", "limit"),
            ("cursor=", "cursor"),
            ("cursor=zz", "cursor"),
            ("cursor=7b7d", "cursor"),
            ("limit=1&limit=2", "limit"),
            // [1,"\u0000"], which Postgres would refuse.
            ("cursor=5b312c225c7530303030225d", "cursor"),
        ] {
            let refusal = page(&format!("/?{query}")).await.unwrap_err();
            assert!(matches!(refusal, Refusal::InvalidParameter { field, .. } if field == name), "{query}");
        }
        assert_eq!(page("/?limit=200").await.unwrap().limit, 200);
    }
}
