//! Mistyped names: which known name the user may have meant.

/// The most typing errors with which a name still counts as a known name.
const MAX_EDIT_DISTANCE: usize = 2;

/// Returns the known name that `name` was probably meant to be.
pub fn suggestion<'k>(name: &str, known: &[&'k str]) -> Option<&'k str> {
    // A short name would be close to almost any other.
    let near = known.iter().filter(|known| {
        let slips = edit_distance(name, known);
        slips <= MAX_EDIT_DISTANCE && slips * 2 < known.len()
    });
    nearest(name, near.copied())
}

/// Returns the known name that `name` is the beginning of, or else the one with the fewest typing errors, however many.
pub fn nearest<'k>(name: &str, known: impl IntoIterator<Item = &'k str>) -> Option<&'k str> {
    known.into_iter().min_by_key(|known| (!known.starts_with(name), edit_distance(name, known)))
}

/// Returns a name without its case and separators.
pub fn plain(name: &str) -> String {
    name.to_ascii_lowercase().replace(['-', '_', ' ', '.'], "")
}

fn edit_distance(name: &str, known: &str) -> usize {
    strsim::damerau_levenshtein(&plain(name), &plain(known))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_known_name_is_suggested() {
        let known = ["mode", "dry_run", "max_per_second", "scheduled_at"];
        for (written, expected) in [
            ("dry-run", Some("dry_run")),
            ("dryrun", Some("dry_run")),
            ("Mode", Some("mode")),
            ("schedule_at", Some("scheduled_at")),
            ("scheduledAt", Some("scheduled_at")),
            ("max_rate", None),
            ("", None),
            ("x", None),
        ] {
            assert_eq!(suggestion(written, &known), expected, "{written}");
        }
        assert_eq!(suggestion("refernce", &["email", "amount", "reference"]), Some("reference"));
        assert_eq!(nearest("the_dry_runs", known), Some("dry_run"));
        assert_eq!(nearest("poll", ["cell", "poll_only"]), Some("poll_only"));
    }
}
