//! The servers that `DATABASE_URL` names, and which of them may get a session.
//!
//! A standby knows only what it has replayed. A payment that it does not show may be made, and a transaction that it
//! calls "in the future" may be committed. So a process that answers requests or pays opens no session on a server in
//! recovery.
//!
//! Several hosts are named as in libpq (`postgres://u:p@h1:5432,h2:5433/db`). The session is opened on whichever server
//! can write.

use std::io;
use std::str::FromStr;
use std::time::Duration;

use futures::StreamExt;
use futures::stream::FuturesUnordered;
use secrecy::{ExposeSecret, SecretString};
use sqlx::postgres::PgConnectOptions;
use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection, Row};

use super::role::Role;
use super::unfit::Unfit;
use super::url::{Parts, wrong};
use super::{session_settings, settings};

/// How long a server may take to open a session.
const OPENED_WITHIN: Duration = Duration::from_secs(5);

/// How long to wait for the servers earlier in the list before trying the next one as well. So a server that never
/// answers does not delay the others.
const NEXT_AFTER: Duration = Duration::from_millis(250);

/// Which servers are acceptable, like `target_session_attrs` of libpq.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Wanted {
    /// Servers that can write; the default here.
    ReadWrite,
    /// Servers that are not in recovery.
    Primary,
    /// Any server. Only for operators, whose commands either read (a check of the books may spare the primary) or are
    /// rejected.
    Any,
}

/// The servers of a `DATABASE_URL`, in its order.
#[derive(Debug, Clone)]
pub struct Servers {
    first: Server,
    others: Vec<Server>,
    wanted: Wanted,
    role: Role,
    /// Whether commits wait for the disk.
    flushed: bool,
    /// The number of the cell that the database must be, if the URL names one.
    cell: Option<i16>,
}

/// A server that a URL names.
#[derive(Debug, Clone)]
pub struct Server {
    /// Host and port, or the socket's directory; never a password.
    pub name: String,
    /// The options for opening a session on the server.
    pub options: PgConnectOptions,
}

/// Why no session was opened on a server.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{server} {why}")]
struct Refused {
    server: String,
    why: &'static str,
}

impl Servers {
    /// Parses `url`, for sessions of `role`.
    ///
    /// # Errors
    /// [`sqlx::Error::Configuration`], which says what is wrong. Of the URL it shows only names and ports.
    pub fn read(url: &SecretString, role: Role) -> Result<Self, sqlx::Error> {
        let parts = Parts::of(url.expose_secret()).map_err(wrong)?;
        let wanted = match parts.wanted.as_deref() {
            None | Some("read-write") => Wanted::ReadWrite,
            Some("primary") => Wanted::Primary,
            Some("any") if role == Role::Operator => Wanted::Any,
            Some("any") => {
                return Err(wrong(
                    "target_session_attrs=any would trust a standby, which may lag behind: leave it out, or set it to \
                     read-write",
                ));
            }
            Some(_) => return Err(wrong("target_session_attrs must be read-write, primary or any")),
        };
        let mut each = parts.urls().map(|url| Server::read(&url?, role));
        let first = each.next().ok_or_else(|| wrong("it names no host"))??;
        let others = each.collect::<Result<_, _>>()?;
        Ok(Self { first, others, wanted, role, flushed: true, cell: parts.cell })
    }

    /// Returns all servers.
    pub fn each(&self) -> impl Iterator<Item = &Server> {
        std::iter::once(&self.first).chain(&self.others)
    }

    /// Returns the first server.
    pub fn first(&self) -> &Server {
        &self.first
    }

    /// Returns the same servers, for sessions whose commits do not wait for the disk.
    pub(super) fn without_waiting_for_the_disk(self) -> Self {
        let relaxed = |server: Server| Server {
            options: server.options.options([("synchronous_commit", "off")]),
            ..server
        };
        let Self { first, others, .. } = self;
        let others = others.into_iter().map(relaxed).collect();
        Self { first: relaxed(first), others, flushed: false, ..self }
    }

    /// Opens a session on the first acceptable server. Returns the server's index in the list, and the session.
    ///
    /// # Errors
    /// If there is no such server. The error says which servers were tried, and why each was rejected.
    pub async fn connect(&self) -> Result<(usize, PgConnection), sqlx::Error> {
        let mut attempts: FuturesUnordered<_> = self
            .each()
            .enumerate()
            .map(|(index, server)| async move {
                tokio::time::sleep(NEXT_AFTER * u32::try_from(index).unwrap_or(u32::MAX)).await;
                (index, self.open(server).await)
            })
            .collect();
        let mut failures = Vec::new();
        while let Some((index, opened)) = attempts.next().await {
            match opened {
                Ok(connection) => return Ok((index, connection)),
                Err(error) => failures.push((index, error)),
            }
        }
        failures.sort_by_key(|(index, _)| *index);
        Err(together(failures.into_iter().map(|(_, error)| error).collect()))
    }

    /// Checks that the server of a new session is acceptable, that the session has its settings, and that the database
    /// is the expected cell. The cell is checked because an address may be given to another database while a process
    /// runs.
    ///
    /// # Errors
    /// If one check fails, or the server does not answer.
    pub async fn admit(&self, server: &str, connection: &mut PgConnection) -> Result<(), sqlx::Error> {
        self.admit_server(server, connection).await?;
        let Some(wanted) = self.cell else { return Ok(()) };
        let found = sqlx::query_scalar!("select number from cell").fetch_one(connection).await?;
        if found == wanted { Ok(()) } else { Err(Unfit::Cell { wanted, found }.into()) }
    }

