//! The document around a page, and how a time is written.

use chrono::{DateTime, SecondsFormat, Utc};
use maud::{DOCTYPE, Markup, html};

use crate::pages::assets::{Asset, HTMX_MIN_JS, PAGES_CSS, PAGES_JS, PICO_MIN_CSS};
use crate::pages::language::Language;

/// What htmx may do: nothing but fetch from this host and put the answer, also one that says no, into the page.
const HTMX: &str = r#"{"includeIndicatorStyles":false,"allowEval":false,"allowScriptTags":false,"selfRequestsOnly":true,"historyEnabled":false,"responseHandling":[{"code":"204","swap":false},{"code":"[2345]..","swap":true}]}"#;

/// The styles of all pages.
const STYLES: [&Asset; 2] = [&PICO_MIN_CSS, &PAGES_CSS];

/// The scripts of all pages.
const SCRIPTS: [&Asset; 2] = [&HTMX_MIN_JS, &PAGES_JS];

/// A page.
#[derive(Debug)]
pub struct Document<'a> {
    /// What it is written in.
    pub language: Language,
    /// What a tab and a history show.
    pub title: &'a str,
    /// What is above the page, such as its links.
    pub header: Markup,
    /// Styles in place of those of all pages.
    pub styles: &'a [&'static Asset],
    /// Scripts besides those of all pages.
    pub scripts: &'a [&'static Asset],
    /// The page itself.
    pub main: Markup,
}

impl Document<'_> {
    /// The whole.
    pub fn markup(self) -> Markup {
        html! {
            (DOCTYPE)
            html lang=(self.language.tag()) {
                head {
                    meta charset="utf-8";
                    meta name="viewport" content="width=device-width, initial-scale=1";
                    meta name="color-scheme" content="light dark";
                    meta name="htmx-config" content=(HTMX);
                    title { (self.title) }
                    link rel="icon" href="data:,";
                    @for style in if self.styles.is_empty() { &STYLES[..] } else { self.styles } {
                        link rel="stylesheet" href=(style.address);
                    }
                    @for script in SCRIPTS.iter().chain(self.scripts) {
                        script defer src=(script.address) {}
                    }
                }
                body {
                    a.skip href="#main" { (self.language.say("skip")) }
                    header.container { (self.header) }
                    main.container id="main" tabindex="-1" { (self.main) }
                }
            }
        }
    }
}

/// A time: in UTC until a script writes it in the viewer's zone; a pointer that rests on it shows UTC.
pub fn time(at: DateTime<Utc>) -> Markup {
    let utc = at.format("%Y-%m-%d %H:%M UTC").to_string();
    html! { time datetime=(at.to_rfc3339_opts(SecondsFormat::Secs, true)) title=(at.format("%Y-%m-%d %H:%M:%S UTC").to_string()) { (utc) } }
}
