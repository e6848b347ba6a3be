//! The kinds of processes that connect to the database.

/// The kind of process that connects. Each has its own limit on a statement.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// Answers requests: a statement may take 5 s.
    Api,
    /// An API beside its requests: asks for what many of them wait for. A statement may take 5 s.
    ApiSide,
    /// Applies and delivers: a statement may take 30 s.
    Worker,
    /// Checks the books or migrates: a statement may take an hour.
    Operator,
}
