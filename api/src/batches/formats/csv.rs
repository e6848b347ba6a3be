//! CSV: a header row that names its columns, `email` and `amount` always, `reference` and `metadata` if wanted, in any
//! order.

use std::io::{self, Read};

use csv::{ByteRecord, ReaderBuilder, Trim};

use super::MAX_ITEM_BYTES;
use crate::batches::faults::Fault;
use crate::batches::item::{Cells, FIELDS, Item};
use crate::batches::sink::{Sink, Stop};
use crate::extract::UnknownName;

/// What is read from the body at once.
const BUFFER_BYTES: usize = 64 * 1024;

/// Reads every row.
pub(super) fn read(input: impl Read, sink: &mut Sink) -> Result<(), Stop> {
    let mut reader = ReaderBuilder::new()
        .has_headers(false)
        // A row with too few or too many cells is a fault of that row, not the end of the file.
        .flexible(true)
        .trim(Trim::None)
        .buffer_capacity(BUFFER_BYTES)
        .from_reader(RowLimit { input, row_bytes: 0 });
    let mut row = ByteRecord::new();
    if !next(&mut reader, &mut row, sink)? {
        return Err(Stop::field("email", "missing_column", "The first row must name the columns."));
    }
    let columns = Columns::of(&row)?;
    let numbering = Numbering::behind_header(&reader);
    while next(&mut reader, &mut row, sink)? {
        sink.take(numbering.line(&reader, &row), columns.item(&row))?;
    }
    Ok(())
}

/// Finds the line in which a row begins. The reader counts the line feeds that it has consumed: behind a row that ends
/// with a carriage return it has not come to its line feed, and in front of a row it has not come to blank lines.
struct Numbering {
    /// How many line feeds the reader is behind at the end of a row.
    behind: u64,
}

impl Numbering {
    fn behind_header<R: Read>(reader: &csv::Reader<R>) -> Self {
        Self { behind: u64::from(reader.position().line() == 1) }
    }

    fn line<R: Read>(&self, reader: &csv::Reader<R>, row: &ByteRecord) -> Option<u64> {
        let from_start = row.position()?.line() + self.behind;
        let breaks = row.as_slice().iter().filter(|byte| **byte == b'\n').count() as u64;
        // Less by one for the last row of a file without a last line feed, for which nothing is in front.
        let from_end = (reader.position().line() + self.behind).saturating_sub(1 + breaks);
        Some(from_start.max(from_end))
    }
}

/// Reads the next row; false at the end.
fn next<R: Read>(
    reader: &mut csv::Reader<RowLimit<R>>,
    row: &mut ByteRecord,
    sink: &Sink,
) -> Result<bool, Stop> {
    reader.get_mut().row_bytes = 0;
    reader.read_byte_record(row).map_err(|error| match error.into_kind() {
        csv::ErrorKind::Io(error) if error.get_ref().is_some_and(|inner| inner.is::<RowTooLong>()) => {
            Stop::malformed(format!(
                "The row of item {} is longer than {MAX_ITEM_BYTES} bytes: is a quote not closed?",
                sink.next_index()
            ))
        }
        csv::ErrorKind::Io(error) => Stop::Body(error),
        other => Stop::malformed(format!("The body is not CSV: {other:?}.")),
    })
}

/// Which column holds what.
struct Columns {
    email: usize,
    amount: usize,
    reference: Option<usize>,
    metadata: Option<usize>,
    count: usize,
}

impl Columns {
    fn of(header: &ByteRecord) -> Result<Self, Stop> {
        let [mut email, mut amount, mut reference, mut metadata] = [None; 4];
        for (place, name) in header.iter().enumerate() {
            let name = String::from_utf8_lossy(name).trim().to_ascii_lowercase();
            let column = match name.as_str() {
                "email" => &mut email,
                "amount" => &mut amount,
                "reference" => &mut reference,
                "metadata" => &mut metadata,
                other => {
                    let message = UnknownName::field(other, &FIELDS).message().to_owned();
                    return Err(Stop::field(other, "unknown_column", message));
                }
            };
            if column.replace(place).is_some() {
                return Err(Stop::field(&name, "duplicate_column", "Each column is named once."));
            }
        }
        let missing =
            |name| Stop::field(name, "missing_column", format!("The first row must name a column {name}."));
        Ok(Self {
            email: email.ok_or_else(|| missing("email"))?,
            amount: amount.ok_or_else(|| missing("amount"))?,
            reference,
            metadata,
            count: header.len(),
        })
    }

    fn item<'r>(&self, row: &'r ByteRecord) -> Result<Item<'r>, Vec<Fault>> {
        if row.len() != self.count {
            let message = format!("The row has {} fields, the header {}.", row.len(), self.count);
            return Err(vec![Fault::item("wrong_number_of_fields", message)]);
        }
        let cell = |place: usize, name| {
            std::str::from_utf8(&row[place])
                .map_err(|_| vec![Fault::new(name, "invalid_utf8", format!("The {name} must be UTF-8."))])
        };
        let optional = |place: Option<usize>, name| place.map_or(Ok(""), |place| cell(place, name));
        Item::from_cells(Cells {
            email: cell(self.email, "email")?,
            amount: cell(self.amount, "amount")?,
            reference: optional(self.reference, "reference")?,
            metadata: optional(self.metadata, "metadata")?,
        })
    }
}

/// Fails when one row takes more than it may: a quote that is never closed would make the whole body one cell.
struct RowLimit<R> {
    input: R,
    row_bytes: usize,
}

/// A row did not end in time.
#[derive(Debug, thiserror::Error)]
#[error("a row is too long")]
struct RowTooLong;

impl<R: Read> Read for RowLimit<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.row_bytes > MAX_ITEM_BYTES {
            return Err(io::Error::other(RowTooLong));
        }
        let read = self.input.read(buffer)?;
        self.row_bytes += read;
        Ok(read)
    }
}
