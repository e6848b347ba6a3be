//! Which server a process works on, and whether it can: one task keeps a session open to know.
//!
//! When the session ends, the servers are asked until one can be written, and the process's pools are turned to it. So
//! a failover needs no restart. What is wrong is logged at once, and then with growing pauses; `/readyz` says it as
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

/// How often the database is looked at.
const EVERY: Duration = Duration::from_secs(1);

/// After how many looks a commit is made. A server that cannot be written may be readable for long.
const LOOKS_PER_COMMIT: u32 = 5;

/// How long the database may take to answer.
const ANSWERED_WITHIN: Duration = Duration::from_secs(2);

/// How long a commit that is not confirmed is waited for before another session is tried. The server keeps a session
/// for each.
const CONFIRMED_WITHIN: Duration = Duration::from_secs(10);

/// The first and the longest pause between two attempts to find a server.
const LOOK_AGAIN_AFTER: (Duration, Duration) = (Duration::from_millis(100), Duration::from_secs(1));

/// The bounds, in seconds, of the time after which a client is asked to come again while a database is away. Within
/// them it is as long as the database has been away; the upper one is said when a person has to act.
const RETRY_AFTER_S: (u64, u64) = (2, 30);

/// What a process knows about its database. Clones share it.
#[derive(Debug, Clone)]
pub struct Database(watch::Receiver<Known>);

#[derive(Debug, Clone)]
enum Known {
    /// It is ready, and whether a restore is held.
    Ready(bool),
    Not(Arc<NotReady>, Instant),
}

/// The task that keeps [`Database`] true, and the pools at the right server.
pub struct Watch {
    servers: Servers,
    pools: Vec<(PgPool, Servers)>,
    turned_to: usize,
    known: watch::Sender<Known>,
    pace: Pace,
    looks: u32,
    warned: bool,
}

/// The knowledge of the database at `url`, and the watch that keeps it true, to be [run](Watch::run). `pools` are those
/// of the process, each with its role.
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
    /// A database that is always said to be ready: for a router without a process.
    pub fn unwatched() -> Self {
        Self(watch::channel(Known::Ready(false)).1)
    }

    /// Whether the database can be worked on.
    ///
    /// # Errors
    /// Why it cannot.
    pub fn ready(&self) -> Result<(), Arc<NotReady>> {
        match &*self.0.borrow() {
            Known::Ready(_) => Ok(()),
            Known::Not(why, _) => Err(Arc::clone(why)),
        }
    }

    /// Whether a restore is held ([`crate::restore`]), as of the last look that found the database ready.
    pub fn is_held(&self) -> bool {
        matches!(&*self.0.borrow(), Known::Ready(true))
    }

    /// The seconds after which it is worth trying again, when the database is known to be away.
    pub fn retry_after_s(&self) -> Option<u64> {
        match &*self.0.borrow() {
            Known::Ready(_) => None,
            Known::Not(why, _) if why.wants_a_person() => Some(RETRY_AFTER_S.1),
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
                    self.turn_to(index);
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

    /// Turns the pools to the server at `index`: there they open their connections from now on. Their connections to
    /// another server have ended with it.
    fn turn_to(&mut self, index: usize) {
        if index == self.turned_to {
            return;
        }
        for (pool, servers) in &self.pools {
            if let Some(server) = servers.each().nth(index) {
                pool.set_connect_options(server.options.clone());
            }
        }
        if let Some(server) = self.servers.each().nth(index) {
            tracing::warn!(server = server.name, "the database is worked on at another server");
        }
        self.turned_to = index;
    }

    /// Looks at the database. Returns whether the session can still be used.
    async fn look(&mut self, conn: &mut PgConnection) -> bool {
        let looked = timeout(ANSWERED_WITHIN, async {
            let ready = check_ready(conn).await?;
            let held = ready.is_ok() && outgoing::is_held(conn).await?;
            Ok::<_, sqlx::Error>(ready.map(|()| held))
        });
        let looked = looked.await;
        match looked {
            Err(_) => self.is_not_ready(NotReady::Silent),
            // Perhaps the server has stopped. If so, none will be found.
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

    /// Makes a commit when one is due. Returns whether the session can still be used.
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
        away::say(false);
        if self.pace.over() {
            tracing::info!("the database can be worked on again");
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
        // A server that comes next has to show by a commit that it can write.
        self.looks = 0;
        away::say(true);
        if let Some(more) = self.pace.due() {
            tracing::warn!(more, "{why}");
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

/// Warns once in the life of a process, for whoever reads its log.
async fn warn_of_what_failover_loses(conn: &mut PgConnection) {
    let told = timeout(ANSWERED_WITHIN, health::replication(conn)).await;
    match told.unwrap_or(Err(sqlx::Error::PoolTimedOut)) {
        Ok(replication) => {
            if let Some(risk) = replication.risk() {
                tracing::warn!(standbys = replication.standbys, "{risk}");
            }
        }
        Err(error) => tracing::debug!(%error, "nothing is known of replication"),
    }
}
