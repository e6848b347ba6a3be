//! The API's own extractors. axum's refuse in plain text. These refuse with a
//! [`Refusal`](crate::http::refusal::Refusal), in the shape of the route's family.

mod bearer;
mod body;
mod body_error;
mod form;
mod form_with_file;
mod idempotency_key;
mod json;
mod json_object;
mod names;
mod no_body;
mod packed;
mod path;
mod payout_hash;
mod picture;
mod prefer;
mod query;
mod shape;
mod syntax;
mod time;

pub use bearer::Bearer;
pub use body::{
    BATCH_TYPES, JSON_TYPE, MAX_BATCH_JSON_BYTES, MAX_SMALL_BODY_BYTES, MediaType, OptionalRawJson, RawJson,
    media_type,
};
pub use body_error::refusal_of_body_error;
pub use form::{EachOnce, Form, whole_number};
pub use form_with_file::{FormWithFile, RestOfForm};
pub use idempotency_key::{IDEMPOTENCY_KEY, IdempotencyKey, InvalidIdempotencyKey};
pub use json::{Json, OptionalJson, read as read_json};
pub use json_object::{JsonMember, JsonObject};
pub use names::UnknownName;
pub use no_body::NoBody;
pub use packed::{Packing, Unpacked, packing, unpacked};
pub use path::Path;
pub use payout_hash::{PAYOUT_HASH, ShownHash, X_PAYOUT_HASH};
pub use picture::Picture;
pub use prefer::{PREFERENCE_APPLIED, Prefer};
pub use query::{Query, choice, interval, known_parameters, parameter, switch, time};
pub use syntax::{malformed, plain_message};
pub use time::{Time, read_time};
