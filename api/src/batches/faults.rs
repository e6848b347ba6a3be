//! What is wrong with the items of a batch, item by item.

use std::borrow::Cow;

use domain::batch::Known;

use crate::allocations::reference_taken;
use crate::extract::{FieldFault, UnknownName};
use crate::problem::{Code, FieldProblem, Problem};

/// The most faults that are listed: enough to see what is wrong with a file, and an answer of about 150 kB at most.
pub(super) const MAX_FAULTS: usize = 1_000;

/// One thing wrong with an item.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Fault {
    /// The field at fault, `item` for the item as a whole.
    pub(super) field: Cow<'static, str>,
    /// The fault's stable name.
    pub(super) code: &'static str,
    /// The fault for people.
    pub(super) message: String,
}

impl Fault {
    /// `code` of `field`; `message` is for people.
    pub(super) fn new(field: &'static str, code: &'static str, message: impl Into<String>) -> Self {
        Self { field: field.into(), code, message: message.into() }
    }

    /// A field that items do not have; `known` are those that they have.
    pub(super) fn unknown_field(name: &str, known: &[&str]) -> Self {
        let message = UnknownName::field(name, known).message().to_owned();
        Self { field: name.to_owned().into(), code: Code::UnknownField.as_str(), message }
    }

    /// A fault of the item as a whole.
    pub(super) fn item(code: &'static str, message: impl Into<String>) -> Self {
        Self::new("item", code, message)
    }

    /// A reference that names something else, which is recorded.
    pub(super) fn reference_taken(earlier: &Known) -> Self {
        let message = reference_taken(earlier.id, earlier.amount, earlier.status);
        Self::new("reference", "reference_conflict", message)
    }

    /// A reference that another item of the batch has, with another email or amount.
    pub(super) fn reference_differs() -> Self {
        let message =
            "Another item of the batch has this reference with another email or amount: give each its own.";
        Self::new("reference", "reference_conflict", message)
    }

    /// A fault that single requests have as well.
    pub(super) fn of_field(field: &'static str, fault: FieldFault) -> Self {
        Self::new(field, fault.code(), fault.message(field))
    }
}

/// The faults of a batch, in the order of its items, up to [`MAX_FAULTS`].
#[derive(Debug, Default)]
pub(super) struct Faults {
    listed: Vec<FieldProblem>,
    more: u64,
}

impl Faults {
    /// Adds a fault of the item at `index`, which begins in `line`.
    pub(super) fn add(&mut self, index: u64, line: Option<u64>, fault: Fault) {
        if self.is_full() {
            self.more += 1;
            return;
        }
        let Fault { field, code, message } = fault;
        self.listed.push(FieldProblem { index: Some(index), line, field: field.into_owned(), code, message });
    }

    /// Whether another one would not be listed.
    pub(super) fn is_full(&self) -> bool {
        self.listed.len() >= MAX_FAULTS
    }

    /// Whether nothing is wrong.
    pub(super) fn is_empty(&self) -> bool {
        self.listed.is_empty()
    }

    /// Puts the faults on `problem`.
    pub(super) fn on(self, problem: Problem) -> Problem {
        let problem = problem.with_errors(self.listed);
        if self.more > 0 { problem.with_errors_truncated() } else { problem }
    }

    /// What is listed, by item, and how many more there are.
    pub(super) fn into_parts(self) -> (Vec<FieldProblem>, u64) {
        let mut listed = self.listed;
        listed.sort_by_key(|fault| fault.index);
        (listed, self.more)
    }
}
