//! Files whose lines end with a carriage return alone.

use std::io::{self, Read};

/// A reader for files of old Macintosh programs, which Excel still calls "CSV (Macintosh)". It turns the carriage
/// returns that end their lines into line feeds, which readers count. The end of the first line shows whether it is
/// such a file.
pub(super) struct LineFeeds<R> {
    input: R,
    ends: LineEnding,
}

/// How the lines of a file end.
#[derive(Clone, Copy, PartialEq, Eq)]
enum LineEnding {
    Unknown,
    /// The last byte that was read is a carriage return, the first one in the file.
    Return,
    WithLineFeed,
    WithBoth,
    WithReturnAlone,
}

impl<R> LineFeeds<R> {
    /// Makes a reader of `input`.
    pub(super) fn of(input: R) -> Self {
        Self { input, ends: LineEnding::Unknown }
    }

    /// Returns whether lines end with a carriage return and a line feed.
    pub(super) fn ends_with_crlf(&self) -> bool {
        self.ends == LineEnding::WithBoth
    }
}

impl<R: Read> Read for LineFeeds<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.input.read(buffer)?;
        let mut bytes = &buffer[..read];
        while let (LineEnding::Unknown | LineEnding::Return, Some(first)) = (self.ends, bytes.first()) {
            self.ends = match (self.ends, first) {
                (LineEnding::Return, b'\n') => LineEnding::WithBoth,
                (LineEnding::Unknown, b'\n') => LineEnding::WithLineFeed,
                (LineEnding::Return, _) => LineEnding::WithReturnAlone,
                (_, b'\r') => LineEnding::Return,
                _ => LineEnding::Unknown,
            };
            bytes = &bytes[1..];
        }
        if self.ends == LineEnding::WithReturnAlone {
            buffer[..read].iter_mut().filter(|byte| **byte == b'\r').for_each(|byte| *byte = b'\n');
        }
        Ok(read)
    }
}
