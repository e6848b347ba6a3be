//! POST /v1/allocations: accepts an allocation at once, and carries it out later.

use std::time::Duration;

use axum::body::Body;
use axum::extract::State;
use axum::http::header::{LOCATION, RETRY_AFTER};
use axum::http::{HeaderValue, Response, StatusCode};
use axum::response::IntoResponse;
use domain::allocation::{self, NewAllocation, Single, Status};
use domain::ids::{AllocationId, BusinessId, created_at};
use domain::reference::Reference;
use futures::FutureExt;
use serde_json::value::RawValue;
use utoipa::ToSchema;
use uuid::Uuid;

use super::Allocation;
use crate::app::App;
use crate::app::holds::Hold;
use crate::auth::PayingMerchant;
use crate::http::answers::Problems;
use crate::http::extract::{IdempotencyKey, Json, PREFERENCE_APPLIED, Prefer, RawJson};
use crate::http::metrics::requests::IDEMPOTENT_REPLAYED;
use crate::http::problem::{Code, Problem};
use crate::http::request_id::RequestId;
use crate::intake::fields::allocation::{Fields, read_body};
use crate::intake::fields::reference_taken;
use crate::intake::single::{self, AcceptError, Accepted, Outcome};

/// How much to pay, and to whom.
#[derive(ToSchema)]
#[schema(as = NewAllocation)]
pub struct Request {
    /// The payout user's e-mail address.
    #[schema(format = "email", max_length = 255)]
    pub email: String,
    /// The amount, in cents.
    #[schema(minimum = 1, maximum = 100_000_000)]
    pub amount: i64,
    /// A key under which a payment is made once, like `Idempotency-Key`. Send one of them; if both are sent, they must
    /// be equal.
    #[schema(max_length = 255)]
    pub reference: Option<String>,
    /// An object of at most 4 kB, which is stored with the allocation byte for byte. It must not contain the character
    /// U+0000, or a number that other programs would read as a different one.
    #[schema(value_type = Option<Object>)]
    pub metadata: Option<serde_json::Value>,
}

/// Accepts an allocation, which is then paid or fails for lack of funds.
///
/// The request returns 202 at once, and `Location` is where to look for the outcome. With `Prefer: wait=N` it returns
/// 201 if the allocation ends in that time. A `reference` (or `Idempotency-Key`) names one payment of one amount to one
/// address permanently: the same request again returns that allocation, and if it ended unpaid, tries it again.
#[utoipa::path(
    post, path = "/v1/allocations", tag = "allocations", security(("secret_key" = [])), request_body = Request,
    params(
        ("Idempotency-Key" = Option<String>, Header, description = "The same as `reference`"),
        ("Prefer" = Option<String>, Header, description = "`wait=N`: wait up to N seconds for the outcome, at most 30"),
    ),
    responses(
        (status = 201, description = "The allocation has ended", body = Allocation),
        (status = 202, description = "Accepted. `Location` is where to look for the outcome", body = Allocation),
        (status = 403, description = "Payouts are disabled", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "The reference was already used with a different request", body = Problem, content_type = "application/problem+json"),
        Problems,
    )
)]
pub async fn create(
    State(app): State<App>,
    PayingMerchant(caller): PayingMerchant,
    RequestId(request_id): RequestId,
    prefer: Prefer,
    key: Option<IdempotencyKey>,
    RawJson(body): RawJson,
) -> Result<Response<Body>, Problem> {
    let fields = read_body(&body)?;
    let reference = one_reference(key.map(IdempotencyKey::into_reference), fields.reference.clone())?;
    let wait = prefer.wait().unwrap_or(Duration::ZERO);
    let fields = Fields { reference, ..fields };
    let (shown, accepted) = accepted(&app, caller.business_id, request_id, fields, wait).await?;
    let mut response = answer(shown, accepted.look_again_after_s(&app));
    if accepted.replayed {
        response.headers_mut().insert(IDEMPOTENT_REPLAYED, HeaderValue::from_static("true"));
    }
    if let Some(applied) = prefer.applied() {
        response.headers_mut().insert(PREFERENCE_APPLIED, applied);
    }
    Ok(response)
}

