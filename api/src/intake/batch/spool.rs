//! The spool: a file without a name, in which a batch waits between the speed of its client and that of the database.
//!
//! A client may take minutes to send a million items, and a transaction must not stay open that long. Therefore items
//! are checked and written to the spool as they arrive, and recorded once all of them are there. The file disappears
//! when it is dropped or when the process dies, so a failure leaves nothing behind.
//!
//! An item is stored in a canonical form, each part after its length. So the fingerprint of the batch is the hash of
//! the records.

use std::fs::File;
use std::io::{self, BufRead, BufReader, BufWriter, Read, Write};
use std::os::unix::fs::FileExt;
use std::path::Path;
use std::sync::Arc;

use domain::batch::ITEMS_A_STATEMENT;
use domain::email::Email;
use domain::metadata::Metadata;
use domain::money::Cents;
use domain::reference::Reference;
use sha2::{Digest, Sha256};
use tokio::sync::mpsc;

use super::item_reader::Item;

/// The prefix of the records in the fingerprint of a best_effort batch. The fingerprints of other batches are derived
/// from that one.
const FINGERPRINT_PREFIX: &[u8] = b"batch;best_effort;";

/// The number of bytes that are read or written at once.
const BUFFER_BYTES: usize = 64 * 1024;

/// A spool that is being filled.
#[derive(Debug)]
pub(crate) struct SpoolWriter {
    file: BufWriter<File>,
    fingerprint: Sha256,
    record: Vec<u8>,
    items: u32,
    amount_cents: i64,
}

/// All items of a batch.
#[derive(Debug)]
pub(crate) struct Spool {
    file: Arc<File>,
    /// SHA-256 over the meaning of the batch.
    pub(crate) fingerprint: [u8; 32],
    /// The number of items.
    pub(crate) items: u32,
    /// The sum of their amounts.
    pub(crate) amount: Cents,
}

/// Reads a spool from its beginning.
#[derive(Debug)]
pub(crate) struct SpoolReader {
    input: BufReader<FileFrom>,
    left: u32,
}

/// An item read from the spool.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct SpooledItem {
    /// The e-mail address that is paid.
    pub(crate) email: Email,
    /// The amount.
    pub(crate) amount: Cents,
    /// The client's reference for the item.
    pub(crate) reference: Option<Reference>,
    /// A JSON object as text.
    pub(crate) metadata: Option<Metadata>,
}

/// Returns the items in chunks of the size of a statement. A thread of its own reads them, one chunk ahead of the
/// receiver. The thread ends with the items, or when the receiver is dropped.
pub(crate) fn read_ahead<T: Send + 'static>(
    mut items: impl Iterator<Item = io::Result<T>> + Send + 'static,
) -> mpsc::Receiver<io::Result<Vec<T>>> {
    let (sender, receiver) = mpsc::channel(1);
    tokio::task::spawn_blocking(move || {
        loop {
            let chunk: io::Result<Vec<T>> = items.by_ref().take(ITEMS_A_STATEMENT).collect();
            let ended = chunk.as_ref().map_or(true, Vec::is_empty);
            if chunk.as_ref().is_ok_and(Vec::is_empty) || sender.blocking_send(chunk).is_err() || ended {
                return;
            }
        }
    });
    receiver
}

impl SpoolWriter {
    /// Makes an empty spool in `directory`.
    pub(crate) fn new(directory: &Path) -> io::Result<Self> {
        let file = tempfile::tempfile_in(directory)?;
        Ok(Self {
            file: BufWriter::with_capacity(BUFFER_BYTES, file),
            fingerprint: Sha256::new_with_prefix(FINGERPRINT_PREFIX),
            record: Vec::new(),
            items: 0,
            amount_cents: 0,
        })
    }

    /// Adds an item.
    pub(crate) fn add(&mut self, item: &Item<'_>) -> io::Result<()> {
        self.record.clear();
        put(&mut self.record, item.email.as_str())?;
        self.record.extend_from_slice(&item.amount_cents.to_be_bytes());
        put(&mut self.record, item.reference.as_deref().unwrap_or_default())?;
        put(&mut self.record, item.metadata.as_ref().map_or("", Metadata::as_str))?;
        self.fingerprint.update(&self.record);
        self.amount_cents = self.amount_cents.checked_add(item.amount_cents).ok_or_else(too_large)?;
        self.items += 1;
        self.file.write_all(&self.record)
    }

    /// Returns the spool with all items that were added.
    pub(crate) fn finish(self) -> io::Result<Spool> {
        let file = self.file.into_inner().map_err(io::IntoInnerError::into_error)?;
        Ok(Spool {
            file: Arc::new(file),
            fingerprint: self.fingerprint.finalize().into(),
            items: self.items,
            amount: Cents::new(self.amount_cents),
        })
    }
}

