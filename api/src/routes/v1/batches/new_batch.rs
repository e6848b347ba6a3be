//! A batch as JSON, for the API's description. The bodies themselves are read item by item.

use utoipa::ToSchema;

/// A batch as JSON.
#[derive(ToSchema)]
pub struct NewBatch {
    /// What is to be paid.
    #[schema(min_items = 1, max_items = 10_000)]
    pub items: Vec<NewBatchItem>,
}

/// One item: as JSON, as a line of NDJSON, or as a row of CSV.
#[derive(ToSchema)]
pub struct NewBatchItem {
    /// The payout user's address.
    #[schema(format = "email", max_length = 255)]
    pub email: String,
    /// Cents.
    #[schema(minimum = 1, maximum = 100_000_000)]
    pub amount: i64,
    /// The client's key for the item: what has been paid under it is not paid again.
    pub reference: Option<String>,
    /// An object of at most 4 kB, to be found with the allocation. It is kept to the byte: it may not have the character
    /// U+0000, nor a number that others would read as another one.
    #[schema(value_type = Option<Object>)]
    pub metadata: Option<serde_json::Value>,
}
