//! The error messages about unknown paths and methods, built from the OpenAPI description.

use crate::http::description::Description;
use crate::http::html;

/// The maximum number of typos in a path for which a known path is suggested.
const MOST_SLIPS: usize = 3;

/// The longest path that is compared with known ones. Longer ones take long to compare, and are no typos.
const LONGEST_COMPARED: usize = 200;

/// The shortest beginning of a word that is completed.
const SHORTEST_BEGINNING: usize = 4;

/// The part of a message that points to the description.
const DESCRIBED_AT: &str = "GET /openapi.json lists the addresses of the API";

/// Routes that the description lacks, all of them on the operators' listener. Pages are not described either.
const UNDESCRIBED: [&str; 3] = ["/metrics", "/healthz", "/readyz"];

/// Returns the message about a path that no route of this listener has.
pub fn no_such_address(description: Description, path: &str) -> String {
    match nearest(description, path) {
        Some((known, 0)) if known == path || known.contains('{') && !is_almost_right(path) => {
            let of =
                if is_operators(known) { "operators' (PAYOUT_OPS_LISTEN)" } else { "public (PAYOUT_LISTEN)" };
            format!("This address is on the {of} listener, not on this one.")
        }
        Some((known, _)) => format!("There is no such address. Did you mean {known}?"),
        // Pages are not described, and the listener with the console does not serve the description.
        None if html::is_page(path) => "There is no such page on this listener.".to_owned(),
        None => format!("There is no such address: {DESCRIBED_AT}."),
    }
}

/// Lists the methods of the route with this pattern, for people.
pub fn methods(description: Description, pattern: &str) -> String {
    let described = description.methods(pattern);
    match described.is_empty() {
        false => described.join(", "),
        true if UNDESCRIBED.contains(&pattern) => "GET".to_owned(),
        // Pages are not described. The router lists their methods in `Allow`.
        true => "the methods in the header Allow".to_owned(),
    }
}

fn is_operators(pattern: &str) -> bool {
    pattern.starts_with("/admin/") || UNDESCRIBED.contains(&pattern)
}

/// Returns whether the path is almost right: a slash is doubled or trailing, or a letter is a capital.
fn is_almost_right(path: &str) -> bool {
    plain(path) != path
}

fn plain(path: &str) -> String {
    let mut segments: Vec<&str> = path.split('/').filter(|segment| !segment.is_empty()).collect();
    // A client's base URL may already end with the prefix that the path begins with.
    segments.dedup();
    format!("/{}", segments.join("/").to_ascii_lowercase())
}

/// Returns the pattern that was probably meant, and the number of typos.
fn nearest(description: Description, path: &str) -> Option<(&'static str, usize)> {
    if path.len() > LONGEST_COMPARED {
        return None;
    }
    let plain = plain(path);
    let known = description.patterns().chain(UNDESCRIBED);
    known
        .filter_map(|pattern| Some((pattern, slips(pattern, &plain)?)))
        .filter(|(_, slips)| *slips <= MOST_SLIPS)
        .min_by_key(|(_, slips)| *slips)
}

/// Returns the number of letters in which `path` differs from `pattern`. A parameter in braces matches anything.
fn slips(pattern: &str, path: &str) -> Option<usize> {
    if pattern.split('/').count() != path.split('/').count() {
        return None;
    }
    let slips = |(known, written): (&str, &str)| match strsim::damerau_levenshtein(known, written) {
        // An unfinished word more likely means this pattern than another with as many different letters.
        slips if known.starts_with(written) && written.len() >= SHORTEST_BEGINNING => slips.min(1),
        slips => slips,
    };
    let pairs = pattern.split('/').zip(path.split('/'));
    Some(pairs.filter(|(known, _)| !known.starts_with('{')).map(slips).sum())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::openapi::DESCRIPTION;

    #[test]
    fn the_nearest_address_is_suggested() {
        for (path, says) in [
            ("/v1/batches/", "Did you mean /v1/batches?"),
            ("//v1//batches", "Did you mean /v1/batches?"),
            ("/v1/v1/batches", "Did you mean /v1/batches?"),
            ("/V1/Batches", "Did you mean /v1/batches?"),
            ("/v1/batch", "Did you mean /v1/batches?"),
            ("/v1/batches/bat_1/paus", "Did you mean /v1/batches/{id}/pause?"),
            ("/v1/batches/bat_1/results", "Did you mean /v1/batches/{id}/results.csv?"),
            ("/v1/batches/bat_1/pause/", "Did you mean /v1/batches/{id}/pause?"),
            ("/admin/queue", "on the operators' (PAYOUT_OPS_LISTEN) listener"),
            ("/admin/businesses/biz_1", "on the operators' (PAYOUT_OPS_LISTEN) listener"),
            ("/metrics", "on the operators' (PAYOUT_OPS_LISTEN) listener"),
            ("/v1/balance", "on the public (PAYOUT_LISTEN) listener"),
            ("/", "/openapi.json"),
            ("/v1", "/openapi.json"),
            ("/index.html", "/openapi.json"),
            (&format!("/v1/batches{}", "/".repeat(300)), "/openapi.json"),
        ] {
            let message = no_such_address(DESCRIPTION, path);
            assert!(message.contains(says), "{path}: {message}");
        }
    }

    #[test]
    fn the_allowed_methods_are_named() {
        assert_eq!(methods(DESCRIPTION, "/v1/webhooks/{id}"), "GET, PATCH, DELETE");
        assert_eq!(methods(DESCRIPTION, "/healthz"), "GET");
        assert_eq!(methods(DESCRIPTION, "/pay"), "the methods in the header Allow");
    }
}
