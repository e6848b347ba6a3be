//! The ways in which reading a body fails, and the answer to each.

use std::error::Error;

use http_body_util::LengthLimitError;

use crate::http::refusal::Refusal;
use crate::http::serve::BodyStalled;

/// It unpacks to more than it may.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the body is too large when it is unpacked")]
pub struct UnpackedTooLarge;

/// It is not what `Content-Encoding` says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the body is not gzip")]
pub struct NotGzip;

/// The answer when reading a body failed, also for those who read it as a stream.
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
