//! The columns of a table: what each holds, and who says so.
//!
//! The API's own names say it. In the dashboard a person may say it instead, for a spreadsheet has names of its own. What
//! an amount is in, cents or dollars, is never concluded from a name.

use domain::money::Cents;

/// The most columns that a person is shown.
pub(crate) const MAX_COLUMNS: usize = 100;

/// The fault of a file that has none, though something was said of them.
pub(crate) const NO_COLUMNS: &str = "no_columns";

/// How many characters of a name or a cell are shown.
const CHARS_SHOWN: usize = 60;

/// Who says what the columns hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Told {
    /// The first row, which must have the API's names.
    ByHeader,
    /// The first row, or a person who is asked when it has other names.
    ByHeaderOrAsked,
    /// A person who is still to be asked, whatever the first row has.
    Asked,
    /// A person has said it, of a table with these columns.
    ByPerson(Vec<Column>),
}

/// A column, as a person knows it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Column {
    /// What the first row calls it.
    pub(crate) name: String,
    /// What the rows below have in it.
    pub(crate) examples: Vec<String>,
    /// What it holds; nothing that is paid by when `None`.
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

/// The beginning of a table whose columns a person says.
#[derive(Debug)]
pub(crate) struct Sheet {
    /// What stands between its cells.
    pub(crate) separator: Separator,
    /// Its columns.
    pub(crate) columns: Vec<Column>,
    /// Why what was said of the columns is not heeded.
    pub(crate) wrong: Option<String>,
    /// Its first rows, once it is known what the columns hold.
    pub(crate) rows: Vec<Converted>,
}

/// A row as it is written, and as it would be paid.
#[derive(Debug)]
pub(crate) struct Converted {
    /// The line in which it begins.
    pub(crate) line: Option<u64>,
    /// Its amount, as written.
    pub(crate) written: String,
    /// Whom it pays and what; or it is at fault.
    pub(crate) paid: Option<(String, Cents)>,
}

/// What stands between the cells of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Separator {
    Comma,
    Semicolon,
    Tab,
    Bar,
}

impl Holds {
    /// All, as people are asked.
    pub(crate) const ALL: [Self; 5] =
        [Self::Email, Self::Cents, Self::Dollars, Self::Reference, Self::Metadata];

    /// The name for programs.
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Email => "email",
            Self::Cents => "cents",
            Self::Dollars => "dollars",
            Self::Reference => "reference",
            Self::Metadata => "metadata",
        }
    }

    /// What a column of this name evidently holds. Amounts are none of it, for the name does not prove what they are in; nor
    /// is an `Id`, for a reference names one payment, and the number of a customer comes again.
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
    /// All; of those that would part a row equally often the first is taken.
    pub(crate) const ALL: [Self; 4] = [Self::Comma, Self::Semicolon, Self::Tab, Self::Bar];

    /// Its byte.
    pub(crate) const fn byte(self) -> u8 {
        match self {
            Self::Comma => b',',
            Self::Semicolon => b';',
            Self::Tab => b'\t',
            Self::Bar => b'|',
        }
    }

    /// What one is called.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Comma => "comma",
            Self::Semicolon => "semicolon",
            Self::Tab => "tab",
            Self::Bar => "bar",
        }
    }
}

/// The beginning of a name or a cell, which is as long as somebody made it.
pub(crate) fn beginning(text: &str) -> String {
    let mut chars = text.trim().chars();
    let beginning: String = chars.by_ref().take(CHARS_SHOWN).collect();
    if chars.next().is_some() { beginning + "…" } else { beginning }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_evident_is_chosen_before() {
        for name in ["email", "E-mail", " E-Mail Address", "MAIL", "e_mail"] {
            assert_eq!(Holds::evident(name), Some(Holds::Email), "{name}");
        }
        assert_eq!(Holds::evident("Reference"), Some(Holds::Reference));
        for name in ["amount", "Amount ($)", "cents", "USD", "Id", "Mail sent", "Customer reference", ""] {
            assert_eq!(Holds::evident(name), None, "{name}");
        }
    }
}
