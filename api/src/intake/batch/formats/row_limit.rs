//! Limits the length of a row of a table. Without the limit, a quote that is never closed would make the whole body one
//! cell.

use std::io::{self, Read};

use crate::http::extract::MAX_SMALL_BODY_BYTES;
use crate::intake::batch::columns::Separator;

/// The maximum length of a line or row, in bytes. A single request for the same item could not be longer.
pub(super) const MAX_ITEM_BYTES: usize = MAX_SMALL_BODY_BYTES;

/// A reader that fails if a row is too long. Blank lines are not rows, however many there are.
pub(super) struct RowLimit<R> {
    input: R,
    separator: Separator,
    most: usize,
    row_bytes: usize,
    at: CellPosition,
    /// Whether the input has ended.
    ended: bool,
}

/// A row did not end within its limit.
#[derive(Debug, thiserror::Error)]
#[error("a row is too long")]
pub(super) struct RowTooLong;

/// The place of a byte in a table, as the reader of its rows sees it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum CellPosition {
    RowStart,
    CellStart,
    Cell,
    Quoted,
    /// After a quote inside a quoted cell. The quote ends the cell, or a second quote follows.
    Quote,
}

impl CellPosition {
    fn next<const SEPARATOR: u8>(self, byte: u8) -> Self {
        match (self, byte) {
            (Self::Quoted, b'"') => Self::Quote,
            (Self::RowStart | Self::CellStart | Self::Quote, b'"') | (Self::Quoted, _) => Self::Quoted,
            (_, b'\n' | b'\r') => Self::RowStart,
            (_, byte) if byte == SEPARATOR => Self::CellStart,
            // The CSV reader skips a byte order mark.
            (Self::RowStart, 0xef | 0xbb | 0xbf) => Self::RowStart,
            _ => Self::Cell,
        }
    }
}

impl<R> RowLimit<R> {
    /// Makes a reader of `input`, whose cells are separated by `separator` and whose rows have at most `most` bytes.
    pub(super) fn new(input: R, separator: Separator, most: usize) -> Self {
        Self { input, separator, most, row_bytes: 0, at: CellPosition::RowStart, ended: false }
    }

    /// Follows the bytes that were read. Each separator has its own loop, because comparing with a constant costs less.
    fn follow<const SEPARATOR: u8>(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.at = self.at.next::<SEPARATOR>(*byte);
            self.row_bytes = if self.at == CellPosition::RowStart { 0 } else { self.row_bytes + 1 };
        }
    }

    /// Returns the input that is read.
    pub(super) fn input(&self) -> &R {
        &self.input
    }

    /// Returns whether the input ended within a row, which therefore has no end of line.
    pub(super) fn ended_in_a_row(&self) -> bool {
        self.ended && self.at != CellPosition::RowStart
    }

    /// Returns whether the input ended within a quoted cell, as a truncated file does. The CSV reader accepts that.
    pub(super) fn ended_in_a_quote(&self) -> bool {
        self.ended && self.at == CellPosition::Quoted
    }
}

impl<R: Read> Read for RowLimit<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        // The error comes one read late: the earlier bytes are passed on first, so that it is known which row this is.
        if self.row_bytes > self.most {
            return Err(io::Error::other(RowTooLong));
        }
        let read = self.input.read(buffer)?;
        self.ended = read == 0;
        match self.separator {
            Separator::Comma => self.follow::<b','>(&buffer[..read]),
            Separator::Semicolon => self.follow::<b';'>(&buffer[..read]),
            Separator::Tab => self.follow::<b'\t'>(&buffer[..read]),
            Separator::Bar => self.follow::<b'|'>(&buffer[..read]),
        }
        Ok(read)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Reads through a buffer of 16 bytes, and returns whether all of the text could be read.
    fn is_read(text: &str) -> bool {
        let mut limited = RowLimit::new(text.as_bytes(), Separator::Comma, 20);
        let mut buffer = [0; 16];
        loop {
            match limited.read(&mut buffer) {
                Ok(0) => return true,
                Ok(_) => {}
                Err(_) => return false,
            }
        }
    }

    #[test]
    fn only_rows_that_have_begun_are_limited() {
        let blank = "\n".repeat(500);
        let returns = "\r\n".repeat(500);
        for (head, fits) in [
            ("", true),
            ("a,b\n", true),
            ("\"a\"", true),
            ("\"a\"\"\"", true),
            ("a\"b", true),
            ("a,\"b\"c\"", true),
            ("\"a", false),
            ("a,\"", false),
            ("\"a\"\"", false),
            ("\u{feff}\"", false),
        ] {
            assert_eq!(is_read(&format!("{head}{blank}a,b\n")), fits, "{head}");
            assert_eq!(is_read(&format!("{head}{returns}a,b\n")), fits, "{head}");
        }
        assert!(!is_read(&"x".repeat(500)));
        assert!(is_read(&"x,y\n".repeat(500)));
    }
}
