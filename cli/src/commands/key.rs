//! `payout key`: creates, lists and revokes API keys.

use std::process::ExitCode;

use api::routes::v1::api_keys::ApiKey;
use chrono::Duration;
use clap::Subcommand;
use domain::business::api_key;
use domain::business::{self, Mode};
use domain::clock;
use domain::ids::{ApiKeyId, BusinessId};
use secrecy::{ExposeSecret, SecretString};
use serde_json::{Value, json};
use sqlx::{Connection, PgConnection};

use crate::error::CliError;
use crate::local::database::DatabaseArgs;
use crate::local::merchant;
use crate::output::{self, Column, Printing, Shown};

/// How many keys are read at a time.
const PAGE: i64 = 200;

const COLUMNS: [Column; 6] = [
    Column("id", Shown::Text("/id")),
    Column("name", Shown::Text("/name")),
    Column("public part", Shown::Text("/public_id")),
    Column("created", Shown::Time("/created_at")),
    Column("expires", Shown::Time("/expires_at")),
    Column("revoked", Shown::Time("/revoked_at")),
];

/// Create, list and revoke API keys.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    database: DatabaseArgs,

    #[command(flatten)]
    printing: Printing,

    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// Create an API key of a business and print it.
    ///
    /// The key is shown only this once. A business has at most 100 live keys.
    Create {
        /// The business, biz_…
        business: BusinessId,
        /// What the key is for, at most 200 characters.
        #[arg(long, default_value = "")]
        name: String,
        /// After how many days the key expires. By default it does not expire.
        #[arg(long, value_name = "DAYS", value_parser = clap::value_parser!(u32).range(1..=36_500))]
        expires_in_days: Option<u32>,
        /// The secret that hashes stored keys. It must be the API processes' own, or they will not know the key.
        #[arg(long, env = "PAYOUT_KEY_PEPPER", hide_env_values = true, value_name = "SECRET")]
        key_pepper: Option<SecretString>,
    },
    /// List the keys of a business, newest first. The secret parts are not stored.
    List {
        /// The business, biz_…
        business: BusinessId,
    },
    /// Revoke a key.
    ///
    /// API processes reject it within 5 seconds. Repeating this changes nothing.
    Revoke {
        /// The business, biz_…
        business: BusinessId,
        /// The key's id, key_… (see `payout key list`)
        key: ApiKeyId,
    },
}

/// Runs the command.
///
/// # Errors
/// If the business or the key is unknown, the pepper is missing or weak, or the database fails.
pub async fn run(args: Args) -> Result<ExitCode, CliError> {
    match args.action {
        Action::Create { business, name, expires_in_days, key_pepper } => {
            let pepper = key_pepper.ok_or_else(|| {
                CliError::Usage("set PAYOUT_KEY_PEPPER to the secret that the API processes have".into())
            })?;
            let pepper = merchant::key_pepper(&pepper)?;
            if name.chars().count() > 200 {
                return Err(CliError::Usage("the name must have at most 200 characters".into()));
            }
            let mut conn = args.database.connect_to(business).await?;
            let mode = mode_of(&mut conn, business).await?;
            let mut work = conn.begin().await?;
            let expires_in = expires_in_days.map(|days| Duration::days(i64::from(days)));
            let key = merchant::make_key(&mut work, &pepper, business, mode, &name, expires_in).await?;
            work.commit().await?;
            let key = key.expose_secret();
            args.printing.done(&json!({ "key": key }), key)?;
        }
        Action::List { business } => {
            args.printing
                .rows(&COLUMNS, &list(&mut args.database.connect_to(business).await?, business).await?)?;
        }
        Action::Revoke { business, key } => {
            let revoked = revoke(&mut args.database.connect_to(business).await?, business, key).await?;
            args.printing.done(&revoked, format!("{key} is revoked"))?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// Returns the keys of a business as `GET /v1/api-keys` shows them.
async fn list(conn: &mut PgConnection, business: BusinessId) -> Result<Vec<Value>, CliError> {
    mode_of(conn, business).await?;
    let mut all: Vec<api_key::ApiKey> = Vec::new();
    loop {
        let page = api_key::list(conn, business, all.last().map(|last| last.id), PAGE).await?;
        if page.is_empty() {
            return output::objects(all.into_iter().map(ApiKey::from));
        }
        all.extend(page);
    }
}

async fn mode_of(conn: &mut PgConnection, id: BusinessId) -> Result<Mode, CliError> {
    let known = business::get(conn, id).await?;
    known
        .map(|business| business.mode)
        .ok_or_else(|| CliError::Failed(format!("there is no business {id}: see `payout business list`")))
}

/// Revokes a key and returns it as it is afterwards.
async fn revoke(conn: &mut PgConnection, business: BusinessId, key: ApiKeyId) -> Result<Value, CliError> {
    let now = clock::read(conn).await?.now();
    let mut work = conn.begin().await?;
    let revoked = api_key::revoke(&mut work, business, key, now).await?.ok_or_else(|| {
        CliError::Failed(format!("{business} has no key {key}: see `payout key list {business}`"))
    })?;
    work.commit().await?;
    output::object(&ApiKey::from(revoked))
}
