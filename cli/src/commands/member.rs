//! `payout member`: invites, lists, removes and resets members.

use std::process::ExitCode;

use api::app::oidc::host_url;
use api::auth::member::new_token;
use api::routes::dashboard::addresses::JOIN;
use clap::{Subcommand, ValueEnum};
use domain::clock;
use domain::email::Email;
use domain::ids::{BusinessId, InvitationId};
use domain::member::account::{self, MembershipError};
use domain::member::invitations::{self, InviteError};
use domain::member::mails::{self, Mailing};
use domain::member::sender::Sender;
use domain::member::{self, identities, link, second_factor, sessions};
use domain::oidc::proofs;
use domain::secrets::fingerprint::{self, OwnSecrets, Unproven};
use domain::secrets::keyring::Keyring;
use domain::steering::{MemberAction, member_changed};
use secrecy::{ExposeSecret, SecretString};
use serde_json::{Value, json};
use sqlx::{Connection, PgConnection};

use crate::access::audit_context;
use crate::error::CliError;
use crate::local::database::DatabaseArgs;
use crate::output::{self, Column, Printing, Shown};

/// The address of the API if none is given.
const UNSAID: &str = "http://127.0.0.1:8080";
/// The address that `payout dev` and `payout demo` invite.
const OWNER: &str = "owner@merchant.example";

const COLUMNS: [Column; 5] = [
    Column("id", Shown::Text("/id")),
    Column("email", Shown::Text("/email")),
    Column("role", Shown::Text("/role")),
    Column("second factor", Shown::Text("/second_factor")),
    Column("since", Shown::Time("/since")),
];

/// Invite, list and remove members, and help those who are locked out.
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
    /// Invite a person to a business, and print the link to join.
    ///
    /// The link works once, within 7 days, and replaces earlier ones. It sets a new password for a member without one
    /// (`reset --password`); a link made in the dashboard does not. It is also mailed with the API's
    /// PAYOUT_MAIL_FROM, PAYOUT_PUBLIC_URL and PAYOUT_HASH_SECRET.
    Invite {
        /// The business, biz_…
        business: BusinessId,
        /// The address to invite.
        email: Email,
        /// The role: owners do everything, finance moves money, developers make keys and webhooks, viewers look.
        #[arg(long, value_enum, default_value_t = Role::Viewer)]
        role: Role,
        /// The API's address for browsers, with which the link begins unless PAYOUT_PUBLIC_URL is set. [default:
        /// http://127.0.0.1:8080]
        #[arg(long, env = "PAYOUT_API_URL", value_name = "URL", value_parser = host_url)]
        api_url: Option<String>,
        #[command(flatten)]
        mailing: MailingArgs,
    },
    /// List the members of a business.
    List {
        /// The business, biz_…
        business: BusinessId,
    },
    /// Remove a member from a business and end the member's sessions there. The last owner stays.
    Remove {
        /// The business, biz_…
        business: BusinessId,
        /// The member's address.
        email: Email,
    },
    /// Reset the second factor of a member who has lost the phone and the recovery codes.
    ///
    /// Also ends all sessions and open invitations. The password stays, unless --password is given.
    Reset {
        /// The member's address.
        email: Email,
        /// Also remove the password and the link to a sign-in provider. Then run `payout member invite` for one of
        /// the member's businesses: that link lets the member choose a new password. Give the role that the member
        /// has there.
        #[arg(long)]
        password: bool,
    },
}

/// What a mail needs. These are the API's settings of the same names.
#[derive(Debug, clap::Args)]
struct MailingArgs {
    /// The sender of mails, such as Payouts <payouts@example.com>.
    #[arg(long, env = "PAYOUT_MAIL_FROM")]
    mail_from: Option<Sender>,

    /// The address under which browsers reach the API, such as `https://pay.example.com`. The link begins with it.
    #[arg(long, env = "PAYOUT_PUBLIC_URL", value_parser = host_url)]
    public_url: Option<String>,

