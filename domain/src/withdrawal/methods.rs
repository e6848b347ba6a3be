//! Which methods are on, with which terms, and who carries them out. This is the operator's configuration, which is the
//! same for the API (limits, fees, callbacks) and the worker (calls).
//!
//! A test business always has all methods, through the sandbox. A live business never has the sandbox.

mod document;

use std::collections::BTreeMap;
use std::time::Duration;

use clap::Args;
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;

use self::document::ByName;
use super::terms::Terms;
use super::{MANUAL, Method, SANDBOX};
use crate::business::Mode;
use crate::platform::json::Object;
use crate::secrets::secret::MacKey;

/// The longest name of a provider. Every order stores one.
const MAX_NAME_CHARS: usize = 50;

/// The default number of concurrent calls of one process to one provider: few enough for any provider.
const DEFAULT_CONCURRENCY: usize = 4;

/// The largest number of concurrent calls that can be configured. Each takes a connection.
const MAX_CONCURRENCY: usize = 100;

/// How long a call may take by default, in milliseconds.
const DEFAULT_TIMEOUT_MS: u64 = 10_000;

/// The longest time-out of a call that can be configured, in milliseconds. The lease of an order lasts for two calls,
/// so the time-out decides how soon another worker takes over from one that died in a call.
const MAX_TIMEOUT_MS: u64 = 60_000;

/// The setting of the methods.
#[derive(Debug, Clone, Args)]
pub struct MethodSettings {
    /// How payout users of live businesses take money out, as one JSON document, the same for the API and the worker:
    /// `{"methods": {"paypal": {"provider": "acme", "min": 100, "max": 1000000, "fee_fixed": 25, "fee_basis_points":
    /// 100}, "gift_card": {"provider": "manual"}}, "providers": {"acme": {"url": "https://connector.example/payouts",
    /// "secret": "…", "concurrency": 4, "timeout_ms": 10000}}}`. Methods are paypal, crypto and gift_card; a method
    /// that is not named is off. Amounts are in cents. The provider `manual` is a person who approves or rejects. Test
    /// businesses have every method, through the sandbox, on these terms or without fees.
    #[arg(
        long = "methods",
        env = "PAYOUT_METHODS",
        hide_env_values = true,
        hide_default_value = true,
        default_value = "{}"
    )]
    pub document: SecretString,
}

impl Default for MethodSettings {
    fn default() -> Self {
        Self { document: "{}".into() }
    }
}

/// A provider that is called over HTTP.
#[derive(Debug, Clone)]
pub struct Connector {
    /// The provider's name, as it is stored in rows and used in the path of its callback.
    pub name: String,
    /// The URL that orders are sent to. To ask about an order, `/{order id}` is appended.
    pub url: String,
    /// The key that signs requests and callbacks.
    pub key: MacKey,
    /// How many concurrent calls one process may make.
    pub concurrency: usize,
    /// How long a call may take.
    pub timeout: Duration,
}

/// A valid configuration.
#[derive(Debug, Clone, Default)]
pub struct Methods {
    bound: BTreeMap<Method, (Terms, String)>,
    connectors: BTreeMap<String, Connector>,
}

