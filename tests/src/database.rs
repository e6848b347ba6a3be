//! A database for each test: a copy of a migrated template. It is dropped when the test passes.

use std::path::Path;
use std::sync::atomic::{AtomicU32, Ordering};

use cli::cluster::{Cluster, ClusterOptions};
use domain::platform::db::{self, Role};
use secrecy::{ExposeSecret, SecretString};
use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection};
use tokio::sync::OnceCell;

/// The server that the tests of this process share.
struct Server {
    embedded: Option<Cluster>,
    template: String,
}

static SERVER: OnceCell<Server> = OnceCell::const_new();
static NEXT: AtomicU32 = AtomicU32::new(1);

/// The prefix of the names of all test databases.
const PREFIX: &str = "payout_test_";

impl Server {
    async fn start() -> Self {
        let embedded = match std::env::var("DATABASE_URL") {
            Ok(_) => None,
            Err(_) => {
                let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../.payout/tests");
                let options = ClusterOptions { share_by_number: true, ..ClusterOptions::default() };
                Some(Cluster::start(&root, options).await.unwrap())
            }
        };
        let mut server = Self { embedded, template: format!("{PREFIX}{}_template", std::process::id()) };
        let mut conn = server.admin().await;
        server.sweep(&mut conn).await;
        server.template = server.create(&mut conn, "template1", &server.template.clone()).await;
        let mut migrated = db::connect(&server.url(&server.template), Role::Operator).await.unwrap();
        db::MIGRATIONS.run(&mut migrated).await.unwrap();
        migrated.close().await.unwrap();
        server
    }

    fn url(&self, database: &str) -> SecretString {
        match &self.embedded {
            Some(cluster) => cluster.url_of(database),
            None => {
                let url = std::env::var("DATABASE_URL").unwrap();
                let (server, rest) = url.rsplit_once('/').unwrap();
                let options =
                    rest.split_once('?').map_or(String::new(), |(_, options)| format!("?{options}"));
                format!("{server}/{database}{options}").into()
            }
        }
    }

    async fn admin(&self) -> PgConnection {
        let url = self
            .embedded
            .as_ref()
            .map_or_else(|| std::env::var("DATABASE_URL").unwrap().into(), Cluster::database_url);
        PgConnection::connect(url.expose_secret()).await.unwrap()
    }

    /// Drops the databases that earlier runs left, if the server is used by the tests alone.
    async fn sweep(&self, conn: &mut PgConnection) {
        if self.embedded.is_none() {
            return;
        }
        let left: Vec<String> = sqlx::query_scalar("select datname from pg_database where datname like $1")
            .bind(format!("{PREFIX}%"))
            .fetch_all(&mut *conn)
            .await
            .unwrap();
        for name in left {
            drop_database(conn, &name).await;
        }
    }

    async fn create(&self, conn: &mut PgConnection, template: &str, name: &str) -> String {
        let statement = format!("create database {name} template {template}");
        conn.execute(AssertSqlSafe(statement)).await.unwrap();
        name.to_owned()
    }
}

async fn drop_database(conn: &mut PgConnection, name: &str) {
    conn.execute(AssertSqlSafe(format!("drop database if exists {name} with (force)"))).await.unwrap();
}

/// Creates a migrated database, and returns its name and URL.
pub async fn create() -> (String, SecretString) {
    let server = SERVER.get_or_init(Server::start).await;
    let name = format!("{PREFIX}{}_{}", std::process::id(), NEXT.fetch_add(1, Ordering::SeqCst));
    let mut conn = server.admin().await;
    server.create(&mut conn, &server.template, &name).await;
    (name.clone(), server.url(&name))
}

/// Drops a database that [`create`] made.
pub async fn remove(name: &str) {
    let server = SERVER.get_or_init(Server::start).await;
    drop_database(&mut server.admin().await, name).await;
}
