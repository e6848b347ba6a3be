//! A file of settings, which [`CONFIG`] names. The command line and the environment take precedence over the file. Each
//! line is `NAME=value`, as systemd's `EnvironmentFile=` and `docker --env-file` read it, so one file serves all of
//! them.

use std::collections::BTreeMap;
use std::path::Path;

use secrecy::ExposeSecret;

use crate::platform::names;
use crate::platform::setting_names::{self, CONFIG};
use crate::secrets::text_file::content;

/// Settings whose names do not have the common prefix.
const OTHERS: [&str; 3] = ["DATABASE_URL", "DATABASE_URL_FILE", "RUST_LOG"];

/// The settings of the file; empty if there is no file.
#[derive(Debug, Default)]
pub struct Configuration(BTreeMap<String, String>);

impl Configuration {
    /// Reads the file that [`CONFIG`] names.
    ///
    /// # Errors
    /// One line that says what is wrong with the file.
    pub fn read() -> Result<Self, String> {
        let Some(path) = std::env::var_os(CONFIG).filter(|path| !path.is_empty()) else {
            return Ok(Self::default());
        };
        let path = Path::new(&path);
        let text = content(CONFIG, path)?;
        Self::of(text.expose_secret()).map_err(|wrong| format!("{CONFIG}: {}: {wrong}", path.display()))
    }

    /// Returns the value of a setting.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str)
    }

    fn of(text: &str) -> Result<Self, String> {
        let mut found = BTreeMap::new();
        for (index, line) in text.lines().enumerate() {
            let (number, line) = (index + 1, line.trim());
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            // The message does not show the line: it may hold a secret.
            let (name, value) =
                line.split_once('=').ok_or_else(|| format!("line {number} is not NAME=value"))?;
            let name = name.trim();
            let known = || setting_names::known().filter(|known| *known != CONFIG).chain(OTHERS);
            if !known().any(|known| known == name) {
                let nearest = names::nearest(name, known()).unwrap_or_default();
                return Err(format!(
                    "line {number}: there is no such setting; the nearest name is {nearest}"
                ));
            }
            if found.insert(name.to_owned(), unquoted(value.trim()).to_owned()).is_some() {
                return Err(format!("line {number}: {name} is set twice"));
            }
        }
        Ok(Self(found))
    }
}

fn unquoted(value: &str) -> &str {
    let within = |quote| value.strip_prefix(quote).and_then(|rest: &str| rest.strip_suffix(quote));
    within('"').or_else(|| within('\'')).unwrap_or(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_line_is_a_setting() {
        let text = "# ours\n\nDATABASE_URL=postgres://a?b=c\r\n PAYOUT_METHODS = '{\"a\": \"b\"}'\nPAYOUT_LISTEN=\"[::]:80\"\nRUST_LOG=";
        let read = Configuration::of(text).unwrap();
        assert_eq!(read.get("DATABASE_URL"), Some("postgres://a?b=c"));
        assert_eq!(read.get("PAYOUT_METHODS"), Some("{\"a\": \"b\"}"));
        assert_eq!(read.get("PAYOUT_LISTEN"), Some("[::]:80"));
        assert_eq!(read.get("RUST_LOG"), Some(""));
        assert_eq!(read.get("PAYOUT_OPS_LISTEN"), None);
    }

    #[test]
    fn errors_name_the_line_and_not_the_value() {
        for (text, expected) in [
            ("RUST_LOG=info\ncanary", "line 2 is not NAME=value"),
            (
                "PAYOUT_HASH_SECRETS=canary",
                "line 1: there is no such setting; the nearest name is PAYOUT_HASH_SECRET",
            ),
            ("PAYOUT_CONFIG=canary", "line 1: there is no such setting; the nearest name is "),
            ("RUST_LOG=info\nRUST_LOG=canary", "line 2: RUST_LOG is set twice"),
        ] {
            let refused = Configuration::of(text).unwrap_err();
            assert!(refused.starts_with(expected) && !refused.contains("canary"), "{refused}");
        }
    }
}
