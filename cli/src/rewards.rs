//! Files of rewards: CSV with a header (`email,amount,reference`), or NDJSON with one object a line. Amounts are whole cents.
//!
//! A file is uploaded as it is, in a stream: what is wrong in it is for the API to say. Here it is only recognised,
//! fingerprinted, added up for the demo's funding, and made up where there is none.

use std::fs::File;
use std::io::{self, BufRead, BufReader, BufWriter, Read, Write};
use std::path::Path;

use clap::ValueEnum;
use serde::Deserialize;
use sha2::{Digest, Sha256};

use crate::error::{CliError, file};

/// Of the rewards that are made up, one in this many goes to somebody who is rewarded already: users accumulate.
const REPEATED_ONE_IN: u64 = 20;

/// How much is read at a time.
const CHUNK_BYTES: usize = 64 * 1024;

/// How a file's items are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// Comma-separated with a header line.
    Csv,
    /// One JSON object a line.
    Ndjson,
}

/// What a file asks for, as far as it can be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Sums {
    /// Items with a readable amount.
    pub items: i64,
    /// The sum of their amounts, in cents.
    pub cents: i64,
}

#[derive(Deserialize)]
struct HasAmount {
    amount: i64,
}

impl Format {
    /// The format that a file's name says.
    ///
    /// # Errors
    /// When its extension says nothing.
    pub fn of(path: &Path) -> Result<Self, CliError> {
        let extension = path.extension().and_then(|text| text.to_str()).unwrap_or_default();
        match extension.to_ascii_lowercase().as_str() {
            "csv" => Ok(Self::Csv),
            "ndjson" | "jsonl" => Ok(Self::Ndjson),
            _ => Err(CliError::Usage(format!(
                "{}: cannot tell from its name whether it is CSV or NDJSON: say --format csv or --format ndjson",
                path.display()
            ))),
        }
    }

    /// What the API calls it.
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Csv => "text/csv",
            Self::Ndjson => "application/x-ndjson",
        }
    }

    /// The line of the file in which the first item stands.
    pub const fn first_line(self) -> u64 {
        match self {
            Self::Csv => 2,
            Self::Ndjson => 1,
        }
    }
}

/// `sha256-` and the file's SHA-256 in hexadecimal digits: the key under which the same file is never paid twice.
///
/// # Errors
/// When the file cannot be read.
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

/// Adds up the amounts of a file; lines that cannot be read count for nothing.
///
/// # Errors
/// When the file cannot be read.
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
/// When the file cannot be written.
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

/// A number that looks random and is not (the finaliser of SplitMix64).
fn scattered(n: u64) -> u64 {
    let mixed = (n ^ (n >> 30)).wrapping_add(0x9e37_79b9_7f4a_7c15).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb) >> 33
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn what_is_made_up_can_be_read_and_some_users_repeat() {
        let directory = tempfile::tempdir().unwrap();
        let mut all = Vec::new();
        for (format, name) in [(Format::Csv, "a.csv"), (Format::Ndjson, "a.ndjson")] {
            let path = directory.path().join(name);
            assert_eq!(Format::of(&path).unwrap(), format);
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
    fn the_key_is_of_the_content() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("empty.csv");
        std::fs::write(&path, "").unwrap();
        let key = content_key(&path).unwrap();
        assert_eq!(key, "sha256-e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
        assert!(Format::of(Path::new("rewards.txt")).is_err());
    }

    #[test]
    fn unreadable_lines_count_for_nothing() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("mixed.csv");
        std::fs::write(&path, "email,amount\na@b.example,5\nx,\ny,-3\nz,7,1,2\n").unwrap();
        assert_eq!(sums(&path, Format::Csv).unwrap(), Sums { items: 3, cents: 12 });
    }
}
