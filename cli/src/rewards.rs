//! Files of rewards: CSV with a header (`email,amount,reference`), or NDJSON with one object per line. Amounts are
//! whole cents.
//!
//! A file is streamed to the API as it is, and the API reports its errors. This module recognises a file's format,
//! computes its fingerprint, adds it up for the demo's funding, and generates the demo's own file. [`submission`]
//! submits a file, [`progress`] shows its progress, and [`duplicates`] shows what its duplicates repeat.

pub mod duplicates;
pub mod progress;
pub mod submission;

use std::fs::File;
use std::io::{self, BufRead, BufReader, BufWriter, Read, Write};
use std::path::Path;

use serde::Deserialize;
use sha2::{Digest, Sha256};
use tempfile::NamedTempFile;

use crate::client::Format;
use crate::error::{CliError, file};

/// One in this many generated rewards goes to an address that was rewarded before.
const REPEATED_ONE_IN: u64 = 20;

/// How many bytes are read at a time.
const CHUNK_BYTES: usize = 64 * 1024;

/// How many bytes of a file are read to recognise its format. Blank lines may come first.
const HEAD_BYTES: u64 = 512;

/// The sums over the readable items of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Sums {
    /// The number of items with a readable amount.
    pub items: i64,
    /// The sum of their amounts, in cents.
    pub cents: i64,
}

#[derive(Deserialize)]
struct HasAmount {
    amount: i64,
}

/// Returns the format that the file's extension names.
///
/// # Errors
/// If the extension names none.
pub fn format_of(path: &Path) -> Result<Format, CliError> {
    let extension = path.extension().and_then(|text| text.to_str()).unwrap_or_default();
    match extension.to_ascii_lowercase().as_str() {
        "csv" => Ok(Format::Csv),
        "ndjson" | "jsonl" => Ok(Format::Ndjson),
        "xlsx" | "xls" | "ods" => {
            Err(unfit(path, "is a workbook: save the sheet as \"CSV UTF-8\" and submit that file"))
        }
        "json" => Err(unfit(
            path,
            "has the name of a single JSON document: write one object per line (.ndjson), or pass --format ndjson if \
             it has this form",
        )),
        "gz" | "zip" | "zst" | "bz2" | "xz" => {
            Err(unfit(path, "is compressed: decompress it and submit the file inside"))
        }
        _ => Err(unfit(
            path,
            "has a name that does not say whether it is CSV or NDJSON: pass --format csv or --format ndjson",
        )),
    }
}

/// The file name that means standard input.
pub const STANDARD_INPUT: &str = "-";

/// The most bytes of standard input that are kept. A larger batch would not be accepted.
const MOST_KEPT_BYTES: u64 = 512 * 1024 * 1024;

/// Copies standard input to a file (mode 0600, removed when the value is dropped). The content is fingerprinted
/// before it is sent, and sent again when the API is too busy.
///
/// # Errors
/// If the input is too long, or the file cannot be written.
pub fn keep_standard_input(input: impl Read) -> Result<NamedTempFile, CliError> {
    let folder = std::env::temp_dir();
    let kept = tempfile::Builder::new().prefix("standard-input-").tempfile();
    let mut kept = kept.map_err(file("keep standard input in", &folder))?;
    let read = io::copy(&mut input.take(MOST_KEPT_BYTES + 1), &mut kept);
    let bytes = read.map_err(file("keep standard input in", kept.path()))?;
    if bytes > MOST_KEPT_BYTES {
        return Err(CliError::Usage(
            "standard input has more than 512 MiB: split it into several batches".into(),
        ));
    }
    Ok(kept)
}

/// Rejects a path that cannot be read as a file. Opening a directory succeeds; only reading it fails.
///
/// # Errors
/// If nothing is at the path, or a directory is.
pub fn is_file(path: &Path) -> Result<(), CliError> {
    let found = std::fs::metadata(path).map_err(file("open", path))?;
    if found.is_dir() {
        return Err(unfit(path, "is a folder: name a file in it"));
    }
    Ok(())
}

/// Rejects a file that begins like another format than `format`. The message names the command's options, where the
/// API would speak of headers that the user never sees. A file that begins like neither format is left to the API.
///
/// # Errors
/// If the file begins like the other format, or cannot be read.
pub fn begins_as(path: &Path, format: Format) -> Result<(), CliError> {
    // What is read from a pipe cannot be read again.
    if !std::fs::metadata(path).map_err(file("open", path))?.is_file() {
        return Ok(());
    }
    let mut head = Vec::new();
    let input = File::open(path).map_err(file("open", path))?;
    input.take(HEAD_BYTES).read_to_end(&mut head).map_err(file("read", path))?;
    not_as(&head, format).map_or(Ok(()), |why| Err(unfit(path, why)))
}

fn not_as(head: &[u8], format: Format) -> Option<&'static str> {
    let text = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head).trim_ascii_start();
    match (text, format) {
        ([0x1f, 0x8b, ..], _) => Some("is compressed with gzip: decompress it and submit the file inside"),
        ([b'[', ..], _) => Some(
            "is a JSON array: write each item on a line of its own, without brackets and commas, and submit it with --format \
             ndjson",
        ),
        ([b'{', ..], Format::Csv) => Some(
            "begins with {, as NDJSON does and CSV does not: pass --format ndjson if it has one object per line",
        ),
        ([b'{', b'"', b'i', b't', b'e', b'm', b's', b'"', ..], Format::Ndjson) => {
            Some("is one JSON document: write each item on a line of its own")
        }
        ([b'a'..=b'z' | b'A'..=b'Z' | b'"', ..], Format::Ndjson) => Some(
            "does not begin with {, as NDJSON does: pass --format csv if it is a table with a header line",
        ),
        _ => None,
    }
}

