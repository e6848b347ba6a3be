//! The one-line message for a command line that cannot be parsed. The message names a setting as in the environment and
//! describes numbers in plain words.

use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Command, Error};

/// The phrases of number parsers, and the plain words that replace them.
const PLAIN: [(&str, &str); 4] = [
    ("invalid digit found in string", "it is not a whole number: write digits only"),
    ("number too large to fit in target type", "the number is too large"),
    ("number too small to fit in target type", "the number is too small"),
    ("cannot parse integer from empty string", "it is empty, but must be a whole number"),
];

/// Returns the message for `error` of `command`. A setting is named as in the environment, where most settings come
/// from.
pub fn error_line(error: &Error, mut command: Command) -> String {
    // Options have no names before the command is built.
    command.build();
    let setting = |option: &str| {
        let of = command.get_arguments().find(|argument| argument.to_string() == option);
        of.and_then(|argument| argument.get_env()?.to_str()).map(str::to_owned)
    };
    match error.get(ContextKind::InvalidArg) {
        Some(ContextValue::Strings(missing)) if error.kind() == ErrorKind::MissingRequiredArgument => {
            let names = missing.iter().map(|option| setting(option).unwrap_or_else(|| option.clone()));
            format!("set {} (--help describes each of them)", names.collect::<Vec<_>>().join(", "))
        }
        Some(ContextValue::String(_)) if error.kind() == ErrorKind::UnknownArgument => {
            format!("{} (--help lists all options)", first_paragraph(&error.to_string()))
        }
        Some(ContextValue::String(option)) => {
            let said = plain(&first_paragraph(&error.to_string()));
            match setting(option) {
                Some(setting) => said.replacen(option, &format!("{setting} ({option})"), 1),
                None => said,
            }
        }
        _ => plain(&first_paragraph(&error.to_string())),
    }
}

/// Returns `said` with the phrases of number parsers replaced by plain words.
pub fn plain(said: &str) -> String {
    PLAIN.iter().fold(said.to_owned(), |said, (parsers, plain)| said.replace(parsers, plain))
}

fn first_paragraph(text: &str) -> String {
    let words = text.lines().take_while(|line| !line.trim().is_empty()).flat_map(str::split_whitespace);
    let line = words.collect::<Vec<_>>().join(" ");
    line.strip_prefix("error: ").map_or(line.clone(), str::to_owned)
}

#[cfg(test)]
mod tests {
    use clap::{Arg, value_parser};

    use super::*;

    fn error_of(arguments: &[&str]) -> String {
        let number = Arg::new("n").long("connections").env("PAYOUT_NO_SUCH_SETTING");
        let url = Arg::new("url").long("database-url").env("PAYOUT_NO_SUCH_URL").required(true);
        let command = Command::new("it").arg(number.value_parser(value_parser!(u32).range(2..=9))).arg(url);
        let error = command.clone().try_get_matches_from(arguments).unwrap_err();
        error_line(&error, command)
    }

    #[test]
    fn errors_name_the_setting_and_use_plain_words() {
        assert_eq!(error_of(&["it"]), "set PAYOUT_NO_SUCH_URL (--help describes each of them)");
        for (value, says) in [
            ("lots", "it is not a whole number: write digits only"),
            ("", "it is empty"),
            ("99999999999999999999999", "the number is too large"),
            ("0", "0 is not in 2..=9"),
        ] {
            let error = error_of(&["it", "--database-url", "x", "--connections", value]);
            assert!(
                error.contains(says) && error.contains("'PAYOUT_NO_SUCH_SETTING (--connections"),
                "{error}"
            );
            assert!(!error.contains('\n') && !error.starts_with("error"), "{error}");
        }
        let unknown = error_of(&["it", "--conections", "1"]);
        assert!(
            unknown.contains("--conections") && unknown.ends_with("(--help lists all options)"),
            "{unknown}"
        );
    }
}
