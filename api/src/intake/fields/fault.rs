//! The faults of a field, with the wording of the `/payout` family and a stable code for `/v1`.

use domain::withdrawal::address::AddressFault;

use crate::http::problem::FieldProblem;

/// A fault of a field. At most one is reported for each field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FieldFault {
    /// Absent, null or blank.
    Required,
    /// Given twice, on routes that report this separately: another reader might use the other value.
    Repeated,
    /// Not a string, or given twice.
    NotAString,
    /// It contains this control character, which is invisible in a text.
    ControlCharacter(char),
    /// A string that is not an e-mail address.
    InvalidEmail,
    /// More characters than this.
    TooLong(usize),
    /// Not an integer in digits, or given twice.
    NotAnInteger,
    /// Not an object, or given twice.
    NotAnObject,
    /// None of the permitted values.
    NotOffered,
    /// Not an address of its chain, or not an address that can receive money.
    Address(AddressFault),
    /// Less than this minimum.
    TooSmall(i64),
    /// More than this maximum.
    TooLarge(i64),
}

impl FieldFault {
    /// Returns the stable name.
    pub fn code(self) -> &'static str {
        match self {
            Self::Required => "required",
            Self::Repeated => "repeated",
            Self::NotAString => "not_a_string",
            Self::ControlCharacter(_) => "control_character",
            Self::InvalidEmail => "invalid_email",
            Self::TooLong(_) => "too_long",
            Self::NotAnInteger => "not_an_integer",
            Self::NotAnObject => "not_an_object",
            Self::NotOffered => "not_offered",
            Self::Address(AddressFault::Invalid) => "invalid_address",
            Self::Address(AddressFault::NoChecksum) => "address_without_checksum",
            Self::Address(AddressFault::Unspendable) => "address_of_nobody",
            Self::Address(AddressFault::Contract) => "address_of_a_contract",
            Self::TooSmall(_) => "too_small",
            Self::TooLarge(_) => "too_large",
        }
    }

    /// Returns the sentence, byte for byte as in the contract's catalogue.
    pub fn message(self, field: &str) -> String {
        match self {
            Self::Required => format!("The {field} field is required."),
            Self::Repeated => format!("The {field} is given twice: send it once."),
            Self::NotAString => format!("The {field} must be a string."),
            Self::ControlCharacter(control) => {
                let name = match control {
                    '\n' | '\r' => " (a line break)",
                    '\t' => " (a tab)",
                    _ => "",
                };
                format!(
                    "The {field} must have no control characters, and has U+{:04X}{name}.",
                    u32::from(control)
                )
            }
            Self::InvalidEmail => format!("The {field} must be a valid email address."),
            Self::TooLong(limit) => format!("The {field} may not be greater than {limit} characters."),
            Self::NotAnInteger => format!("The {field} must be an integer."),
            Self::NotAnObject => format!("The {field} must be an object."),
            Self::NotOffered => format!("The selected {field} is invalid."),
            Self::Address(AddressFault::Invalid) => {
                format!("The {field} must be a valid address of its chain.")
            }
            Self::Address(AddressFault::NoChecksum) => format!(
                "The {field} is all lower or all upper case, so a mistyped digit cannot be noticed: copy it from your wallet in its mixed-case form."
            ),
            Self::Address(AddressFault::Unspendable) => {
                format!(
                    "The {field} is a burn address: nobody can spend what is sent there. Give one of your own wallet."
                )
            }
            Self::Address(AddressFault::Contract) => format!(
                "The {field} is the contract of the currency itself: what is sent there is lost. Give one of your own wallet."
            ),
            Self::TooSmall(limit) => format!("The {field} must be at least {limit}."),
            Self::TooLarge(limit) => format!("The {field} may not be greater than {limit}."),
        }
    }

    /// Returns the fault as an entry of a problem's `errors`. `index` is the item's position in a batch.
    pub fn problem(self, field: &str, index: Option<u64>) -> FieldProblem {
        FieldProblem {
            index,
            line: None,
            field: field.to_owned(),
            code: self.code(),
            message: self.message(field),
        }
    }
}
