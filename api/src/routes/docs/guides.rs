//! The guides: the Markdown files of `docs/guides`, in reading order.

use maud::{Markup, PreEscaped};
use pulldown_cmark::{CowStr, Event, Options, Parser, Tag, html};

/// A guide, as Markdown that is compiled into the program.
#[derive(Debug)]
pub struct Guide {
    /// The last part of the guide's address, and the name of its file.
    pub name: &'static str,
    text: &'static str,
}

macro_rules! guides {
    ($($name:literal),+ $(,)?) => {
        [$(Guide { name: $name, text: include_str!(concat!("../../../../docs/guides/", $name, ".md")) }),+]
    };
}

/// All guides, in reading order.
pub static GUIDES: [Guide; 7] = guides![
    "introduction",
    "authentication",
    "create-a-payout-user",
    "batches",
    "webhooks",
    "errors",
    "idempotency-and-retries",
];

/// The extension of the guides' files. It is cut from links, so that one link works between files and between pages.
const ENDING: &str = ".md";

impl Guide {
    /// Returns the address of the guide.
    pub fn address(&self) -> String {
        format!("/docs/{}", self.name)
    }

    /// Returns the guide's first line, without the `#`.
    pub fn title(&self) -> &'static str {
        self.text.lines().next().unwrap_or_default().trim_start_matches("# ")
    }

    /// Returns the sentence below the title.
    pub fn summary(&self) -> &'static str {
        self.text.lines().nth(2).unwrap_or_default()
    }

    /// Returns the guide as HTML.
    pub fn markup(&self) -> Markup {
        let events = Parser::new_ext(self.text, Options::ENABLE_TABLES).map(|event| match event {
            Event::Start(Tag::Link { link_type, dest_url, title, id }) => {
                let dest_url = dest_url
                    .strip_suffix(ENDING)
                    .map(|name| CowStr::from(name.to_owned()))
                    .unwrap_or(dest_url);
                Event::Start(Tag::Link { link_type, dest_url, title, id })
            }
            other => other,
        });
        let mut written = String::new();
        html::push_html(&mut written, events);
        // Lets the keyboard focus and scroll a block that is wider than the page.
        PreEscaped(written.replace("<pre>", "<pre tabindex=\"0\">"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_guide_has_a_title_a_summary_and_valid_links() {
        for guide in &GUIDES {
            assert!(guide.text.starts_with("# ") && guide.title().len() > 3, "{}", guide.name);
            assert!(guide.summary().ends_with('.'), "{}: {}", guide.name, guide.summary());
            let html = guide.markup().into_string();
            for target in html.split("href=\"").skip(1).map(|rest| rest.split('"').next().unwrap()) {
                let name = target.trim_start_matches("/docs/");
                let known = name == "reference" || GUIDES.iter().any(|other| other.name == name);
                assert!(known || target.starts_with("https://"), "{}: {target}", guide.name);
            }
        }
    }
}