    async fn admit_server(&self, server: &str, connection: &mut PgConnection) -> Result<(), sqlx::Error> {
        let state = settings::state(self.role, self.flushed);
        let state = connection.fetch_one(AssertSqlSafe(state)).await?;
        let (by_tcp, found): (bool, String) = (state.try_get(2)?, state.try_get(3)?);
        let lost = settings::lost(self.role, self.flushed, by_tcp, &found);
        if !lost.is_empty() {
            return Err(Unfit::Settings(lost.join(", ")).into());
        }
        let (in_recovery, read_only): (bool, bool) = (state.try_get(0)?, state.try_get(1)?);
        let why = match (in_recovery, read_only, self.wanted) {
            (_, _, Wanted::Any) => return Ok(()),
            (true, ..) => "is a standby: it may not know yet what was paid",
            (false, true, Wanted::ReadWrite) => "is read-only",
            _ => return Ok(()),
        };
        Err(unreachable_for(io::ErrorKind::Other, Refused { server: server.into(), why }))
    }

    async fn open(&self, server: &Server) -> Result<PgConnection, sqlx::Error> {
        let opening = async {
            let mut connection = PgConnection::connect_with(&server.options).await?;
            self.admit(&server.name, &mut connection).await?;
            Ok(connection)
        };
        let silent = || Err(io::Error::from(io::ErrorKind::TimedOut).into());
        let opened = tokio::time::timeout(OPENED_WITHIN, opening).await.unwrap_or_else(|_| silent());
        opened.map_err(|error| named(&server.name, error))
    }
}

impl Server {
    fn read(url: &str, role: Role) -> Result<Self, sqlx::Error> {
        let application = match role {
            Role::Api | Role::ApiSide => "payout-api",
            Role::Worker => "payout-worker",
            Role::Operator => "payout",
        };
        let options = PgConnectOptions::from_str(url)?;
        let name = match options.get_socket() {
            Some(directory) => format!("{} port {}", directory.display(), options.get_port()),
            None => format!("{}:{}", options.get_host(), options.get_port()),
        };
        Ok(Self { name, options: options.application_name(application).options(session_settings(role)) })
    }
}

fn unreachable_for(
    kind: io::ErrorKind,
    why: impl Into<Box<dyn std::error::Error + Send + Sync>>,
) -> sqlx::Error {
    sqlx::Error::Io(io::Error::new(kind, why))
}

/// Adds the server's name to an error.
fn named(server: &str, error: sqlx::Error) -> sqlx::Error {
    match error {
        sqlx::Error::Io(io) if io.get_ref().is_some_and(|inner| inner.is::<Refused>()) => sqlx::Error::Io(io),
        sqlx::Error::Io(io) => unreachable_for(io.kind(), format!("{server}: {io}")),
        other => other,
    }
}

/// Combines the errors of all servers into one. A single failure stays as it is, and so does one that a person must
/// fix.
fn together(mut failures: Vec<sqlx::Error>) -> sqlx::Error {
    if let Some(unfit) = failures.iter().find_map(Unfit::of) {
        return unfit.into();
    }
    if failures.len() == 1
        && let Some(only) = failures.pop()
    {
        return only;
    }
    let each: Vec<String> = failures
        .iter()
        .map(|error| match error {
            sqlx::Error::Io(io) => io.to_string(),
            other => other.to_string(),
        })
        .collect();
    unreachable_for(io::ErrorKind::Other, format!("no server accepts writes: {}", each.join("; ")))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(url: &str, role: Role) -> Result<Servers, String> {
        Servers::read(&url.into(), role).map_err(|error| error.to_string())
    }

    fn names(url: &str) -> Vec<String> {
        read(url, Role::Api).unwrap().each().map(|server| server.name.clone()).collect()
    }

    #[test]
    fn hosts_are_listed_as_in_libpq() {
        assert_eq!(names("postgres://u:p@h1:5432,h2:5433/db"), ["h1:5432", "h2:5433"]);
        assert_eq!(names("postgresql://h1,[::1]:6000/db?sslmode=disable"), ["h1:5432", "[::1]:6000"]);
        assert_eq!(names("postgres://u:p%2C%40@h1,h2,h3/db?port=7000"), ["h1:7000", "h2:7000", "h3:7000"]);
        assert_eq!(names("postgres://u@/db?host=h1,h2&port=1,2"), ["h1:1", "h2:2"]);
        assert_eq!(names("postgres://u:p@h1:5432/db?target_session_attrs=primary"), ["h1:5432"]);
        assert_eq!(names("postgres:///db?host=/run/pg&port=5433"), ["/run/pg port 5433"]);
    }

    #[test]
    fn each_server_has_the_user_the_database_and_the_options() {
        let servers = read("postgres://u:p@h1,h2:1/db?sslmode=require&x=1#here", Role::Worker).unwrap();
        for server in servers.each() {
            assert_eq!(server.options.get_username(), "u");
            assert_eq!(server.options.get_database(), Some("db"));
            assert_eq!(server.options.get_application_name(), Some("payout-worker"));
            assert!(matches!(server.options.get_ssl_mode(), sqlx::postgres::PgSslMode::Require));
        }
    }

    #[test]
    fn errors_in_the_url_are_reported_without_the_password() {
        for (url, says) in [
            ("mysql://u:secret@h/db", "postgres://"),
            ("h/db", "postgres://"),
            ("postgres://u:secret@h1,h2/db?port=1,2,3", "ports than hosts"),
            ("postgres://u:secret@h1:x,h2/db", "port"),
            ("postgres://u:secret@h/db?target_session_attrs=standby", "target_session_attrs"),
            ("postgres://u:secret@h/db?target_session_attrs=any", "standby"),
        ] {
            let error = read(url, Role::Api).unwrap_err();
            assert!(error.contains(says) && !error.contains("secret"), "{url}: {error}");
        }
        assert!(read("postgres://h/db?target_session_attrs=any", Role::Operator).is_ok());
    }
}
