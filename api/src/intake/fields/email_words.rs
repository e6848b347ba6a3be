//! The sentences about a wrong e-mail address on `/v1`. Address books write a name beside the address, or several
//! addresses in a row.

use super::fault::FieldFault;

/// Returns the sentence about `fault` of an address that was `written` like this.
pub fn email_words(fault: FieldFault, written: &str) -> String {
    let said = fault.message("email");
    let cure = match fault {
        FieldFault::InvalidEmail if written.contains(['<', '>']) => "write it alone, without a name or < >",
        FieldFault::InvalidEmail if written.contains([',', ';']) => "write a single one for each item",
        FieldFault::InvalidEmail if !written.contains('@') => "write it in full, such as name@example.com",
        _ => return said,
    };
    format!("{}: {cure}.", said.trim_end_matches('.'))
}
