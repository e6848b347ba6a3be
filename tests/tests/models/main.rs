//! Models of what must hold whatever comes first: every interleaving of a small case is explored. Each guard has a test that
//! takes it out and sees what goes wrong, so a model that proves nothing is noticed.
//!
//! A step's comment names the code that it stands for; who changes one changes the other.

#![expect(clippy::unwrap_used, reason = "a test reports by panicking, its helpers too")]

mod claims;
mod lost_commit;
mod restore;

use stateright::{Checker, Model};

/// Every property of `model` holds in every state that can be reached, and what must be reachable is.
fn holds<M>(model: M)
where
    M: Model + Send + Sync + 'static,
    M::State: Clone + std::fmt::Debug + std::hash::Hash + PartialEq + Send + Sync + 'static,
    M::Action: Clone + std::fmt::Debug + PartialEq,
{
    let explored = model.checker().spawn_bfs().join();
    explored.assert_properties();
    assert!(explored.is_done() && explored.unique_state_count() > 100, "hardly anything was explored");
}

/// Without its guard the property of that name is broken somewhere.
fn breaks<M>(model: M, property: &'static str)
where
    M: Model + Send + Sync + 'static,
    M::State: Clone + std::fmt::Debug + std::hash::Hash + PartialEq + Send + Sync + 'static,
    M::Action: Clone + std::fmt::Debug + PartialEq,
{
    let explored = model.checker().spawn_bfs().join();
    assert!(explored.discovery(property).is_some(), "nothing breaks {property:?}");
}
