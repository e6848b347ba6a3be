//! The sink for the items of a batch: each item goes into the spool or, if it has a fault, on the list of faults.

use std::io;
use std::path::Path;

use super::columns::TablePreview;
use super::faults::{Fault, Faults};
use super::item_reader::Item;
use super::lines::Lines;
use super::spool::{Spool, SpoolWriter};
use crate::http::problem::{Code, Problem};

/// Why reading a body ends early.
#[derive(Debug)]
pub(crate) enum Stop {
    /// The body breaks off, stalls or is too long.
    Body(io::Error),
    /// The body is rejected with this problem.
    Refused(Box<Problem>),
    /// The spool cannot be written.
    Spool(io::Error),
    /// A person has to say what the columns of this table hold.
    Asked(Box<TablePreview>),
}

impl Stop {
    /// Rejects the body for a fault that belongs to no item.
    pub(crate) fn field(field: &str, code: &'static str, message: impl Into<String>) -> Self {
        Self::Refused(Box::new(Problem::field(field, code, message)))
    }

    /// Rejects the body as unreadable.
    pub(crate) fn malformed(detail: impl Into<String>) -> Self {
        Self::Refused(Box::new(Problem::new(Code::MalformedBody, detail)))
    }
}

/// Why a batch is read. This decides which items are spooled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// To record it: one fault rejects the batch, and no item after it is spooled.
    Record,
    /// To examine it: all items without a fault are spooled.
    Examine,
}

/// Counts, checks and spools items.
#[derive(Debug)]
pub(crate) struct Sink {
    purpose: Purpose,
    spool: SpoolWriter,
    faults: Faults,
    faulty: Vec<u64>,
    lines: Lines,
    items: u64,
    max_items: u64,
}

/// The checked items of a body.
#[derive(Debug)]
pub(crate) struct Checked {
    /// The items without a fault, in their order.
    pub(crate) spool: Spool,
    /// The indexes of the other items, ascending. Empty for a batch that is to be recorded.
    pub(crate) faulty: Vec<u64>,
    /// The faults of those items.
    pub(crate) faults: Faults,
    /// The lines of the file on which the items begin.
    pub(crate) lines: Lines,
}

impl Sink {
    /// Makes a sink that spools up to `max_items` items in `directory`.
    pub(crate) fn new(directory: &Path, max_items: u64, purpose: Purpose) -> io::Result<Self> {
        Ok(Self {
            purpose,
            spool: SpoolWriter::new(directory)?,
            faults: Faults::default(),
            faulty: Vec::new(),
            lines: Lines::default(),
            items: 0,
            max_items,
        })
    }

    /// Takes the next item or its faults, and the line on which it begins.
    pub(crate) fn take(&mut self, line: Option<u64>, item: Result<Item<'_>, Vec<Fault>>) -> Result<(), Stop> {
        let index = self.items;
        if index >= self.max_items {
            let message = format!("A batch of this type has at most {} items.", self.max_items);
            return Err(Stop::field("items", "too_many", message));
        }
        self.items += 1;
        if let Some(line) = line {
            self.lines.note(index, line);
        }
        match item {
            // After the first fault nothing will be recorded, so further items are only checked.
            Ok(_) if self.purpose == Purpose::Record && !self.faults.is_empty() => Ok(()),
            Ok(item) => self.spool.add(&item).map_err(Stop::Spool),
            Err(faults) => {
                faults.into_iter().for_each(|fault| self.faults.add(index, line, fault));
                if self.purpose == Purpose::Examine {
                    self.faulty.push(index);
                }
                Ok(())
            }
        }
    }

    /// Returns the index of the next item.
    pub(crate) fn next_index(&self) -> u64 {
        self.items
    }

    /// Returns the items that were taken, if they can be used for the purpose.
    pub(crate) fn finish(self) -> Result<Checked, Stop> {
        if self.purpose == Purpose::Record && !self.faults.is_empty() {
            return Err(Stop::Refused(Box::new(self.faults.on(Problem::fields(Vec::new())))));
        }
        if self.items == 0 {
            return Err(Stop::field(
                "items",
                "required",
                "The body has no items: a batch must have at least one.",
            ));
        }
        let spool = self.spool.finish().map_err(Stop::Spool)?;
        Ok(Checked { spool, faulty: self.faulty, faults: self.faults, lines: self.lines })
    }
}
