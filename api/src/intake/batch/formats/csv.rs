//! CSV: a header row that names the columns, in any order. `email` and `amount` must be there; `reference` and
//! `metadata` may be.

use std::io::Read;

use csv::{ByteRecord, ReaderBuilder, Trim};

use super::line_feeds::LineFeeds;
use super::row_limit::{MAX_ITEM_BYTES, RowLimit, RowTooLong};
use crate::http::extract::UnknownName;
use crate::intake::batch::faults::Fault;
use crate::intake::batch::item_reader::{Cells, FIELDS, Item};
use crate::intake::batch::options;
use crate::intake::batch::sink::{Sink, Stop};

/// The sentence about the first row.
const FIRST_ROW: &str =
    "The first row must name the columns: email, amount, and reference and metadata if wanted.";

/// How many bytes are read from the body at once.
const BUFFER_BYTES: usize = 64 * 1024;

/// Reads every row.
pub(super) fn read(input: impl Read, sink: &mut Sink) -> Result<(), Stop> {
    let mut reader = ReaderBuilder::new()
        .has_headers(false)
        // A row with too few or too many cells is a fault of that row, not the end of the file.
        .flexible(true)
        .trim(Trim::None)
        .buffer_capacity(BUFFER_BYTES)
        .from_reader(RowLimit::new(LineFeeds::of(input), MAX_ITEM_BYTES));
    let mut row = ByteRecord::new();
    if !next(&mut reader, &mut row, sink)? {
        return Err(Stop::field("email", "missing_column", format!("The body is empty. {FIRST_ROW}")));
    }
    let columns = Columns::of(&row)?;
    while next(&mut reader, &mut row, sink)? {
        sink.take(line(&reader, &row), columns.item(&row))?;
    }
    Ok(())
}

/// The line in which a row begins. The reader counts the line feeds that it has consumed. Behind a row that ends with a
/// carriage return it has not come to the line feed yet, and in front of a row it has not come to blank lines.
fn line<R: Read>(reader: &csv::Reader<RowLimit<LineFeeds<R>>>, row: &ByteRecord) -> Option<u64> {
    let breaks = row.as_slice().iter().filter(|byte| **byte == b'\n').count() as u64;
    let input = reader.get_ref();
    // The last row has no end of line, so it is where the reader is.
    if input.ended_in_a_row() {
        return Some(reader.position().line().saturating_sub(breaks));
    }
    let behind = u64::from(input.input().has_both());
    let from_start = row.position()?.line() + behind;
    let from_end = (reader.position().line() + behind).saturating_sub(1 + breaks);
    Some(from_start.max(from_end))
}

/// Reads the next row. False at the end.
fn next<R: Read>(
    reader: &mut csv::Reader<RowLimit<LineFeeds<R>>>,
    row: &mut ByteRecord,
    sink: &Sink,
) -> Result<bool, Stop> {
    reader.read_byte_record(row).map_err(|error| match error.into_kind() {
        csv::ErrorKind::Io(error) if error.get_ref().is_some_and(|inner| inner.is::<RowTooLong>()) => {
            Stop::malformed(format!(
                "The row of item {} (counted from 0) is longer than {MAX_ITEM_BYTES} bytes: a quote is opened in it and never \
                 closed. Close it; a quote inside a quoted value is doubled.",
                sink.next_index()
            ))
        }
        csv::ErrorKind::Io(error) => Stop::Body(error),
        other => Stop::malformed(format!("The body is not CSV: {other:?}.")),
    })
}

/// The columns, by what they hold.
struct Columns {
    email: usize,
    amount: usize,
    reference: Option<usize>,
    metadata: Option<usize>,
    count: usize,
}

impl Columns {
    fn of(header: &ByteRecord) -> Result<Self, Stop> {
        if let Some(wrong) = no_header(header) {
            return Err(wrong);
        }
        let [mut email, mut amount, mut reference, mut metadata] = [None; 4];
        for (place, name) in header.iter().enumerate() {
            let Ok(name) = std::str::from_utf8(name) else {
                let message = format!(
                    "Column {} of the first row must be UTF-8: save the file as \"CSV UTF-8\".",
                    place + 1
                );
                return Err(Stop::field("header", "invalid_utf8", message));
            };
            let name = name.trim().to_ascii_lowercase();
            let column = match name.as_str() {
                "email" => &mut email,
                "amount" => &mut amount,
                "reference" => &mut reference,
                "metadata" => &mut metadata,
                "" => {
                    let message = format!(
                        "Column {} of the first row has no name: name it, or remove the empty column (a comma at the end of \
                         the row makes one).",
                        place + 1
                    );
                    return Err(Stop::field("header", "blank_column", message));
                }
                other => {
                    let unknown = UnknownName::column(other, &FIELDS).or_of_query(options::NAMES);
                    return Err(Stop::field(other, "unknown_column", unknown.message()));
                }
            };
            if column.replace(place).is_some() {
                return Err(Stop::field(&name, "duplicate_column", "Each column is named once."));
            }
        }
        let missing =
            |name| Stop::field(name, "missing_column", format!("There is no column {name}. {FIRST_ROW}"));
        Ok(Self {
            email: email.ok_or_else(|| missing("email"))?,
            amount: amount.ok_or_else(|| missing("amount"))?,
            reference,
            metadata,
            count: header.len(),
        })
    }

