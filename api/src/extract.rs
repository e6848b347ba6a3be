//! Extractors of our own: axum's answer in plain text, these with a [`Refusal`](crate::refusal::Refusal), in the shape
//! of the route's family.

mod bearer;
mod body;
mod create_fields;
mod field_fault;
mod idempotency_key;
mod json;
mod json_object;
mod metadata;
mod names;
mod no_body;
mod packed;
mod path;
mod payout_hash;
mod prefer;
mod query;
mod withdraw_fields;

pub use bearer::Bearer;
pub use body::{
    BATCH_TYPES, JSON_TYPE, MAX_BATCH_JSON_BYTES, MAX_SMALL_BODY_BYTES, MediaType, OptionalRawJson, RawJson,
    media_type, refusal_of_body_error,
};
pub use create_fields::{
    AMOUNT_MAX_CENTS, EMAIL_MAX_CHARS, FieldErrors, amount_cents, create_fields, email, fields_of,
};
pub use field_fault::FieldFault;
pub use idempotency_key::{IdempotencyKey, InvalidIdempotencyKey};
pub use json::{Json, OptionalJson, read as read_json};
pub use json_object::{JsonMember, JsonObject};
pub use metadata::{InvalidMetadata, METADATA_MAX_BYTES, metadata};
pub use names::UnknownName;
pub use no_body::NoBody;
pub use packed::{ENCODINGS, Packing, Unpacked, packing, unpacked};
pub use path::Path;
pub use payout_hash::ShownHash;
pub use prefer::{PREFERENCE_APPLIED, Prefer};
pub use query::{Query, choice, known_parameters, no_time, parameter, switch, time};
pub use withdraw_fields::{withdraw_fault, withdraw_fields};
