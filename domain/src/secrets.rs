//! The secrets of the service: reading them from settings, checking their strength, comparing them with what the
//! database has recorded, and using them.

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
