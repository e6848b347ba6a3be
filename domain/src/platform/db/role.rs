//! The kinds of processes that connect to the database.

/// The kind of a process that connects. Each has its own statement time-out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// The API, for requests: the statement time-out is 5 s.
    Api,
    /// The API, for queries on behalf of many waiting requests: the statement time-out is 5 s.
    ApiSide,
    /// The worker, which applies and delivers: the statement time-out is 30 s.
    Worker,
    /// The operator's program, which checks the books and migrates: the statement time-out is one hour.
    Operator,
}
