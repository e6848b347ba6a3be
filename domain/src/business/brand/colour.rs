//! Colours in HTML notation.

use std::fmt;

/// A colour in the sRGB space.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Colour {
    /// Red, 0 to 255.
    pub red: u8,
    /// Green, 0 to 255.
    pub green: u8,
    /// Blue, 0 to 255.
    pub blue: u8,
}

/// A text is not a colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("The colour must be # and six hex digits, such as #1a7f37.")]
pub struct InvalidColour;

impl Colour {
    /// Parses `#rrggbb`, with digits in either case.
    ///
    /// # Errors
    /// If the text has any other form.
    pub fn read(text: &str) -> Result<Self, InvalidColour> {
        let mut bytes = [0; 3];
        let digits = text.strip_prefix('#').ok_or(InvalidColour)?;
        hex::decode_to_slice(digits, &mut bytes).map_err(|_| InvalidColour)?;
        let [red, green, blue] = bytes;
        Ok(Self { red, green, blue })
    }

    /// Returns the six hex digits, in lower case.
    pub fn digits(self) -> String {
        hex::encode([self.red, self.green, self.blue])
    }
}

/// Writes `#rrggbb`, in lower case.
impl fmt::Display for Colour {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "#{}", self.digits())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_colour_is_six_hexadecimal_digits() {
        assert_eq!(Colour::read("#1A7f37").map(|colour| colour.to_string()).as_deref(), Ok("#1a7f37"));
        for wrong in
            ["", "#", "1a7f37", "#1a7f3", "#1a7f377", "#fff", "#1a7f3g", "red", "#1a7f37;x", "#é1a7f"]
        {
            assert_eq!(Colour::read(wrong), Err(InvalidColour), "{wrong}");
        }
    }
}
