//! The rows of a table, one at a time, each with the line on which it begins.

use std::io::Read;

use csv::{ByteRecord, Reader, ReaderBuilder, Trim};

use crate::intake::batch::columns::Separator;
use crate::intake::batch::formats::line_feeds::LineFeeds;
use crate::intake::batch::formats::row_limit::{MAX_ITEM_BYTES, RowLimit, RowTooLong};
use crate::intake::batch::sink::Stop;

/// The number of bytes that are read from the body at once.
const BUFFER_BYTES: usize = 64 * 1024;

/// The rows of `R`.
pub(super) struct Rows<R> {
    reader: Reader<RowLimit<LineFeeds<R>>>,
    row: ByteRecord,
}

impl<R: Read> Rows<R> {
    /// Makes a reader of the rows of `input`, whose cells are separated by `separator`.
    pub(super) fn new(input: R, separator: Separator) -> Self {
        let reader = ReaderBuilder::new()
            .has_headers(false)
            // A row with too few or too many cells is a fault of that row, not the end of the file.
            .flexible(true)
            .trim(Trim::None)
            .delimiter(separator.byte())
            .buffer_capacity(BUFFER_BYTES)
            .from_reader(RowLimit::new(LineFeeds::of(input), separator, MAX_ITEM_BYTES));
        Self { reader, row: ByteRecord::new() }
    }

    /// Reads the next row, and returns false at the end. An error calls the row `what`.
    pub(super) fn advance(&mut self, what: impl FnOnce() -> String) -> Result<bool, Stop> {
        self.reader.read_byte_record(&mut self.row).map_err(|error| match error.into_kind() {
            csv::ErrorKind::Io(error) if error.get_ref().is_some_and(|inner| inner.is::<RowTooLong>()) => {
                Stop::malformed(format!(
                    "The row of {} is longer than {MAX_ITEM_BYTES} bytes. If a quote in it is never closed, close it, \
                     and double a quote inside a quoted value.",
                    what()
                ))
            }
            csv::ErrorKind::Io(error) => Stop::Body(error),
            other => Stop::malformed(format!("The body is not CSV: {other:?}.")),
        })
    }

    /// Returns the row that was read.
    pub(super) const fn row(&self) -> &ByteRecord {
        &self.row
    }

    /// Returns whether the row ends with the body, within a quote that is never closed.
    pub(super) fn ends_in_a_quote(&self) -> bool {
        self.reader.get_ref().ended_in_a_quote()
    }

    /// Returns the number of bytes read, up to the end of the row.
    pub(super) fn bytes(&self) -> u64 {
        self.reader.position().byte()
    }

    /// Returns the line on which the row begins. The reader counts the line feeds that it has consumed. After a row
    /// that ends with a carriage return it has not reached the line feed yet, and before a row it has not reached blank
    /// lines.
    pub(super) fn line(&self) -> Option<u64> {
        let breaks = self.row.as_slice().iter().filter(|byte| **byte == b'\n').count() as u64;
        let (reader, input) = (&self.reader, self.reader.get_ref());
        // The last row has no end of line, so its end is where the reader is.
        if input.ended_in_a_row() {
            return Some(reader.position().line().saturating_sub(breaks));
        }
        let behind = u64::from(input.input().ends_with_crlf());
        let from_start = self.row.position()?.line() + behind;
        let from_end = (reader.position().line() + behind).saturating_sub(1 + breaks);
        Some(from_start.max(from_end))
    }
}
