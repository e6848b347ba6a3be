//! Logos: raster images in PNG, JPEG or WebP. SVG is rejected, because it is a document that may contain scripts and
//! refer to other hosts.
//!
//! The type and the size of an image are read from its own first bytes; what the sender says about it is ignored.
//! Nothing is decoded here: browsers decode images in a sandboxed process, and the limits bound what an image costs
//! them.

mod head;
mod jpeg;
mod png;
mod webp;

use sha2::{Digest, Sha256};

pub use self::head::InvalidLogo;
use crate::ids::BusinessId;

/// The hex digits of a logo's digest: 128 bits, so that nobody can guess one.
pub const LOGO_DIGEST_DIGITS: usize = 32;

/// The most bytes of a logo, because phones on slow connections load it with the page.
pub const MAX_LOGO_BYTES: usize = 64 * 1024;

/// The most pixels of each side. Such an image takes 4 MiB of memory in a browser.
pub const MAX_LOGO_SIDE: u16 = 1_024;

/// The image types that a logo may have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LogoType {
    /// PNG.
    Png,
    /// JPEG.
    Jpeg,
    /// WebP.
    WebP,
}

/// An image that is valid as a logo.
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

    /// Returns the media type.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Png => "image/png",
            Self::Jpeg => "image/jpeg",
            Self::WebP => "image/webp",
        }
    }

    /// Returns the type with the media type `name`.
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
    /// Parses an image.
    ///
    /// # Errors
    /// If the image is not valid as a logo.
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

    /// Returns the image's type.
    pub const fn media_type(&self) -> LogoType {
        self.media_type
    }

    /// Returns the width in pixels.
    pub const fn width(&self) -> u16 {
        self.width
    }

    /// Returns the height in pixels.
    pub const fn height(&self) -> u16 {
        self.height
    }

    /// Returns the bytes of the image.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Returns the digest that the logo's URL contains. The digest covers the id of the business as well as the image.
    /// Otherwise, anyone with an image could find out whether a business here uses it as its logo.
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