    /// The secret that the link is made with, so that a worker can make the same link.
    #[arg(long, env = "PAYOUT_HASH_SECRET", hide_env_values = true)]
    hash_secret: Option<SecretString>,
}

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
/// If the business or the member is unknown, the member is the last owner, or the database fails.
pub async fn run(args: Args) -> Result<ExitCode, CliError> {
    let mut conn = match &args.action {
        Action::Invite { business, .. } | Action::List { business } | Action::Remove { business, .. } => {
            args.database.connect_to(*business).await?
        }
        Action::Reset { .. } => args.database.connect().await?,
    };
    match args.action {
        Action::Invite { business, email, role, api_url, mailing } => {
            let to = Invited { business, email: &email, role: role.into() };
            let unsaid = api_url.is_none() && mailing.public_url.is_none();
            let api_url = api_url.as_deref().unwrap_or(UNSAID);
            let (link, mailed) = invite_by_mail(&mut conn, &to, api_url, mailing).await?;
            if unsaid {
                output::note(format!(
                    "The link begins with {UNSAID}, because no address for browsers was given. Give it with --api-url (or \
                     PAYOUT_PUBLIC_URL) and invite again: that replaces this link."
                ));
            }
            let said = if mailed { format!("{link}\nA mail with it is on its way.") } else { link.clone() };
            args.printing.done(&json!({ "link": link, "mailed": mailed }), said)?;
        }
        Action::List { business } => {
            let members = account::members(&mut conn, business).await?;
            let rows: Vec<Value> = members.iter().map(shown).collect();
            args.printing.rows(&COLUMNS, &rows)?;
        }
        Action::Remove { business, email } => {
            remove(&mut conn, business, &email).await?;
            let done = json!({ "email": email, "removed": true });
            args.printing.done(&done, format!("{} is not a member of {business}", email.as_str()))?;
        }
        Action::Reset { email, password } => {
            reset(&mut conn, &email, password).await?;
            let done = json!({ "email": email, "second_factor": false, "password": !password });
            let said = if password {
                format!(
                    "{} has no password: `payout member invite` prints a link to choose one",
                    email.as_str()
                )
            } else {
                format!("{} signs in with the password only", email.as_str())
            };
            args.printing.done(&done, said)?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// Who is invited to a business, with which role.
#[derive(Debug)]
pub struct Invited<'a> {
    /// The business.
    pub business: BusinessId,
    /// The address.
    pub email: &'a Email,
    /// The role.
    pub role: member::Role,
}

struct ByMail {
    sender: Sender,
    keys: Keyring,
}

/// Invites a person. Returns the link, and whether it is mailed: only with all the settings of mails.
async fn invite_by_mail(
    conn: &mut PgConnection,
    who: &Invited<'_>,
    api_url: &str,
    given: MailingArgs,
) -> Result<(String, bool), CliError> {
    if given.mail_from.is_some() && given.public_url.is_none() {
        return Err(CliError::Usage(
            "PAYOUT_MAIL_FROM is set, but PAYOUT_PUBLIC_URL is not, so no invitation was created: set it to the \
             address at which browsers reach the API, because the link in the mail begins with it"
                .into(),
        ));
    }
    let base = given.public_url.as_deref().unwrap_or(api_url).trim_end_matches('/');
    let by_mail = match (given.mail_from, &given.public_url, &given.hash_secret) {
        (Some(sender), Some(_), Some(secret)) => {
            let wrong = |invalid| CliError::Usage(format!("PAYOUT_HASH_SECRET {invalid}"));
            let keys = Keyring::read(secret).map_err(wrong)?;
            is_the_servers(conn, &keys).await?;
            Some(ByMail { sender, keys })
        }
        _ => None,
    };
    invited(conn, who, base, by_mail).await
}

/// Rejects a secret that hashes were not made with: a worker could not make the same link, and the mail would wait.
async fn is_the_servers(conn: &mut PgConnection, keys: &Keyring) -> Result<(), CliError> {
    let own = OwnSecrets { hash_keys: Some(keys.clone()), others: Vec::new() };
    match fingerprint::compare(conn, &own).await {
        Ok(()) => Ok(()),
        Err(Unproven::Database(error)) => Err(error.into()),
        Err(_) => Err(CliError::Usage(
            "PAYOUT_HASH_SECRET is not the API's, so no worker could send the mail, and no invitation was created: set \
             the API's secret with all its versions, or unset it to print the link without a mail"
                .into(),
        )),
    }
}

async fn invited(
    conn: &mut PgConnection,
    who: &Invited<'_>,
    base: &str,
    by_mail: Option<ByMail>,
) -> Result<(String, bool), CliError> {
    let clock = clock::read(conn).await?;
    let (of, now) = ((who.business, InvitationId::from(clock.id())), clock.now());
    let token = match &by_mail {
        Some(by_mail) => link::token(&by_mail.keys, of.0, of.1),
        None => new_token()?,
    };
    let link = format!("{base}{JOIN}?invitation=");
    let digest = member::digest(token.expose_secret());
    let mut work = conn.begin().await?;
    match invitations::invite(&mut work, of, (who.email, who.role), digest, true, now).await {
        Ok(()) => {
            let invited = MemberAction::Invite(who.role.as_str());
            member_changed(&mut work, Some(who.business), who.email, invited, audit_context(&clock)).await?;
        }
        Err(InviteError::Database(error)) => return Err(error.into()),
        Err(refused) => return Err(CliError::Failed(refused.to_string())),
    }
    let mailed = match by_mail {
        Some(ByMail { sender, .. }) => {
            let mailing = Mailing { sender, link: link.clone() };
            mails::record(&mut work, of, who.email, &mailing, now).await?
        }
        None => false,
    };
    work.commit().await?;
    Ok((format!("{link}{}", token.expose_secret()), mailed))
}

/// Invites a made-up owner of a business, for trying payout out. Sends no mail.
///
/// # Errors
/// If there is no such business, or the database fails.
pub async fn invite_owner(
    conn: &mut PgConnection,
    business: BusinessId,
    api_url: &str,
) -> Result<String, CliError> {
    let owner: Email = OWNER.parse().map_err(|_| CliError::Failed("invalid address".into()))?;
    let who = Invited { business, email: &owner, role: member::Role::Owner };
    Ok(invited(conn, &who, api_url.trim_end_matches('/'), None).await?.0)
}

async fn remove(conn: &mut PgConnection, business: BusinessId, email: &Email) -> Result<(), CliError> {
    let (clock, known) = (clock::read(conn).await?, known(conn, email).await?);
    let mut work = conn.begin().await?;
    match account::change(&mut work, business, known.id, None).await {
        Ok(()) => {
            member_changed(&mut work, Some(business), email, MemberAction::Remove, audit_context(&clock))
                .await?;
            Ok(work.commit().await?)
        }
        Err(MembershipError::Database(error)) => Err(error.into()),
        Err(refused) => Err(CliError::Failed(refused.to_string())),
    }
}

async fn reset(conn: &mut PgConnection, email: &Email, password: bool) -> Result<(), CliError> {
    let (clock, known) = (clock::read(conn).await?, known(conn, email).await?);
    let mut work = conn.begin().await?;
    second_factor::end(&mut work, known.id).await?;
    // Neither a provider's proof nor a link from before the reset must work afterwards.
    proofs::end_for_member(&mut work, known.id).await?;
    invitations::end_all(&mut work, email, clock.now()).await?;
    if password {
        account::set_password(&mut work, known.id, "").await?;
        identities::unbind(&mut work, known.id).await?;
    }
    sessions::end(&mut work, known.id, None, None).await?;
    let what = if password { MemberAction::ResetPassword } else { MemberAction::Reset };
    // In the audit log of each of the member's businesses, or, if there is none, in the operators' log alone.
    let businesses = sessions::businesses(&mut work, known.id).await?;
    for one in &businesses {
        member_changed(&mut work, Some(one.business_id), email, what, audit_context(&clock)).await?;
    }
    if businesses.is_empty() {
        member_changed(&mut work, None, email, what, audit_context(&clock)).await?;
    }
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
