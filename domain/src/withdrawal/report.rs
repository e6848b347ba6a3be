//! What a provider states about an order, in an answer or a callback. Its texts are made to fit what is stored: too long
//! or odd ones are no reason not to know an outcome.

use serde::Deserialize;

use super::ending::{MAX_CODE_CHARS, MAX_REASON_CHARS, MAX_REFERENCE_CHARS};
use crate::ids::WithdrawalId;

/// The code of a refusal that came without a usable one.
const REFUSED_CODE: &str = "provider_refused";

/// Where an order stands with its provider.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stated {
    /// Paid out.
    Succeeded,
    /// Refused for good.
    Failed,
    /// Being worked on.
    Pending,
    /// Never heard of.
    Unknown,
}

/// The document that a provider answers with, and sends as a callback. Unknown members are ignored.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Report {
    /// The order.
    pub id: WithdrawalId,
    /// Where it stands.
    pub status: Stated,
    reference: Option<String>,
    code: Option<String>,
    reason: Option<String>,
}

impl Report {
    /// What the provider calls the order.
    pub fn reference(&self) -> Option<String> {
        fitting(self.reference.as_deref(), MAX_REFERENCE_CHARS)
    }

    /// Why it was refused, as a stable name.
    pub fn code(&self) -> String {
        let usable = |code: &&str| {
            (1..=MAX_CODE_CHARS).contains(&code.len())
                && code.bytes().all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'_'))
        };
        self.code.as_deref().filter(usable).unwrap_or(REFUSED_CODE).to_owned()
    }

    /// Why it was refused, for people.
    pub fn reason(&self) -> Option<String> {
        fitting(self.reason.as_deref(), MAX_REASON_CHARS)
    }
}

/// The beginning of `text` that fits, without what a database or a terminal stumbles over.
fn fitting(text: Option<&str>, chars: usize) -> Option<String> {
    let kept: String = text?.chars().filter(|char| !char.is_control()).take(chars).collect();
    let kept = kept.trim();
    (!kept.is_empty()).then(|| kept.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(members: &str) -> Report {
        let json =
            format!(r#"{{"id":"ord_01900000-0000-7000-8000-000000000001","status":"failed"{members}}}"#);
        serde_json::from_str(&json).unwrap()
    }

    #[test]
    fn texts_are_made_to_fit() {
        let plain = read("");
        assert_eq!((plain.reference(), plain.code().as_str(), plain.reason()), (None, REFUSED_CODE, None));
        let odd = read(r#","reference":" \u0000r\n1 ","code":"Account closed","reason":"\u0000""#);
        assert_eq!(
            (odd.reference().as_deref(), odd.code().as_str(), odd.reason()),
            (Some("r1"), REFUSED_CODE, None)
        );
        let long = read(&format!(r#","reference":"{0}","code":"{0}","reason":"{0}""#, "ü".repeat(600)));
        assert_eq!(long.reference().unwrap().chars().count(), MAX_REFERENCE_CHARS);
        assert_eq!(long.reason().unwrap().chars().count(), MAX_REASON_CHARS);
        assert_eq!(read(r#","code":"account_closed""#).code(), "account_closed");
    }
}
