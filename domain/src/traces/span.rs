//! What a span may say: names that this program knows, and numbers.

/// What a span says, besides when.
#[derive(Debug)]
pub struct Span {
    /// What was done.
    pub name: &'static str,
    /// In which role.
    pub role: Role,
    /// Whether it failed.
    pub failed: bool,
    /// What more is known.
    pub texts: Vec<(&'static str, &'static str)>,
    /// And in numbers.
    pub numbers: Vec<(&'static str, i64)>,
}

/// In which role a process did something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// It took what the queue had.
    Consumes,
    /// It called somebody.
    Calls,
}
