//! The harness: a database for each test on the embedded Postgres or on `DATABASE_URL`, the real worker, the real API,
//! and a check of the books when a test ends.

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

/// Makes the session report its counters to the server when this statement ends. PostgreSQL 14 has no function for it:
/// there a session reports at the end of a statement, at most every half second.
pub const COUNTED: &str = "
    do $$ begin
        if current_setting('server_version_num')::int >= 150000 then perform pg_stat_force_next_flush();
        else perform pg_sleep(0.6);
        end if;
    end $$";
