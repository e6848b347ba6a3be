//! Two cells: the process that pays in both, and operators' commands.

pub mod commands;
pub mod paid;

use secrecy::{ExposeSecret, SecretString};
use tests::{World, world};

/// Runs `test` on two worlds, the cells 0 and 1.
pub async fn two_cells(test: impl AsyncFnOnce(&World, &World)) {
    world(async |first| {
        world(async |second| {
            second.execute("update cell set number = 1").await;
            test(first, second).await;
        })
        .await;
    })
    .await;
}

/// Returns the setting that names cell 1.
pub fn cell_1_setting(url: &SecretString) -> String {
    format!("1={}", url.expose_secret())
}
