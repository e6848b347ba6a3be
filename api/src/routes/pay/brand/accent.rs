//! Turns a colour that a business has chosen into an accent that pages can use: text in the accent, or on it, is always
//! readable.
//!
//! Readable means the contrast of WCAG 2.2 (1.4.3). In the light scheme, an accent is on white and carries white text.
//! In the dark scheme, it is on a dark page and carries black text. One ratio therefore decides: if the accent
//! contrasts enough with the page, it contrasts at least as much with the text on it. An accent that does not is mixed
//! with black in the light scheme, or with white in the dark scheme, no more than necessary.

use domain::business::brand::Colour;

/// The least contrast for text of every size (WCAG 2.2, 1.4.3, AA).
const LEAST: f64 = 4.5;

/// Black.
const BLACK: Colour = Colour { red: 0, green: 0, blue: 0 };

/// White.
const WHITE: Colour = Colour { red: 255, green: 255, blue: 255 };

/// The background of a page in the light scheme (`--pico-background-color`).
const DAY: Colour = WHITE;

/// The background of a page in the dark scheme. Pico says rgb(19, 22.5, 30.5).
const NIGHT: Colour = Colour { red: 19, green: 23, blue: 31 };

/// The number of steps from a colour to black or white.
const STEPS: u16 = 255;

/// The steps from an accent to its colour under a pointer: enough to be visible.
const HOVER: u16 = 46;

/// An accent in one of the two schemes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Accent {
    /// The colour of links, and the background of buttons.
    pub colour: Colour,
    /// The same, under a pointer.
    pub hover: Colour,
    /// The colour of the text of buttons.
    pub text: Colour,
}

/// Returns the accent of `chosen` in the light scheme.
pub fn by_day(chosen: Colour) -> Accent {
    accent(chosen, DAY, BLACK, WHITE)
}

/// Returns the accent of `chosen` in the dark scheme.
pub fn by_night(chosen: Colour) -> Accent {
    accent(chosen, NIGHT, WHITE, BLACK)
}

/// Moves `chosen` away from `page`, towards `end`, until the contrast is enough.
fn accent(chosen: Colour, page: Colour, end: Colour, text: Colour) -> Accent {
    let step = (0..STEPS).find(|step| contrast(mixed(chosen, end, *step), page) >= LEAST).unwrap_or(STEPS);
    let colour = mixed(chosen, end, step);
    Accent { colour, hover: mixed(colour, end, HOVER), text }
}

/// Returns the colour that is `step` of [`STEPS`] steps from one colour to another.
fn mixed(from: Colour, to: Colour, step: u16) -> Colour {
    let channel = |from: u8, to: u8| {
        let sum = u32::from(from) * u32::from(STEPS - step) + u32::from(to) * u32::from(step);
        u8::try_from(sum / u32::from(STEPS)).unwrap_or(u8::MAX)
    };
    Colour {
        red: channel(from.red, to.red),
        green: channel(from.green, to.green),
        blue: channel(from.blue, to.blue),
    }
}

/// Returns the contrast ratio of WCAG between two colours, from 1 to 21.
fn contrast(one: Colour, other: Colour) -> f64 {
    let (one, other) = (luminance(one), luminance(other));
    (one.max(other) + 0.05) / (one.min(other) + 0.05)
}

/// Returns the relative luminance of WCAG.
fn luminance(colour: Colour) -> f64 {
    let linear = |channel: u8| {
        let share = f64::from(channel) / 255.0;
        if share <= 0.04045 { share / 12.92 } else { ((share + 0.055) / 1.055).powf(2.4) }
    };
    0.2126 * linear(colour.red) + 0.7152 * linear(colour.green) + 0.0722 * linear(colour.blue)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn colour(text: &str) -> Colour {
        Colour::read(text).unwrap()
    }

    #[test]
    fn contrasts_match_wcag() {
        let rounded = |one, other| (contrast(colour(one), colour(other)) * 100.0).round() as u32;
        assert_eq!(rounded("#000000", "#ffffff"), 2_100);
        assert_eq!(rounded("#ffffff", "#ffffff"), 100);
        assert_eq!(rounded("#767676", "#ffffff"), 454);
        assert_eq!(rounded("#777777", "#ffffff"), 448);
        assert_eq!(rounded("#ff0000", "#ffffff"), 400);
    }

    #[test]
    fn a_readable_colour_stays_and_others_change_as_little_as_needed() {
        let green = colour("#1a7f37");
        assert_eq!(by_day(green).colour, green);
        assert_ne!(by_night(green).colour, green);
        let yellow = colour("#ffdd00");
        assert_eq!(by_night(yellow).colour, yellow);
        let dark_yellow = by_day(yellow).colour;
        assert!(contrast(dark_yellow, DAY) < LEAST + 0.1, "{dark_yellow}");
        assert_eq!(dark_yellow.blue, 0);
        assert!(dark_yellow.red > dark_yellow.green);
    }

    fn assert_readable(chosen: Colour) {
        for (page, accent) in [(DAY, by_day(chosen)), (NIGHT, by_night(chosen))] {
            for shown in [accent.colour, accent.hover] {
                assert!(contrast(shown, page) >= LEAST, "{chosen}: {shown} on {page}");
                assert!(contrast(accent.text, shown) >= LEAST, "{chosen}: {} on {shown}", accent.text);
            }
        }
    }

    /// The property holds for all colours: checks every fifth value of each channel with both ends, and the values next
    /// to the ends.
    #[test]
    fn every_chosen_colour_becomes_readable() {
        let channel = || (0..=255).step_by(5).chain([1, 254]);
        for red in channel() {
            for green in channel() {
                for blue in channel() {
                    assert_readable(Colour { red, green, blue });
                }
            }
        }
    }
}