/// Accepts an allocation of `business` and waits for its end for up to `wait`. The allocation is promised: once it is
/// recorded, it is paid or fails. If its reference already names an allocation, that one is returned, and tried again
/// if it ended unpaid.
///
/// # Errors
/// Why nothing was recorded.
pub(crate) async fn accepted(
    app: &App,
    business: BusinessId,
    request_id: Uuid,
    fields: Fields,
    wait: Duration,
) -> Result<(Allocation, Accepted), Problem> {
    let asked = Single {
        business_id: business,
        promised: true,
        request_id,
        again: true,
        allocation: NewAllocation {
            id: AllocationId::from(app.clock.id()),
            email: fields.email.clone(),
            amount: fields.amount,
            reference: fields.reference.clone(),
            metadata: fields.metadata.clone(),
            item_index: None,
        },
    };
    let accepted = match single::accept(app, asked, wait).await {
        Ok(accepted) => accepted,
        Err(AcceptError::KeyReused(earlier)) => return Err(key_reused(app, business, earlier).await),
        Err(AcceptError::Refused(refusal)) => return Err(refusal.problem()),
    };
    let outcome = single::outcome(app, accepted).await;
    let id = accepted.allocation.allocation_id;
    let stored = if accepted.replayed || outcome != Outcome::Pending {
        // The allocation is accepted even if this read fails: the client then has to look again.
        app.read(move |conn| allocation::get(conn, business, id).boxed()).await.ok().flatten()
    } else {
        None
    };
    let mut shown = stored.map_or_else(|| pending(id, fields), Allocation::from);
    if shown.status == Status::Pending.as_str() && shown.batch_id.is_none() {
        shown.held_by = app.hold(business, Duration::ZERO).and_then(Hold::held_by);
    }
    Ok((shown, accepted))
}

/// Returns the problem of a reference that already names `earlier`. It says what that is, and what to do.
async fn key_reused(app: &App, business: BusinessId, earlier: AllocationId) -> Problem {
    let found = app.read(move |conn| allocation::get(conn, business, earlier).boxed()).await.ok().flatten();
    let detail = found.map_or_else(
        || "The reference was already used with different parameters.".to_owned(),
        |earlier| reference_taken(earlier.id, earlier.amount, earlier.status),
    );
    Problem::new(Code::IdempotencyKeyReused, detail)
}

/// Returns the one reference of a request. The header and the field are two names for it and must not differ.
fn one_reference(key: Option<Reference>, reference: Option<Reference>) -> Result<Option<Reference>, Problem> {
    match (key, reference) {
        (Some(key), Some(reference)) if key != reference => {
            let message =
                "The reference and the Idempotency-Key differ: send one of them, or the same value in both.";
            Err(Problem::field("reference", "differs", message))
        }
        (key, reference) => Ok(key.or(reference)),
    }
}

/// Returns the allocation as it was recorded, made from the request.
fn pending(id: AllocationId, asked: Fields) -> Allocation {
    Allocation {
        id,
        email: asked.email,
        amount: asked.amount,
        status: Status::Pending.as_str(),
        held_by: None,
        code: None,
        reference: asked.reference.map(Reference::into_string),
        metadata: asked.metadata.and_then(|kept| RawValue::from_string(kept.into_string()).ok()),
        batch_id: None,
        payout_user_id: None,
        created_at: created_at(id.uuid()),
        finished_at: None,
    }
}

fn answer(allocation: Allocation, look_again_after_s: u64) -> Response<Body> {
    let location = format!("/v1/allocations/{}", allocation.id);
    let finished = allocation.status != Status::Pending.as_str();
    let mut response = Json(allocation).into_response();
    let headers = response.headers_mut();
    if let Ok(location) = HeaderValue::from_str(&location) {
        headers.insert(LOCATION, location);
    }
    if finished {
        *response.status_mut() = StatusCode::CREATED;
    } else {
        headers.insert(RETRY_AFTER, look_again_after_s.into());
        *response.status_mut() = StatusCode::ACCEPTED;
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_header_and_the_field_must_name_the_same_reference() {
        let (a, b) = (|| "a".parse().ok(), || "b".parse().ok());
        assert_eq!(one_reference(None, None), Ok(None));
        assert_eq!(one_reference(a(), None), Ok(a()));
        assert_eq!(one_reference(None, b()), Ok(b()));
        assert_eq!(one_reference(a(), a()), Ok(a()));
        assert!(one_reference(a(), b()).is_err());
    }
}
