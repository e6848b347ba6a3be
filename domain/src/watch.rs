//! Watches which server the process works on, and whether it is ready. One task keeps a session open for this.
//!
//! When the session ends, the task asks the servers until one accepts writes, and points the process's pools to it. So
//! a failover needs no restart. A problem is logged at once and then at growing intervals, and `/readyz` reports it as
//! well.

use std::sync::Arc;
use std::time::Duration;

use secrecy::SecretString;
use sqlx::{PgConnection, PgPool};
use tokio::sync::watch;
use tokio::time::{Instant, sleep, timeout};

use crate::outgoing;
use crate::platform::db::{NotReady, Role, Servers, attest, away, check_ready, is_transient};
use crate::platform::health;
use crate::platform::pace::Pace;

/// How often the database is checked.
const EVERY: Duration = Duration::from_secs(1);

/// How many checks there are for each commit. A server that cannot be written may stay readable for long.
const LOOKS_PER_COMMIT: u32 = 5;

/// How long the database may take to answer.
const ANSWERED_WITHIN: Duration = Duration::from_secs(2);

/// How long to wait for an unconfirmed commit before another session is tried. The server keeps a session for each of
/// them.
const CONFIRMED_WITHIN: Duration = Duration::from_secs(10);

/// The first and the longest pause between two attempts to find a server.
const LOOK_AGAIN_AFTER: (Duration, Duration) = (Duration::from_millis(100), Duration::from_secs(1));

/// The bounds, in seconds, of the time after which a client is asked to try again while a database is away. Within them
/// the time is as long as the database has been away. If a person has to act, it is the upper bound.
const RETRY_AFTER_S: (u64, u64) = (2, 30);

/// What a process knows about its database. Clones share this state.
#[derive(Debug, Clone)]
pub struct Database(watch::Receiver<Known>);

#[derive(Debug, Clone)]
enum Known {
    /// The database is ready. The value says whether a restore is held.
    Ready(bool),
    Not(Arc<NotReady>, Instant),
}

/// The task that updates [`Database`] and points the pools to the right server.
pub struct Watch {
    servers: Servers,
    pools: Vec<(PgPool, Servers)>,
    turned_to: usize,
    known: watch::Sender<Known>,
    pace: Pace,
    looks: u32,
    warned: bool,
}

/// Creates the state of the database at `url`, and the watch that updates it, which the caller must [run](Watch::run).
/// `pools` are those of the process, each with its role.
///
/// # Errors
/// When `url` is not a Postgres URL.
pub fn watch(
    url: &SecretString,
    role: Role,
    pools: Vec<(PgPool, Role)>,
) -> Result<(Database, Watch), sqlx::Error> {
    let at_first = Known::Not(Arc::new(NotReady::Silent), Instant::now());
    let (known, database) = watch::channel(at_first);
    let pools = pools.into_iter().map(|(pool, role)| Ok((pool, Servers::read(url, role)?)));
    let pools = pools.collect::<Result<_, sqlx::Error>>()?;
    let servers = Servers::read(url, role)?;
    let watch = Watch { servers, pools, turned_to: 0, known, pace: Pace::new(), looks: 0, warned: false };
    Ok((Database(database), watch))
}

impl Database {
    /// Returns a database that always reports ready, for a router without a process.
    pub fn unwatched() -> Self {
        Self(watch::channel(Known::Ready(false)).1)
    }

    /// Checks whether the database is ready.
    ///
    /// # Errors
    /// The reason why it is not.
    pub fn ready(&self) -> Result<(), Arc<NotReady>> {
        match &*self.0.borrow() {
            Known::Ready(_) => Ok(()),
            Known::Not(why, _) => Err(Arc::clone(why)),
        }
    }

    /// Returns whether a restore is held ([`crate::restore`]), as of the last check that found the database ready.
    pub fn is_held(&self) -> bool {
        matches!(&*self.0.borrow(), Known::Ready(true))
    }

    /// Returns after how many seconds a client should try again, or `None` if the database is ready.
    pub fn retry_after_s(&self) -> Option<u64> {
        match &*self.0.borrow() {
            Known::Ready(_) => None,
            Known::Not(why, _) if why.needs_operator() => Some(RETRY_AFTER_S.1),
            Known::Not(_, since) => Some(since.elapsed().as_secs().clamp(RETRY_AFTER_S.0, RETRY_AFTER_S.1)),
        }
    }
}

