//! Why a process cannot run on its sessions: usually a pooler takes away what they need.

/// How to set up a pooler. It ends each error message.
const CURE: &str = "behind a pooler, use PgBouncer 1.21 or newer with `ignore_startup_parameters = extra_float_digits, \
                    options` and `max_prepared_statements` above 0, and connect as the roles that `payout roles` makes, \
                    with --poll-only";

/// The SQLSTATE of a statement that the session did not prepare.
const UNPREPARED: &str = "26000";

/// The SQLSTATE of a statement that another client has prepared in the session.
const PREPARED_BY_ANOTHER: &str = "42P05";

/// Why a process cannot run on its sessions.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unfit {
    /// The sessions do not have their settings.
    #[error("the database's sessions do not have the settings that they were opened with ({0}); {CURE}")]
    Settings(String),
    /// The server, or a pooler, refuses to open sessions with settings.
    #[error("the pooler refuses sessions with settings ({0}); {CURE}")]
    Startup(String),
    /// The sessions do not keep prepared statements.
    #[error("the pooler loses prepared statements; {CURE}")]
    Statements,
    /// The sessions receive no hints.
    #[error(
        "the connection goes through a pooler in transaction mode, which passes on no hints: start with --poll-only"
    )]
    Hints,
    /// The database belongs to another cell ([`crate::cell`]).
    #[error(
        "the database of cell {wanted} says that it is cell {found}: correct PAYOUT_CELLS and DATABASE_URL, or make it \
         cell {wanted} with `payout cell add {wanted}` while it has no businesses"
    )]
    Cell {
        /// The number that the process was configured with.
        wanted: i16,
        /// The number that the database has.
        found: i16,
    },
}

impl Unfit {
    /// Returns the reason that `error` carries, if it carries one.
    pub fn of(error: &sqlx::Error) -> Option<Self> {
        match error {
            sqlx::Error::Configuration(source) => source.downcast_ref::<Self>().cloned(),
            sqlx::Error::Database(database) => match database.code().as_deref() {
                Some(UNPREPARED | PREPARED_BY_ANOTHER) => Some(Self::Statements),
                _ if database.message().starts_with("unsupported startup parameter") => {
                    Some(Self::Startup(database.message().to_owned()))
                }
                _ => None,
            },
            _ => None,
        }
    }
}

impl From<Unfit> for sqlx::Error {
    fn from(unfit: Unfit) -> Self {
        Self::Configuration(Box::new(unfit))
    }
}
