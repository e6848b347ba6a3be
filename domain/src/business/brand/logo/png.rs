//! The header of a PNG (W3C PNG, 5 and 11.2.1).

use super::head::{InvalidLogo, Sides, be32};

/// The first bytes of every PNG.
pub(super) const SIGNATURE: &[u8] = b"\x89PNG\r\n\x1a\n";

/// The bytes of a chunk that are not its content: length, name and checksum.
const FRAME: usize = 12;

/// Walks the chunks up to the pixels. The first chunk states the width and the height; a chunk that marks an animation
/// comes before the pixels.
pub(super) fn sides(bytes: &[u8]) -> Sides {
    let mut at = SIGNATURE.len();
    let mut sides = None;
    loop {
        let length = be32(bytes, at).and_then(|length| usize::try_from(length).ok());
        let length = length.ok_or(InvalidLogo::Broken)?;
        let name = bytes.get(at + 4..at + 8).ok_or(InvalidLogo::Broken)?;
        match (name, sides) {
            (b"IHDR", None) => {
                let read = be32(bytes, at + 8).zip(be32(bytes, at + 12));
                sides = Some(read.ok_or(InvalidLogo::Broken)?);
            }
            (_, None) => return Err(InvalidLogo::Broken),
            (b"acTL", Some(_)) => return Err(InvalidLogo::Animated),
            (b"IDAT", Some(sides)) => return Ok(sides),
            _ => {}
        }
        at = at.checked_add(length).and_then(|at| at.checked_add(FRAME)).ok_or(InvalidLogo::Broken)?;
    }
}
