//! The three forms of a batch, read item by item: what is held in memory is one item, or one small JSON document.

mod csv;
mod json;
mod ndjson;

use std::io::{BufRead, Cursor, Read};

use super::sink::{Sink, Stop};
use crate::extract::{MAX_SMALL_BODY_BYTES, MediaType};

/// The longest line or row, in bytes: an item alone could be no longer as a single request.
const MAX_ITEM_BYTES: usize = MAX_SMALL_BODY_BYTES;

/// What spreadsheets put before UTF-8.
const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// Reads the items of `input` into `sink`.
pub(super) fn read_items(form: MediaType, mut input: impl BufRead, sink: &mut Sink) -> Result<(), Stop> {
    let mut head = Vec::new();
    let length = BYTE_ORDER_MARK.len() as u64;
    input.by_ref().take(length).read_to_end(&mut head).map_err(Stop::Body)?;
    if head == BYTE_ORDER_MARK {
        head.clear();
    }
    let input = Cursor::new(head).chain(input);
    match form {
        MediaType::Json => json::read(input, sink),
        MediaType::Ndjson => ndjson::read(input, sink),
        MediaType::Csv => csv::read(input, sink),
    }
}

#[cfg(test)]
mod tests;
