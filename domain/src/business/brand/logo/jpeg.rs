//! The header of a JPEG (ITU T.81, B.1 and B.2.2).

use super::head::{InvalidLogo, Sides, be16};

/// The first bytes of every JPEG: its first marker, and the first byte of the next.
pub(super) const SIGNATURE: &[u8] = b"\xff\xd8\xff";

/// Walks the segments up to the frame header, which states the width and the height.
pub(super) fn sides(bytes: &[u8]) -> Sides {
    let mut at = 2;
    loop {
        let marker = bytes.get(at..at + 2).ok_or(InvalidLogo::Broken)?;
        match *marker {
            // A marker may be preceded by fill bytes.
            [0xff, 0xff] => at += 1,
            // These markers have no length.
            [0xff, 0x01 | 0xd0..=0xd7] => at += 2,
            // A frame header, of any coding. Within this range, c4, c8 and cc are other markers.
            [0xff, 0xc0..=0xc3 | 0xc5..=0xc7 | 0xc9..=0xcb | 0xcd..=0xcf] => {
                let (height, width) =
                    be16(bytes, at + 5).zip(be16(bytes, at + 7)).ok_or(InvalidLogo::Broken)?;
                return Ok((width, height));
            }
            // The pixels came before a frame header, or the file ended.
            [0xff, 0xd9 | 0xda] => return Err(InvalidLogo::Broken),
            [0xff, _] => {
                let length = be16(bytes, at + 2).filter(|length| *length >= 2);
                let length = length.and_then(|length| usize::try_from(length).ok());
                at += 2 + length.ok_or(InvalidLogo::Broken)?;
            }
            _ => return Err(InvalidLogo::Broken),
        }
    }
}
