//! The parts that every operation has: a name, and the answers of its extractors.

use utoipa::openapi::RefOr;
use utoipa::openapi::path::{Operation, PathItem};

/// Adds the answers of the extractors, in the form of the route's 401. A route names them itself only if it means more
/// by them.
fn describe_refusals(path: &str, method: &str, operation: &mut Operation) {
    // Routes that take no body read it as well, to refuse one that is not empty.
    let reads = method != "get";
    let named = operation.parameters.iter().flatten().any(|parameter| match parameter {
        RefOr::T(parameter) => parameter.name == "Idempotency-Key",
        RefOr::Ref(_) => false,
    });
    let responses = &mut operation.responses.responses;
    // Where the key is the reference of what is made, the route itself says what a used one means.
    let keyed = named && !responses.contains_key("422");
    let Some(RefOr::T(unauthorized)) = responses.get("401").cloned() else { return };
    for (applies, status, description) in [
        (path.contains('{'), "404", "There is nothing at this address"),
        (keyed, "409", "Its state does not permit it, or what the Idempotency-Key made has ended since"),
        (keyed, "422", "The Idempotency-Key was used with another request"),
        (reads, "408", "The body came too slowly, and the connection is closed"),
        (reads, "413", "The body is over the route's limit"),
        (reads, "415", "The body's Content-Type is not one that this route reads"),
    ] {
        if applies && !responses.contains_key(status) {
            let mut refusal = unauthorized.clone();
            description.clone_into(&mut refusal.description);
            responses.insert(status.to_owned(), RefOr::T(refusal));
        }
    }
}

/// Gives each operation a name of its own, made from its method and path, because handlers in different files have the
/// same names.
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
