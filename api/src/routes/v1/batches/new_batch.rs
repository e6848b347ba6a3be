//! The schema of a batch as JSON, for the API description. The actual bodies are read item by item.

use utoipa::ToSchema;

/// A batch as JSON.
#[derive(ToSchema)]
pub struct NewBatch {
    /// The payments.
    #[schema(min_items = 1, max_items = 10_000)]
    pub items: Vec<NewBatchItem>,
}

/// One item of a batch: a JSON object, a line of NDJSON, or a row of CSV.
#[derive(ToSchema)]
pub struct NewBatchItem {
    /// The payout user's e-mail address.
    #[schema(format = "email", max_length = 255)]
    pub email: String,
    /// The amount, in cents.
    #[schema(minimum = 1, maximum = 100_000_000)]
    pub amount: i64,
    /// The client's reference for the item. What was paid under a reference is not paid again.
    pub reference: Option<String>,
    /// An object of at most 4 kB, which is stored with the allocation byte for byte. It must not contain the character
    /// U+0000, or a number that other programs would read as a different one.
    #[schema(value_type = Option<Object>)]
    pub metadata: Option<serde_json::Value>,
}
