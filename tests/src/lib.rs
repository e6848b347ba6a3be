//! The harness: a database per test on the embedded Postgres (or `DATABASE_URL`), the real worker, the real api, and the
//! books checked when a test ends.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test reports by panicking, its harness too")]

pub mod api;
pub mod backup;
pub mod cells;
pub mod command;
pub mod database;
pub mod eventually;
pub mod history;
pub mod mail_server;
pub mod member;
pub mod merchant;
pub mod picture;
pub mod pooler;
pub mod process;
pub mod provider;
pub mod proxy;
pub mod random;
pub mod receiver;
pub mod sign_in_provider;
pub mod standby;
pub mod steer;
pub mod world;
pub mod wrong_clock;

pub use api::{Answer, RunningApi};
pub use cells::{Cells, cells};
pub use command::{Command, Ended, OnTerminal};
pub use eventually::eventually;
pub use process::Process;
pub use proxy::Proxy;
pub use receiver::{Received, Receiver, Reply};
pub use standby::Replicated;
pub use world::{World, world};

/// Has the session tell the server what it has counted, when this statement ends. PostgreSQL 14 cannot be asked to: there a session
/// tells it at the end of a statement, if it has not done so for half a second.
pub const COUNTED: &str = "
    do $$ begin
        if current_setting('server_version_num')::int >= 150000 then perform pg_stat_force_next_flush();
        else perform pg_sleep(0.6);
        end if;
    end $$";
