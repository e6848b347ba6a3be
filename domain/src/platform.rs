//! What any service of several processes on Postgres needs. Nothing here depends on the purpose of this service.

pub mod command_line;
pub mod db;
pub mod health;
pub mod hints;
pub mod in_cell;
pub mod json;
pub mod lease;
pub mod listen;
pub mod names;
pub mod pace;
pub mod pool_metrics;
pub mod setting_names;
pub mod telemetry;
