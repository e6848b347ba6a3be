//! Where the items of a batch go as they are read: into the spool, or, when one is at fault, on the list of faults.

use std::io;
use std::path::Path;

use super::faults::{Fault, Faults};
use super::item::Item;
use super::spool::{Spool, SpoolWriter};
use crate::problem::{Code, Problem};

/// Why a body is not read on.
#[derive(Debug)]
pub(super) enum Stop {
    /// It breaks off, stalls or is too long.
    Body(io::Error),
    /// It is refused.
    Refused(Box<Problem>),
    /// The spool cannot be written.
    Spool(io::Error),
}

impl Stop {
    /// Refuses the body for a fault that is none of an item's.
    pub(super) fn field(field: &str, code: &'static str, message: impl Into<String>) -> Self {
        Self::Refused(Box::new(Problem::field(field, code, message)))
    }

    /// Refuses the body as unreadable.
    pub(super) fn malformed(detail: impl Into<String>) -> Self {
        Self::Refused(Box::new(Problem::new(Code::MalformedBody, detail)))
    }
}

/// Counts, checks and spools items.
#[derive(Debug)]
pub(super) struct Sink {
    spool: SpoolWriter,
    faults: Faults,
    items: u64,
    max_items: u64,
}

impl Sink {
    /// Spools up to `max_items` in `directory`.
    pub(super) fn new(directory: &Path, max_items: u64) -> io::Result<Self> {
        Ok(Self { spool: SpoolWriter::new(directory)?, faults: Faults::default(), items: 0, max_items })
    }

    /// Takes the next item, or what is wrong with it.
    pub(super) fn take(&mut self, item: Result<Item<'_>, Vec<Fault>>) -> Result<(), Stop> {
        let index = self.items;
        if index >= self.max_items {
            let message = format!("A batch of this type has at most {} items.", self.max_items);
            return Err(Stop::field("items", "too_many", message));
        }
        self.items += 1;
        match item {
            // After the first fault nothing will be recorded: the rest is only checked.
            Ok(_) if !self.faults.is_empty() => Ok(()),
            Ok(item) => self.spool.add(&item).map_err(Stop::Spool),
            Err(faults) => {
                faults.into_iter().for_each(|fault| self.faults.add(index, fault));
                Ok(())
            }
        }
    }

    /// The index of the next item.
    pub(super) fn next_index(&self) -> u64 {
        self.items
    }

    /// The batch, if every item of it is fit to be recorded.
    pub(super) fn finish(self) -> Result<Spool, Stop> {
        if !self.faults.is_empty() {
            return Err(Stop::Refused(Box::new(self.faults.on(Problem::fields(Vec::new())))));
        }
        if self.items == 0 {
            return Err(Stop::field("items", "required", "A batch has at least one item."));
        }
        self.spool.finish().map_err(Stop::Spool)
    }
}
