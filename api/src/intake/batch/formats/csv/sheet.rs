//! The beginning of a table whose columns a person has to describe. It is shown to the person, and the person's answer
//! is compared with it.

use csv::ByteRecord;
use domain::money::Cents;

use super::header::{empty, no_header};
use super::places::Places;
use super::rows::Rows;
use crate::intake::batch::columns::{
    Column, ColumnSource, ConvertedRow, Holds, MAX_COLUMNS, Separator, TablePreview, beginning,
};
use crate::intake::batch::formats::row_limit::MAX_ITEM_BYTES;
use crate::intake::batch::sink::Stop;

/// The number of bytes of a table that are looked at: its first row, however long, and a few more rows.
pub(super) const HEAD_BYTES: u64 = 2 * MAX_ITEM_BYTES as u64;

/// The number of rows that are shown.
const ROWS_SHOWN: usize = 5;

/// The first rows of a table.
pub(super) struct Head {
    separator: Separator,
    header: ByteRecord,
    rows: Vec<(Option<u64>, ByteRecord)>,
}

impl Head {
    /// Reads the rows that are complete within the first [`HEAD_BYTES`] of a table.
    pub(super) fn of(bytes: &[u8]) -> Result<Self, Stop> {
        let mut best = Self::separated(bytes, Separator::Comma);
        for separator in Separator::ALL {
            let Ok(other) = Self::separated(bytes, separator) else { continue };
            if best.as_ref().map_or(true, |best| best.header.len() < other.header.len()) {
                best = Ok(other);
            }
        }
        let head = best?;
        no_header(&head.header).map_or(Ok(head), Err)
    }

    fn separated(bytes: &[u8], separator: Separator) -> Result<Self, Stop> {
        let mut rows = Rows::new(bytes, separator);
        if !rows.advance(|| "the columns' names".to_owned())? {
            return Err(empty());
        }
        let mut head = Self { separator, header: rows.row().clone(), rows: Vec::new() };
        // A row that is cut off at the end of the head is not complete.
        let cut = bytes.len() as u64 >= HEAD_BYTES;
        while head.rows.len() < ROWS_SHOWN && matches!(rows.advance(String::new), Ok(true)) {
            if cut && rows.bytes() >= HEAD_BYTES {
                break;
            }
            head.rows.push((rows.line(), rows.row().clone()));
        }
        Ok(head)
    }

    /// Returns the separator of the cells.
    pub(super) const fn separator(&self) -> Separator {
        self.separator
    }

    /// Returns the positions of the columns according to `told`, and the sheet to show unless the header itself names
    /// the columns.
    pub(super) fn places(&self, told: &ColumnSource) -> Result<(Places, Option<TablePreview>), Stop> {
        let named = matches!(told, ColumnSource::ByHeader | ColumnSource::ByHeaderOrAsked)
            && self.separator == Separator::Comma;
        if let (true, Ok(places)) = (named, Places::named(&self.header)) {
            return Ok((places, None));
        }
        if self.header.len() > MAX_COLUMNS {
            let message = format!(
                "The table has {} columns, and at most {MAX_COLUMNS} can be shown: remove the columns that are not needed.",
                self.header.len()
            );
            return Err(Stop::field("header", "too_many_columns", message));
        }
        let ColumnSource::ByPerson(columns) = told else {
            return Err(self.asked(None));
        };
        let held = self.compared(columns).and_then(|()| Places::told(columns, self.separator));
        match held {
            Ok(places) => {
                let rows = self.rows.iter().map(|row| converted(row, &places)).collect();
                let sheet = TablePreview { rows, ..self.shown(Some(columns)) };
                Ok((places, Some(sheet)))
            }
            Err(wrong) => Err(self.asked(Some((columns.as_slice(), wrong)))),
        }
    }

    /// Checks that these are the columns that the person described.
    fn compared(&self, columns: &[Column]) -> Result<(), String> {
        let said = "The columns were described for a table with another first row";
        if columns.len() != self.header.len() {
            return Err(format!(
                "{said}: it had {} columns, and this one has {}. Describe the columns of this table.",
                columns.len(),
                self.header.len()
            ));
        }
        let names = self.header.iter().map(full);
        let differs = names.zip(columns).enumerate().find(|(_, (name, column))| *name != column.name);
        differs.map_or(Ok(()), |(place, (name, _))| {
            Err(format!(
                "{said}: column {} is now called {}. Describe the columns of this table.",
                place + 1,
                beginning(&name)
            ))
        })
    }

    fn asked(&self, said: Option<(&[Column], String)>) -> Stop {
        let (columns, wrong) = said.unzip();
        // An answer about another table is not kept.
        let columns = columns.filter(|columns| self.compared(columns).is_ok());
        Stop::Asked(Box::new(TablePreview { wrong, ..self.shown(columns) }))
    }

    fn shown(&self, said: Option<&[Column]>) -> TablePreview {
        let columns = self.header.iter().enumerate().map(|(place, name)| {
            let name = full(name);
            let cells = self.rows.iter().filter_map(|(_, row)| row.get(place));
            let examples = cells.map(|cell| beginning(&String::from_utf8_lossy(cell))).collect();
            let holds = match said {
                Some(said) => said.get(place).and_then(|column| column.holds),
                None => Holds::evident(&name).filter(|holds| self.is_alone(*holds)),
            };
            Column { name, examples, holds }
        });
        TablePreview { separator: self.separator, columns: columns.collect(), wrong: None, rows: Vec::new() }
    }

    /// Returns whether only one column has a name that means `holds`. If two have, neither is evident.
    fn is_alone(&self, holds: Holds) -> bool {
        self.header.iter().filter(|name| Holds::evident(&full(name)) == Some(holds)).count() == 1
    }
}

fn converted((line, row): &(Option<u64>, ByteRecord), places: &Places) -> ConvertedRow {
    let item = places.item(row).ok();
    let paid = item.map(|item| (item.email.as_str().to_owned(), Cents::new(item.amount_cents)));
    ConvertedRow { line: *line, written: beginning(&String::from_utf8_lossy(places.amount(row))), paid }
}

/// Returns a name on one line, as a form returns it.
fn full(name: &[u8]) -> String {
    String::from_utf8_lossy(name).split_whitespace().collect::<Vec<_>>().join(" ")
}
