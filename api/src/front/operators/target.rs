//! Finds what an operator's request is about, from its path, query or body.

use axum::extract::Request;
use axum::http::Method;
use serde_json::Value;

use super::super::lookup::Lookup;
use super::handing::key;
use crate::http::extract::{Form, JsonMember, JsonObject};

/// What a request is about.
#[derive(Debug, PartialEq, Eq)]
pub enum Target {
    /// Nothing that can be read. Any cell refuses it.
    None,
    /// An object that one cell knows, by any of these.
    Of(Vec<Lookup>),
    /// A new business.
    NewBusiness,
    /// Everything, or all withdrawals or webhooks of a kind.
    Everything,
    /// A list of rows.
    List,
}

/// Finds what `request`, with this body, is about.
pub fn target(request: &Request, body: Option<&[u8]>) -> Target {
    let parts: Vec<&str> = request.uri().path().split('/').skip(2).collect();
    let post = request.method() == Method::POST;
    let get = matches!(*request.method(), Method::GET | Method::HEAD);
    match parts.as_slice() {
        ["businesses"] if post => Target::NewBusiness,
        ["businesses", id, ..] => named(id.parse().ok().map(Lookup::Business)),
        ["withdrawals", id, ..] => named(id.parse().ok().map(Lookup::Withdrawal)),
        // After a retry the allocation is no longer parked, and only the key identifies the request.
        ["dead", id, "retry"] => match id.parse().ok().map(Lookup::Parked) {
            Some(parked) => {
                let key = key(request.headers());
                let done = key.map(|key| Lookup::Done("POST /admin/dead/{id}/retry", key));
                Target::Of(std::iter::once(parked).chain(done).collect())
            }
            None => Target::None,
        },
        ["businesses" | "queue" | "dead" | "withdrawals" | "pauses" | "throttles" | "audit"] if get => {
            Target::List
        }
        ["pause" | "resume"] if post => in_body(body),
        ["throttles"] if request.method() == Method::PUT => in_body(body),
        ["throttles"] if request.method() == Method::DELETE => {
            let form = Form::of_query(request.uri());
            let text = |name: &str| form.all(name).next().map(str::to_owned);
            of(text)
        }
        _ => Target::None,
    }
}

fn in_body(body: Option<&[u8]>) -> Target {
    let Some(object) = body.and_then(JsonObject::read) else { return Target::None };
    of(|name| match object.member(name) {
        JsonMember::Value(raw) => match serde_json::from_str(raw.get()) {
            Ok(Value::String(text)) => Some(text),
            Ok(Value::Null) => None,
            // A value that is not a string names nothing, and is refused.
            _ => Some(String::new()),
        },
        JsonMember::Repeated => Some(String::new()),
        JsonMember::Absent => None,
    })
}

/// Returns the target of a command with these fields. If they do not fit together, the cell that gets it refuses it.
fn of(field: impl Fn(&str) -> Option<String>) -> Target {
    if let Some(batch) = field("batch_id") {
        return named(batch.parse().ok().map(Lookup::Batch));
    }
    if let Some(business) = field("business_id") {
        return named(business.parse().ok().map(Lookup::Business));
    }
    match field("scope").as_deref() {
        Some("all" | "method" | "provider" | "webhooks") => Target::Everything,
        _ => Target::None,
    }
}

fn named(asked: Option<Lookup>) -> Target {
    asked.map_or(Target::None, |asked| Target::Of(vec![asked]))
}

#[cfg(test)]
mod tests {
    use axum::body::Body;

    use super::*;

    const ID: &str = "0190163d-8694-739b-aea5-966c26f8ad91";

    fn target_of(method: &str, address: &str, body: &str) -> Target {
        let request = Request::builder().method(method).uri(address).header("idempotency-key", "k");
        target(&request.body(Body::empty()).unwrap(), Some(body.as_bytes()))
    }

    #[test]
    fn the_id_is_read_from_the_path_the_query_or_the_body() {
        let business = || Target::Of(vec![Lookup::Business(format!("biz_{ID}").parse().unwrap())]);
        let batch = || Target::Of(vec![Lookup::Batch(format!("bat_{ID}").parse().unwrap())]);
        assert_eq!(target_of("GET", &format!("/admin/businesses/biz_{ID}"), ""), business());
        assert_eq!(target_of("POST", &format!("/admin/businesses/biz_{ID}/fund"), "{}"), business());
        let body = format!(r#"{{"scope":"business","business_id":"biz_{ID}"}}"#);
        assert_eq!(target_of("POST", "/admin/pause", &body), business());
        let body = format!(r#"{{"scope":"batch","business_id":"biz_{ID}","batch_id":"bat_{ID}"}}"#);
        assert_eq!(target_of("PUT", "/admin/throttles", &body), batch());
        let query = format!("/admin/throttles?scope=batch&batch_id=bat_{ID}");
        assert_eq!(target_of("DELETE", &query, ""), batch());
        let retry = target_of("POST", &format!("/admin/dead/alc_{ID}/retry"), "");
        let parked = Lookup::Parked(format!("alc_{ID}").parse().unwrap());
        assert_eq!(retry, Target::Of(vec![parked, Lookup::Done("POST /admin/dead/{id}/retry", "k".into())]));
    }

    #[test]
    fn only_an_explicit_scope_targets_everything() {
        for body in
            [r#"{"scope":"all"}"#, r#"{"scope":"provider","provider":"p"}"#, r#"{"scope":"webhooks"}"#]
        {
            assert_eq!(target_of("POST", "/admin/pause", body), Target::Everything, "{body}");
        }
        assert_eq!(target_of("DELETE", "/admin/throttles?scope=all", ""), Target::Everything);
        for body in ["", "[]", "{}", r#"{"scope":"business"}"#, r#"{"scope":"all","business_id":7}"#] {
            assert_eq!(target_of("POST", "/admin/resume", body), Target::None, "{body}");
        }
        assert_eq!(target_of("GET", "/admin/businesses/biz_1", ""), Target::None);
        assert_eq!(target_of("GET", "/admin/businesses", ""), Target::List);
        assert_eq!(target_of("POST", "/admin/businesses", "{}"), Target::NewBusiness);
    }
}
