//! The header of a WebP (RFC 9649, 2).

use super::head::{InvalidLogo, Sides, little};

/// Where the content of the first chunk begins, after the file header and the chunk header.
const FIRST: usize = 20;

/// The flag that marks an animation.
const ANIMATION: u32 = 1 << 1;

/// Reads the width and the height from the first chunk, which is one of three kinds.
pub(super) fn sides(bytes: &[u8]) -> Sides {
    read(bytes).unwrap_or(Err(InvalidLogo::Broken))
}

fn read(bytes: &[u8]) -> Option<Sides> {
    match bytes.get(12..16)? {
        b"VP8X" => {
            let flags = little(bytes, FIRST, 1)?;
            if flags & ANIMATION != 0 {
                return Some(Err(InvalidLogo::Animated));
            }
            Some(Ok((little(bytes, FIRST + 4, 3)? + 1, little(bytes, FIRST + 7, 3)? + 1)))
        }
        b"VP8L" if bytes.get(FIRST) == Some(&0x2f) => {
            let packed = little(bytes, FIRST + 1, 4)?;
            Some(Ok(((packed & 0x3fff) + 1, (packed >> 14 & 0x3fff) + 1)))
        }
        b"VP8 " if bytes.get(FIRST + 3..FIRST + 6) == Some(b"\x9d\x01\x2a") => {
            Some(Ok((little(bytes, FIRST + 6, 2)? & 0x3fff, little(bytes, FIRST + 8, 2)? & 0x3fff)))
        }
        _ => None,
    }
}
