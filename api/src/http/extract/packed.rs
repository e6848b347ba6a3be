//! Compressed bodies (`Content-Encoding`). Only gzip is accepted: its window is 32 KiB a body, while brotli and zstd
//! take megabytes, and many bodies arrive at once.
//!
//! The uncompressed length counts against the same limits as an uncompressed body. The client's pace is measured by the
//! bytes that it sends.
//! measured by what it sends.

use std::io::{self, BufRead, Read};

use axum::body::Bytes;
use axum::http::HeaderMap;
use axum::http::header::CONTENT_ENCODING;
use flate2::bufread::MultiGzDecoder;

use super::body_error::{NotGzip, UnpackedTooLarge, refusal_of_body_error};
use crate::http::refusal::Refusal;

/// How many times longer than the sent bytes a body may be, beyond [`FREE_BYTES`]. Rewards compress to a tenth or a
/// thirtieth, a body made to fill memory to a thousandth.
const MOST_TIMES_LONGER: u64 = 200;

/// The uncompressed length that is always allowed.
const FREE_BYTES: u64 = 1024 * 1024;

/// How a body is compressed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Packing {
    /// Not compressed.
    Plain,
    /// With gzip, in one or more members.
    Gzip,
    /// Gzip if its first byte says so, otherwise not compressed. No text begins with that byte. Used for uploaded
    /// files, whose names may not tell.
    AsItBegins,
}

impl Packing {
    /// Returns whether a body that begins with `head` is compressed.
    pub fn is_gzip(self, head: &[u8]) -> bool {
        self == Self::Gzip || self == Self::AsItBegins && head.first() == Some(&GZIP_BEGINS)
    }
}

/// The first byte of gzip.
const GZIP_BEGINS: u8 = 0x1f;

/// Returns the compression of a request's body.
///
/// # Errors
/// [`Refusal::UnsupportedEncoding`] for anything but gzip, applied once.
pub fn packing(headers: &HeaderMap) -> Result<Packing, Refusal> {
    let mut packing = Packing::Plain;
    for value in headers.get_all(CONTENT_ENCODING) {
        let names = value.to_str().map_err(|_| Refusal::UnsupportedEncoding)?;
        for name in names.split(',').map(|name| name.trim().to_ascii_lowercase()) {
            match name.as_str() {
                "" | "identity" => {}
                "gzip" | "x-gzip" if packing == Packing::Plain => packing = Packing::Gzip,
                _ => return Err(Refusal::UnsupportedEncoding),
            }
        }
    }
    Ok(packing)
}

/// Decompresses a small body.
///
/// # Errors
/// If the body is not compressed as the header says, or is larger than `max_bytes` uncompressed.
pub fn unpacked(headers: &HeaderMap, bytes: Bytes, max_bytes: usize) -> Result<Bytes, Refusal> {
    if bytes.is_empty() || packing(headers)? == Packing::Plain {
        return Ok(bytes);
    }
    let mut whole = Vec::new();
    let read = Unpacked::new(bytes.as_ref(), max_bytes).read_to_end(&mut whole);
    read.map_err(|error| refusal_of_body_error(&error))?;
    Ok(whole.into())
}

/// Reads a compressed body.
#[derive(Debug)]
pub struct Unpacked<R> {
    input: MultiGzDecoder<Counted<R>>,
    bytes: u64,
    max_bytes: u64,
}

impl<R: BufRead> Unpacked<R> {
    /// Creates a reader of `input` that fails after `max_bytes`.
    pub fn new(input: R, max_bytes: usize) -> Self {
        let input = MultiGzDecoder::new(Counted { input, bytes: 0 });
        Self { input, bytes: 0, max_bytes: max_bytes as u64 }
    }
}

impl<R: BufRead> Read for Unpacked<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.input.read(buffer).map_err(|error| match error.kind() {
            io::ErrorKind::InvalidInput | io::ErrorKind::InvalidData => shown(NotGzip),
            _ => error,
        })?;
        self.bytes += read as u64;
        let most = FREE_BYTES.max(self.input.get_ref().bytes.saturating_mul(MOST_TIMES_LONGER));
        if self.bytes > self.max_bytes.min(most) { Err(shown(UnpackedTooLarge)) } else { Ok(read) }
    }
}

/// Wraps `error` in another error, because the inner error of an io::Error is not among its sources.
fn shown(error: impl std::error::Error + Send + Sync + 'static) -> io::Error {
    io::Error::other(axum::Error::new(error))
}

/// Counts the consumed bytes.
#[derive(Debug)]
struct Counted<R> {
    input: R,
    bytes: u64,
}

impl<R: BufRead> BufRead for Counted<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        self.input.fill_buf()
    }

    fn consume(&mut self, amount: usize) {
        self.bytes += amount as u64;
        self.input.consume(amount);
    }
}

impl<R: BufRead> Read for Counted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.input.read(buffer)?;
        self.bytes += read as u64;
        Ok(read)
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    fn gzip(text: &[u8]) -> Bytes {
        let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
        packer.write_all(text).unwrap();
        packer.finish().unwrap().into()
    }

    fn encoded(values: &[&'static str]) -> HeaderMap {
        let mut headers = HeaderMap::new();
        for value in values {
            headers.append(CONTENT_ENCODING, value.parse().unwrap());
        }
        headers
    }

    #[test]
    fn only_identity_and_a_single_gzip_are_accepted() {
        for (values, as_read) in [
            (&[][..], Ok(Packing::Plain)),
            (&["identity"], Ok(Packing::Plain)),
            (&["GZIP"], Ok(Packing::Gzip)),
            (&["identity, x-gzip"], Ok(Packing::Gzip)),
            (&["gzip, gzip"], Err(Refusal::UnsupportedEncoding)),
            (&["gzip", "gzip"], Err(Refusal::UnsupportedEncoding)),
            (&["br"], Err(Refusal::UnsupportedEncoding)),
        ] {
            assert_eq!(packing(&encoded(values)), as_read, "{values:?}");
        }
    }

    #[test]
    fn the_limit_applies_to_the_unpacked_body() {
        let read = |body: Bytes, max| unpacked(&encoded(&["gzip"]), body, max);
        assert_eq!(read(gzip(b"{}"), 2).as_deref(), Ok(&b"{}"[..]));
        let twice = Bytes::from([gzip(b"{"), gzip(b"}")].concat());
        assert_eq!(read(twice, 2).as_deref(), Ok(&b"{}"[..]));
        assert_eq!(read(gzip(b"{} "), 2), Err(Refusal::BodyTooLarge));
        assert_eq!(read(Bytes::from_static(b"{\"email\":\"a@b.cd\"}"), 99), Err(Refusal::NotGzip));
        let whole = gzip(b"{}");
        assert_eq!(read(whole.slice(..whole.len() - 4), 2), Err(Refusal::BodyCut));
    }

    #[test]
    fn a_gzip_bomb_is_rejected_before_it_is_unpacked() {
        let bomb = gzip(&vec![0; 16 * 1024 * 1024]);
        let mut unpacked = Unpacked::new(bomb.as_ref(), usize::MAX);
        let mut read = 0;
        let failed = loop {
            match unpacked.read(&mut [0; 64 * 1024]) {
                Ok(bytes) => read += bytes,
                Err(error) => break error,
            }
        };
        assert_eq!(refusal_of_body_error(&failed), Refusal::BodyTooLarge);
        assert!(read as u64 <= 2 * FREE_BYTES, "{read}");
    }
}