impl Watch {
    /// Watches for ever.
    pub async fn run(mut self) {
        let mut pause = LOOK_AGAIN_AFTER.0;
        loop {
            match self.servers.connect().await {
                Ok((index, mut conn)) => {
                    self.use_server(index);
                    while self.look(&mut conn).await {
                        pause = LOOK_AGAIN_AFTER.0;
                        sleep(EVERY).await;
                    }
                }
                Err(error) => self.is_not_ready(NotReady::of(&error)),
            }
            sleep(pause).await;
            pause = (pause * 2).min(LOOK_AGAIN_AFTER.1);
        }
    }

    /// Points the pools to the server at `index`. From now on they open their connections there. Their connections to
    /// another server have ended with that server.
    fn use_server(&mut self, index: usize) {
        if index == self.turned_to {
            return;
        }
        for (pool, servers) in &self.pools {
            if let Some(server) = servers.each().nth(index) {
                pool.set_connect_options(server.options.clone());
            }
        }
        if let Some(server) = self.servers.each().nth(index) {
            tracing::warn!(server = server.name, "another server of the database is used now");
        }
        self.turned_to = index;
    }

    /// Checks the database. Returns whether the session can still be used.
    async fn look(&mut self, conn: &mut PgConnection) -> bool {
        let looked = timeout(ANSWERED_WITHIN, async {
            let ready = check_ready(conn).await?;
            let held = ready.is_ok() && outgoing::is_held(conn).await?;
            Ok::<_, sqlx::Error>(ready.map(|()| held))
        });
        let looked = looked.await;
        match looked {
            Err(_) => self.is_not_ready(NotReady::Silent),
            // The server may have stopped. If so, no server will be found.
            Ok(Err(error)) if is_transient(&error) => {}
            Ok(Err(error)) => {
                self.is_not_ready(NotReady::of(&error));
                return true;
            }
            Ok(Ok(Err(why))) => {
                self.is_not_ready(why);
                return true;
            }
            Ok(Ok(Ok(held))) => return self.commits(conn, held).await,
        }
        false
    }

    /// Makes a commit if one is due. Returns whether the session can still be used.
    async fn commits(&mut self, conn: &mut PgConnection, held: bool) -> bool {
        let due = self.looks.is_multiple_of(LOOKS_PER_COMMIT);
        if due {
            let mut committing = Box::pin(attest(&mut *conn));
            let committed = match timeout(ANSWERED_WITHIN, &mut committing).await {
                Ok(committed) => committed,
                Err(_) => {
                    self.is_not_ready(NotReady::Unconfirmed);
                    let late = timeout(CONFIRMED_WITHIN, committing).await;
                    late.unwrap_or(Err(sqlx::Error::PoolTimedOut))
                }
            };
            match committed {
                Ok(()) => {}
                Err(error) if is_transient(&error) => return false,
                Err(error) => {
                    self.is_not_ready(NotReady::of(&error));
                    return true;
                }
            }
        }
        self.looks = self.looks.wrapping_add(1);
        self.is_ready(held);
        if !self.warned {
            self.warned = true;
            warn_of_what_failover_loses(conn).await;
        }
        true
    }

    fn is_ready(&self, held: bool) {
        away::set(false);
        if self.pace.reset() {
            tracing::info!("the database is available again");
        }
        self.known.send_if_modified(|known| {
            let (changed, was_held) = match known {
                Known::Ready(before) => (*before != held, *before),
                Known::Not(..) => (true, false),
            };
            if held && !was_held {
                tracing::warn!(
                    "a restore is held: withdrawals and webhooks wait for `payout restore reconcile`"
                );
            }
            *known = Known::Ready(held);
            changed
        });
    }

    fn is_not_ready(&mut self, why: NotReady) {
        // The next server must show by a commit that it can be written.
        self.looks = 0;
        away::set(true);
        if let Some(suppressed) = self.pace.due() {
            tracing::warn!(suppressed, "{why}");
        }
        self.known.send_modify(|known| {
            let since = match known {
                Known::Ready(_) => Instant::now(),
                Known::Not(_, since) => *since,
            };
            *known = Known::Not(Arc::new(why), since);
        });
    }
}

/// Warns once in the life of a process, for the reader of its log.
async fn warn_of_what_failover_loses(conn: &mut PgConnection) {
    let told = timeout(ANSWERED_WITHIN, health::replication(conn)).await;
    match told.unwrap_or(Err(sqlx::Error::PoolTimedOut)) {
        Ok(replication) => {
            if let Some(risk) = replication.risk() {
                tracing::warn!(standbys = replication.standbys, "{risk}");
            }
        }
        Err(error) => tracing::debug!(%error, "the state of replication could not be read"),
    }
}
