//! The positions of the fields of an item in a row.

use csv::ByteRecord;

use super::header::{FIRST_ROW, no_header};
use crate::http::extract::UnknownName;
use crate::intake::batch::columns::{Column, Holds, Separator};
use crate::intake::batch::faults::Fault;
use crate::intake::batch::item_reader::{Cells, FIELDS, Item, Unit};
use crate::intake::batch::options;
use crate::intake::batch::sink::Stop;

/// The position of each column, by what the column holds.
pub(super) struct Places {
    email: usize,
    amount: usize,
    unit: Unit,
    reference: Option<usize>,
    metadata: Option<usize>,
    count: usize,
    separator: Separator,
}

impl Places {
    /// Reads the positions from a header with the API's column names.
    pub(super) fn named(header: &ByteRecord) -> Result<Self, Stop> {
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
                    let unknown = UnknownName::column(other, &FIELDS).with_query_hint(options::NAMES);
                    return Err(Stop::field(other, "unknown_column", unknown.message()));
                }
            };
            if column.replace(place).is_some() {
                return Err(Stop::field(
                    &name,
                    "duplicate_column",
                    format!("Two columns are named {name}: name each column once."),
                ));
            }
        }
        let missing =
            |name| Stop::field(name, "missing_column", format!("There is no column {name}. {FIRST_ROW}"));
        Ok(Self {
            email: email.ok_or_else(|| missing("email"))?,
            amount: amount.ok_or_else(|| missing("amount"))?,
            unit: Unit::Cents,
            reference,
            metadata,
            count: header.len(),
            separator: Separator::Comma,
        })
    }

    /// Reads the positions from what a person says of the columns.
    ///
    /// # Errors
    /// What is missing, or is said twice.
    pub(super) fn told(columns: &[Column], separator: Separator) -> Result<Self, String> {
        let place = |what: &[Holds], called: &str| {
            let mut found = columns
                .iter()
                .enumerate()
                .filter(|(_, column)| column.holds.is_some_and(|it| what.contains(&it)));
            match (found.next(), found.next()) {
                (first, None) => Ok(first.map(|(place, _)| place)),
                _ => Err(format!(
                    "Two columns are described as {called}: keep the one to pay by, and leave the other out."
                )),
            }
        };
        let email = place(&[Holds::Email], "the e-mail address")?;
        let amount = place(&[Holds::Cents, Holds::Dollars], "the amount")?;
        let reference = place(&[Holds::Reference], "the reference")?;
        let metadata = place(&[Holds::Metadata], "the metadata")?;
        let email = email.ok_or("Say which column holds the e-mail address.")?;
        let amount =
            amount.ok_or("Say which column holds the amount, and whether it is in cents or in dollars.")?;
        let unit = if columns[amount].holds == Some(Holds::Dollars) { Unit::Dollars } else { Unit::Cents };
        Ok(Self { email, amount, unit, reference, metadata, count: columns.len(), separator })
    }

    /// Reads the item of a row.
    pub(super) fn item<'r>(&self, row: &'r ByteRecord) -> Result<Item<'r>, Vec<Fault>> {
        if row.iter().all(|cell| cell.trim_ascii().is_empty()) {
            let message = format!(
                "The row has {}s and no value, as spreadsheets write blank rows: remove it.",
                self.separator.name()
            );
            return Err(vec![Fault::item("blank_row", message)]);
        }
        let item =
            if row.len() == self.count { self.of_cells(row) } else { Err(vec![self.wrong_number(row)]) };
        item.map_err(|faults| {
            // A value of several lines is rare and nearly always a mistake. Only metadata and unused columns may have
            // one.
            let in_one_line = [Some(self.email), Some(self.amount), self.reference];
            let astray = row.len() != self.count || faults.iter().any(|fault| fault.field == "metadata");
            let breaks = |place: &usize| row.get(*place).is_some_and(|cell| cell.contains(&b'\n'));
            let many =
                in_one_line.iter().flatten().any(breaks) || (astray && row.as_slice().contains(&b'\n'));
            if many { vec![unclosed_quote()] } else { faults }
        })
    }

    /// Returns the amount of a row as it is written.
    pub(super) fn amount<'r>(&self, row: &'r ByteRecord) -> &'r [u8] {
        row.get(self.amount).unwrap_or_default()
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
            unit: self.unit,
            reference: optional(self.reference, "reference")?,
            metadata: optional(self.metadata, "metadata")?,
        })
    }

    fn wrong_number(&self, row: &ByteRecord) -> Fault {
        let separator = self.separator.name();
        let cure = if row.len() < self.count {
            format!("write a {separator} for each column, even if its value is empty")
        } else if row.iter().skip(self.count).all(<[u8]>::is_empty) {
            format!("remove the {separator}s at its end")
        } else if (self.separator, self.unit) == (Separator::Comma, Unit::Cents) {
            "a comma inside a value also separates, so write amounts in whole cents without commas, and put other values in quotes"
                .to_owned()
        } else {
            format!("a {separator} inside a value also separates, so put such a value in quotes")
        };
        let message = format!("The row has {} fields, but the header has {}: {cure}.", row.len(), self.count);
        Fault::item("wrong_number_of_fields", message)
    }
}

/// The fault of a row with a quote that is not closed where its value ends.
pub(super) fn unclosed_quote() -> Fault {
    let message = "A quote that opens in this row closes lines later, or never, so the text after it is read as one \
                   value. Close the quote, and double a quote inside a quoted value.";
    Fault::item("unclosed_quote", message)
}