impl Spool {
    /// Reads the spool from the beginning. Readers do not disturb each other.
    pub(crate) fn read(&self) -> SpoolReader {
        let file = FileFrom { file: Arc::clone(&self.file), offset: 0 };
        SpoolReader { input: BufReader::with_capacity(BUFFER_BYTES, file), left: self.items }
    }
}

impl Iterator for SpoolReader {
    type Item = io::Result<SpooledItem>;

    fn next(&mut self) -> Option<io::Result<SpooledItem>> {
        self.left = self.left.checked_sub(1)?;
        Some(self.record())
    }
}

impl SpoolReader {
    fn record(&mut self) -> io::Result<SpooledItem> {
        let email = Email::from_stored(self.text()?);
        let mut amount = [0; 8];
        self.input.read_exact(&mut amount)?;
        let reference = self.text()?;
        let metadata = self.text()?;
        Ok(SpooledItem {
            email,
            amount: Cents::new(i64::from_be_bytes(amount)),
            reference: Some(reference).filter(|text| !text.is_empty()).map(Reference::from_stored),
            metadata: Some(metadata).filter(|text| !text.is_empty()).map(Metadata::from_stored),
        })
    }

    fn text(&mut self) -> io::Result<String> {
        let mut length = [0; 2];
        self.input.read_exact(&mut length)?;
        let length = usize::from(u16::from_be_bytes(length));
        // The whole text is nearly always in the buffer, so its memory need not be zeroed first.
        let mut bytes = Vec::with_capacity(length);
        while bytes.len() < length {
            let buffer = self.input.fill_buf()?;
            let taken = buffer.len().min(length - bytes.len());
            if taken == 0 {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
            bytes.extend_from_slice(&buffer[..taken]);
            self.input.consume(taken);
        }
        String::from_utf8(bytes).map_err(io::Error::other)
    }
}

/// A file that is read from an offset of its own.
#[derive(Debug)]
struct FileFrom {
    file: Arc<File>,
    offset: u64,
}

impl Read for FileFrom {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.file.read_at(buffer, self.offset)?;
        self.offset += read as u64;
        Ok(read)
    }
}

fn put(record: &mut Vec<u8>, text: &str) -> io::Result<()> {
    let length = u16::try_from(text.len()).map_err(|_| too_large())?;
    record.extend_from_slice(&length.to_be_bytes());
    record.extend_from_slice(text.as_bytes());
    Ok(())
}

fn too_large() -> io::Error {
    io::ErrorKind::InvalidData.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spool(items: &[&str]) -> Spool {
        let mut writer = SpoolWriter::new(&std::env::temp_dir()).unwrap();
        for item in items {
            writer.add(&Item::from_json(item).unwrap()).unwrap();
        }
        writer.finish().unwrap()
    }

    const ITEM: &str = r#"{"email":"a@b.c","amount":3,"reference":"r","metadata":{"k":[1]}}"#;

    #[test]
    fn spooled_items_are_read_as_often_as_needed() {
        let spool = spool(&[ITEM, r#"{"email":"d@e.f","amount":4}"#]);
        assert_eq!((spool.items, spool.amount), (2, Cents::new(7)));
        for _ in 0..2 {
            let items: Vec<SpooledItem> = spool.read().collect::<io::Result<_>>().unwrap();
            assert_eq!(items.len(), 2);
            assert_eq!(items[0].email.as_str(), "a@b.c");
            assert_eq!(items[0].reference.as_ref().map(Reference::as_str), Some("r"));
            assert_eq!(items[0].metadata.as_ref().map(Metadata::as_str), Some(r#"{"k":[1]}"#));
            assert_eq!(
                (items[1].amount, &items[1].reference, &items[1].metadata),
                (Cents::new(4), &None, &None)
            );
        }
    }

    #[test]
    fn the_fingerprint_depends_on_values_and_not_on_spelling() {
        let one = spool(&[ITEM]).fingerprint;
        let spelled = r#"{"reference":"\u0072","amount":3, "metadata":{"k": [ 1 ]},"email":" A@B.c"}"#;
        assert_eq!(one, spool(&[spelled]).fingerprint);
        for other in [
            r#"{"email":"a@b.c","amount":4,"reference":"r","metadata":{"k":[1]}}"#,
            r#"{"email":"a@b.d","amount":3,"reference":"r","metadata":{"k":[1]}}"#,
            r#"{"email":"a@b.c","amount":3,"metadata":{"k":[1]}}"#,
            r#"{"email":"a@b.c","amount":3,"reference":"r"}"#,
        ] {
            assert_ne!(one, spool(&[other]).fingerprint);
        }
        assert_ne!(one, spool(&[ITEM, ITEM]).fingerprint);
    }
}
