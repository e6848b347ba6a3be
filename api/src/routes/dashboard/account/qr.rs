//! Draws a text as a QR code that a phone can read.

use fast_qr::qr::QRBuilder;
use maud::{Markup, html};

/// The white margin around the code, in modules. Readers need it to find the code.
const QUIET: usize = 4;

/// Returns the QR code as an SVG, or nothing if the text is too long for one.
pub fn picture(text: &str, label: &str) -> Markup {
    let Ok(code) = QRBuilder::new(text).build() else { return html! {} };
    let mut path = String::new();
    for row in 0..code.size {
        for (column, module) in code[row].iter().enumerate() {
            if module.value() {
                path.push_str(&format!("M{} {}h1v1h-1z", column + QUIET, row + QUIET));
            }
        }
    }
    let side = code.size + 2 * QUIET;
    html! {
        svg.qr viewBox=(format!("0 0 {side} {side}")) role="img" aria-label=(label) {
            rect width=(side) height=(side) fill="#fff" {}
            path d=(path) fill="#000" {}
        }
    }
}
