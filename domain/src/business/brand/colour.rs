//! Colours as they are written in HTML.

use std::fmt;

/// A colour of the sRGB space.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Colour {
    /// Red.
    pub red: u8,
    /// Green.
    pub green: u8,
    /// Blue.
    pub blue: u8,
}

/// A text is no colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("A colour is written as # and six hex digits, such as #1a7f37.")]
pub struct InvalidColour;

impl Colour {
    /// Reads `#rrggbb`, in digits of either case.
    ///
    /// # Errors
    /// When it is written otherwise.
    pub fn read(text: &str) -> Result<Self, InvalidColour> {
        let mut bytes = [0; 3];
        let digits = text.strip_prefix('#').ok_or(InvalidColour)?;
        hex::decode_to_slice(digits, &mut bytes).map_err(|_| InvalidColour)?;
        let [red, green, blue] = bytes;
        Ok(Self { red, green, blue })
    }

    /// The six digits.
    pub fn digits(self) -> String {
        hex::encode([self.red, self.green, self.blue])
    }
}

/// `#rrggbb`, in small digits.
impl fmt::Display for Colour {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "#{}", self.digits())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_colour_is_six_digits() {
        assert_eq!(Colour::read("#1A7f37").map(|colour| colour.to_string()).as_deref(), Ok("#1a7f37"));
        for wrong in
            ["", "#", "1a7f37", "#1a7f3", "#1a7f377", "#fff", "#1a7f3g", "red", "#1a7f37;x", "#é1a7f"]
        {
            assert_eq!(Colour::read(wrong), Err(InvalidColour), "{wrong}");
        }
    }
}
