//! `/v1/allowed-origins`: whose pages a browser lets call the routes of a business's payout users.

pub mod get;
pub mod put;

use serde::Serialize;
use utoipa::ToSchema;

/// The origins that are allowed.
#[derive(Debug, Serialize, ToSchema)]
pub struct AllowedOrigins {
    /// As browsers send them, such as `https://shop.example.com`, sorted.
    origins: Vec<String>,
}
