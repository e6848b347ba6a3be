//! How pages show a brand: a stylesheet for its colour, and its logo, each at an address that describes its content.
//!
//! The content security policy permits styles only in files. A stylesheet's address contains the colour and a digest of
//! the content. The stylesheet is made from the address without a look at the database, and reveals nobody's colour. A
//! logo's address is a digest of the business and the picture
//! ([`Logo::digest`](domain::business::brand::Logo::digest)), so only people who were shown the logo know it. Browsers
//! cache both for good, because a changed stylesheet or logo has another address.

use domain::business::brand::{Colour, LOGO_DIGEST_DIGITS, LogoType, StoredLogo};
use maud::{Markup, html};
use sha2::{Digest, Sha256};

use super::accent::{Accent, by_day, by_night};

/// The prefix of both addresses.
pub const BRAND: &str = "/pay/brand/";

/// The CSS class of elements in the brand's colour.
pub const CLASS: &str = "brand";

/// The number of hex digits of a stylesheet's digest, as in the addresses of assets.
const DIGITS: usize = 16;

/// Returns the stylesheet of a colour.
pub fn stylesheet(chosen: Colour) -> String {
    let (day, night) = (declarations(by_day(chosen)), declarations(by_night(chosen)));
    format!(
        ".{CLASS}{{{day}}}\n@media (prefers-color-scheme:dark){{.{CLASS}{{{night}}}}}\n\
         .{CLASS}[data-theme=light]{{{day}}}\n.{CLASS}[data-theme=dark]{{{night}}}\n"
    )
}

/// Sets Pico's variables for the colours of links, buttons and focused fields.
fn declarations(accent: Accent) -> String {
    let Accent { colour, hover, text } = accent;
    let of = [
        ("primary", colour),
        ("primary-background", colour),
        ("primary-border", colour),
        ("primary-underline", colour),
        ("primary-hover", hover),
        ("primary-hover-background", hover),
        ("primary-hover-border", hover),
        ("primary-hover-underline", hover),
        ("primary-focus", hover),
        ("primary-inverse", text),
        ("form-element-active-border-color", colour),
        ("form-element-focus-color", colour),
    ];
    of.into_iter().map(|(name, colour)| format!("--pico-{name}:{colour};")).collect()
}

/// Returns the address of a colour's stylesheet.
pub fn stylesheet_address(chosen: Colour) -> String {
    let digest = hex::encode(Sha256::digest(stylesheet(chosen)));
    let digest: String = digest.chars().take(DIGITS).collect();
    format!("{BRAND}{}.{digest}.css", chosen.digits())
}

/// Returns the address of a logo.
pub fn logo_address(logo: &StoredLogo) -> String {
    format!("{BRAND}{}.{}", logo.digest, ending(logo.media_type))
}

const fn ending(media_type: LogoType) -> &'static str {
    match media_type {
        LogoType::Png => "png",
        LogoType::Jpeg => "jpg",
        LogoType::WebP => "webp",
    }
}

/// The object that an address below [`BRAND`] names.
#[derive(Debug, PartialEq, Eq)]
pub enum Named<'a> {
    /// The stylesheet of a colour.
    Stylesheet(Colour),
    /// A logo: its digest and its format.
    Logo(&'a str, LogoType),
}

/// Reads an address. Returns `None` if it cannot be valid, so that only possible logos are looked up.
pub fn named(address: &str) -> Option<Named<'_>> {
    let (name, ending_of) = address.strip_prefix(BRAND)?.rsplit_once('.')?;
    if ending_of == "css" {
        let (digits, _) = name.split_once('.')?;
        let colour = Colour::read(&format!("#{digits}")).ok()?;
        // Another version of the program may make another stylesheet of this colour, which has another address.
        return (stylesheet_address(colour) == address).then_some(Named::Stylesheet(colour));
    }
    let media_type = LogoType::ALL.into_iter().find(|one| ending(*one) == ending_of)?;
    let is_digest = name.len() == LOGO_DIGEST_DIGITS && name.bytes().all(|byte| byte.is_ascii_hexdigit());
    is_digest.then_some(Named::Logo(name, media_type))
}

/// The link to the stylesheet. It may be in the body, where everything that a script puts into a page must be.
pub fn styles(colour: Option<Colour>) -> Markup {
    html! { @if let Some(colour) = colour { link rel="stylesheet" href=(stylesheet_address(colour)); } }
}

/// The logo. The name is written beside it, so the logo has an empty `alt`.
pub fn picture(logo: Option<&StoredLogo>) -> Markup {
    html! {
        @if let Some(logo) = logo {
            img.logo src=(logo_address(logo)) alt="" width=(logo.width) height=(logo.height);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_an_exact_address_names_a_stylesheet_or_a_logo() {
        let colour = Colour::read("#1a7f37").unwrap();
        let address = stylesheet_address(colour);
        assert_eq!(named(&address), Some(Named::Stylesheet(colour)));
        assert!(stylesheet(colour).contains("--pico-primary:#1a7f37;"));
        let digest = "0123456789abcdef0123456789abcdef";
        for media_type in LogoType::ALL {
            let logo = StoredLogo { digest: digest.to_owned(), media_type, width: 1, height: 1 };
            assert_eq!(named(&logo_address(&logo)), Some(Named::Logo(digest, media_type)));
        }
        let other = address.replace("1a7f37", "1a7f38");
        for wrong in [
            "/pay/brand/",
            "/pay/brand/1a7f37.css",
            "/pay/brand/.css",
            "/pay/brand/1A7F37.0000000000000000.css",
            "/pay/brand/é.png",
            "/pay/brand/0123.png",
            "/pay/brand/0123456789abcdef0123456789abcdef.svg",
            "/pay/brand/0123456789abcdef0123456789abcdef.html",
            &other,
        ] {
            assert_eq!(named(wrong), None, "{wrong}");
        }
    }
}
