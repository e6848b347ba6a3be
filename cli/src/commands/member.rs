//! `payout member`.

use std::process::ExitCode;

use api::auth::member::new_token;
use api::routes::dashboard::addresses::JOIN;
use clap::{Subcommand, ValueEnum};
use domain::clock;
use domain::email::Email;
use domain::ids::{BusinessId, InvitationId};
use domain::member::account::{self, MembershipError};
use domain::member::invitations::{self, InviteError};
use domain::member::{self, identities, second_factor, sessions};
use secrecy::ExposeSecret;
use serde_json::{Value, json};
use sqlx::{Connection, PgConnection};

use crate::error::CliError;
use crate::local::database::DatabaseArgs;
use crate::output::{Column, Printing, Shown};

const COLUMNS: [Column; 5] = [
    Column("id", Shown::Text("/id")),
    Column("email", Shown::Text("/email")),
    Column("role", Shown::Text("/role")),
    Column("second factor", Shown::Text("/second_factor")),
    Column("since", Shown::Time("/since")),
];

/// Invite, list and remove the people who act for a business in the dashboard, and help those who are locked out.
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
    /// Print a link that makes somebody a member of a business, once, within 7 days. An earlier invitation of the same
    /// address ends.
    Invite {
        /// The business, biz_…
        business: BusinessId,
        /// Who is invited.
        email: Email,
        /// What to be: owners do everything, finance moves money, developers make keys and webhooks, viewers look.
        #[arg(long, value_enum, default_value_t = Role::Viewer)]
        role: Role,
        /// Where the API is for browsers; the link begins with it.
        #[arg(long, env = "PAYOUT_API_URL", default_value = "http://127.0.0.1:8080", value_name = "URL")]
        api_url: String,
    },
    /// List the members of a business.
    List {
        /// The business, biz_…
        business: BusinessId,
    },
    /// Remove a member from a business; its sessions for the business end at once. The last owner stays.
    Remove {
        /// The business, biz_…
        business: BusinessId,
        /// The member's address.
        email: Email,
    },
    /// End the second factor and all sessions of a member who has lost the phone and the recovery codes. The password stays,
    /// unless that is to be ended as well.
    Reset {
        /// The member's address.
        email: Email,
        /// End the password, too, and whose account at a sign-in provider it is: invite the member again, and the link lets it
        /// choose another one.
        #[arg(long)]
        password: bool,
    },
}

/// What a member may do, as the command line names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Role {
    Owner,
    Finance,
    Developer,
    Viewer,
}

impl From<Role> for member::Role {
    fn from(role: Role) -> Self {
        match role {
            Role::Owner => Self::Owner,
            Role::Finance => Self::Finance,
            Role::Developer => Self::Developer,
            Role::Viewer => Self::Viewer,
        }
    }
}

/// Runs the command.
///
/// # Errors
/// When the business or the member is unknown, it is the last owner, or the database fails.
pub async fn run(args: Args) -> Result<ExitCode, CliError> {
    let mut conn = args.database.connect().await?;
    match args.action {
        Action::Invite { business, email, role, api_url } => {
            let link = invite(&mut conn, business, &email, role.into(), &api_url).await?;
            args.printing.done(&json!({ "link": link }), &link)?;
        }
        Action::List { business } => {
            let members = account::members(&mut conn, business).await?;
            let rows: Vec<Value> = members.iter().map(shown).collect();
            args.printing.rows(&COLUMNS, &rows)?;
        }
        Action::Remove { business, email } => {
            remove(&mut conn, business, &email).await?;
            let done = json!({ "email": email, "removed": true });
            args.printing.done(&done, format!("{} is no member of {business}", email.as_str()))?;
        }
        Action::Reset { email, password } => {
            reset(&mut conn, &email, password).await?;
            let done = json!({ "email": email, "second_factor": false, "password": !password });
            let said = if password {
                format!("{} has no password: invite it again by `payout member invite`", email.as_str())
            } else {
                format!("{} signs in with the password alone", email.as_str())
            };
            args.printing.done(&done, said)?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// Invites `email`: the link that is given to it.
///
/// # Errors
/// When there is no such business, or the database fails.
pub async fn invite(
    conn: &mut PgConnection,
    business: BusinessId,
    email: &Email,
    role: member::Role,
    api_url: &str,
) -> Result<String, CliError> {
    let (clock, token) = (clock::read(conn).await?, new_token()?);
    let (id, digest) = (InvitationId::from(clock.id()), member::digest(token.expose_secret()));
    let mut work = conn.begin().await?;
    match invitations::invite(&mut work, (business, id), (email, role), digest, clock.now()).await {
        Ok(()) => work.commit().await?,
        Err(InviteError::Database(error)) => return Err(error.into()),
        Err(refused) => return Err(CliError::Failed(refused.to_string())),
    }
    Ok(format!("{}{JOIN}?invitation={}", api_url.trim_end_matches('/'), token.expose_secret()))
}

async fn remove(conn: &mut PgConnection, business: BusinessId, email: &Email) -> Result<(), CliError> {
    let known = known(conn, email).await?;
    let mut work = conn.begin().await?;
    match account::change(&mut work, business, known.id, None).await {
        Ok(()) => Ok(work.commit().await?),
        Err(MembershipError::Database(error)) => Err(error.into()),
        Err(refused) => Err(CliError::Failed(refused.to_string())),
    }
}

async fn reset(conn: &mut PgConnection, email: &Email, password: bool) -> Result<(), CliError> {
    let known = known(conn, email).await?;
    let mut work = conn.begin().await?;
    second_factor::end(&mut work, known.id).await?;
    if password {
        account::set_password(&mut work, known.id, "").await?;
        identities::unbind(&mut work, known.id).await?;
    }
    sessions::end(&mut work, known.id, None, None).await?;
    Ok(work.commit().await?)
}

async fn known(conn: &mut PgConnection, email: &Email) -> Result<account::Account, CliError> {
    let known = account::by_email(conn, email).await?;
    known.ok_or_else(|| {
        CliError::Failed(format!("there is no member {}: see `payout member list`", email.as_str()))
    })
}

fn shown(of: &account::Member) -> Value {
    json!({
        "id": of.id,
        "email": of.email,
        "role": of.role.as_str(),
        "second_factor": if of.second_factor { "yes" } else { "no" },
        "since": of.since,
    })
}
