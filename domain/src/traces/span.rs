//! The content of a span: names that this program knows, and numbers.

/// The content of a span, without its times.
#[derive(Debug)]
pub struct Span {
    /// What was done.
    pub name: &'static str,
    /// The role in which the process did it.
    pub role: Role,
    /// Whether it failed.
    pub failed: bool,
    /// Attributes that are texts.
    pub texts: Vec<(&'static str, &'static str)>,
    /// Attributes that are numbers.
    pub numbers: Vec<(&'static str, i64)>,
}

/// In which role a process did something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// It took something out of the queue.
    Consumes,
    /// It called somebody outside.
    Calls,
}
