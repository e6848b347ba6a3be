//! The columns of a table: what each of them holds, and who says so.
//!
//! The API's own column names say it. In the dashboard a person may say it instead, because a spreadsheet has its own
//! names. Whether an amount is in cents or in dollars is never concluded from a name.

use domain::money::Cents;

/// The most columns that are shown to a person.
pub(crate) const MAX_COLUMNS: usize = 100;

/// The error code for a file without columns, although a person said what its columns hold.
pub(crate) const NO_COLUMNS: &str = "no_columns";

/// The number of characters of a name or a cell that are shown.
const CHARS_SHOWN: usize = 60;

/// Who says what the columns hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum ColumnSource {
    /// The first row, which must have the API's column names.
    ByHeader,
    /// The first row, or a person who is asked if it has other names.
    ByHeaderOrAsked,
    /// A person who is still to be asked, whatever the first row contains.
    Asked,
    /// A person has said it, about a table with these columns.
    ByPerson(Vec<Column>),
}

/// A column as shown to a person.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Column {
    /// Its name in the first row.
    pub(crate) name: String,
    /// Some of its cells in the rows below.
    pub(crate) examples: Vec<String>,
    /// What it holds. `None` if the batch does not use the column.
    pub(crate) holds: Option<Holds>,
}

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Holds {
    Email,
    Cents,
    Dollars,
    Reference,
    Metadata,
}

/// The beginning of a table whose columns a person has to describe.
#[derive(Debug)]
pub(crate) struct TablePreview {
    /// The separator of its cells.
    pub(crate) separator: Separator,
    /// Its columns.
    pub(crate) columns: Vec<Column>,
    /// Why the person's answer about the columns was not accepted.
    pub(crate) wrong: Option<String>,
    /// Its first rows, once it is known what the columns hold.
    pub(crate) rows: Vec<ConvertedRow>,
}

/// A row as it is written in the file, and as it would be paid.
#[derive(Debug)]
pub(crate) struct ConvertedRow {
    /// The line on which it begins.
    pub(crate) line: Option<u64>,
    /// Its amount, as written.
    pub(crate) written: String,
    /// The address and the amount that it pays. `None` if the row has a fault.
    pub(crate) paid: Option<(String, Cents)>,
}

/// The separator of the cells of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Separator {
    Comma,
    Semicolon,
    Tab,
    Bar,
}

impl Holds {
    /// All kinds, in the order in which a person is offered them.
    pub(crate) const ALL: [Self; 5] =
        [Self::Email, Self::Cents, Self::Dollars, Self::Reference, Self::Metadata];

    /// Returns the name for programs.
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Email => "email",
            Self::Cents => "cents",
            Self::Dollars => "dollars",
            Self::Reference => "reference",
            Self::Metadata => "metadata",
        }
    }

    /// Returns what a column with this name evidently holds. It is never an amount, because the name does not prove its
    /// unit. It is no `Id` either, because a reference names one payment, while the number of a customer may occur
    /// again.
    pub(crate) fn evident(name: &str) -> Option<Self> {
        let letters = name.chars().filter(|char| char.is_alphanumeric());
        match letters.flat_map(char::to_lowercase).collect::<String>().as_str() {
            "email" | "emailaddress" | "mail" | "mailaddress" => Some(Self::Email),
            "reference" => Some(Self::Reference),
            "metadata" => Some(Self::Metadata),
            _ => None,
        }
    }
}

impl Separator {
    /// All separators. If several split a row equally often, the first of them is taken.
    pub(crate) const ALL: [Self; 4] = [Self::Comma, Self::Semicolon, Self::Tab, Self::Bar];

    /// Returns the separator as a byte.
    pub(crate) const fn byte(self) -> u8 {
        match self {
            Self::Comma => b',',
            Self::Semicolon => b';',
            Self::Tab => b'\t',
            Self::Bar => b'|',
        }
    }

    /// Returns the separator's name for programs.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Comma => "comma",
            Self::Semicolon => "semicolon",
            Self::Tab => "tab",
            Self::Bar => "bar",
        }
    }
}

/// Returns the beginning of a name or a cell, which may be arbitrarily long.
pub(crate) fn beginning(text: &str) -> String {
    let mut chars = text.trim().chars();
    let beginning: String = chars.by_ref().take(CHARS_SHOWN).collect();
    if chars.next().is_some() { beginning + "…" } else { beginning }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_evident_columns_are_preselected() {
        for name in ["email", "E-mail", " E-Mail Address", "MAIL", "e_mail"] {
            assert_eq!(Holds::evident(name), Some(Holds::Email), "{name}");
        }
        assert_eq!(Holds::evident("Reference"), Some(Holds::Reference));
        for name in ["amount", "Amount ($)", "cents", "USD", "Id", "Mail sent", "Customer reference", ""] {
            assert_eq!(Holds::evident(name), None, "{name}");
        }
    }
}
