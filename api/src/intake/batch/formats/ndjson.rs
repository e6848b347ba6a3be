//! NDJSON: one object per line. Blank lines are skipped and do not count as items.

use std::io::{BufRead, Read};

use super::row_limit::MAX_ITEM_BYTES;
use crate::intake::batch::faults::Fault;
use crate::intake::batch::item_reader::Item;
use crate::intake::batch::sink::{Sink, Stop};

/// Reads every line.
pub(super) fn read(mut input: impl BufRead, sink: &mut Sink) -> Result<(), Stop> {
    let mut line = Vec::new();
    for number in 1.. {
        line.clear();
        let read = input.by_ref().take(MAX_ITEM_BYTES as u64 + 1).read_until(b'\n', &mut line);
        if read.map_err(Stop::Body)? == 0 {
            return Ok(());
        }
        if line.len() > MAX_ITEM_BYTES && !line.ends_with(b"\n") {
            input.skip_until(b'\n').map_err(Stop::Body)?;
            let message = format!("A line may not be longer than {MAX_ITEM_BYTES} bytes.");
            sink.take(Some(number), Err(vec![Fault::item("too_long", message)]))?;
        } else if !line.trim_ascii().is_empty() {
            sink.take(Some(number), item(&line))?;
        }
    }
    Ok(())
}

fn item(line: &[u8]) -> Result<Item<'_>, Vec<Fault>> {
    let text = std::str::from_utf8(line.trim_ascii_end())
        .map_err(|_| vec![Fault::item("invalid_utf8", "The line must be UTF-8: save the file as UTF-8.")])?;
    Item::from_json(text)
}
