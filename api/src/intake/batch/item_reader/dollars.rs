//! Reads amounts in dollars, as spreadsheets write them. An amount is read to the cent, or rejected with what to write
//! instead. Nothing is rounded, and a text that means different amounts in different countries is rejected.

use domain::money::Cents;

use crate::intake::batch::faults::Fault;
use crate::intake::fields::FieldFault;

/// The longest wrong amount that an error text quotes, in bytes.
const LONGEST_SHOWN: usize = 30;

/// More digits before the decimal point than any amount has, and few enough not to overflow.
const MAX_DIGITS: usize = 12;

/// Why a text is not an amount in dollars.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum DollarsError {
    /// It has another form.
    Form,
    /// A comma is where a point should separate the cents.
    Comma,
    /// The digits after its comma or point may be thousands or a fraction of a dollar.
    Unclear,
    /// It has a fraction of a cent.
    Decimals,
    TooSmall,
    TooLarge,
}

/// Reads an amount: `12`, `$12.5`, `12.50`, `1,234.56`, `1,234,567`. In countries with a decimal comma, `1.500` means
/// fifteen hundred, so it is rejected.
pub(super) fn dollars_cell(cell: &str) -> Result<i64, Fault> {
    let written = cell.trim();
    if written.is_empty() {
        return Err(Fault::of_field("amount", FieldFault::Required));
    }
    read(written).map_err(|wrong| wrong.fault(written))
}

fn read(written: &str) -> Result<i64, DollarsError> {
    let text = written.strip_prefix('$').map_or(written, str::trim_start);
    if is_negative(written) || is_negative(text) {
        return Err(DollarsError::TooSmall);
    }
    let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
    let pointed = whole.len() != text.len();
    let dollars = whole_dollars(whole, pointed)?;
    if !digits(fraction) {
        return Err(if fraction.contains(',') { DollarsError::Comma } else { DollarsError::Form });
    }
    if fraction.len() == 3 && may_be_first_group(whole) {
        return Err(DollarsError::Unclear);
    }
    let cents = fraction.trim_end_matches('0');
    if cents.len() > 2 {
        return Err(DollarsError::Decimals);
    }
    let dollars = dollars.trim_start_matches('0');
    if dollars.len() > MAX_DIGITS {
        return Err(DollarsError::TooLarge);
    }
    let cents = format!("{dollars}{cents:0<2}")
        .parse()
        .map_or(Err(DollarsError::Form), |cents| Ok(Cents::new(cents)))?;
    match cents {
        less if less < Cents::MIN_ALLOCATION => Err(DollarsError::TooSmall),
        more if more > Cents::MAX_ALLOCATION => Err(DollarsError::TooLarge),
        cents => Ok(cents.get()),
    }
}

/// Returns the digits before the point, without the commas between thousands. A single comma without a point may be a
/// decimal comma, so it is accepted only if `pointed` says that a point follows.
fn whole_dollars(whole: &str, pointed: bool) -> Result<String, DollarsError> {
    let mut groups = whole.split(',');
    let first = groups.next().unwrap_or_default();
    let others: Vec<&str> = groups.collect();
    if others.is_empty() {
        return if digits(first) { Ok(first.to_owned()) } else { Err(DollarsError::Form) };
    }
    if !digits(first) || !others.iter().all(|group| digits(group)) {
        return Err(DollarsError::Form);
    }
    if !may_be_first_group(first) || !others.iter().all(|group| group.len() == 3) {
        return Err(if pointed || others.len() > 1 { DollarsError::Form } else { DollarsError::Comma });
    }
    if others.len() == 1 && !pointed { Err(DollarsError::Unclear) } else { Ok(whole.replace(',', "")) }
}

fn digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// Returns whether groups of three digits may follow.
fn may_be_first_group(text: &str) -> bool {
    digits(text) && text.len() <= 3 && !text.starts_with('0')
}

/// Returns whether the amount is negative, by a minus sign or by the parentheses of accountants.
fn is_negative(text: &str) -> bool {
    let inside = text.strip_prefix('-').or_else(|| text.strip_prefix('('));
    inside
        .is_some_and(|inside| inside.trim_start_matches(['$', ' ']).starts_with(|c: char| c.is_ascii_digit()))
}

impl DollarsError {
    fn fault(self, written: &str) -> Fault {
        let shown = if written.len() > LONGEST_SHOWN { "in this row" } else { written };
        let (code, message) = match self {
            Self::Form => (
                "not_dollars",
                format!(
                    "The amount {shown} is not written as dollars: write digits, with a point before the cents, such as 1234.50."
                ),
            ),
            Self::Comma => (
                "decimal_comma",
                format!("The amount {shown} has a comma before its cents: {}.", cure(written)),
            ),
            Self::Unclear => (
                "unclear_amount",
                format!(
                    "The amount {shown} may be thousands, or a part of a dollar: write thousands without a separator, \
                     and cents as two digits after a point, such as 1234.00 or 1.23."
                ),
            ),
            Self::Decimals => (
                "part_of_a_cent",
                format!(
                    "The amount {shown} has a fraction of a cent, and amounts are not rounded: write two decimals at most."
                ),
            ),
            Self::TooSmall => {
                ("too_small", format!("The amount must be at least {}.", Cents::MIN_ALLOCATION))
            }
            Self::TooLarge => {
                ("too_large", format!("The amount may not be greater than {}.", Cents::MAX_ALLOCATION))
            }
        };
        Fault::new("amount", code, message)
    }
}

/// Returns what to write instead of an amount with a comma before its cents.
fn cure(written: &str) -> String {
    let grouped =
        |whole: &str| !whole.contains(',') && whole.split('.').skip(1).all(|group| group.len() == 3);
    match written.rsplit_once(',') {
        Some((whole, cents)) if written.len() <= LONGEST_SHOWN && cents.len() <= 2 && grouped(whole) => {
            format!("write {}.{cents}", whole.replace('.', ""))
        }
        _ => "write a point there, and no separator between thousands".to_owned(),
    }
}

#[cfg(test)]
mod tests;
