//! The database that a command works on: the one that `DATABASE_URL` names, or a private cluster under `./.payout`.

use std::path::{Path, PathBuf};

use clap::Args;
use domain::business;
use domain::cell::{Cell, Number};
use domain::ids::BusinessId;
use domain::platform::db::{self, Role};
use secrecy::SecretString;
use sqlx::PgConnection;

use crate::cluster::{Cluster, ClusterOptions};
use crate::error::CliError;
use crate::local::cells::{CellArgs, Cells, Thing};

/// The default directory of the private cluster and its secrets.
pub const HOME: &str = ".payout";

/// The database that an operator's command acts on.
#[derive(Debug, Clone, Args)]
pub struct DatabaseArgs {
    /// The Postgres (14 or newer) that holds the queue and the money, e.g. postgres://payout:…@db/payout. The command
    /// acts on it directly: the API need not run.
    #[arg(long, env = "DATABASE_URL", hide_env_values = true, value_name = "URL")]
    pub database_url: Option<SecretString>,

    #[command(flatten)]
    cells: CellArgs,
}

/// Where a stack of its own keeps its database.
#[derive(Debug, Clone, Args)]
pub struct EmbeddedArgs {
    /// Use this Postgres (14 or newer) instead of the private one.
    #[arg(long, env = "DATABASE_URL", hide_env_values = true, value_name = "URL")]
    pub database_url: Option<SecretString>,

    /// Where the private Postgres, its data and the secrets are kept. Removing it starts afresh.
    #[arg(long, env = "PAYOUT_HOME", default_value = HOME, value_name = "DIR")]
    pub home: PathBuf,
}

/// A database that can be connected to while this value lives.
#[derive(Debug)]
pub struct Database {
    url: SecretString,
    cluster: Option<Cluster>,
}

impl DatabaseArgs {
    /// The cells that are meant.
    ///
    /// # Errors
    /// When no database is named, or the setting of the others is wrong.
    pub fn cells(&self) -> Result<Cells, CliError> {
        let first = self.database_url.as_ref().ok_or_else(|| {
            CliError::Usage(
                "set DATABASE_URL (or --database-url) to the Postgres to act on: this command is an operator's, and does not act \
                 by an API key"
                    .into(),
            )
        })?;
        self.cells.of(first)
    }

    /// The cell `number`, whichever was meant otherwise.
    ///
    /// # Errors
    /// As [`Self::cells`], or when there is none of that number.
    pub fn cell(&self, number: Number) -> Result<Cells, CliError> {
        let only = Self { cells: self.cells.only(number), ..self.clone() };
        only.cells()
    }

    /// All cells but `number`, whichever are meant. None where there is one.
    ///
    /// # Errors
    /// As [`Self::cells`].
    pub fn others(&self, number: Option<Number>) -> Result<Vec<Cell>, CliError> {
        let all = Self { cells: self.cells.all(), ..self.clone() }.cells()?;
        Ok(all
            .iter()
            .filter(|at| at.number().is_some() && at.number() != number)
            .map(|at| at.cell().clone())
            .collect())
    }

    /// Connects as an operator, to the one cell that is meant.
    ///
    /// # Errors
    /// When no database is named, or several, or it cannot be reached.
    pub async fn connect(&self) -> Result<PgConnection, CliError> {
        self.cells()?.one()?.connect().await
    }

    /// Connects as an operator to the cell of the business.
    ///
    /// # Errors
    /// When no database is named, or none has it and not every one can be asked.
    pub async fn connect_to(&self, business: BusinessId) -> Result<PgConnection, CliError> {
        Ok(self.cells()?.having(Thing::Business(business)).await?.1)
    }

    /// The URL of the database of the one cell that is meant.
    ///
    /// # Errors
    /// When none is named, or several.
    pub fn url(&self) -> Result<SecretString, CliError> {
        Ok(self.cells()?.one()?.url().clone())
    }
}

impl EmbeddedArgs {
    /// Refuses a named database with live businesses. Test businesses do not belong there, and its secrets and its
    /// worker are not those of this machine. Nothing is changed or migrated.
    ///
    /// # Errors
    /// When there are live businesses, or the database cannot be asked.
    pub async fn refuse_beside_live(&self) -> Result<(), CliError> {
        let Some(url) = &self.database_url else { return Ok(()) };
        let mut conn = db::connect(url, Role::Operator).await?;
        match business::any_live(&mut conn).await? {
            None => Ok(()),
            Some(id) => Err(CliError::Usage(format!(
                "the database that DATABASE_URL names has live businesses ({id}): this command makes test businesses, with \
                 secrets and a worker of its own, and is not for a database that pays; unset DATABASE_URL to use a private \
                 Postgres, or name another database"
            ))),
        }
    }

    /// The named database, or the private cluster, which is started (and made, the first time, in a few seconds).
    ///
    /// # Errors
    /// When there is no Postgres to be had; see [`crate::cluster::ClusterError`].
    pub async fn open(&self) -> Result<Database, CliError> {
        match &self.database_url {
            Some(url) => Ok(Database { url: url.clone(), cluster: None }),
            None => Database::embedded(&self.home).await,
        }
    }
}

impl Database {
    /// The private cluster under `home`.
    ///
    /// # Errors
    /// When it cannot be started.
    pub async fn embedded(home: &Path) -> Result<Self, CliError> {
        let cluster = Cluster::start(home, ClusterOptions::default()).await?;
        Ok(Self { url: cluster.database_url(), cluster: Some(cluster) })
    }

    /// The URL of the database.
    pub fn url(&self) -> &SecretString {
        &self.url
    }

    /// The private cluster, if the database is one.
    pub fn cluster(&mut self) -> Option<&mut Cluster> {
        self.cluster.as_mut()
    }

    /// Stops the private cluster, if the database is one.
    ///
    /// # Errors
    /// When it does not stop.
    pub async fn stop(self) -> Result<(), CliError> {
        match self.cluster {
            Some(cluster) => Ok(cluster.stop().await?),
            None => Ok(()),
        }
    }
}

/// Brings the schema of the database at `url` up to date. Safe to repeat, and to run from several places at once.
///
/// # Errors
/// When the database cannot be reached, is older than is supported, or has a schema of a newer program.
pub async fn migrate(url: &SecretString) -> Result<(), CliError> {
    let mut conn = db::connect(url, Role::Operator).await.map_err(CliError::unreached)?;
    if conn.server_version_num().is_some_and(|version| i64::from(version) < i64::from(db::OLDEST_POSTGRES)) {
        return Err(CliError::Usage(
            "this Postgres is older than 14: point DATABASE_URL at a newer one".into(),
        ));
    }
    Ok(db::MIGRATIONS.run(&mut conn).await?)
}