fn unfit(path: &Path, why: &str) -> CliError {
    CliError::Usage(format!("{} {why}", path.display()))
}

/// Returns `sha256-` and the file's SHA-256 in hexadecimal: the key with which the same file is never paid twice.
///
/// # Errors
/// If the file cannot be read.
pub fn content_key(path: &Path) -> Result<String, CliError> {
    let mut input = File::open(path).map_err(file("open", path))?;
    let mut hash = Sha256::new();
    let mut chunk = vec![0; CHUNK_BYTES];
    loop {
        match input.read(&mut chunk).map_err(file("read", path))? {
            0 => return Ok(format!("sha256-{}", hex::encode(hash.finalize()))),
            read => hash.update(&chunk[..read]),
        }
    }
}

/// Adds up the amounts of a file. Skips lines that cannot be read.
///
/// # Errors
/// If the file cannot be read.
pub fn sums(path: &Path, format: Format) -> Result<Sums, CliError> {
    let input = BufReader::new(File::open(path).map_err(file("open", path))?);
    let mut sums = Sums::default();
    let mut count = |amount: i64| {
        sums = Sums { items: sums.items + 1, cents: sums.cents.saturating_add(amount.max(0)) };
    };
    match format {
        Format::Csv => {
            let mut reader = csv::ReaderBuilder::new().flexible(true).trim(csv::Trim::All).from_reader(input);
            reader.deserialize().filter_map(Result::ok).for_each(|item: HasAmount| count(item.amount));
        }
        Format::Ndjson => {
            for line in input.lines() {
                let line = line.map_err(file("read", path))?;
                if let Ok(item) = serde_json::from_str::<HasAmount>(&line) {
                    count(item.amount);
                }
            }
        }
    }
    Ok(sums)
}

/// Writes `count` rewards of $1.00 to $50.00 to `path`, each with a reference that begins with `prefix`. The same
/// arguments write the same file.
///
/// # Errors
/// If the file cannot be written.
pub fn generate(path: &Path, format: Format, count: u64, prefix: &str) -> Result<(), CliError> {
    let output = File::create(path).map_err(file("create", path))?;
    write_rewards(BufWriter::new(output), format, count, prefix).map_err(file("write", path))
}

fn write_rewards(mut output: impl Write, format: Format, count: u64, prefix: &str) -> io::Result<()> {
    if format == Format::Csv {
        writeln!(output, "email,amount,reference")?;
    }
    for n in 0..count {
        let (user, amount) = (user_of(n), amount_of(n));
        match format {
            Format::Csv => writeln!(output, "user{user}@example.com,{amount},{prefix}-{n}")?,
            Format::Ndjson => writeln!(
                output,
                r#"{{"email":"user{user}@example.com","amount":{amount},"reference":"{prefix}-{n}"}}"#
            )?,
        }
    }
    output.flush()
}

fn user_of(n: u64) -> u64 {
    let repeats = |n: u64| n % REPEATED_ONE_IN == REPEATED_ONE_IN - 1;
    if !repeats(n) {
        return n;
    }
    let earlier = scattered(n) % n;
    if repeats(earlier) { earlier - 1 } else { earlier }
}

fn amount_of(n: u64) -> u64 {
    100 + scattered(n) % 4_901
}

/// Returns a number that looks random but is not (the finaliser of SplitMix64).
fn scattered(n: u64) -> u64 {
    let mixed = (n ^ (n >> 30)).wrapping_add(0x9e37_79b9_7f4a_7c15).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb) >> 33
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn generated_rewards_can_be_read_and_some_users_repeat() {
        let directory = tempfile::tempdir().unwrap();
        let mut all = Vec::new();
        for (format, name) in [(Format::Csv, "a.csv"), (Format::Ndjson, "a.ndjson")] {
            let path = directory.path().join(name);
            assert_eq!(format_of(&path).unwrap(), format);
            generate(&path, format, 1_000, "demo").unwrap();
            all.push(sums(&path, format).unwrap());
        }
        assert_eq!(all[0], all[1]);
        assert_eq!(all[0].items, 1_000);
        assert!(all[0].cents >= 100_000);
        let users: BTreeSet<u64> = (0..1_000).map(user_of).collect();
        assert_eq!(users.len(), 950);
    }

    #[test]
    fn the_key_is_a_digest_of_the_content() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("empty.csv");
        std::fs::write(&path, "").unwrap();
        let key = content_key(&path).unwrap();
        assert_eq!(key, "sha256-e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
        assert!(format_of(Path::new("rewards.txt")).is_err());
    }

    #[test]
    fn lines_without_a_readable_amount_are_not_counted() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("mixed.csv");
        std::fs::write(&path, "email,amount\na@b.example,5\nx,\ny,-3\nz,7,1,2\n").unwrap();
        assert_eq!(sums(&path, Format::Csv).unwrap(), Sums { items: 3, cents: 12 });
    }
}
