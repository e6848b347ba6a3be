//! The reader's language, and the messages of pages in it: Fluent, with a file for each language (`api/messages`).

use std::convert::Infallible;
use std::sync::LazyLock;

use axum::extract::FromRequestParts;
use axum::http::header::ACCEPT_LANGUAGE;
use axum::http::request::Parts;
use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource};
use fluent_langneg::{NegotiationStrategy, accepted_languages, negotiate_languages};
use unic_langid::LanguageIdentifier;

/// A language that pages are available in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Language {
    /// The default, for everybody who prefers none of the others.
    English,
    /// German.
    German,
    /// French.
    French,
    /// Spanish.
    Spanish,
    /// Portuguese.
    Portuguese,
}

type Bundle = FluentBundle<FluentResource>;

static BUNDLES: LazyLock<[(Language, Bundle); 5]> =
    LazyLock::new(|| Language::ALL.map(|language| (language, bundle(language))));

impl Language {
    /// All variants.
    pub const ALL: [Self; 5] = [Self::English, Self::German, Self::French, Self::Spanish, Self::Portuguese];

    /// The language tag for HTML and HTTP.
    pub const fn tag(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::German => "de",
            Self::French => "fr",
            Self::Spanish => "es",
            Self::Portuguese => "pt",
        }
    }

    const fn messages(self) -> &'static str {
        match self {
            Self::English => include_str!("../../messages/en.ftl"),
            Self::German => include_str!("../../messages/de.ftl"),
            Self::French => include_str!("../../messages/fr.ftl"),
            Self::Spanish => include_str!("../../messages/es.ftl"),
            Self::Portuguese => include_str!("../../messages/pt.ftl"),
        }
    }

    /// Returns the language that an `Accept-Language` header prefers.
    pub fn preferred(accepted: &str) -> Self {
        let available: Vec<LanguageIdentifier> =
            Self::ALL.iter().filter_map(|one| one.tag().parse().ok()).collect();
        let asked = accepted_languages::parse(accepted);
        let chosen = negotiate_languages(&asked, &available, None, NegotiationStrategy::Filtering);
        let chosen = chosen.first().map(|one| one.language.as_str().to_owned());
        Self::ALL.into_iter().find(|one| Some(one.tag()) == chosen.as_deref()).unwrap_or(Self::English)
    }

    /// Returns the message `key`, or the key itself if there is no such message.
    pub fn say(self, key: &str) -> String {
        self.with(key, &[])
    }

    /// Returns the message `key` with the `named` values put in.
    pub fn with(self, key: &str, named: &[(&'static str, &str)]) -> String {
        let bundle = BUNDLES.iter().find(|(language, _)| *language == self).map(|(_, bundle)| bundle);
        let Some((bundle, pattern)) =
            bundle.and_then(|bundle| Some((bundle, bundle.get_message(key)?.value()?)))
        else {
            return key.to_owned();
        };
        let args: FluentArgs<'_> = named.iter().map(|(name, text)| (*name, *text)).collect();
        bundle.format_pattern(pattern, Some(&args), &mut Vec::new()).into_owned()
    }
}

impl<S: Sync> FromRequestParts<S> for Language {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Infallible> {
        let accepted = parts.headers.get(ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
        Ok(accepted.map_or(Self::English, Self::preferred))
    }
}

fn bundle(language: Language) -> Bundle {
    let mut bundle = Bundle::new_concurrent(language.tag().parse().into_iter().collect());
    // Fluent's isolation marks are for text of mixed directions. All these languages run left to right.
    bundle.set_use_isolating(false);
    let messages = FluentResource::try_new(language.messages().to_owned());
    bundle.add_resource_overriding(messages.unwrap_or_else(|(readable, _faults)| readable));
    bundle
}

#[cfg(test)]
mod tests;
