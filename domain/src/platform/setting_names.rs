//! Names of settings in the environment. A name that no program knows is ignored by all of them, so each says so when
//! it starts.
//!
//! The settings that exist are those that the command lines of the three programs read ([`of_command`]), and
//! [`CONFIG`]. A program is linked without the settings of the others, and one environment often serves all, so the
//! names of all are kept in `setting_names.txt`. The file is written by hand, from what a test of `cli` prints when
//! they differ.

use std::collections::BTreeSet;
use std::ffi::OsString;

use clap::Command;

use crate::platform::names;

/// What the names of our settings begin with.
const PREFIX: &str = "PAYOUT_";

/// The setting that no command line reads: it names a file of the others.
pub const CONFIG: &str = "PAYOUT_CONFIG";

/// The settings that exist, a name a line.
const KNOWN: &str = include_str!("setting_names.txt");

/// The settings that exist.
pub fn known() -> impl Iterator<Item = &'static str> {
    KNOWN.lines()
}

/// A line for each name in the environment that begins as our settings do and is none.
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
            format!("{name} in the environment is no setting, and is ignored: the nearest that exists is {nearest}")
        })
        .collect()
}

/// The settings that `command` and its subcommands read from the environment, and from the files it names.
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
    fn a_name_that_is_none_is_told_with_the_nearest_one() {
        let said = |names: &[&str]| unknown_among(names.iter().map(OsString::from));
        assert_eq!(said(&["PAYOUT_METHODS", "PAYOUT_HASH_SECRET_FILE", "PATH", "PAYOUT"]), [""; 0]);
        for (written, meant) in [
            ("PAYOUT_METHOD", "PAYOUT_METHODS"),
            ("PAYOUT_BANKED_METHODS", "PAYOUT_METHODS"),
            ("PAYOUT_HASH_SECRETS", "PAYOUT_HASH_SECRET"),
        ] {
            let said = said(&[written]);
            assert!(said[0].starts_with(written) && said[0].ends_with(&format!(" {meant}")), "{said:?}");
        }
    }
}
