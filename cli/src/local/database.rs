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
use crate::local::cells::{CellArgs, Cells, Subject};

/// The default directory of the private cluster and its secrets.
pub const HOME: &str = ".payout";

/// The database that an operator's command acts on.
#[derive(Debug, Clone, Args)]
pub struct DatabaseArgs {
    /// The Postgres (14 or newer) that holds the queue and the money, e.g. postgres://payout:…@db/payout. The command
    /// acts on it directly. The API need not run.
    #[arg(long, env = "DATABASE_URL", hide_env_values = true, value_name = "URL")]
    pub database_url: Option<SecretString>,

    #[command(flatten)]
    cells: CellArgs,
}

/// The database of a command that runs its own API and worker.
#[derive(Debug, Clone, Args)]
pub struct EmbeddedArgs {
    /// Use this Postgres (14 or newer) instead of the private one.
    #[arg(long, env = "DATABASE_URL", hide_env_values = true, value_name = "URL")]
    pub database_url: Option<SecretString>,

    /// The directory of the private Postgres, its data and the secrets. Remove it to start afresh.
    #[arg(long, env = "PAYOUT_HOME", default_value = HOME, value_name = "DIR")]
    pub home: PathBuf,
}

/// A database that accepts connections while this value lives.
#[derive(Debug)]
pub struct Database {
    url: SecretString,
    cluster: Option<Cluster>,
}

impl DatabaseArgs {
    /// Returns the cells to act on.
    ///
    /// # Errors
    /// If no database is given, or the setting of the other cells is wrong.
    pub fn cells(&self) -> Result<Cells, CliError> {
        let first = self.database_url.as_ref().ok_or_else(|| {
            CliError::Usage(
                "set DATABASE_URL (or --database-url) to the Postgres to act on: this command is for operators, and does not \
                 accept an API key"
                    .into(),
            )
        })?;
        self.cells.of(first)
    }

    /// Returns the cell `number`, regardless of `--cell`.
    ///
    /// # Errors
    /// Those of [`Self::cells`], or if there is no such cell.
    pub fn cell(&self, number: Number) -> Result<Cells, CliError> {
        let only = Self { cells: self.cells.only(number), ..self.clone() };
        only.cells()
    }

    /// Returns all cells except `number`, regardless of `--cell`. Returns none if there is one cell.
    ///
    /// # Errors
    /// Those of [`Self::cells`].
    pub fn others(&self, number: Option<Number>) -> Result<Vec<Cell>, CliError> {
        let all = Self { cells: self.cells.all(), ..self.clone() }.cells()?;
        Ok(all
            .iter()
            .filter(|at| at.number().is_some() && at.number() != number)
            .map(|at| at.cell().clone())
            .collect())
    }

    /// Connects as an operator to the one cell to act on.
    ///
    /// # Errors
    /// If no database is given, or several, or it cannot be reached.
    pub async fn connect(&self) -> Result<PgConnection, CliError> {
        self.cells()?.one()?.connect().await
    }

    /// Connects as an operator to the cell of the business.
    ///
    /// # Errors
    /// If no database is given, or no cell that answered has the business and not every cell answered.
    pub async fn connect_to(&self, business: BusinessId) -> Result<PgConnection, CliError> {
        Ok(self.cells()?.having(Subject::Business(business)).await?.1)
    }

    /// Returns the URL of the database of the one cell to act on.
    ///
    /// # Errors
    /// If none is given, or several.
    pub fn url(&self) -> Result<SecretString, CliError> {
        Ok(self.cells()?.one()?.url().clone())
    }
}

impl EmbeddedArgs {
    /// Rejects a given database that has live businesses. Test businesses do not belong there, and its secrets and
    /// its worker are not this machine's. Changes and migrates nothing.
    ///
    /// # Errors
    /// If there are live businesses, or the database cannot be queried.
    pub async fn refuse_beside_live(&self) -> Result<(), CliError> {
        let Some(url) = &self.database_url else { return Ok(()) };
        let mut conn = db::connect(url, Role::Operator).await?;
        match business::any_live(&mut conn).await? {
            None => Ok(()),
            Some(id) => Err(CliError::Usage(format!(
                "the database that DATABASE_URL names has live businesses ({id}): this command creates test businesses, with \
                 secrets and a worker of its own, and must not use a production database; unset DATABASE_URL to use a private \
                 Postgres, or name another database"
            ))),
        }
    }

    /// Returns the given database, or starts the private cluster. The first start creates the cluster, which takes a
    /// few seconds.
    ///
    /// # Errors
    /// If no Postgres can be used; see [`crate::cluster::ClusterError`].
    pub async fn open(&self) -> Result<Database, CliError> {
        match &self.database_url {
            Some(url) => Ok(Database { url: url.clone(), cluster: None }),
            None => Database::embedded(&self.home).await,
        }
    }
}

impl Database {
    /// Starts the private cluster under `home`.
    ///
    /// # Errors
    /// If the cluster cannot be started.
    pub async fn embedded(home: &Path) -> Result<Self, CliError> {
        let cluster = Cluster::start(home, ClusterOptions::default()).await?;
        Ok(Self { url: cluster.database_url(), cluster: Some(cluster) })
    }

    /// Returns the URL of the database.
    pub fn url(&self) -> &SecretString {
        &self.url
    }

    /// Returns the private cluster, if the database is one.
    pub fn cluster(&mut self) -> Option<&mut Cluster> {
        self.cluster.as_mut()
    }

    /// Stops the private cluster, if the database is one.
    ///
    /// # Errors
    /// If the cluster does not stop.
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
/// If the database cannot be reached, is older than is supported, or has a schema of a newer program.
pub async fn migrate(url: &SecretString) -> Result<(), CliError> {
    let mut conn = db::connect(url, Role::Operator).await.map_err(CliError::unreached)?;
    if conn.server_version_num().is_some_and(|version| i64::from(version) < i64::from(db::OLDEST_POSTGRES)) {
        return Err(CliError::Usage(
            "this Postgres is older than 14: point DATABASE_URL at a newer one".into(),
        ));
    }
    Ok(db::MIGRATIONS.run(&mut conn).await?)
}
