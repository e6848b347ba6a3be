//! Models that explore every interleaving of small cases. Each step names the code that it stands for, and each guard has a
//! test in which the model without it finds what it guards against.

#![expect(clippy::unwrap_used, reason = "a test reports by panicking, its helpers too")]

mod claims;
