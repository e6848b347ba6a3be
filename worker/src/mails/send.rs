//! The job that makes one attempt to send a mail.
//!
//! It makes the invitation's link again, gives the mail to the SMTP server, and records the result in one transaction.
//! If the process dies before that, or recording fails, the lease ends and the mail is sent again.

use std::sync::Arc;
use std::time::Duration;

use chrono::TimeDelta;
use domain::clock::Clock;
use domain::member::link::token_again;
use domain::member::mails::{self, DueMail, Failure};
use domain::member::sender::Sender;
use domain::platform::db;
use domain::platform::in_cell::{CELLS, PerCell};
use domain::platform::pace::Pace;
use domain::secrets::keyring::Keyring;
use sqlx::{Connection, PgPool};
use tokio::time::Instant;

use super::message::{domain_of, message};
use super::outbox::Leased;
use super::server::SmtpServer;
use super::smtp::{self, SENT_WITHIN, SmtpError};
use crate::elsewhere;
use crate::metrics;
use crate::retry::mail_delay;
use crate::session::with_silence_limit;

/// What sending needs.
#[derive(Debug)]
pub struct Mailer {
    /// Connections to the database.
    pub pool: PgPool,
    /// The time.
    pub clock: Clock,
    /// The secrets from which the tokens of links are made.
    pub keys: Keyring,
    /// The SMTP server.
    pub server: SmtpServer,
    /// How long the server may take for a mail.
    pub within: Duration,
}

/// Limits the rate of the log line that a mail was not sent.
static NOT_SENT: PerCell<Pace> = PerCell([const { Pace::new() }; CELLS]);

impl Mailer {
    /// Returns a mailer that waits up to [`SENT_WITHIN`] for its server.
    pub const fn new(pool: PgPool, clock: Clock, keys: Keyring, server: SmtpServer) -> Self {
        Self { pool, clock, keys, server, within: SENT_WITHIN }
    }
}

/// Makes one attempt to send a mail. The job never fails: if the result cannot be recorded, the mail is sent again when
/// its lease ends.
pub async fn send(leased: Leased, mailer: Arc<Mailer>) {
    if Instant::now() > leased.begins_until {
        tracing::warn!("a mail was not begun in time; it is sent after its lease ends");
        return;
    }
    let due = leased.due;
    let (given, connection) = match given(&due, &mailer).await {
        Ok(connection) => (Ok(()), Some(connection)),
        Err(not_taken) => (Err(not_taken), None),
    };
    // In a task of its own, because a transaction must not be dropped midway.
    let business = due.business_id;
    let recorded = tokio::spawn(record(mailer, due, given)).await;
    if let Ok(Err(error)) = &recorded
        && db::is_elsewhere(error)
    {
        elsewhere::log_left_to_other_cell(business, "a mail");
    } else if let Ok(Err(error)) = recorded {
        tracing::warn!(%error, "the result of a mail was not recorded; it is sent again when its lease ends");
    }
    if let Some(connection) = connection {
        smtp::quit(connection).await;
    }
}

async fn given(
    due: &DueMail,
    mailer: &Mailer,
) -> Result<lettre::transport::smtp::client::AsyncSmtpConnection, SmtpError> {
    let own = |failure, said: String| SmtpError { failure, code: None, said };
    if !due.open {
        return Err(own(Failure::Ended, "its invitation has ended".into()));
    }
    let token =
        token_again(&mailer.keys, due.business_id, due.invitation_id, &due.digest).ok_or_else(|| {
            own(
                Failure::NoSecret,
                "its link was made with a version of PAYOUT_HASH_SECRET that this process does not have"
                    .into(),
            )
        })?;
    let mail = message(due, &token).map_err(|error| own(Failure::Unsupported, error.to_string()))?;
    let sender: Sender =
        due.sender.parse().map_err(|_| own(Failure::Unsupported, "it has no sender".into()))?;
    smtp::send(&mailer.server, &mail, domain_of(&sender), mailer.within).await
}

async fn record(mailer: Arc<Mailer>, due: DueMail, given: Result<(), SmtpError>) -> Result<(), sqlx::Error> {
    let mut conn = mailer.pool.acquire().await?;
    let now = mailer.clock.now();
    let recording = async {
        let mut transaction = conn.begin().await?;
        match &given {
            Ok(()) => mails::sent(&mut transaction, &due, now).await?,
            Err(not_taken) => {
                let wait = TimeDelta::from_std(mail_delay(due.attempt)).unwrap_or(TimeDelta::minutes(30));
                let code = not_taken.code.and_then(|code| i16::try_from(code).ok());
                mails::failed(&mut transaction, &due, (not_taken.failure, code), now + wait, now).await?;
            }
        }
        transaction.commit().await
    };
    let recorded = with_silence_limit(recording).await;
    if recorded.is_err() {
        conn.close_on_drop();
    }
    recorded?;
    told(&due, &given);
    Ok(())
}

fn told(due: &DueMail, given: &Result<(), SmtpError>) {
    let (business, invitation) = (due.business_id, due.invitation_id);
    metrics::mails::attempted(given.as_ref().map_err(|not_taken| not_taken.failure).copied());
    match given {
        Ok(()) => tracing::info!(%business, %invitation, attempts = due.attempt, "an invitation was mailed"),
        Err(SmtpError { failure: Failure::Ended, .. }) => {
            tracing::debug!(%business, %invitation, "an invitation ended before it was mailed");
        }
        Err(not_taken) => {
            let (why, given_up) = (not_taken.failure.as_str(), not_taken.failure.is_final());
            if let Some(suppressed) = NOT_SENT.current().due() {
                tracing::warn!(
                    %business, %invitation, attempts = due.attempt, why, said = not_taken.said, given_up, suppressed,
                    "an invitation was not mailed"
                );
            }
        }
    }
}
