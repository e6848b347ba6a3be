//! The secrets of the service: read from its settings, judged, compared with what the database has seen of them, and used.

pub mod configuration;
pub mod fingerprint;
pub mod hash;
pub mod keyring;
pub mod secret;
pub mod server_secret;
pub mod setting_files;
pub mod strength;
mod text_file;
mod unproven;
