//! Serves scripts and styles, which `api/build.rs` compresses when the program is built. An address contains a digest
//! of the content, so a browser caches the file for good, and a new version has a new address.

use std::io::Read;

use axum::body::{Body, Bytes};
use axum::http::header::{ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE, VARY};
use axum::http::{HeaderMap, HeaderValue, Response};
use axum::response::IntoResponse;
use flate2::read::GzDecoder;

use crate::http::refusal::Refusal;

include!(concat!(env!("OUT_DIR"), "/assets.rs"));

/// A year, the longest that browsers cache anything.
pub const FOR_GOOD: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");

/// A file that pages load.
#[derive(Debug)]
pub struct Asset {
    /// The path of its address.
    pub address: &'static str,
    media_type: &'static str,
    packed: &'static [u8],
}

/// Serves the asset at `address`, compressed if the client accepts gzip.
///
/// # Errors
/// [`Refusal::NotFound`] if there is no such asset.
pub fn served(address: &str, headers: &HeaderMap) -> Result<Response<Body>, Refusal> {
    let asset = ALL.iter().find(|asset| asset.address == address).ok_or(Refusal::NotFound)?;
    let mut response = if takes_gzip(headers) {
        ([(CONTENT_ENCODING, HeaderValue::from_static("gzip"))], Bytes::from_static(asset.packed))
            .into_response()
    } else {
        unpacked(asset.packed).into_response()
    };
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(asset.media_type));
    headers.insert(CACHE_CONTROL, FOR_GOOD);
    headers.insert(VARY, HeaderValue::from_static("accept-encoding"));
    Ok(response)
}

/// Returns whether the client accepts gzip: it names gzip without a weight of 0.
fn takes_gzip(headers: &HeaderMap) -> bool {
    let said = headers.get_all(ACCEPT_ENCODING).iter().filter_map(|value| value.to_str().ok());
    said.flat_map(|value| value.split(',')).any(|one| {
        let mut parts = one.split(';').map(str::trim);
        let names_it = parts.next().is_some_and(|name| name.eq_ignore_ascii_case("gzip"));
        names_it && !parts.any(|weight| matches!(weight, "q=0" | "q=0.0" | "q=0.00" | "q=0.000"))
    })
}

fn unpacked(packed: &[u8]) -> Result<Vec<u8>, Refusal> {
    let mut whole = Vec::new();
    GzDecoder::new(packed).read_to_end(&mut whole).map_err(|_| Refusal::Internal)?;
    Ok(whole)
}

#[cfg(test)]
mod tests {
    use super::*;
    use http_body_util::BodyExt;
    use sha2::{Digest, Sha256};

    async fn get(address: &str, encoding: &str) -> (Option<String>, Vec<u8>) {
        let headers = HeaderMap::from_iter([(ACCEPT_ENCODING, encoding.parse().unwrap())]);
        let response = served(address, &headers).unwrap();
        assert_eq!(response.headers()[CACHE_CONTROL], "public, max-age=31536000, immutable");
        let packed = response.headers().get(CONTENT_ENCODING).map(|value| value.to_str().unwrap().to_owned());
        (packed, response.into_body().collect().await.unwrap().to_bytes().to_vec())
    }

    #[tokio::test]
    async fn both_encodings_have_the_content_that_the_address_names() {
        for asset in ALL {
            let (packed, small) = get(asset.address, "br, gzip").await;
            let (plain, whole) = get(asset.address, "gzip;q=0, identity").await;
            assert_eq!((packed.as_deref(), plain), (Some("gzip"), None));
            assert_eq!(unpacked(&small).unwrap(), whole);
            assert!(asset.address.contains(&hex::encode(Sha256::digest(&whole))[..16]), "{}", asset.address);
        }
        assert!(served("/assets/pages.css", &HeaderMap::new()).is_err());
    }
}
