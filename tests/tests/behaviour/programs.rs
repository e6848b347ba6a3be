//! The programs as people run them: their settings and secrets, and the behaviour and output of `payout`.

pub mod configuration;
pub mod dev;
pub mod manual;
pub mod members;
pub mod pepper_and_webhook_secret;
pub mod reading_cli;
pub mod scenario;
pub mod secret_files;
pub mod secrets;
pub mod settings;
pub mod submit_progress;
pub mod submitting;
pub mod weak_secrets;
