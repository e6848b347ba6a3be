//! Logos: pictures of pixels. SVG is a document that may have scripts and name other hosts, so it is not taken.
//!
//! What a picture is, and how large, is read of its own first bytes; what a sender says of it is not looked at. Nothing is
//! decoded here: browsers do that, in a process of little power, and the limits bound what it costs them.

mod head;
mod jpeg;
mod png;
mod webp;

use sha2::{Digest, Sha256};

pub use self::head::InvalidLogo;
use crate::ids::BusinessId;

/// The hex digits of a logo's digest: 128 bits, so that nobody finds one by trying.
pub const LOGO_DIGEST_DIGITS: usize = 32;

/// The most bytes of a logo: it is loaded with the page by phones on slow lines.
pub const MAX_LOGO_BYTES: usize = 64 * 1024;

/// The most pixels of each side: unpacked, such a picture is 4 MiB in a browser.
pub const MAX_LOGO_SIDE: u16 = 1_024;

/// What a logo may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LogoType {
    /// PNG.
    Png,
    /// JPEG.
    Jpeg,
    /// WebP.
    WebP,
}

/// A picture that may be a logo.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Logo {
    media_type: LogoType,
    width: u16,
    height: u16,
    bytes: Vec<u8>,
}

impl LogoType {
    /// All variants.
    pub const ALL: [Self; 3] = [Self::Png, Self::Jpeg, Self::WebP];

    /// The media type.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Png => "image/png",
            Self::Jpeg => "image/jpeg",
            Self::WebP => "image/webp",
        }
    }

    /// The one that is called so.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.as_str() == name)
    }

    fn of(bytes: &[u8]) -> Option<Self> {
        if bytes.starts_with(png::SIGNATURE) {
            Some(Self::Png)
        } else if bytes.starts_with(jpeg::SIGNATURE) {
            Some(Self::Jpeg)
        } else if bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WEBP") {
            Some(Self::WebP)
        } else {
            None
        }
    }
}

impl Logo {
    /// Reads a picture.
    ///
    /// # Errors
    /// When it may not be a logo.
    pub fn read(bytes: Vec<u8>) -> Result<Self, InvalidLogo> {
        if bytes.is_empty() {
            return Err(InvalidLogo::Empty);
        }
        if bytes.len() > MAX_LOGO_BYTES {
            return Err(InvalidLogo::TooLong);
        }
        let media_type = LogoType::of(&bytes).ok_or(InvalidLogo::NotAPicture)?;
        let (width, height) = match media_type {
            LogoType::Png => png::sides(&bytes),
            LogoType::Jpeg => jpeg::sides(&bytes),
            LogoType::WebP => webp::sides(&bytes),
        }?;
        let side = |pixels: u32| match u16::try_from(pixels) {
            Ok(0) => Err(InvalidLogo::Broken),
            Ok(pixels) if pixels <= MAX_LOGO_SIDE => Ok(pixels),
            _ => Err(InvalidLogo::TooLarge),
        };
        Ok(Self { media_type, width: side(width)?, height: side(height)?, bytes })
    }

    /// What it is.
    pub const fn media_type(&self) -> LogoType {
        self.media_type
    }

    /// Pixels.
    pub const fn width(&self) -> u16 {
        self.width
    }

    /// Pixels.
    pub const fn height(&self) -> u16 {
        self.height
    }

    /// The picture.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// What its address is made of. It is of the business as well as of the picture: who has a picture, and not the id of the
    /// business, cannot ask whether somebody here has it as a logo.
    pub fn digest(&self, business: BusinessId) -> String {
        let mut digest = Sha256::new();
        digest.update(business.uuid().as_bytes());
        digest.update(&self.bytes);
        let mut text = hex::encode(digest.finalize());
        text.truncate(LOGO_DIGEST_DIGITS);
        text
    }
}

#[cfg(test)]
mod tests;
