//! Who connects to the database.

/// Who connects: each has its own limit on a statement.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// Answers requests: a statement may take 5 s.
    Api,
    /// Beside the requests of an API: what many of them wait for. A statement may take 5 s.
    ApiSide,
    /// Applies and delivers: a statement may take 30 s.
    Worker,
    /// Checks the books or migrates: a statement may take an hour.
    Operator,
}
