//! References. A reference is the client's name for a payment, so that the payment is made once. The `Idempotency-Key`
//! of a single payment is a reference, and so is the `reference` of an item or of a move of money.

use std::fmt;
use std::str::FromStr;

use serde::Serialize;

/// The longest reference, in characters. References are in an index.
pub const MAX_REFERENCE_CHARS: usize = 255;

/// A text is not a valid reference.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("The reference must have 1 to {MAX_REFERENCE_CHARS} printable ASCII characters.")]
pub struct InvalidReference;

/// A reference: 1 to [`MAX_REFERENCE_CHARS`] printable ASCII characters.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(transparent)]
pub struct Reference(String);

/// Checks that `text` can be a reference.
///
/// # Errors
/// [`InvalidReference`]
pub fn check(text: &str) -> Result<(), InvalidReference> {
    let printable = text.bytes().all(|byte| matches!(byte, b' '..=b'~'));
    if printable && (1..=MAX_REFERENCE_CHARS).contains(&text.len()) { Ok(()) } else { Err(InvalidReference) }
}

impl Reference {
    /// Returns the text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns the text.
    pub fn into_string(self) -> String {
        self.0
    }

    /// Wraps a reference that was checked before it was stored. Do not use it for any other text.
    pub fn from_stored(text: String) -> Self {
        Self(text)
    }
}

impl TryFrom<String> for Reference {
    type Error = InvalidReference;

    fn try_from(text: String) -> Result<Self, InvalidReference> {
        check(&text).map(|()| Self(text))
    }
}

impl FromStr for Reference {
    type Err = InvalidReference;

    fn from_str(text: &str) -> Result<Self, InvalidReference> {
        check(text).map(|()| Self(text.to_owned()))
    }
}

impl fmt::Display for Reference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn printable_ascii_of_1_to_255_characters_is_a_reference() {
        let (longest, too_long) = ("r".repeat(255), "r".repeat(256));
        for good in ["r", "order 1", " ", "~", &longest] {
            assert_eq!(good.parse::<Reference>().map(Reference::into_string), Ok(good.to_owned()));
        }
        for bad in ["", &too_long, "é", "a\tb", "a\nb", "\u{7f}"] {
            assert_eq!(bad.parse::<Reference>(), Err(InvalidReference), "{bad:?}");
        }
    }
}
