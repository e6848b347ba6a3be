//! The content of a span: names that this program knows, and numbers.

/// The content of a span, without its times.
#[derive(Debug)]
pub struct Span {
    /// The work that was done.
    pub name: &'static str,
    /// The role of the process in the work.
    pub role: Role,
    /// Whether the work failed.
    pub failed: bool,
    /// Attributes that are texts.
    pub texts: Vec<(&'static str, &'static str)>,
    /// Attributes that are numbers.
    pub numbers: Vec<(&'static str, i64)>,
}

/// The role of a process in some work.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// The process took work from the queue.
    Consumes,
    /// The process called another service.
    Calls,
}
