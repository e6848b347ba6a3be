//! The document around a page, and how times are written.

use chrono::{DateTime, SecondsFormat, Utc};
use maud::{DOCTYPE, Markup, html};

use crate::pages::assets::{Asset, HTMX_MIN_JS, PAGES_CSS, PAGES_JS, PICO_MIN_CSS};
use crate::pages::language::Language;

/// The configuration of htmx: it may fetch from this host only, and puts every response with content, error pages
/// included, into the page.
const HTMX: &str = r#"{"includeIndicatorStyles":false,"allowEval":false,"allowScriptTags":false,"selfRequestsOnly":true,"historyEnabled":false,"responseHandling":[{"code":"204","swap":false},{"code":"[2345]..","swap":true}]}"#;

/// The styles of all pages.
const STYLES: [&Asset; 2] = [&PICO_MIN_CSS, &PAGES_CSS];

/// The scripts of all pages.
const SCRIPTS: [&Asset; 2] = [&HTMX_MIN_JS, &PAGES_JS];

/// A page, and what surrounds it.
#[derive(Debug)]
pub struct Document<'a> {
    /// The language of the page.
    pub language: Language,
    /// The title in the tab and the browser's history.
    pub title: &'a str,
    /// The content above the page, such as the navigation.
    pub header: Markup,
    /// Stylesheets that replace those of all pages. If empty, those of all pages are used.
    pub styles: &'a [&'static Asset],
    /// Scripts in addition to those of all pages.
    pub scripts: &'a [&'static Asset],
    /// The content of the page.
    pub main: Markup,
}

impl Document<'_> {
    /// Returns the whole HTML document.
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

/// A time, in UTC until a script rewrites it in the viewer's time zone. The tooltip always shows UTC.
pub fn time(at: DateTime<Utc>) -> Markup {
    let utc = at.format("%Y-%m-%d %H:%M UTC").to_string();
    html! { time datetime=(at.to_rfc3339_opts(SecondsFormat::Secs, true)) title=(at.format("%Y-%m-%d %H:%M:%S UTC").to_string()) { (utc) } }
}
