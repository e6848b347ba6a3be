//! What the parsers of all image types share: reading integers, the type of the result, and the errors.

/// Why bytes are rejected as a logo.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InvalidLogo {
    /// There are no bytes.
    #[error("The logo is empty: send the bytes of a PNG, JPEG or WebP picture.")]
    Empty,
    /// There are too many bytes.
    #[error("The logo is larger than 64 KiB: make it smaller, or save it as WebP.")]
    TooLong,
    /// The bytes are not an image of an accepted type, whatever the file's name says.
    #[error("The logo is not a PNG, JPEG or WebP picture. (SVG is not supported: export it as PNG.)")]
    NotAPicture,
    /// The image is truncated, or does not follow its format.
    #[error("The logo is a picture that cannot be read: save it again as PNG.")]
    Broken,
    /// The image is too wide or too high.
    #[error("The logo is wider or higher than 1,024 pixels: make it smaller.")]
    TooLarge,
    /// The image is animated.
    #[error("The logo is animated: send a still picture.")]
    Animated,
}

/// The width and the height that an image's first bytes state.
pub(super) type Sides = Result<(u32, u32), InvalidLogo>;

/// Reads two bytes as a big-endian integer.
pub(super) fn be16(bytes: &[u8], at: usize) -> Option<u32> {
    let bytes = bytes.get(at..at.checked_add(2)?)?;
    Some(u16::from_be_bytes(bytes.try_into().ok()?).into())
}

/// Reads four bytes as a big-endian integer.
pub(super) fn be32(bytes: &[u8], at: usize) -> Option<u32> {
    let bytes = bytes.get(at..at.checked_add(4)?)?;
    Some(u32::from_be_bytes(bytes.try_into().ok()?))
}

/// Reads up to four bytes as a little-endian integer.
pub(super) fn little(bytes: &[u8], at: usize, length: usize) -> Option<u32> {
    let bytes = bytes.get(at..at.checked_add(length)?)?;
    Some(bytes.iter().rev().fold(0, |number, byte| number << 8 | u32::from(*byte)))
}
