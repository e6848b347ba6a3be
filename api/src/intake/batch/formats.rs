//! The three formats of a batch, read item by item. At most one item is held in memory, or one small JSON document.

mod csv;
mod json;
mod line_feeds;
mod ndjson;
mod row_limit;

use std::io::{BufRead, BufReader, Cursor, Read};

use super::columns::{ColumnSource, NO_COLUMNS, TablePreview};
use super::sink::{Sink, Stop};
use crate::http::extract::MediaType;
use line_feeds::LineFeeds;

/// The byte order mark that spreadsheets write before UTF-8.
const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// The number of bytes of a body that show what kind of file it is.
const HEAD_BYTES: u64 = 8;

/// Reads the items of `input` into `sink`. Returns the beginning of a table if a person has `told` its columns.
pub(crate) fn read_items(
    form: MediaType,
    told: &ColumnSource,
    mut input: impl BufRead,
    sink: &mut Sink,
) -> Result<Option<TablePreview>, Stop> {
    let mut head = Vec::new();
    input.by_ref().take(HEAD_BYTES).read_to_end(&mut head).map_err(Stop::Body)?;
    if let Some(what) = other_kind(&head, form) {
        return Err(Stop::malformed(what));
    }
    if head.starts_with(BYTE_ORDER_MARK) {
        head.drain(..BYTE_ORDER_MARK.len());
    }
    let input = Cursor::new(head).chain(input);
    if form != MediaType::Csv && matches!(told, ColumnSource::ByPerson(_) | ColumnSource::Asked) {
        let message = "This file is not a table, so its columns cannot be described: each item names its fields, and \
                       amounts are in cents. Check it again as it is, or choose a CSV file.";
        return Err(Stop::field("columns", NO_COLUMNS, message));
    }
    match form {
        MediaType::Json => json::read(input, sink)?,
        MediaType::Ndjson => ndjson::read(BufReader::new(LineFeeds::of(input)), sink)?,
        MediaType::Csv => return csv::read(input, told, sink),
    }
    Ok(None)
}

/// Returns what kind of file this is and what to do, if it does not begin like `form`.
fn other_kind(head: &[u8], form: MediaType) -> Option<&'static str> {
    let text = head.strip_prefix(BYTE_ORDER_MARK).unwrap_or(head).trim_ascii_start();
    let what = match (head, text, form) {
        ([b'P', b'K', 3, 4, ..], ..) => {
            "The body is a zip archive, as an Excel or LibreOffice workbook (.xlsx, .ods) is: save the sheet as \"CSV UTF-8\" and \
             send that file."
        }
        ([0xd0, 0xcf, 0x11, 0xe0, ..], ..) => {
            "The body is an old Excel workbook (.xls): save the sheet as \"CSV UTF-8\" and send that file."
        }
        ([b'%', b'P', b'D', b'F', ..], ..) => {
            "The body is a PDF: export the table as CSV and send that file."
        }
        ([0x1f, 0x8b, ..], ..) => {
            "The body is compressed with gzip: send it with the header Content-Encoding: gzip."
        }
        ([0xff, 0xfe, ..] | [0xfe, 0xff, ..] | [0, _, 0, _, ..] | [_, 0, _, 0, ..], ..) => {
            "The body is UTF-16 (what Excel calls \"Unicode Text\"): save it as \"CSV UTF-8\", or convert it with iconv -f UTF-16 \
             -t UTF-8, and send that file."
        }
        (_, [b'{' | b'[', ..], MediaType::Csv) => {
            "The body is JSON, but Content-Type says text/csv: send application/json for a document, application/x-ndjson for \
             an object per line."
        }
        (_, [b'{', b'"', b'i', b't', b'e', b'm', b's', ..], MediaType::Ndjson) => {
            "The body is one JSON document, but Content-Type says an object per line: send application/json, or each item in a \
             line of its own."
        }
        (_, [b'[', ..], MediaType::Ndjson) => {
            "The body is a JSON array, but Content-Type says an object per line: send {\"items\": […]} as application/json, or \
             each item in a line of its own, without brackets and commas."
        }
        _ => return None,
    };
    Some(what)
}

#[cfg(test)]
mod tests;
