//! The origins whose pages may call the routes of a business's payout users from a browser (CORS).
//!
//! When a page sends a request to another host, the browser adds the page's origin. It gives the response to the page
//! only if the response names that origin. The list says which pages get responses. It restricts browsers only, not
//! other clients.

use std::fmt;
use std::net::IpAddr;

use ::url::{Host, Url};
use sqlx::PgConnection;

use crate::ids::BusinessId;

/// The most origins that a business may allow.
pub const MAX_ORIGINS: usize = 20;

/// The most characters of an origin: the longest host name, with a scheme and a port.
pub const MAX_ORIGIN_CHARS: usize = 300;

/// An origin as a browser sends it: scheme, host, and the port unless it is the scheme's default.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Origin(String);

/// Why a text is rejected as an origin.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InvalidOrigin {
    /// The text does not have the form that a browser sends.
    #[error(
        "An origin must be written as browsers send it: scheme, host and port, in lower case, without a path or a \
         slash at the end, such as https://shop.example.com."
    )]
    NotAnOrigin,
    /// The scheme is not encrypted: anyone on the way to the browser could change such a page.
    #[error("An origin must begin with https:// (http:// is allowed only for localhost).")]
    NotHttps,
}

impl Origin {
    /// Parses `text`, which must have the form that a browser sends.
    ///
    /// # Errors
    /// If a browser would not send the text.
    pub fn read(text: &str) -> Result<Self, InvalidOrigin> {
        let url = Url::parse(text).map_err(|_| InvalidOrigin::NotAnOrigin)?;
        // The URL parser takes a star as a letter of a host, but the person who writes it means a pattern. No browser
        // sends one.
        let is_pattern = text.contains('*');
        if is_pattern || url.origin().ascii_serialization() != text || text.len() > MAX_ORIGIN_CHARS {
            return Err(InvalidOrigin::NotAnOrigin);
        }
        let local = match url.host() {
            Some(Host::Domain(name)) => name == "localhost",
            Some(Host::Ipv4(address)) => IpAddr::from(address).is_loopback(),
            Some(Host::Ipv6(address)) => IpAddr::from(address).is_loopback(),
            None => false,
        };
        match url.scheme() {
            "https" => Ok(Self(text.to_owned())),
            "http" if local => Ok(Self(text.to_owned())),
            "http" => Err(InvalidOrigin::NotHttps),
            _ => Err(InvalidOrigin::NotAnOrigin),
        }
    }

    /// Returns the text that a browser sends.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Returns the origins that `business` allows, sorted.
///
/// # Errors
/// If the database fails.
pub async fn allowed_origins(
    conn: &mut PgConnection,
    business: BusinessId,
) -> Result<Vec<String>, sqlx::Error> {
    sqlx::query_scalar!(
        "select origin from allowed_origins where business_id = $1 order by origin",
        business.uuid()
    )
    .fetch_all(conn)
    .await
}

/// Allows exactly these `origins`.
///
/// # Errors
/// If the database fails.
pub async fn allow_origins(
    conn: &mut PgConnection,
    business: BusinessId,
    origins: &[Origin],
) -> Result<(), sqlx::Error> {
    // Two changes at once happen one after the other, so the result is the whole list of one of them.
    sqlx::query!("select id from businesses where id = $1 for no key update", business.uuid())
        .fetch_optional(&mut *conn)
        .await?;
    let origins: Vec<String> = origins.iter().map(|origin| origin.0.clone()).collect();
    sqlx::query!(
        "delete from allowed_origins where business_id = $1 and origin <> all($2)",
        business.uuid(),
        &origins
    )
    .execute(&mut *conn)
    .await?;
    sqlx::query!(
        "insert into allowed_origins (business_id, origin) select $1, unnest($2::text[])
         on conflict (business_id, origin) do nothing",
        business.uuid(),
        &origins
    )
    .execute(conn)
    .await
    .map(|_| ())
}

/// Returns whether any business of this cell allows `origin`. A held business counts, so that the page may read the
/// response that asks it to retry.
///
/// # Errors
/// If the database fails.
pub async fn is_allowed_by_any(conn: &mut PgConnection, origin: &str) -> Result<bool, sqlx::Error> {
    let found = sqlx::query_scalar!(
        "select business_id from allowed_origins
         where origin = $1 and business_id not in (select business_id from absent_businesses) limit 1",
        origin
    )
    .fetch_optional(conn)
    .await?;
    Ok(found.is_some())
}

/// Returns whether `business` allows `origin`.
///
/// # Errors
/// If the database fails.
pub async fn is_allowed_by(
    conn: &mut PgConnection,
    business: BusinessId,
    origin: &str,
) -> Result<bool, sqlx::Error> {
    let found = sqlx::query_scalar!(
        "select business_id from allowed_origins where business_id = $1 and origin = $2",
        business.uuid(),
        origin
    )
    .fetch_optional(conn)
    .await?;
    Ok(found.is_some())
}

#[cfg(test)]
mod tests {
    use super::{InvalidOrigin, Origin};

    #[test]
    fn an_origin_is_written_as_a_browser_sends_it() {
        for origin in [
            "https://shop.example.com",
            "https://shop.example.com:8443",
            "https://xn--bcher-kva.example",
            "https://203.0.113.7",
            "http://localhost:5173",
            "http://127.0.0.1:8000",
            "http://[::1]:8000",
        ] {
            assert_eq!(Origin::read(origin).as_ref().map(Origin::as_str), Ok(origin));
        }
        for text in [
            "",
            "*",
            "null",
            "shop.example.com",
            "https://shop.example.com/",
            "https://shop.example.com:443",
            "https://Shop.example.com",
            "https://bücher.example",
            "https://u:p@shop.example.com",
            "https://*.example.com",
            "https://shop.example.com?a",
            " https://shop.example.com",
            "ftp://shop.example.com",
            "file:///etc",
        ] {
            assert_eq!(Origin::read(text), Err(InvalidOrigin::NotAnOrigin), "{text}");
        }
        let long = format!("https://{}.example", "a.".repeat(200));
        assert_eq!(Origin::read(&long), Err(InvalidOrigin::NotAnOrigin));
        assert_eq!(Origin::read("http://shop.example.com"), Err(InvalidOrigin::NotHttps));
    }
}
