//! CSV: a header row names the columns, in any order. `email` and `amount` are required, `reference` and `metadata` are
//! optional. Instead, a person may say what columns with other names hold. Then other separators are accepted as well.

mod header;
mod places;
mod rows;
mod sheet;

use std::io::{Cursor, Read};

use crate::intake::batch::columns::{ColumnSource, Separator, TablePreview};
use crate::intake::batch::sink::{Sink, Stop};
use places::{Places, unclosed_quote};
use rows::Rows;
use sheet::{HEAD_BYTES, Head};

/// Reads every row. Returns the beginning of the table if a person has described its columns.
pub(super) fn read(
    mut input: impl Read,
    told: &ColumnSource,
    sink: &mut Sink,
) -> Result<Option<TablePreview>, Stop> {
    if *told == ColumnSource::ByHeader {
        read_rows(Rows::new(input, Separator::Comma), Places::named, sink)?;
        return Ok(None);
    }
    let mut bytes = Vec::new();
    input.by_ref().take(HEAD_BYTES).read_to_end(&mut bytes).map_err(Stop::Body)?;
    let head = Head::of(&bytes)?;
    let (places, sheet) = head.places(told)?;
    read_rows(Rows::new(Cursor::new(bytes).chain(input), head.separator()), |_| Ok(places), sink)?;
    Ok(sheet)
}

fn read_rows<R: Read>(
    mut rows: Rows<R>,
    places: impl FnOnce(&csv::ByteRecord) -> Result<Places, Stop>,
    sink: &mut Sink,
) -> Result<(), Stop> {
    let item = |index: u64| format!("item {index} (counted from 0)");
    if !rows.advance(|| item(0))? {
        return Err(header::empty());
    }
    let places = places(rows.row())?;
    while rows.advance(|| item(sink.next_index()))? {
        let item = if rows.ends_in_a_quote() { Err(vec![unclosed_quote()]) } else { places.item(rows.row()) };
        sink.take(rows.line(), item)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests;
