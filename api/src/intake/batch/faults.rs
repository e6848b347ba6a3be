//! The faults of a batch, by item.

use std::borrow::Cow;

use domain::batch::RecordedReference;

use super::options;
use crate::http::extract::UnknownName;
use crate::http::problem::{Code, FieldProblem, Problem};
use crate::intake::fields::{FieldFault, reference_taken};

/// The most faults that are listed: enough to see what is wrong with a file, in a response of at most about 150 kB.
pub(crate) const MAX_FAULTS: usize = 1_000;

/// One fault of an item.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Fault {
    /// The field at fault, or `item` for the item as a whole.
    pub(crate) field: Cow<'static, str>,
    /// The stable name of the fault.
    pub(crate) code: &'static str,
    /// The fault as a sentence for people.
    pub(crate) message: String,
}

impl Fault {
    /// Makes a fault of `field` with the stable name `code` and the sentence `message`.
    pub(crate) fn new(field: &'static str, code: &'static str, message: impl Into<String>) -> Self {
        Self { field: field.into(), code, message: message.into() }
    }

    /// Makes the fault of a field that items do not have. `known` are the fields that they have.
    pub(crate) fn unknown_field(name: &str, known: &[&str]) -> Self {
        let unknown = UnknownName::field(name, known).with_query_hint(options::NAMES);
        let message = unknown.message().to_owned();
        Self { field: name.to_owned().into(), code: Code::UnknownField.as_str(), message }
    }

    /// Makes a fault of the item as a whole.
    pub(crate) fn item(code: &'static str, message: impl Into<String>) -> Self {
        Self::new("item", code, message)
    }

    /// Makes the fault of a reference that already names another recorded payment.
    pub(crate) fn reference_taken(earlier: &RecordedReference) -> Self {
        let message = reference_taken(earlier.id, earlier.amount, earlier.status);
        Self::new("reference", "reference_conflict", message)
    }

    /// Makes the fault of a reference that another item of the batch has, with another email or amount.
    pub(crate) fn reference_differs() -> Self {
        let message = "Another item of the batch has this reference with another email or amount: give each item its own reference.";
        Self::new("reference", "reference_conflict", message)
    }

    /// Makes a fault that single requests can have as well.
    pub(crate) fn of_field(field: &'static str, fault: FieldFault) -> Self {
        Self::new(field, fault.code(), fault.message(field))
    }
}

/// The faults of a batch, in the order of its items. At most [`MAX_FAULTS`] are listed.
#[derive(Debug, Default)]
pub(crate) struct Faults {
    listed: Vec<FieldProblem>,
    more: u64,
}

impl Faults {
    /// Adds a fault of the item at `index`, which begins on `line`.
    pub(crate) fn add(&mut self, index: u64, line: Option<u64>, fault: Fault) {
        if self.is_full() {
            self.more += 1;
            return;
        }
        let Fault { field, code, message } = fault;
        self.listed.push(FieldProblem { index: Some(index), line, field: field.into_owned(), code, message });
    }

    /// Returns whether another fault would not be listed.
    pub(crate) fn is_full(&self) -> bool {
        self.listed.len() >= MAX_FAULTS
    }

    /// Returns whether there is no fault.
    pub(crate) fn is_empty(&self) -> bool {
        self.listed.is_empty()
    }

    /// Adds the faults to `problem`.
    pub(crate) fn on(self, problem: Problem) -> Problem {
        let problem = problem.with_errors(self.listed);
        if self.more > 0 { problem.with_errors_truncated() } else { problem }
    }

    /// Returns the listed faults, sorted by item, and the number of further faults.
    pub(crate) fn into_parts(self) -> (Vec<FieldProblem>, u64) {
        let mut listed = self.listed;
        listed.sort_by_key(|fault| fault.index);
        (listed, self.more)
    }
}