/// A method as the payout users of a business see it: its terms, and who carries it out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Offer<'a> {
    /// Limits and fees.
    pub terms: Terms,
    /// The provider's name.
    pub provider: &'a str,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Document {
    #[serde(default)]
    methods: ByName<Object<Binding>>,
    #[serde(default)]
    providers: ByName<Object<ConnectorDocument>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Binding {
    provider: String,
    min: Option<i64>,
    max: Option<i64>,
    #[serde(default)]
    fee_fixed: i64,
    #[serde(default)]
    fee_basis_points: u32,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ConnectorDocument {
    url: String,
    secret: SecretText,
    #[serde(default = "default_concurrency")]
    concurrency: usize,
    #[serde(default = "default_timeout_ms")]
    timeout_ms: u64,
}

/// A secret that was parsed from the document.
#[derive(Deserialize)]
#[serde(from = "String")]
struct SecretText(SecretString);

impl From<String> for SecretText {
    fn from(text: String) -> Self {
        Self(text.into())
    }
}

const fn default_concurrency() -> usize {
    DEFAULT_CONCURRENCY
}

const fn default_timeout_ms() -> u64 {
    DEFAULT_TIMEOUT_MS
}

impl MethodSettings {
    /// Parses the setting.
    ///
    /// # Errors
    /// One line that says what is wrong with it.
    pub fn read(&self) -> Result<Methods, String> {
        Methods::from_json(self.document.expose_secret()).map_err(|wrong| format!("PAYOUT_METHODS: {wrong}"))
    }
}

impl Methods {
    fn from_json(text: &str) -> Result<Self, String> {
        // serde's own message would repeat the text, which may be a secret.
        if !text.trim_start().starts_with('{') {
            return Err(
                r#"not a JSON object, such as {"methods": {"paypal": {"provider": "manual"}}}"#.to_owned()
            );
        }
        let document: Document = document::read(text)?;
        let mut connectors = BTreeMap::new();
        for (name, Object(document)) in document.providers.0 {
            connectors.insert(name.clone(), document.check(name)?);
        }
        let mut bound = BTreeMap::new();
        for (name, Object(binding)) in document.methods.0 {
            let method = Method::named(&name).ok_or_else(|| {
                format!(
                    "{name:?} is not a method: the methods are {}",
                    Method::ALL.map(Method::as_str).join(", ")
                )
            })?;
            let of = |wrong: String| format!("{}: {wrong}", method.as_str());
            let terms = binding.terms();
            terms.check().map_err(of)?;
            let provider = binding.provider;
            if provider == SANDBOX {
                return Err(of("the sandbox is for test businesses, which always have it".to_owned()));
            }
            if provider != MANUAL && !connectors.contains_key(&provider) {
                return Err(of(format!("no provider {provider:?} is configured")));
            }
            bound.insert(method, (terms, provider));
        }
        Ok(Self { bound, connectors })
    }

    /// Returns the offer of `method` for a business of `mode`; `None` if the method is off.
    pub fn offer(&self, mode: Mode, method: Method) -> Option<Offer<'_>> {
        let bound = self.bound.get(&method);
        match mode {
            Mode::Live => bound.map(|(terms, provider)| Offer { terms: *terms, provider }),
            Mode::Test => {
                let terms = bound.map_or_else(Terms::default, |(terms, _)| *terms);
                Some(Offer { terms, provider: SANDBOX })
            }
        }
    }

    /// Returns the connector with this name.
    pub fn connector(&self, name: &str) -> Option<&Connector> {
        self.connectors.get(name)
    }

    /// Returns whether a person carries out any method.
    pub fn by_hand(&self) -> bool {
        self.bound.values().any(|(_, provider)| provider == MANUAL)
    }

    /// Returns all connectors.
    pub fn connectors(&self) -> impl Iterator<Item = &Connector> {
        self.connectors.values()
    }
}

impl Binding {
    fn terms(&self) -> Terms {
        let Terms { min, max, .. } = Terms::default();
        Terms {
            min: self.min.unwrap_or(min),
            max: self.max.unwrap_or(max),
            fee_fixed: self.fee_fixed,
            fee_basis_points: self.fee_basis_points,
        }
    }
}

