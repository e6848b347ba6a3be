//! Detects references that a spreadsheet has overwritten. Different references then become the same text, and all rows
//! but the first would be taken for its duplicates and never paid. Only files are checked, because a program writes
//! what it means.

use crate::intake::batch::faults::Fault;

/// The errors of spreadsheets that end in no mark: "not available" in the languages whose letters are ASCII. Other
/// errors end in `!` or `?` ([`is_error`]).
const WORDS: [&str; 6] = ["#N/A", "#N/D", "#N/B", "#I/T", "#NV", "#GETTING_DATA"];

/// The text that LibreOffice writes before the number of an error. Other spreadsheets write a name.
const NUMBERED: &str = "Err:";

/// Returns the fault of a reference that a spreadsheet has overwritten.
pub(super) fn fault(cell: &str) -> Option<Fault> {
    let shown = cell.trim();
    let (code, happened) = if is_shortened_number(shown) {
        ("shortened_reference", "has shortened this reference to")
    } else if is_too_narrow(shown) {
        ("spreadsheet_error", "whose column was too narrow has replaced this reference with")
    } else if is_error(shown) {
        ("spreadsheet_error", "has replaced this reference with its error")
    } else {
        return None;
    };
    let message = format!(
        "A spreadsheet {happened} {shown}, and the original is lost: format the column as text, enter or import the \
         references again, and save the file again."
    );
    Some(Fault::new("reference", code, message))
}

/// Returns whether the text is a long number as spreadsheets shorten it: `1.23457E+18`, `1,23457E+18`, `1E+018`,
/// `1.23457E18`. Codes that people write have no plus before an exponent. Without a plus (or with a minus) there must
/// be one digit before the point or comma, at least one after it, and two in the exponent: `12E3`, `1E18` and `1.5E3`
/// are codes.
fn is_shortened_number(text: &str) -> bool {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let Some((mantissa, exponent)) = text.split_once(['E', 'e']) else { return false };
    let mantissa = mantissa.strip_prefix('-').unwrap_or(mantissa);
    let (whole, fraction) = match mantissa.split_once(['.', ',']) {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (mantissa, None),
    };
    if !digits(whole) || !fraction.is_none_or(digits) {
        return false;
    }
    match exponent.strip_prefix('+') {
        Some(exponent) => digits(exponent),
        None => {
            let exponent = exponent.strip_prefix('-').unwrap_or(exponent);
            whole.len() == 1 && fraction.is_some() && exponent.len() >= 2 && digits(exponent)
        }
    }
}

/// Returns whether the text is `########`, which a spreadsheet shows in a cell that is too narrow.
fn is_too_narrow(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte == b'#')
}

/// Returns whether the text is an error such as `#NAME?`, `#REF!`, `#DIV/0!`, `#WERT!`, `#N/A` or `Err:502`. In every
/// language an error ends in `!` or `?`, which `#1234` and `#INV-7` do not.
fn is_error(text: &str) -> bool {
    let numbered = text
        .strip_prefix(NUMBERED)
        .is_some_and(|number| number.len() == 3 && number.bytes().all(|byte| byte.is_ascii_digit()));
    let exclaimed =
        text.strip_prefix('#').and_then(|name| name.strip_suffix(['!', '?'])).is_some_and(|name| {
            name.starts_with(|first: char| first.is_ascii_alphabetic())
                && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'/' | b'_'))
        });
    numbered || exclaimed || WORDS.iter().any(|word| word.eq_ignore_ascii_case(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(cell: &str) -> Option<&'static str> {
        fault(cell).map(|fault| fault.code)
    }

    #[test]
    fn shortened_numbers_are_distinguished_from_codes() {
        for shortened in [
            "1.23457E+18",
            "1,23457E+18",
            "1E+018",
            " -4.5e+20 ",
            "1.23457E18",
            "1,23457e18",
            "1.23457e+18",
            "-1.2E18",
            "5.00E-03",
        ] {
            assert_eq!(code(shortened), Some("shortened_reference"), "{shortened}");
        }
        for valid in [
            "12E5",
            "12E3",
            "1E18",
            "1E05",
            "1.5E3",
            "12.5E18",
            "E+18",
            "1.E+5",
            "x1E+5",
            "1E+5x",
            "INV-1E5",
            "INV-1.5E18",
            "1.2.3E18",
            "1234567890123456789",
            "",
        ] {
            assert_eq!(code(valid), None, "{valid}");
        }
    }

    #[test]
    fn spreadsheet_errors_are_distinguished_from_codes() {
        for error in [
            "#N/A", "#n/a", " #N/A ", "#NAME?", "#REF!", "#VALUE!", "#DIV/0!", "#NUM!", "#NULL!", "#SPILL!",
            "#NV", "#WERT!", "#NOM?", "#N/D", "#", "########", "Err:502",
        ] {
            assert_eq!(code(error), Some("spreadsheet_error"), "{error}");
        }
        for valid in [
            "#1234", "#INV-7", "#A", "#12!", "#!", "#N/A-1", "N/A", "Err:5", "Err:5021", "##1", "# REF!",
            "NAME?",
        ] {
            assert_eq!(code(valid), None, "{valid}");
        }
    }
}
