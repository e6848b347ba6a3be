//! The embedded default: a private Postgres for `payout demo`, `payout dev` and the tests.
//!
//! A newcomer has a clone and nothing running. This module finds a Postgres on the machine, or downloads one, makes a
//! cluster of its own under a directory such as `./.payout`, and runs it for as long as the [`Cluster`] value lives.
//! Know three things before you change it:
//!
//! - **The server must not outlive us.** It is the child of a small shell script, which holds the reading end of a
//!   pipe. We hold the only writing end. However our process ends, by return, by panic or by `kill -9`, the kernel
//!   closes our end and the script stops the server. Nothing depends on destructors (see `server.rs`).
//! - **There are two locks.** The process that uses the directory holds `lock`, so a second process fails at once.
//!   The server's own processes inherit and hold `running`. It becomes free when the last of them is gone, so a new
//!   server never meets the backends of a killed one (see `home.rs`).
//! - **It is a small production server.** Durability is never weakened, so the demo and the benchmark show what an
//!   operator gets. Only the administration is for one machine: loopback TCP, one password, one superuser.

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

/// How many ports are tried while other programs keep taking the chosen one. A collision is rare, so several in a row
/// have another cause.
const PORT_ATTEMPTS: u32 = 5;

/// The options of a cluster.
#[derive(Debug, Clone, Default)]
pub struct ClusterOptions {
    /// If another process uses `root`, take the first free one of `root/1`, `root/2`, … instead of failing. For
    /// tests: every process gets a server of its own, and the next run finds them initialised.
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
    /// Starts the private cluster under `root`. Creates the cluster first if there is none, which takes a few
    /// seconds. Returns when the server accepts connections. Waits up to 30 s for an earlier server that is still
    /// shutting down.
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

    /// Returns the URL of the cluster's own database, for its superuser:
    /// `postgres://payout:<password>@127.0.0.1:<port>/payout`.
    pub fn database_url(&self) -> SecretString {
        self.url_of(NAME)
    }

    /// Returns the URL of another database of this cluster. Its name must need no escaping in a URL.
    pub fn url_of(&self, database: &str) -> SecretString {
        let (password, port) = (self.password.expose_secret(), self.port);
        SecretString::from(format!("postgres://{NAME}:{password}@127.0.0.1:{port}/{database}"))
    }

    /// Returns the TCP port on 127.0.0.1. It stays the same for the whole life of this value.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// Returns the directory with the server's files: `root/data`, unless the server's user cannot enter it.
    pub fn data_dir(&self) -> PathBuf {
        self.home.data()
    }

    /// Stops the server as an operator would, and waits until it has ended. Connections are closed, and open
    /// transactions are rolled back.
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

    /// Kills the server with SIGKILL, as the kernel does when memory runs out. Returns when its last process is gone,
    /// because a backend in the middle of a statement may outlive its parent for a moment. Connections fail until
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
