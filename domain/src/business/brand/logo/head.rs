//! What the readers of all kinds of pictures have in common: numbers, what they find, and what is wrong.

/// Why bytes are not taken as a logo.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InvalidLogo {
    /// There is nothing.
    #[error("The logo is empty: send the bytes of a PNG, JPEG or WebP picture.")]
    Empty,
    /// It is too long.
    #[error("The logo has more than 64 KiB: save it smaller, or as WebP.")]
    TooLong,
    /// It is no picture that is taken, whatever its name says.
    #[error(
        "The logo is no PNG, JPEG or WebP picture, by its first bytes. (SVG is not taken: export it as PNG.)"
    )]
    NotAPicture,
    /// It is cut off, or not written as its kind is.
    #[error("The logo begins as a picture and cannot be read: save it anew as PNG.")]
    Broken,
    /// It is too wide or too high.
    #[error("The logo has more than 1,024 pixels to a side: save it smaller.")]
    TooLarge,
    /// It moves.
    #[error("The logo moves: send a picture that stands still.")]
    Moves,
}

/// What is read of a picture's first bytes: its width and its height.
pub(super) type Sides = Result<(u32, u32), InvalidLogo>;

/// A number of two bytes, the larger first.
pub(super) fn be16(bytes: &[u8], at: usize) -> Option<u32> {
    let bytes = bytes.get(at..at.checked_add(2)?)?;
    Some(u16::from_be_bytes(bytes.try_into().ok()?).into())
}

/// A number of four bytes, the larger first.
pub(super) fn be32(bytes: &[u8], at: usize) -> Option<u32> {
    let bytes = bytes.get(at..at.checked_add(4)?)?;
    Some(u32::from_be_bytes(bytes.try_into().ok()?))
}

/// A number of up to four bytes, the smaller first.
pub(super) fn little(bytes: &[u8], at: usize, length: usize) -> Option<u32> {
    let bytes = bytes.get(at..at.checked_add(length)?)?;
    Some(bytes.iter().rev().fold(0, |number, byte| number << 8 | u32::from(*byte)))
}