impl ConnectorDocument {
    fn check(self, name: String) -> Result<Connector, String> {
        let of = |wrong: &str| format!("{name}: {wrong}");
        let named = (1..=MAX_NAME_CHARS).contains(&name.len())
            && name.bytes().all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_'));
        if !named || name == SANDBOX || name == MANUAL {
            return Err(format!(
                "{name:?} cannot be a provider's name: 1 to {MAX_NAME_CHARS} of a-z 0-9 - _, not {SANDBOX} or {MANUAL}"
            ));
        }
        if !self.url.starts_with("https://") && !self.url.starts_with("http://") {
            return Err(of("its url must begin with https:// (or http://, on a network of your own)"));
        }
        if !(1..=MAX_CONCURRENCY).contains(&self.concurrency) {
            return Err(of("concurrency must be from 1 to 100"));
        }
        if !(100..=MAX_TIMEOUT_MS).contains(&self.timeout_ms) {
            return Err(of("timeout_ms must be from 100 to 60000"));
        }
        let key = MacKey::new(&self.secret.0).map_err(|weak| of(&format!("its secret {weak}")))?;
        Ok(Connector {
            url: self.url.trim_end_matches('/').to_owned(),
            key,
            concurrency: self.concurrency,
            timeout: Duration::from_millis(self.timeout_ms),
            name,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECRET: &str = "5b1d6c80f3a94e27d06f8c3e97b2a415";

    fn read(json: &str) -> Result<Methods, String> {
        MethodSettings { document: json.into() }.read()
    }

    #[test]
    fn test_businesses_always_use_the_sandbox_and_live_ones_never() {
        let json = format!(
            r#"{{"methods":{{"paypal":{{"provider":"acme","fee_fixed":25}},"gift_card":{{"provider":"manual"}}}},
                "providers":{{"acme":{{"url":"https://acme.example/payouts/","secret":"{SECRET}"}}}}}}"#
        );
        for methods in [Methods::default(), read("{}").unwrap(), read(&json).unwrap()] {
            for method in Method::ALL {
                assert_eq!(methods.offer(Mode::Test, method).unwrap().provider, SANDBOX);
                assert!(methods.offer(Mode::Live, method).is_none_or(|offer| offer.provider != SANDBOX));
            }
        }
        let methods = read(&json).unwrap();
        assert_eq!(methods.offer(Mode::Live, Method::Paypal).unwrap().provider, "acme");
        assert_eq!(methods.offer(Mode::Test, Method::Paypal).unwrap().terms.fee_fixed, 25);
        assert_eq!(methods.offer(Mode::Live, Method::Crypto), None);
        assert_eq!(methods.connector("acme").unwrap().url, "https://acme.example/payouts");
    }

    #[test]
    fn errors_are_reported_without_secrets() {
        let provider = |text: &str| format!(r#"{{"providers":{{{text}}}}}"#);
        for wrong in [
            "[]".to_owned(),
            r#"{"method":{}}"#.to_owned(),
            r#"{"methods":{"cash":{"provider":"manual"}}}"#.to_owned(),
            r#"{"methods":{"paypal":{"provider":"sandbox"}}}"#.to_owned(),
            r#"{"methods":{"paypal":{"provider":"acme"}}}"#.to_owned(),
            r#"{"methods":{"paypal":{"provider":"manual","fee":1}}}"#.to_owned(),
            r#"{"methods":{"paypal":{"provider":"manual","min":0}}}"#.to_owned(),
            provider(&format!(r#""manual":{{"url":"https://a","secret":"{SECRET}"}}"#)),
            provider(&format!(r#""A":{{"url":"https://a","secret":"{SECRET}"}}"#)),
            provider(&format!(r#""a":{{"url":"ftp://a","secret":"{SECRET}"}}"#)),
            provider(&format!(r#""a":{{"url":"https://a","secret":"{SECRET}","concurrency":0}}"#)),
            provider(&format!(r#""a":{{"url":"https://a","secret":"{SECRET}","timeout_ms":1}}"#)),
            provider(r#""a":{"url":"https://a","secret":"canary"}"#),
            provider(r#""a":{"url":"https://a","secret":["canary"]}"#),
            // A struct given as an array, by position.
            r#"{"methods":{"paypal":["manual",null,null,0,0]}}"#.to_owned(),
            provider(&format!(r#""a":["https://a","{SECRET}",4,10000]"#)),
        ] {
            let message = read(&wrong).unwrap_err();
            assert!(
                message.starts_with("PAYOUT_METHODS: ") && !message.contains("canary"),
                "{wrong}: {message}"
            );
        }
    }
}
