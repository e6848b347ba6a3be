//! Settings from files. For each secret setting `X`, `X_FILE` may name a file that holds the secret, as container
//! platforms provide secrets. Another file may hold settings of any kind ([`Configuration`]).
//!
//! All programs use the same mechanism. Before the command line is parsed, [`parse`] visits each setting whose value
//! `--help` does not show ([`clap::Arg::hide_env_values`]), and makes the file's content its default. So the command
//! line takes precedence, then the environment, then a file of settings. A file that cannot be used is an error only if
//! the command uses its setting.

use std::path::Path;

use clap::error::ErrorKind;
use clap::{Arg, ArgMatches, Command, Parser};
use secrecy::{ExposeSecret, SecretString};

use crate::platform::setting_names::CONFIG;
use crate::secrets::configuration::Configuration;
use crate::secrets::text_file::content;

/// The text at the end of `--help`.
const ABOUT_FILES: &str = "PAYOUT_CONFIG names a file of settings, with one NAME=value per line and the names of the \
                           environment. The command line takes precedence over the environment, and the environment \
                           over the file.";

/// Parses the command line of `P`, the environment, and the files that they name.
///
/// # Errors
/// As [`clap::Parser::try_parse`].
pub fn parse<P: Parser>() -> Result<P, clap::Error> {
    let mut mistakes = Vec::new();
    let mut command = described(P::command());
    let configuration = Configuration::read().map_err(|wrong| command.error(ErrorKind::Io, wrong))?;
    let mut command = with_files(command, &configuration, &mut Vec::new(), &mut mistakes);
    let matches = command.try_get_matches_from_mut(std::env::args_os());
    let to_blame = match &matches {
        Ok(matches) => {
            let used = used(matches);
            mistakes.iter().find(|mistake| used.starts_with(&mistake.command))
        }
        Err(error) if error.kind() == ErrorKind::MissingRequiredArgument => mistakes.first(),
        Err(_) => None,
    };
    if let Some(mistake) = to_blame {
        return Err(command.error(ErrorKind::Io, &mistake.line));
    }
    P::from_arg_matches(&matches?)
}

/// Returns `command` with a help text that says which settings may come from files.
pub fn described(command: Command) -> Command {
    with_words(command).after_help(ABOUT_FILES)
}

fn with_words(command: Command) -> Command {
    let command = command.mut_args(|arg| match secret_setting(&arg) {
        Some(name) => describe(arg, &name),
        None => arg,
    });
    command.mut_subcommands(with_words)
}

/// Returns the secret setting `name`, from the environment or from the file that the environment names. Returns `None`
/// if neither is set.
///
/// # Errors
/// One line that names the setting and the file.
pub fn read(name: &str) -> Result<Option<SecretString>, String> {
    match std::env::var(name) {
        Ok(_) if file_of(name).is_some() => Err(both(name)),
        Ok(value) => Ok(Some(value).filter(|value| !value.is_empty()).map(SecretString::from)),
        Err(_) => in_files(name, &Configuration::read()?),
    }
}

/// A file that cannot be used, and the subcommand that has its setting.
struct Mistake {
    command: Vec<String>,
    line: String,
}

fn with_files(
    command: Command,
    configuration: &Configuration,
    path: &mut Vec<String>,
    mistakes: &mut Vec<Mistake>,
) -> Command {
    let command = command.mut_args(|arg| match (secret_setting(&arg), arg.get_env()) {
        (Some(name), _) => with_file(arg, &name, configuration, path, mistakes),
        (None, Some(name)) => {
            let value = name.to_str().and_then(|name| configuration.get(name)).map(str::to_owned);
            match value {
                Some(value) => arg.default_value(value).required(false),
                None => arg,
            }
        }
        (None, None) => arg,
    });
    command.mut_subcommands(|sub| {
        path.push(sub.get_name().to_owned());
        let sub = with_files(sub, configuration, path, mistakes);
        path.pop();
        sub
    })
}

/// Returns the name of the setting, if the setting is a secret.
fn secret_setting(arg: &Arg) -> Option<String> {
    let name = arg.get_env().filter(|_| arg.is_hide_env_values_set())?;
    name.to_str().map(str::to_owned)
}

fn describe(arg: Arg, name: &str) -> Arg {
    // Clap removes the full stop at the end of a single paragraph.
    let told = |help: &clap::builder::StyledStr| {
        format!("{}. {name}_FILE names a file that holds it.", help.to_string().trim_end_matches('.'))
    };
    let help = arg.get_help().map(told);
    let long_help = arg.get_long_help().map(told);
    let mut arg = arg;
    if let Some(help) = help {
        arg = arg.help(help);
    }
    if let Some(help) = long_help {
        arg = arg.long_help(help);
    }
    arg
}

fn with_file(
    arg: Arg,
    name: &str,
    configuration: &Configuration,
    path: &[String],
    mistakes: &mut Vec<Mistake>,
) -> Arg {
    let content = match std::env::var_os(name) {
        Some(_) if file_of(name).is_some() => Err(both(name)),
        // Clap reads this one.
        Some(_) => Ok(None),
        None => in_files(name, configuration),
    };
    match content {
        Ok(None) => arg,
        Ok(Some(content)) => {
            arg.default_value(content.expose_secret().to_owned()).hide_default_value(true).required(false)
        }
        Err(line) => {
            mistakes.push(Mistake { command: path.to_vec(), line });
            arg
        }
    }
}

fn file_of(name: &str) -> Option<std::ffi::OsString> {
    std::env::var_os(format!("{name}_FILE")).filter(|path| !path.is_empty())
}

/// Returns a secret that the environment does not hold itself: from the file that the environment names, or from the
/// configuration, or from the file that the configuration names.
fn in_files(name: &str, configuration: &Configuration) -> Result<Option<SecretString>, String> {
    let setting = format!("{name}_FILE");
    if let Some(file) = file_of(name) {
        return content(&setting, Path::new(&file)).map(Some);
    }
    match (configuration.get(name), configuration.get(&setting)) {
        (Some(_), Some(_)) => Err(format!("{} in the file of {CONFIG}", both(name))),
        (Some(value), None) => Ok(Some(value.into())),
        (None, Some(file)) => content(&setting, Path::new(file)).map(Some),
        (None, None) => Ok(None),
    }
}

fn both(name: &str) -> String {
    format!("{name} and {name}_FILE are both set: unset one of them")
}

/// Returns the subcommands that the command line names.
fn used(matches: &ArgMatches) -> Vec<String> {
    let mut names = Vec::new();
    let mut at = matches;
    while let Some((name, of_sub)) = at.subcommand() {
        names.push(name.to_owned());
        at = of_sub;
    }
    names
}
