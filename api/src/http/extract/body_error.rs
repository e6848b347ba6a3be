//! The errors of reading a body, and the response to each.

use std::error::Error;

use http_body_util::LengthLimitError;

use crate::http::refusal::Refusal;
use crate::http::serve::BodyStalled;

/// The body exceeds its limit when decompressed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the body is too large when it is unpacked")]
pub struct UnpackedTooLarge;

/// The body is not compressed as `Content-Encoding` says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the body is not gzip")]
pub struct NotGzip;

/// Returns the refusal for a failed read of a body. Handlers that stream a body use it as well.
pub fn refusal_of_body_error(error: &(dyn Error + 'static)) -> Refusal {
    let chain = || std::iter::successors(Some(error), |&error| error.source());
    if chain().any(|error| error.is::<LengthLimitError>() || error.is::<UnpackedTooLarge>()) {
        Refusal::BodyTooLarge
    } else if chain().any(|error| error.is::<BodyStalled>()) {
        Refusal::BodyStalled
    } else if chain().any(|error| error.is::<NotGzip>()) {
        Refusal::NotGzip
    } else {
        Refusal::BodyCut
    }
}
