//! The names of settings in the environment. Programs ignore a name that they do not know, so each program reports
//! unknown names when it starts.
//!
//! The settings that exist are those that the command lines of the three programs read ([`of_command`]), and
//! [`CONFIG`]. A program does not contain the settings of the others, and one environment often serves all three. So
//! `setting_names.txt` lists the names of all. The file is written by hand, from the output of a test of `cli` that
//! fails when the list differs.

use std::collections::BTreeSet;
use std::ffi::OsString;

use clap::Command;

use crate::platform::names;

/// The prefix of all setting names.
const PREFIX: &str = "PAYOUT_";

/// The only setting that no command line reads: it names a file with the other settings.
pub const CONFIG: &str = "PAYOUT_CONFIG";

/// The settings that exist, one name a line.
const KNOWN: &str = include_str!("setting_names.txt");

/// Returns the names of all settings.
pub fn known() -> impl Iterator<Item = &'static str> {
    KNOWN.lines()
}

/// Returns a line for each name in the environment that has the prefix and is not a setting.
pub fn unknown() -> Vec<String> {
    unknown_among(std::env::vars_os().map(|(name, _)| name))
}

fn unknown_among(names: impl Iterator<Item = OsString>) -> Vec<String> {
    let names: BTreeSet<String> = names.map(|name| name.to_string_lossy().into_owned()).collect();
    let unknown =
        names.iter().filter(|name| name.starts_with(PREFIX) && !known().any(|known| known == *name));
    unknown
        .map(|name| {
            let nearest = names::nearest(name, known()).unwrap_or_default();
            format!(
                "{name} in the environment is not a setting and is ignored; the nearest setting is {nearest}"
            )
        })
        .collect()
}

/// Returns the settings that `command` and its subcommands read from the environment, including those for files.
pub fn of_command(command: &Command) -> BTreeSet<String> {
    let mut found: BTreeSet<String> = command.get_subcommands().flat_map(of_command).collect();
    for arg in command.get_arguments() {
        let Some(name) = arg.get_env().and_then(|name| name.to_str()) else { continue };
        if arg.is_hide_env_values_set() {
            found.insert(format!("{name}_FILE"));
        }
        found.insert(name.to_owned());
    }
    found.retain(|name| name.starts_with(PREFIX));
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unknown_setting_is_reported_with_the_nearest_one() {
        let reports = |names: &[&str]| unknown_among(names.iter().map(OsString::from));
        assert_eq!(reports(&["PAYOUT_METHODS", "PAYOUT_HASH_SECRET_FILE", "PATH", "PAYOUT"]), [""; 0]);
        for (written, nearest) in [
            ("PAYOUT_METHOD", "PAYOUT_METHODS"),
            ("PAYOUT_BANKED_METHODS", "PAYOUT_METHODS"),
            ("PAYOUT_HASH_SECRETS", "PAYOUT_HASH_SECRET"),
        ] {
            let reports = reports(&[written]);
            assert!(
                reports[0].starts_with(written) && reports[0].ends_with(&format!(" {nearest}")),
                "{reports:?}"
            );
        }
    }
}
