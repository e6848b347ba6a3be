//! How a command gets access: as an operator, on the database, or as a merchant, over HTTP with an API key. The rules
//! are the same in both cases: the API's routes call the same functions of `domain`.

use clap::parser::ValueSource;
use clap::{ArgMatches, Args, Command, FromArgMatches};
use domain::clock::Clock;
use domain::steering::{AuditContext, Credential};
use secrecy::{ExposeSecret, SecretString};

use crate::client::Client;
use crate::error::CliError;
use crate::local::cells::{CellArgs, Cells};
use crate::output;

/// Returns the audit record's common part for a command that an operator is about to run.
pub fn audit_context(clock: &Clock) -> AuditContext {
    AuditContext { by: Credential::Cli, request_id: None, audit_id: clock.id(), now: clock.now() }
}

/// The API's address and the key to call it with.
#[derive(Debug, Clone, Args)]
#[group(skip)]
pub struct ApiArgs {
    /// The address of the API, e.g. `https://payout.example.com`.
    #[arg(long, env = "PAYOUT_API_URL", value_name = "URL")]
    api_url: Option<String>,

    /// A secret key of the business (sk_live_… or sk_test_…).
    #[arg(long, env = "PAYOUT_API_KEY", hide_env_values = true, value_name = "KEY")]
    api_key: Option<SecretString>,
}

/// The options that give a command access.
#[derive(Debug, Clone, Args)]
#[group(skip)]
struct Named {
    /// Act as an operator on this Postgres database, on any business. The API need not run.
    #[arg(long, env = "DATABASE_URL", hide_env_values = true, value_name = "URL")]
    database_url: Option<SecretString>,

    #[command(flatten)]
    cells: CellArgs,

    #[command(flatten)]
    api: ApiArgs,
}

/// How an access was given. The stronger one takes precedence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Source {
    Absent,
    /// In the environment.
    Set,
    /// On the command line.
    Typed,
}

/// How a command gets access. A flag takes precedence over the environment, and a database over an API key.
#[derive(Debug, Clone)]
pub struct AccessArgs {
    named: Named,
    database: Source,
    key: Source,
}

/// The access of a command.
#[derive(Debug)]
pub enum Access {
    /// Direct access to the database of each cell, for an operator.
    Operator(Cells),
    /// Access over HTTP with an API key, for a merchant, to its own objects.
    Merchant(Client),
}

impl ApiArgs {
    /// Returns a client of the API.
    ///
    /// # Errors
    /// If the address or the key is missing, or the address is not a URL.
    pub fn client(self) -> Result<Client, CliError> {
        let url = self.api_url.ok_or_else(|| {
            CliError::Usage("set PAYOUT_API_URL (or --api-url) to the API's address".into())
        })?;
        let key = self.api_key.ok_or_else(|| {
            CliError::Usage("set PAYOUT_API_KEY (or --api-key) to a key of the business".into())
        })?;
        Ok(Client::new(&url, key)?)
    }
}

impl AccessArgs {
    /// Opens the access and prints which one it is to standard error. For a database, it prints this once connected.
    ///
    /// # Errors
    /// If no access is given, or two are given as flags.
    pub fn open(self) -> Result<Access, CliError> {
        match (self.database, self.key) {
            (Source::Absent, Source::Absent) => Err(CliError::Usage(
                "set PAYOUT_API_URL and PAYOUT_API_KEY (--api-url, --api-key) to act as a merchant, or DATABASE_URL \
                 (--database-url) to act as an operator"
                    .into(),
            )),
            (Source::Typed, Source::Typed) => Err(CliError::Usage(
                "--database-url acts as an operator, --api-url and --api-key as a merchant: give only one".into(),
            )),
            (database, key) => match self.named.database_url.filter(|_| database >= key) {
                Some(url) => {
                    let cells = self.named.cells.of(&url)?;
                    Ok(Access::Operator(cells.noting("As an operator, on the database.")))
                }
                None => {
                    let client = self.named.api.client()?;
                    output::note(format!("With an API key, over {}.", client.address()));
                    Ok(Access::Merchant(client))
                }
            },
        }
    }
}

impl FromArgMatches for AccessArgs {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, clap::Error> {
        let named = Named::from_arg_matches(matches)?;
        let no_database = named.database_url.as_ref().is_some_and(|url| url.expose_secret().is_empty());
        let strength = |name| match matches.value_source(name) {
            Some(ValueSource::CommandLine) => Source::Typed,
            // An empty variable is how a shell unsets one for a single command.
            Some(_) if name == "database_url" && no_database => Source::Absent,
            Some(_) => Source::Set,
            None => Source::Absent,
        };
        Ok(Self {
            named,
            database: strength("database_url"),
            key: strength("api_url").max(strength("api_key")),
        })
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
        *self = Self::from_arg_matches(matches)?;
        Ok(())
    }
}

impl Args for AccessArgs {
    fn augment_args(command: Command) -> Command {
        Named::augment_args(command)
    }

    fn augment_args_for_update(command: Command) -> Command {
        Named::augment_args_for_update(command)
    }
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;

    #[derive(Parser)]
    struct Typed {
        #[command(flatten)]
        access: AccessArgs,
    }

    #[test]
    fn access_must_be_complete_and_unambiguous() {
        let open = |words: &[&str]| {
            let typed = Typed::try_parse_from([&["payout"], words].concat()).unwrap();
            typed.access.open()
        };
        let (url, key) = (["--api-url", "http://127.0.0.1:1"], ["--api-key", "sk_test_x"]);
        assert!(matches!(open(&[url, key].concat()), Ok(Access::Merchant(_))));
        let refused = |words: &[&str]| open(words).unwrap_err().line();
        assert!(refused(&[]).contains("PAYOUT_API_KEY"));
        assert!(refused(&url).starts_with("set PAYOUT_API_KEY"));
        assert!(refused(&key).starts_with("set PAYOUT_API_URL"));
        assert!(
            refused(&[&url[..], &key, &["--database-url", "postgres://x"]].concat()).contains("only one")
        );
    }
}
