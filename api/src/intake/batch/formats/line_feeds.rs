//! Files whose lines end with carriage returns alone.

use std::io::{self, Read};

/// Turns the carriage returns that end the lines of a file from an old Macintosh program (Excel's "CSV (Macintosh)"
/// still is one) into line feeds, by which readers count lines. The end of the first line tells whether it is such a
/// file.
pub(super) struct LineFeeds<R> {
    input: R,
    ends: Ends,
}

/// How lines end.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Ends {
    Unknown,
    /// The last byte that was read is a carriage return, the first in the file.
    Return,
    WithLineFeed,
    WithBoth,
    WithReturnAlone,
}

impl<R> LineFeeds<R> {
    /// A reader of `input`.
    pub(super) fn of(input: R) -> Self {
        Self { input, ends: Ends::Unknown }
    }

    /// Whether lines end with a carriage return and a line feed.
    pub(super) fn has_both(&self) -> bool {
        self.ends == Ends::WithBoth
    }
}

impl<R: Read> Read for LineFeeds<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.input.read(buffer)?;
        let mut bytes = &buffer[..read];
        while let (Ends::Unknown | Ends::Return, Some(first)) = (self.ends, bytes.first()) {
            self.ends = match (self.ends, first) {
                (Ends::Return, b'\n') => Ends::WithBoth,
                (Ends::Unknown, b'\n') => Ends::WithLineFeed,
                (Ends::Return, _) => Ends::WithReturnAlone,
                (_, b'\r') => Ends::Return,
                _ => Ends::Unknown,
            };
            bytes = &bytes[1..];
        }
        if self.ends == Ends::WithReturnAlone {
            buffer[..read].iter_mut().filter(|byte| **byte == b'\r').for_each(|byte| *byte = b'\n');
        }
        Ok(read)
    }
}
