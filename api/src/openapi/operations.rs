//! Gives each operation its name, and the error responses of its extractors.

use utoipa::openapi::RefOr;
use utoipa::openapi::path::{Operation, PathItem};

/// Adds the error responses of the extractors, in the format of the route's 401. A route declares one of them itself
/// only if it has more to say about it.
fn describe_refusals(path: &str, method: &str, operation: &mut Operation) {
    // A route without a body reads it as well, to reject one that is not empty.
    let reads = method != "get";
    let named = operation.parameters.iter().flatten().any(|parameter| match parameter {
        RefOr::T(parameter) => parameter.name == "Idempotency-Key",
        RefOr::Ref(_) => false,
    });
    let responses = &mut operation.responses.responses;
    // If the key is the reference of the created object, the route itself describes a used key.
    let keyed = named && !responses.contains_key("422");
    let Some(RefOr::T(unauthorized)) = responses.get("401").cloned() else { return };
    for (applies, status, description) in [
        (path.contains('{'), "404", "Nothing exists at this path"),
        (
            keyed,
            "409",
            "The object's state does not permit this, or what this Idempotency-Key created no longer exists",
        ),
        (keyed, "422", "The Idempotency-Key was already used with a different request"),
        (reads, "408", "The body arrived too slowly; the connection is closed"),
        (reads, "413", "The body is larger than the route's limit"),
        (reads, "415", "The route does not accept the body's Content-Type"),
    ] {
        if applies && !responses.contains_key(status) {
            let mut refusal = unauthorized.clone();
            description.clone_into(&mut refusal.description);
            responses.insert(status.to_owned(), RefOr::T(refusal));
        }
    }
}

/// Gives each operation a unique name made from its method and path, because handlers in different files share function
/// names.
pub(super) fn name_operations(path: &str, item: &mut PathItem) {
    let words: Vec<&str> =
        path.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let operations = [
        ("get", &mut item.get),
        ("post", &mut item.post),
        ("put", &mut item.put),
        ("patch", &mut item.patch),
        ("delete", &mut item.delete),
    ];
    for (method, operation) in operations {
        if let Some(operation) = operation {
            operation.operation_id = Some(format!("{method}_{}", words.join("_")));
            describe_refusals(path, method, operation);
        }
    }
}
