//! `/v1/allowed-origins`: from which origins a browser lets pages call the routes of a business's payout users.

pub mod get;
pub mod put;

use serde::Serialize;
use utoipa::ToSchema;

/// The allowed origins of a business.
#[derive(Debug, Serialize, ToSchema)]
pub struct AllowedOrigins {
    /// The origins as browsers send them, such as `https://shop.example.com`, sorted.
    origins: Vec<String>,
}
