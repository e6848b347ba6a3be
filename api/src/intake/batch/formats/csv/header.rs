//! The first row of a table, which names the columns, and the errors of a wrong one.

use csv::ByteRecord;

use crate::intake::batch::columns::Separator;
use crate::intake::batch::sink::Stop;

/// The sentence about the first row.
pub(super) const FIRST_ROW: &str =
    "The first row must name the columns: email, amount, and reference and metadata if wanted.";

/// The names that distinguish a header from an item.
const NAMES: [&[u8]; 4] = [b"email", b"amount", b"reference", b"metadata"];

/// Returns the error for a file without a row.
pub(super) fn empty() -> Stop {
    Stop::field("email", "missing_column", format!("The body is empty. {FIRST_ROW}"))
}

/// Returns the error for a first row that does not name columns separated by commas.
pub(super) fn no_header(row: &ByteRecord) -> Option<Stop> {
    let text = String::from_utf8_lossy(row.as_slice());
    if text.get(..4).is_some_and(|start| start.eq_ignore_ascii_case("sep=")) {
        let message = format!("The first row is a hint for Excel (sep=): remove it. {FIRST_ROW}");
        return Some(Stop::field("header", "not_a_header", message));
    }
    if text.chars().any(|char| char.is_control() && !char.is_whitespace()) {
        let message = "The first row contains binary data, so the body is not a table: save it as CSV (UTF-8), or \
                       decompress it.";
        return Some(Stop::field("header", "not_text", message));
    }
    if text.contains('\n') {
        let message = "A quote in the first row is not closed on its line: close or remove it, and write the name of \
                       each column on one line.";
        return Some(Stop::field("header", "unclosed_quote", message));
    }
    if row.len() == 1 {
        let mut others = Separator::ALL.iter().filter(|separator| **separator != Separator::Comma);
        if let Some(separator) = others.find(|separator| row.as_slice().contains(&separator.byte())) {
            let message = format!(
                "The columns are separated by {}s instead of commas: save or export the file with the comma as its separator.",
                separator.name()
            );
            return Some(Stop::field("header", "wrong_separator", message));
        }
    }
    let address = row.iter().find(|cell| cell.contains(&b'@'))?;
    let is_header = |cell: &[u8]| NAMES.iter().any(|name| cell.trim_ascii().eq_ignore_ascii_case(name));
    let message = if row.iter().any(is_header) {
        "The first row is a header with an item in it, so the line ends were lost in transit. curl removes them with \
         --data or -d: send the file with --data-binary @FILE."
            .to_owned()
    } else {
        format!("The first row looks like an item. {FIRST_ROW}")
    };
    Some(Stop::field(String::from_utf8_lossy(address).trim(), "unknown_column", message))
}
