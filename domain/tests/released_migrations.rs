//! Migrations are frozen once they are released: an installation has applied them, and does not work if one of them
//! changes.
//!
//! `migrations/released.txt` lists the released migrations. It is empty because nothing is released yet. Until the
//! first release the files may be edited; afterwards new files may only be added. The commit that makes a release lists
//! the files that are new since the last one:
//!
//! ```sh
//! cd migrations
//! for file in *.sql; do grep -qF "  $file" released.txt || sha384sum "$file" >> released.txt; done
//! ```
//!
//! Do not remove or edit a line of it.

use std::collections::BTreeMap;

/// The file names of migrations, with their SHA-384 in hex.
type Checksums = BTreeMap<String, String>;

/// Returns the migrations of this program.
fn present_migrations() -> Checksums {
    domain::platform::db::MIGRATIONS
        .iter()
        .map(|migration| {
            let name = format!("{:04}_{}.sql", migration.version, migration.description.replace(' ', "_"));
            (name, hex::encode(&migration.checksum))
        })
        .collect()
}

/// Parses `released.txt`. A line that is not a checksum with a file name counts as the name of a missing file.
fn read(list: &str) -> Checksums {
    let lines = list.lines().filter(|line| !line.starts_with('#'));
    lines
        .map(|line| line.split_once("  ").unwrap_or(("", line)))
        .map(|(checksum, name)| (name.to_owned(), checksum.to_owned()))
        .collect()
}

/// Returns what is wrong with `present`, and what to do about it.
fn faults(released: &Checksums, present: &Checksums) -> Vec<String> {
    let broken = released.iter().filter_map(|(name, checksum)| {
        let what = match present.get(name) {
            None => "is removed",
            Some(now) if now != checksum => "is changed",
            Some(_) => return None,
        };
        Some(format!(
            "{name} is released, and {what}: put it back as it was, and make the change in a new migration"
        ))
    });
    let last = released.keys().next_back();
    let late = present.keys().filter(|name| !released.contains_key(*name) && Some(*name) < last);
    let late =
        late.map(|name| format!("{name} comes before a released migration: give it the next free number"));
    broken.chain(late).collect()
}

#[test]
fn a_released_migration_does_not_change() {
    let present = present_migrations();
    assert!(!present.is_empty());
    let faults = faults(&read(include_str!("../../migrations/released.txt")), &present);
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// `sha384sum` makes the list from the files, and the test compares it with what an installation records.
#[test]
fn the_recorded_checksum_is_that_of_the_file() {
    use sha2::{Digest, Sha384};

    let file = include_bytes!("../../migrations/0001_money.sql");
    assert_eq!(present_migrations()["0001_money.sql"], hex::encode(Sha384::digest(file)));
}

#[test]
fn changed_removed_and_late_migrations_are_reported() {
    let released = read("# A comment.\naa  0001_one.sql\nbb  0002_two.sql\n");
    let report = |present: &[(&str, &str)]| {
        let present = present.iter().map(|(name, checksum)| ((*name).to_owned(), (*checksum).to_owned()));
        faults(&released, &present.collect()).join("\n")
    };
    assert_eq!(report(&[("0001_one.sql", "aa"), ("0002_two.sql", "bb"), ("0003_three.sql", "cc")]), "");
    let changed = report(&[("0001_one.sql", "xx"), ("0002_two.sql", "bb")]);
    assert!(
        changed.starts_with("0001_one.sql is released, and is changed") && changed.contains("new migration")
    );
    let removed = report(&[("0002_two.sql", "bb")]);
    assert!(
        removed.starts_with("0001_one.sql is released, and is removed") && removed.contains("new migration")
    );
    let late = report(&[("0001_one.sql", "aa"), ("0001_other.sql", "cc"), ("0002_two.sql", "bb")]);
    assert_eq!(late, "0001_other.sql comes before a released migration: give it the next free number");
}
