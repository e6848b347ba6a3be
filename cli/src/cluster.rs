//! The embedded default: a private Postgres for `payout demo`, `payout dev` and the tests.
//!
//! A newcomer has a clone and nothing running. This module finds a Postgres on the machine, or downloads one, makes
//! a cluster of its own under a directory such as `./.payout`, and runs it for as long as the [`Cluster`] value lives.
//! Three things are worth knowing before changing it:
//!
//! - **It may not outlive us.** The server is the child of a small shell script which holds the reading end of a pipe;
//!   we hold the only writing end. However our process ends, by return, by panic or by `kill -9`, the kernel closes
//!   our end and the script stops the server. Nothing here depends on destructors (see `server.rs`).
//! - **Two locks.** `lock` is held by the process that uses the directory; a second one is refused at once. `running` is
//!   held by the server's own processes, which inherit it: it becomes free when the last of them is gone, so that
//!   a new server never meets the backends of a killed one (see `home.rs`).
//! - **It is a production server in small.** Durability is never weakened, so what the demo and the benchmark show is
//!   what an operator gets. Only the administration is for one machine: loopback TCP, one password, one superuser.

mod account;
mod download;
mod error;
mod home;
mod install;
mod server;
mod settings;

use std::path::{Path, PathBuf};

use secrecy::{ExposeSecret, SecretString};

pub use error::ClusterError;
use home::Home;
use install::Installation;
pub(crate) use server::free_port;
use server::{NAME, Server};

/// How many ports are tried while other programs keep taking the one that was picked. Each try rarely fails, so if
/// several do, something else is the matter.
const PORT_ATTEMPTS: u32 = 5;

/// What a caller may choose about its cluster.
#[derive(Debug, Clone, Default)]
pub struct ClusterOptions {
    /// If another process uses `root`, take the first free one of `root/1`, `root/2`, … instead of refusing. For tests:
    /// every process gets a server of its own, and the next run finds them initialised.
    pub share_by_number: bool,
    /// Server settings, by name and value. They take precedence over the built-in ones.
    pub settings: Vec<(&'static str, String)>,
}

/// A private Postgres that lives as long as this value, and no longer than this process.
///
/// Dropping it tells the server to stop without waiting; [`Cluster::stop`] waits.
#[derive(Debug)]
pub struct Cluster {
    home: Home,
    installation: Installation,
    settings: Vec<(&'static str, String)>,
    password: SecretString,
    port: u16,
    /// `None` between [`Cluster::crash`] and [`Cluster::resume`].
    server: Option<Server>,
}

impl Cluster {
    /// Starts the private cluster kept under `root`, and makes it first if there is none (a few seconds). Returns when
    /// it accepts connections. Waits up to 30 s for a predecessor that is still shutting down.
    ///
    /// # Errors
    /// Every [`ClusterError`] is one line that tells a person what to do.
    pub async fn start(root: &Path, options: ClusterOptions) -> Result<Self, ClusterError> {
        let home = Home::claim(root, options.share_by_number).await?;
        let running = home.wait_until_quiet().await?;
        let installation = install::find_or_download(&home).await?;
        let password = home.password()?;
        if !home.is_initialised() {
            server::initialise(&home, &installation, &password, &running).await?;
        }
        drop(running);
        home.rotate_log()?;

        let mut cluster =
            Self { home, installation, settings: options.settings, password, port: 0, server: None };
        cluster.resume_on_a_free_port().await?;
        Ok(cluster)
    }

    /// The URL of its database, for a superuser of this cluster:
    /// `postgres://payout:<password>@127.0.0.1:<port>/payout`.
    pub fn database_url(&self) -> SecretString {
        self.url_of(NAME)
    }

    /// The URL of another database of this cluster, whose name must need no escaping in a URL.
    pub fn url_of(&self, database: &str) -> SecretString {
        let (password, port) = (self.password.expose_secret(), self.port);
        SecretString::from(format!("postgres://{NAME}:{password}@127.0.0.1:{port}/{database}"))
    }

    /// The TCP port on 127.0.0.1, the same for the whole life of this value.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// The directory with the server's files: `root/data`, unless the server's user cannot get there.
    pub fn data_dir(&self) -> PathBuf {
        self.home.data()
    }

    /// Stops the server as an operator would, and waits for its end. Connections are ended, and work in flight is
    /// rolled back.
    ///
    /// # Errors
    /// [`ClusterError::StillRunning`] after 30 s.
    pub async fn stop(mut self) -> Result<(), ClusterError> {
        self.stop_server().await
    }

    /// Restarts the server on the same port, as an operator would.
    ///
    /// # Errors
    /// Those of [`Cluster::stop`] and [`Cluster::start`].
    pub async fn restart(&mut self) -> Result<(), ClusterError> {
        self.stop_server().await?;
        self.resume().await
    }

    /// Kills the server with SIGKILL, as the kernel does when memory runs out. Returns when its last process is gone: a
    /// backend in the middle of a statement may end a moment after its parent. Connections are refused until
    /// [`Cluster::resume`].
    ///
    /// # Errors
    /// [`ClusterError::StillRunning`] after 30 s.
    pub async fn crash(&mut self) -> Result<(), ClusterError> {
        if let Some(server) = self.server.take() {
            server.kill(&self.home).await?;
            self.home.wait_until_quiet().await?;
        }
        Ok(())
    }

    /// Starts the server again after [`Cluster::crash`], on the same port. Returns when it has recovered and accepts
    /// connections. Does nothing if it is running.
    ///
    /// # Errors
    /// [`ClusterError::Startup`] with the end of the server's log, [`ClusterError::PortTaken`].
    pub async fn resume(&mut self) -> Result<(), ClusterError> {
        if self.server.is_some() {
            return Ok(());
        }
        let running = self.home.wait_until_quiet().await?;
        let settings = settings::write(&self.home, &self.installation, self.port, &self.settings).await?;
        let mut server = Server::spawn(&self.home, &self.installation, &settings, running)?;
        server.wait_until_ready(&self.home, self.port).await?;
        server::create_database(self.port, &self.password).await?;
        self.server = Some(server);
        Ok(())
    }

    async fn resume_on_a_free_port(&mut self) -> Result<(), ClusterError> {
        for _ in 1..PORT_ATTEMPTS {
            self.port = server::free_port()?;
            match self.resume().await {
                Err(ClusterError::PortTaken { .. }) => {}
                other => return other,
            }
        }
        self.port = server::free_port()?;
        self.resume().await
    }

    async fn stop_server(&mut self) -> Result<(), ClusterError> {
        match self.server.take() {
            Some(server) => server.stop(&self.home).await,
            None => Ok(()),
        }
    }
}
