//! The sentences about a wrong amount on `/v1`. People write dollars where cents are expected.

use super::fault::FieldFault;

/// The longest wrong amount that an error text quotes.
const LONGEST_SHOWN: usize = 30;

/// Returns the sentence about `fault` of an amount that was `written` like this.
pub fn amount_words(fault: FieldFault, written: &str) -> String {
    let is_amount = |c: char| c.is_ascii_digit() || matches!(c, '.' | ',' | '-' | ' ' | '\'');
    let cure = match fault {
        FieldFault::NotAnInteger if written.len() > LONGEST_SHOWN => None,
        FieldFault::NotAnInteger if written.starts_with('"') => Some("without quotes"),
        FieldFault::NotAnInteger if !written.contains(|c: char| c.is_ascii_digit()) => None,
        FieldFault::NotAnInteger if !written.chars().all(is_amount) => {
            Some("with digits only: $12.50 is 1250")
        }
        FieldFault::NotAnInteger if written.contains(',') => {
            Some("without commas: 1000 is ten dollars, 100000 a thousand")
        }
        FieldFault::NotAnInteger if written.contains('.') => Some("without a decimal point: $12.50 is 1250"),
        _ => None,
    };
    let Some(cure) = cure else { return fault.message("amount") };
    format!("The amount must be an integer, but {written} is not: write whole cents, {cure}.")
}