    fn item<'r>(&self, row: &'r ByteRecord) -> Result<Item<'r>, Vec<Fault>> {
        if row.iter().all(|cell| cell.trim_ascii().is_empty()) {
            let message = "The row has commas and no value, as spreadsheets write blank rows: remove it.";
            return Err(vec![Fault::item("blank_row", message)]);
        }
        let item =
            if row.len() == self.count { self.of_cells(row) } else { Err(vec![self.wrong_number(row)]) };
        // A value of several lines is rare and nearly always a mistake. Only metadata may be one.
        let is_many = |(place, cell): (usize, &[u8])| cell.contains(&b'\n') && Some(place) != self.metadata;
        item.map_err(|faults| {
            let astray = row.len() != self.count || faults.iter().any(|fault| fault.field == "metadata");
            let many = row.iter().enumerate().any(is_many) || (astray && row.as_slice().contains(&b'\n'));
            if many { vec![unclosed_quote()] } else { faults }
        })
    }

    fn of_cells<'r>(&self, row: &'r ByteRecord) -> Result<Item<'r>, Vec<Fault>> {
        let cell = |place: usize, name| {
            std::str::from_utf8(&row[place]).map_err(|_| {
                let message = format!("The {name} must be UTF-8: save the file as \"CSV UTF-8\".");
                vec![Fault::new(name, "invalid_utf8", message)]
            })
        };
        let optional = |place: Option<usize>, name| place.map_or(Ok(""), |place| cell(place, name));
        Item::from_cells(Cells {
            email: cell(self.email, "email")?,
            amount: cell(self.amount, "amount")?,
            reference: optional(self.reference, "reference")?,
            metadata: optional(self.metadata, "metadata")?,
        })
    }

    fn wrong_number(&self, row: &ByteRecord) -> Fault {
        let cure = if row.len() < self.count {
            "give each column its comma, also where it is empty"
        } else if row.iter().skip(self.count).all(<[u8]>::is_empty) {
            "remove the commas at its end"
        } else {
            "a comma inside a value separates too: write amounts in whole cents without commas, and put other values in quotes"
        };
        let message = format!("The row has {} fields, the header {}: {cure}.", row.len(), self.count);
        Fault::item("wrong_number_of_fields", message)
    }
}

/// The fault of a first row that names no columns between commas.
fn no_header(row: &ByteRecord) -> Option<Stop> {
    let text = String::from_utf8_lossy(row.as_slice());
    if text.get(..4).is_some_and(|start| start.eq_ignore_ascii_case("sep=")) {
        let message = format!("The first row is a hint for Excel (sep=): remove it. {FIRST_ROW}");
        return Some(Stop::field("header", "not_a_header", message));
    }
    if text.chars().any(|char| char.is_control() && !char.is_whitespace()) {
        let message = "The first row has characters that no text has, so this is no table: save it as CSV (UTF-8), or unpack it.";
        return Some(Stop::field("header", "not_text", message));
    }
    if row.len() == 1 {
        let separators = [(';', "semicolons"), ('\t', "tabs"), ('|', "bars")];
        if let Some((_, name)) = separators.iter().find(|(separator, _)| text.contains(*separator)) {
            let message = format!(
                "The columns are separated by {name}, and must be by commas: save or export the file with the comma as its \
                 separator."
            );
            return Some(Stop::field("header", "wrong_separator", message));
        }
    }
    if text.contains('\n') {
        let message = "A quote is opened in the first row and not closed there: close or remove it.";
        return Some(Stop::field("header", "unclosed_quote", message));
    }
    let address = row.iter().find(|cell| cell.contains(&b'@'))?;
    let message = format!("The first row looks like an item. {FIRST_ROW}");
    Some(Stop::field(String::from_utf8_lossy(address).trim(), "unknown_column", message))
}

fn unclosed_quote() -> Fault {
    let message = "A quote is opened in this row and closed lines later, or never, so what follows is read as one value: close \
                   it; a quote inside a quoted value is doubled.";
    Fault::item("unclosed_quote", message)
}
